import type { Image } from '../../datasets/image.ts';
import type { Random } from '../../datasets/random.ts';
import type { Rectangle } from '../../datasets/region.ts';
import { type BoxLimits, drawSamples } from './boxSampling.ts';
import type { FeatureSource, FrameFeatures } from './featureSource.ts';
import type { OnlineSettings, SampleSettings } from './onlineSettings.ts';
import { collectMaps, type FrameSamples, joinMaps } from './sampleMemory.ts';
import { turnedImage } from './turnedImage.ts';

/** Draws a frame's training samples about the target's box, and reads their maps. */
export async function readSamples(
  features: FrameFeatures,
  mapShape: FeatureSource['mapShape'],
  box: Rectangle,
  settings: SampleSettings,
  limits: BoxLimits,
  random: Random,
): Promise<FrameSamples> {
  const { positives, negatives } = drawSamples(box, settings, limits, random, (one) => features.snap(one));
  return {
    positives: await collectMaps(features, mapShape, positives),
    negatives: await collectMaps(features, mapShape, negatives),
  };
}

/**
 * The first frame's samples: its own, then those of the picture turned about the target and mirrored, if settings ask for
 * them. The one frame whose box is known shows the target in one pose; turned, it stands for others.
 */
export async function readFirstSamples(
  features: FeatureSource,
  image: Image,
  box: Rectangle,
  { samples, turns }: OnlineSettings['firstFrame'],
  limits: BoxLimits,
  random: Random,
): Promise<FrameSamples> {
  const { mapShape } = features;
  const own = await features.look(image, box, 'first');
  const all = [await readSamples(own, mapShape, box, samples, limits, random)];
  if (turns !== null) {
    const { positives, negatives, degrees, isMirrored } = turns;
    const ofTurn: SampleSettings = { ...samples, positives, negatives, negativesAnywhere: 0 };
    const looks = degrees.map((each) => ({ degrees: each, isMirrored: false }));
    if (isMirrored) looks.push({ degrees: 0, isMirrored: true });
    for (const look of looks) {
      const turned = turnedImage(image, box.x + box.width / 2, box.y + box.height / 2, look);
      const seen = await features.look(turned, box, 'turned');
      all.push(await readSamples(seen, mapShape, box, ofTurn, limits, random));
    }
  }
  return {
    positives: joinMaps(all.map(({ positives }) => positives)),
    negatives: joinMaps(all.map(({ negatives }) => negatives)),
  };
}
