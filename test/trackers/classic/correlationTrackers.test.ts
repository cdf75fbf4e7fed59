import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../datasets/image.ts';
import { type Rectangle, rectangle } from '../../../datasets/region.ts';
import { kcfTracker } from '../../../trackers/classic/kcf.ts';
import { stapleTracker } from '../../../trackers/classic/staple/staple.ts';
import { boxOverlap } from '../../../trackers/online/boxOverlap.ts';
import { boxAt, meanOverlapOnOtb } from '../follow.ts';
import { syntheticFrame, target, texture } from '../syntheticFrame.ts';

const [inside, outside] = [texture(31), texture(32)];

const see = (index: number, box: Rectangle, firstWidth: number, channels: 1 | 3 = 1): Frame =>
  syntheticFrame(index, 240, 180, target(box, firstWidth, inside, outside), channels);

describe.each([
  ['kcfTracker()', kcfTracker],
  ['stapleTracker()', stapleTracker],
])('%s', (_, make) => {
  it.each([24, 48, 120])('follows a target %i pixels wide across a background of like texture', async (width) => {
    const tracker = make();
    for (let index = 0; index < 8; index++) {
      const truth = rectangle(40 + 1.7 * index, 70 - 2.3 * index, width, 0.75 * width);
      if (index === 0) await tracker.initialize(see(0, truth, width), truth);
      else expect(boxOverlap(await boxAt(tracker, see(index, truth, width)), truth)).toBeGreaterThan(0.75);
    }
  });

  it.each([1.02, 1 / 1.02])('changes scale with a target that grows %f times a frame', async (growth) => {
    const truth = (index: number): Rectangle => {
      const width = 56 * growth ** index;
      return rectangle(120 - width / 2, 90 - (0.8 * width) / 2, width, 0.8 * width);
    };
    const tracker = make();
    await tracker.initialize(see(0, truth(0), 56), truth(0));
    for (let index = 1; index <= 15; index++) {
      const box = await boxAt(tracker, see(index, truth(index), 56));
      expect(box.width / box.height).toBeCloseTo(1 / 0.8, 10);
      expect(Math.abs(box.width / truth(index).width - 1)).toBeLessThan(0.04);
    }
  });

  it('says the same of a grey picture stored as RGB', async () => {
    const boxes = await Promise.all(
      ([1, 3] as const).map(async (channels) => {
        const tracker = make();
        const path = [0, 1, 2].map((index) => rectangle(60 + 3 * index, 50 + index, 40, 40));
        await tracker.initialize(see(0, path[0]!, 40, channels), path[0]!);
        await tracker.track(see(1, path[1]!, 40, channels));
        const { x, y, width, height } = await boxAt(tracker, see(2, path[2]!, 40, channels));
        return [x, y, width, height];
      }),
    );
    boxes[1]!.forEach((value, i) => expect(value).toBeCloseTo(boxes[0]![i]!, 8));
  });

  it('is less sure where the target has gone', async () => {
    const tracker = make();
    const box = rectangle(60, 50, 40, 40);
    await tracker.initialize(see(0, box, 40), box);
    const { confidence: seen } = await tracker.track(see(1, box, 40));
    const { confidence: gone } = await tracker.track(syntheticFrame(2, 240, 180, outside));
    expect(seen).toBeGreaterThan(0.8);
    expect(gone).toBeLessThan(0.6 * seen);
  });

  it('follows the target of OTB Crossing to the end with a mean overlap above 0.7', async () => {
    expect(await meanOverlapOnOtb(make(), 'Crossing', 120)).toBeGreaterThan(0.7);
  });
});
