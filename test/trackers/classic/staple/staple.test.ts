import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../../datasets/image.ts';
import { polygon, type Rectangle, rectangle, type Region } from '../../../../datasets/region.ts';
import { stapleTracker } from '../../../../trackers/classic/staple/staple.ts';
import { boxOverlap } from '../../../../trackers/online/boxOverlap.ts';
import { boxAt } from '../../follow.ts';
import { syntheticFrame, target, texture } from '../../syntheticFrame.ts';

const [inside, outside] = [texture(41), texture(42)];

const see = (index: number, box: Rectangle, firstWidth: number, channels: 1 | 3 = 1): Frame =>
  syntheticFrame(index, 240, 180, target(box, firstWidth, inside, outside), channels);

/** A target of one hue before a background of another, as bright, whose textures are other ones in each frame. */
function seeHue(index: number, box: Rectangle): Frame {
  const [own, around] = [texture(100 + index), texture(200 + index)];
  const [width, height] = [120, 100];
  const data = new Uint8Array(3 * width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      const isTarget = x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
      // As bright: 80 of red have the luma of 41 of green.
      const [red, green] = isTarget ? [80, 0] : [0, 41];
      const brightness = (isTarget ? own : around)(x, y) / 4;
      data[i] = red + brightness;
      data[i + 1] = green + brightness;
    }
  }
  return { index, path: `hue/${index}`, image: async () => ({ width, height, channels: 3, data }) };
}

describe('stapleTracker()', () => {
  it('follows by its colours a target of which nothing else stays the same', async () => {
    const tracker = stapleTracker();
    const truth = (index: number): Rectangle => rectangle(40 + 4 * index, 40 + 3 * index, 32, 28);
    await tracker.initialize(seeHue(0, truth(0)), truth(0));
    for (let index = 1; index < 6; index++) {
      const box = await boxAt(tracker, seeHue(index, truth(index)));
      const [errorX, errorY] = [box.x + box.width / 2 - (56 + 4 * index), box.y + box.height / 2 - (54 + 3 * index)];
      expect(Math.max(Math.abs(errorX), Math.abs(errorY))).toBeLessThan(4);
    }
  });

  it('goes on where frames turn from colour to grey or back', async () => {
    const box = rectangle(60, 50, 40, 40);
    for (const [first, second] of [
      [1, 3],
      [3, 1],
    ] as const) {
      const tracker = stapleTracker();
      await tracker.initialize(see(0, box, 40, first), box);
      expect(boxOverlap(await boxAt(tracker, see(1, box, 40, second)), box)).toBeGreaterThan(0.9);
    }
  });

  it("starts from a polygon's own area about the mean of its corners, and a pixel more each way", async () => {
    const side = Math.sqrt(400 * 2) / 2;
    const frames = [0, 1, 2].map((index) => see(index, rectangle(80 + index, 60, 40, 40), 40));
    const boxFrom = async (region: Region): Promise<number[]> => {
      const tracker = stapleTracker();
      await tracker.initialize(frames[0]!, region);
      const { x, y, width, height } = await boxAt(tracker, frames[1]!);
      return [x, y, width, height];
    };
    const diamond = await boxFrom(polygon(100, 60, 120, 80, 100, 100, 80, 80));
    const square = await boxFrom(rectangle(100 - side - 0.5, 80 - side - 0.5, 2 * side + 1, 2 * side + 1));
    diamond.forEach((value, i) => expect(value).toBeCloseTo(square[i]!, 8));
  });
});
