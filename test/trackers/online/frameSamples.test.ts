import { describe, expect, it } from 'vitest';
import type { Image } from '../../../datasets/image.ts';
import { randomFrom } from '../../../datasets/random.ts';
import { type Rectangle, rectangle } from '../../../datasets/region.ts';
import { tensor } from '../../../trackers/network/tensor.ts';
import { boxOverlap } from '../../../trackers/online/boxOverlap.ts';
import { boxLimits } from '../../../trackers/online/boxSampling.ts';
import type { FeatureSource, FrameFeatures } from '../../../trackers/online/featureSource.ts';
import { readFirstSamples } from '../../../trackers/online/frameSamples.ts';
import { onlinePresets } from '../../../trackers/online/presets.ts';

const image: Image = {
  width: 40,
  height: 30,
  channels: 1,
  data: Uint8Array.from({ length: 1200 }, (_, i) => (i % 40) * 6),
};
const box = rectangle(14, 8, 10, 12);
const limits = boxLimits(image, box, 4);

interface Read {
  readonly image: Image;
  readonly boxes: readonly Rectangle[];
}

/** Remembers what it was asked; the map of a box is the number of the call. */
function recorded(reads: Read[]): FeatureSource {
  return {
    mapShape: [1, 1, 1],
    async look(picture) {
      const features: FrameFeatures = {
        snap: (one) => one,
        async read(boxes, use) {
          reads.push({ image: picture, boxes });
          await use(tensor([boxes.length, 1, 1, 1], new Float32Array(boxes.length).fill(reads.length)), 0);
        },
        scoring: () => Promise.reject(new Error('samples are not scored')),
        around: async () => features,
      };
      return features;
    },
  };
}

const firstFrame = {
  ...onlinePresets.tuned.firstFrame,
  samples: { ...onlinePresets.tuned.firstFrame.samples, positives: 6, negatives: 10 },
  turns: { degrees: [-30, 90], isMirrored: true, positives: 2, negatives: 3 },
};

describe('readFirstSamples(features, image, box, firstFrame, limits, random)', () => {
  it("adds samples of the picture turned about the target and mirrored to the frame's own", async () => {
    const reads: Read[] = [];
    const samples = await readFirstSamples(recorded(reads), image, box, firstFrame, limits, randomFrom('first'));
    expect(reads.map(({ boxes }) => boxes.length)).toEqual([6, 10, 2, 3, 2, 3, 2, 3]);
    expect([samples.positives.count, samples.negatives.count]).toEqual([12, 19]);
    // Bfloat16 holds the small numbers of the calls as they are.
    const calls = (bits: Uint16Array): number[] =>
      Array.from(bits, (half) => new Float32Array(Uint32Array.of(half << 16).buffer)[0]!);
    expect(calls(samples.positives.bits)).toEqual([1, 1, 1, 1, 1, 1, 3, 3, 5, 5, 7, 7]);
    expect(calls(samples.negatives.bits)).toEqual([...Array<number>(10).fill(2), 4, 4, 4, 6, 6, 6, 8, 8, 8]);
  });

  it('turns pictures, not boxes: the target stays where it is in all of them', async () => {
    const reads: Read[] = [];
    await readFirstSamples(recorded(reads), image, box, firstFrame, limits, randomFrom('first'));
    for (const { boxes } of reads.filter((_, index) => index % 2 === 0)) {
      for (const positive of boxes) expect(boxOverlap(positive, box)).toBeGreaterThan(0.5);
    }
    const row = (picture: Image): number[] => Array.from(picture.data.subarray(14 * 40 + 12, 14 * 40 + 26));
    expect(reads[0]!.image).toBe(image);
    // Grey rises to the right; the target's middle is at 19, so mirrored it falls, by 6 a pixel.
    expect(row(reads[6]!.image)).toEqual(Array.from({ length: 14 }, (_, i) => (38 - (12 + i) - 1) * 6));
    // Turned by a right angle it is the same along each row, near enough to the middle.
    expect(new Set(row(reads[4]!.image)).size).toBe(1);
  });

  it('reads the frame alone where no turns are asked for', async () => {
    const reads: Read[] = [];
    const plain = { ...firstFrame, turns: null };
    const samples = await readFirstSamples(recorded(reads), image, box, plain, limits, randomFrom('first'));
    expect(reads).toHaveLength(2);
    expect([samples.positives.count, samples.negatives.count]).toEqual([6, 10]);
  });
});
