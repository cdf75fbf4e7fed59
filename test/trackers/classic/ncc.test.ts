import { describe, expect, it } from 'vitest';
import { rectangle } from '../../../datasets/region.ts';
import { nccTracker } from '../../../trackers/classic/ncc.ts';
import { syntheticFrame, target, texture } from '../syntheticFrame.ts';

const [inside, outside] = [texture(21), texture(22)];

const at = (index: number, x: number, y: number): ReturnType<typeof syntheticFrame> =>
  syntheticFrame(index, 120, 90, target({ x, y, width: 24, height: 16 }, 24, inside, outside));

describe('nccTracker()', () => {
  it('follows the first template pixel by pixel, with confidence 1, and keeps fractions of the first box', async () => {
    const tracker = nccTracker();
    await tracker.initialize(at(0, 40, 30), rectangle(40.25, 29.75, 24, 16));
    const places = [
      [45, 26],
      [39, 33],
      [28, 40],
    ] as const;
    for (const [index, [x, y]] of places.entries()) {
      const { region, confidence } = await tracker.track(at(index + 1, x, y));
      expect(region).toEqual(rectangle(x + 0.25, y - 0.25, 24, 16));
      expect(confidence).toBeCloseTo(1, 9);
    }
  });

  it('looks in a window of twice the longer side about the last box', async () => {
    // 24 x 16 in a window of 48 x 48: 12 pixels either way across, 16 down.
    const reached = nccTracker();
    await reached.initialize(at(0, 40, 30), rectangle(40, 30, 24, 16));
    expect((await reached.track(at(1, 52, 46))).region).toEqual(rectangle(52, 46, 24, 16));
    const missed = nccTracker();
    await missed.initialize(at(0, 40, 30), rectangle(40, 30, 24, 16));
    expect((await missed.track(at(1, 53, 46))).confidence).toBeLessThan(0.9);
  });

  it('follows the visible part of a target that starts partly outside', async () => {
    const tracker = nccTracker();
    await tracker.initialize(at(0, -6, 30), rectangle(-6, 30, 24, 16));
    expect((await tracker.track(at(1, -2, 35))).region).toEqual(rectangle(-2, 35, 24, 16));
  });

  it('stays, with confidence 0, where the picture is flat', async () => {
    const tracker = nccTracker();
    await tracker.initialize(at(0, 40, 30), rectangle(40, 30, 24, 16));
    const flat = syntheticFrame(1, 120, 90, () => 100);
    expect(await tracker.track(flat)).toEqual({ region: rectangle(40, 30, 24, 16), confidence: 0 });
  });
});
