import { expect, it } from 'vitest';
import { localise, prepareLocalisation } from '../../bench/localisation.ts';
import { randomFrom } from '../../datasets/random.ts';
import { type Rectangle, rectangle } from '../../datasets/region.ts';
import { tensor } from '../../trackers/network/tensor.ts';
import { boxOverlap } from '../../trackers/online/boxOverlap.ts';
import type { FeatureSource, FrameFeatures } from '../../trackers/online/featureSource.ts';
import type { Heads } from '../../trackers/online/heads.ts';
import { onlinePresets } from '../../trackers/online/presets.ts';
import { syntheticFrame } from '../trackers/syntheticFrame.ts';

const { tuned } = onlinePresets;
const settings = { ...tuned, firstFrame: { ...tuned.firstFrame, turns: null } };
const frames = [0, 1, 2].map((index) => ({
  frame: syntheticFrame(index, 320, 240, () => 0),
  truth: rectangle(100 + 20 * index, 80, 60, 40),
}));

/** Features whose scores a function of the box gives, and the true one of the frame. */
function featuresOf(score: (box: Rectangle, truth: Rectangle) => number): FeatureSource {
  const seen = (truth: Rectangle): FrameFeatures => ({
    snap: (box) => box,
    read: async (boxes, use) => use(tensor([boxes.length, 1, 1, 1], new Float32Array(boxes.length)), 0),
    scoring: async () => async (boxes) => boxes.map((box) => ({ box, score: score(box, truth) })),
    around: () => Promise.reject(new Error('no nearer look')),
  });
  return { mapShape: [1, 1, 1], look: async (_, box) => seen(box) };
}

const heads: Heads = {
  score: () => Promise.reject(new Error('not asked for')),
  scorePlaces: () => Promise.reject(new Error('not asked for')),
  scoreSamples: () => Promise.reject(new Error('not asked for')),
  train: async () => [9, 9, 5, 4, 3, 2, 1],
};

async function result(score: Parameters<typeof featuresOf>[0]) {
  const prepared = await prepareLocalisation(frames, featuresOf(score), settings, randomFrom('localisation'));
  return localise(prepared, heads, settings);
}

it('a localisation reaches what is attainable where scores are overlaps, and tells targets from what is beside them', async () => {
  const perfect = await result(boxOverlap);
  expect(perfect.overlap).toBe(perfect.attainable);
  expect(perfect.overlap).toBeGreaterThan(0.7);
  expect(perfect.areaUnderCurve).toBe(1);
  expect(perfect.loss).toBe(3);
});

it('a localisation says that scores which fall with the overlap are wrong, and equal ones are chance', async () => {
  const wrong = await result((box, truth) => -boxOverlap(box, truth));
  expect(wrong.areaUnderCurve).toBe(0);
  expect(wrong.overlap).toBeLessThan(wrong.attainable);
  expect((await result(() => 1)).areaUnderCurve).toBe(0.5);
});
