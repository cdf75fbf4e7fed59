import type { BackboneSpec } from '../network/backbones/backboneSpec.ts';
import { windowSize } from '../online/sharedMaps.ts';
import { modelTracker } from '../online/modelTracker.ts';
import type { Tracker, TrackerContext } from '../tracker.ts';
import type { MdnetConfiguration } from './configuration.ts';
import { mdnetModel } from './mdnetModel.ts';

/** @throws InputError where the backbone or its weights are missing, or its map has too few cells */
export async function mdnetTracker(configuration: MdnetConfiguration, context: TrackerContext): Promise<Tracker> {
  const { kind: _, backbone: spec, online, ...settings } = configuration;
  const backbone = await context.networks.backbone(spec as BackboneSpec);
  const { maps } = online;
  const { height, width, channels } = maps === null ? backbone.map : windowSize(backbone.map, maps);
  return modelTracker(mdnetModel(settings, { height, width, channels }, maps !== null), backbone, online, context);
}
