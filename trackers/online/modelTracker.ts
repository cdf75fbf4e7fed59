import type { Backbone } from '../network/backbones/backbone.ts';
import type { Tracker, TrackerContext } from '../tracker.ts';
import { cropSource } from './featureSource.ts';
import { trainableHeads } from './heads.ts';
import type { OnlineModel } from './onlineModel.ts';
import type { OnlineSettings } from './onlineSettings.ts';
import { onlineTracker } from './onlineTracker.ts';

/** The online tracker that trains a model on crops through a backbone. @throws InputError where the backbone takes no crops */
export async function modelTracker(
  model: OnlineModel,
  backbone: Backbone,
  online: OnlineSettings,
  { random, networks, notice }: TrackerContext,
): Promise<Tracker> {
  const features = await cropSource(backbone, model.window, online, networks);
  const { mapShape } = features;
  const heads = await trainableHeads({ model, mapShape, minibatch: online.minibatch, networks, random, notice });
  return onlineTracker(online, { features, heads, random });
}
