import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../../datasets/image.ts';
import { polygon, type Rectangle, rectangle, type Region } from '../../../../datasets/region.ts';
import { stapleTracker } from '../../../../trackers/classic/staple/staple.ts';
import { boxOverlap } from '../../../../trackers/online/boxOverlap.ts';
import { boxAt, meanOverlapOnOtb } from '../../follow.ts';
import { type Scene, syntheticFrame, target, texture } from '../../syntheticFrame.ts';

const [inside, outside] = [texture(41), texture(42)];

const see = (index: number, box: Rectangle, firstWidth: number, channels: 1 | 3 = 1): Frame =>
  syntheticFrame(index, 240, 180, target(box, firstWidth, inside, outside), channels);

/** A target of one hue before a background of another, as bright, whose textures are other ones in each frame. */
function seeHue(index: number, box: Rectangle): Frame {
  const [own, around] = [texture(100 + index), texture(200 + index)];
  const scenes: readonly [Scene, Scene, Scene] = [
    target(
      box,
      box.width,
      (x, y) => 80 + own(x, y) / 4,
      (x, y) => around(x, y) / 4,
    ),
    target(
      box,
      box.width,
      (x, y) => own(x, y) / 4,
      (x, y) => 41 + around(x, y) / 4,
    ),
    () => 0,
  ];
  const planes = scenes.map((scene) => syntheticFrame(index, 240, 180, scene));
  return {
    index,
    path: `hue/${index}`,
    async image() {
      const images = await Promise.all(planes.map((plane) => plane.image()));
      const { width, height } = images[0]!;
      const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => images[i % 3]!.data[Math.floor(i / 3)]!);
      return { width, height, channels: 3, data };
    },
  };
}

describe('stapleTracker()', () => {
  it.each([20, 48, 110])('follows a target %i pixels wide across a background of like texture', async (width) => {
    const tracker = stapleTracker();
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
    const tracker = stapleTracker();
    await tracker.initialize(see(0, truth(0), 56), truth(0));
    for (let index = 1; index <= 12; index++) {
      const box = await boxAt(tracker, see(index, truth(index), 56));
      expect(box.width / box.height).toBeCloseTo(1 / 0.8, 10);
      expect(Math.abs(box.width / truth(index).width - 1)).toBeLessThan(0.06);
    }
  });

  it('follows by its colours a target of which nothing else stays the same', async () => {
    const tracker = stapleTracker();
    const truth = (index: number): Rectangle => rectangle(60 + 5 * index, 60 + 3 * index, 48, 40);
    await tracker.initialize(seeHue(0, truth(0)), truth(0));
    for (let index = 1; index < 8; index++) {
      const box = await boxAt(tracker, seeHue(index, truth(index)));
      const [errorX, errorY] = [box.x + box.width / 2 - (84 + 5 * index), box.y + box.height / 2 - (80 + 3 * index)];
      expect(Math.max(Math.abs(errorX), Math.abs(errorY))).toBeLessThan(6);
    }
  });

  it('says the same of a grey picture stored as RGB', async () => {
    const outputs = await Promise.all(
      ([1, 3] as const).map(async (channels) => {
        const tracker = stapleTracker();
        const path = [0, 1, 2].map((index) => rectangle(60 + 3 * index, 50 + index, 40, 40));
        await tracker.initialize(see(0, path[0]!, 40, channels), path[0]!);
        const boxes = [
          await boxAt(tracker, see(1, path[1]!, 40, channels)),
          await boxAt(tracker, see(2, path[2]!, 40, channels)),
        ];
        return boxes.flatMap(({ x, y, width, height }) => [x, y, width, height]);
      }),
    );
    outputs[1]!.forEach((value, i) => expect(value).toBeCloseTo(outputs[0]![i]!, 8));
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

  it('is less sure where the target has gone', async () => {
    const tracker = stapleTracker();
    const box = rectangle(60, 50, 40, 40);
    await tracker.initialize(see(0, box, 40), box);
    const { confidence: seen } = await tracker.track(see(1, box, 40));
    const { confidence: gone } = await tracker.track(syntheticFrame(2, 240, 180, outside));
    expect(seen).toBeGreaterThan(0.8);
    expect(gone).toBeLessThan(0.6 * seen);
  });

  it('follows the target of OTB Crossing to the end with a mean overlap above 0.7', async () => {
    expect(await meanOverlapOnOtb(stapleTracker(), 'Crossing', 120)).toBeGreaterThan(0.7);
  });
});
