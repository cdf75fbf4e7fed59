import type { Random } from '../../datasets/random.ts';
import type { Backbone } from '../network/backbones/backbone.ts';
import type { Tracker, TrackerContext } from '../tracker.ts';
import { cropSource } from './cropSource.ts';
import type { FeatureSource } from './featureSource.ts';
import { trainableHeads } from './heads.ts';
import type { NetworkEnvironment } from './networkEnvironment.ts';
import type { OnlineModel } from './onlineModel.ts';
import type { OnlineSettings } from './onlineSettings.ts';
import { onlineTracker } from './onlineTracker.ts';
import { sharedMaps } from './sharedMaps.ts';

/** The online tracker that trains a model on crops through a backbone. @throws InputError where the backbone takes no crops */
export async function modelTracker(
  model: OnlineModel,
  backbone: Backbone,
  online: OnlineSettings,
  { random, networks, notice }: TrackerContext,
): Promise<Tracker> {
  const features = await featureSource(model, backbone, online, networks, random);
  const { mapShape } = features;
  const heads = await trainableHeads({ model, mapShape, minibatch: online.minibatch, networks, random, notice });
  return onlineTracker(online, { features, heads, random });
}

/** Crops, or shared maps where the settings have them. */
export async function featureSource(
  model: OnlineModel,
  backbone: Backbone,
  online: OnlineSettings,
  networks: NetworkEnvironment,
  random: Random,
): Promise<FeatureSource> {
  return online.maps === null
    ? cropSource(backbone, model.window, online, networks)
    : sharedMaps(backbone, model.window, { ...online, maps: online.maps }, networks, random);
}
