import type { Image } from '../../datasets/image.ts';
import type { Random } from '../../datasets/random.ts';
import type { Rectangle } from '../../datasets/region.ts';
import { type BoxLimits, drawSamples } from './boxSampling.ts';
import type { FeatureSource } from './featureSource.ts';
import type { SampleSettings } from './onlineSettings.ts';
import { collectMaps, type FrameSamples } from './sampleMemory.ts';

/** Draws a frame's training samples about the target's box, and reads their maps. */
export async function readSamples(
  features: FeatureSource,
  image: Image,
  box: Rectangle,
  settings: SampleSettings,
  limits: BoxLimits,
  random: Random,
): Promise<FrameSamples> {
  const { positives, negatives } = drawSamples(box, settings, limits, random);
  return {
    positives: await collectMaps(features, image, positives),
    negatives: await collectMaps(features, image, negatives),
  };
}
