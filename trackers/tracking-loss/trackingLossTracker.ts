import { InputError } from '../../datasets/inputError.ts';
import type { BackboneSpec } from '../network/backbones/backboneSpec.ts';
import { cropSource } from '../online/featureSource.ts';
import { trainableHeads } from '../online/heads.ts';
import { onlineTracker } from '../online/onlineTracker.ts';
import type { Tracker, TrackerContext } from '../tracker.ts';
import { anchorGrid } from './anchors.ts';
import type { TrackingLossConfiguration } from './configuration.ts';
import { trackingLossModel } from './trackingLossModel.ts';

/**
 * One of the paper's trackers.
 * @throws InputError where the backbone or its weights are missing, or have no anchors for a strategy
 */
export async function trackingLossTracker(
  configuration: TrackingLossConfiguration,
  { random, networks, notice }: TrackerContext,
): Promise<Tracker> {
  const { kind: _, backbone: spec, online, ...settings } = configuration;
  const backbone = await networks.backbone(spec as BackboneSpec);
  const model = modelOf(settings, anchorGrid(backbone.map), backbone.map.channels);
  const features = await cropSource(backbone, model.window, online, networks);
  const heads = await trainableHeads({
    model,
    mapShape: features.mapShape,
    minibatch: online.minibatch,
    networks,
    random,
    notice,
  });
  return onlineTracker(online, { features, heads, random });
}

function modelOf(...parameters: Parameters<typeof trackingLossModel>) {
  try {
    return trackingLossModel(...parameters);
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(error.message, undefined, 'lower firstConfidence');
    throw error;
  }
}
