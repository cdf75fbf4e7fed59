import type { Image } from '../../datasets/image.ts';
import type { Random } from '../../datasets/random.ts';
import type { Rectangle } from '../../datasets/region.ts';
import { type BoxLimits, drawSamples } from './boxSampling.ts';
import type { FeatureSource } from './featureSource.ts';
import type { OnlineSettings, SampleSettings } from './onlineSettings.ts';
import { collectMaps, type FrameSamples, joinMaps } from './sampleMemory.ts';
import { turnedImage } from './turnedImage.ts';

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
  const all = [await readSamples(features, image, box, samples, limits, random)];
  if (turns !== null) {
    const { positives, negatives, degrees, isMirrored } = turns;
    const ofTurn: SampleSettings = { ...samples, positives, negatives, negativesAnywhere: 0 };
    const looks = degrees.map((each) => ({ degrees: each, isMirrored: false }));
    if (isMirrored) looks.push({ degrees: 0, isMirrored: true });
    for (const look of looks) {
      const turned = turnedImage(image, box.x + box.width / 2, box.y + box.height / 2, look);
      all.push(await readSamples(features, turned, box, ofTurn, limits, random));
    }
  }
  return {
    positives: joinMaps(all.map(({ positives }) => positives)),
    negatives: joinMaps(all.map(({ negatives }) => negatives)),
  };
}
