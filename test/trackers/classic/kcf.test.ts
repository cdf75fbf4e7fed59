import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../datasets/image.ts';
import { type Rectangle, rectangle } from '../../../datasets/region.ts';
import { kcfParameters, kcfTracker } from '../../../trackers/classic/kcf.ts';
import { boxOverlap } from '../../../trackers/online/boxOverlap.ts';
import { boxAt, meanOverlapOnOtb } from '../follow.ts';
import { syntheticFrame, target, texture } from '../syntheticFrame.ts';

const [inside, outside] = [texture(31), texture(32)];

const see = (index: number, box: Rectangle, firstWidth: number, channels: 1 | 3 = 1): Frame =>
  syntheticFrame(index, 240, 180, target(box, firstWidth, inside, outside), channels);

describe('kcfTracker()', () => {
  it.each([
    { width: 24, cells: 1 / 3 },
    { width: 48, cells: 1 / 10 },
    { width: 120, cells: 1 / 10 },
  ])('follows a texture $width pixels wide that moves by fractions of pixels, to $cells of a cell', async (size) => {
    const [width, height] = [size.width, 0.75 * size.width];
    const cellInPixels = 4 * Math.max(1, Math.sqrt(width * height) / kcfParameters.window.maximumSide);
    const moved = (index: number): Frame =>
      syntheticFrame(index, 400, 320, (x, y) => inside(x - 1.7 * index, y + 2.3 * index));
    const tracker = kcfTracker();
    await tracker.initialize(moved(0), rectangle(140, 110, width, height));
    for (let index = 1; index < 8; index++) {
      const box = await boxAt(tracker, moved(index));
      const errorX = box.x + box.width / 2 - (140 + width / 2 + 1.7 * index);
      const errorY = box.y + box.height / 2 - (110 + height / 2 - 2.3 * index);
      expect(Math.max(Math.abs(errorX), Math.abs(errorY))).toBeLessThan(size.cells * cellInPixels);
    }
  });

  it.each([24, 48, 120])('follows a target %i pixels wide across a background of like texture', async (width) => {
    const tracker = kcfTracker();
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
    const tracker = kcfTracker();
    await tracker.initialize(see(0, truth(0), 56), truth(0));
    for (let index = 1; index <= 15; index++) {
      const box = await boxAt(tracker, see(index, truth(index), 56));
      expect(box.width / box.height).toBeCloseTo(1 / 0.8, 10);
      expect(Math.abs(box.width / truth(index).width - 1)).toBeLessThan(0.04);
    }
  });

  it('says the same of a grey picture stored as RGB', async () => {
    const outputs = await Promise.all(
      ([1, 3] as const).map(async (channels) => {
        const tracker = kcfTracker();
        const path = [0, 1, 2].map((index) => rectangle(60 + 3 * index, 50 + index, 40, 40));
        await tracker.initialize(see(0, path[0]!, 40, channels), path[0]!);
        return [
          await tracker.track(see(1, path[1]!, 40, channels)),
          await tracker.track(see(2, path[2]!, 40, channels)),
        ];
      }),
    );
    expect(outputs[1]).toEqual(outputs[0]);
  });

  it('is less sure where the target has gone', async () => {
    const tracker = kcfTracker();
    const box = rectangle(60, 50, 40, 40);
    await tracker.initialize(see(0, box, 40), box);
    const { confidence: seen } = await tracker.track(see(1, box, 40));
    const { confidence: gone } = await tracker.track(syntheticFrame(2, 240, 180, outside));
    expect(seen).toBeGreaterThan(0.9);
    expect(gone).toBeLessThan(0.5);
  });

  it('follows the target of OTB Crossing to the end with a mean overlap above 0.7', async () => {
    expect(await meanOverlapOnOtb(kcfTracker(), 'Crossing', 120)).toBeGreaterThan(0.7);
  });
});
