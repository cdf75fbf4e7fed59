import type { Backbone } from '../network/backbones/backbone.ts';
import type { BackboneSpec } from '../network/backbones/backboneSpec.ts';
import { modelTracker } from '../online/modelTracker.ts';
import type { OnlineModel } from '../online/onlineModel.ts';
import { windowSize } from '../online/sharedMaps.ts';
import type { Tracker, TrackerContext } from '../tracker.ts';
import { anchorGrid } from './anchors.ts';
import type { TrackingLossConfiguration } from './configuration.ts';
import { trackingLossModel } from './trackingLossModel.ts';

/**
 * One of the paper's trackers.
 * @throws InputError where the backbone or its weights are missing
 */
export async function trackingLossTracker(
  configuration: TrackingLossConfiguration,
  context: TrackerContext,
): Promise<Tracker> {
  const backbone = await context.networks.backbone(configuration.backbone as BackboneSpec);
  return modelTracker(modelOn(backbone, configuration), backbone, configuration.online, context);
}

/** The model of a configuration on its backbone's map. */
export function modelOn({ map }: Backbone, configuration: TrackingLossConfiguration): OnlineModel {
  const { kind: _kind, backbone: _backbone, online, ...settings } = configuration;
  const { maps } = online;
  if (maps === null) return trackingLossModel(settings, anchorGrid(map), map.channels);
  const { height, width, channels } = windowSize(map, maps);
  return trackingLossModel(settings, anchorGrid({ ...map, height, width }), channels, 'cells');
}
