import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../datasets/image.ts';
import { rectangle } from '../../../datasets/region.ts';
import { kcfParameters, kcfTracker } from '../../../trackers/classic/kcf.ts';
import { boxAt } from '../follow.ts';
import { syntheticFrame, texture } from '../syntheticFrame.ts';

const scene = texture(31);

describe('kcfTracker()', () => {
  it.each([
    { width: 24, cells: 1 / 3 },
    { width: 48, cells: 1 / 10 },
    { width: 120, cells: 1 / 10 },
  ])('follows a texture $width pixels wide that moves by fractions of pixels, to $cells of a cell', async (size) => {
    const [width, height] = [size.width, 0.75 * size.width];
    const cellInPixels = 4 * Math.max(1, Math.sqrt(width * height) / kcfParameters.window.maximumSide);
    const moved = (index: number): Frame =>
      syntheticFrame(index, 400, 320, (x, y) => scene(x - 1.7 * index, y + 2.3 * index));
    const tracker = kcfTracker();
    await tracker.initialize(moved(0), rectangle(140, 110, width, height));
    for (let index = 1; index < 8; index++) {
      const box = await boxAt(tracker, moved(index));
      const errorX = box.x + box.width / 2 - (140 + width / 2 + 1.7 * index);
      const errorY = box.y + box.height / 2 - (110 + height / 2 - 2.3 * index);
      expect(Math.max(Math.abs(errorX), Math.abs(errorY))).toBeLessThan(size.cells * cellInPixels);
    }
  });
});
