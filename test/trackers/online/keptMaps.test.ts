import { describe, expect, it } from 'vitest';
import { keptMapsBytes, mostSamples } from '../../../trackers/online/keptMaps.ts';
import { onlinePresets } from '../../../trackers/online/presets.ts';

describe('mostSamples(settings)', () => {
  it("counts the first frame's, turned ones too, and a hundred and twenty good frames'", () => {
    // 100 + 5 x 15 positives, 200 negatives kept, 100 x 8 and 20 x 24 of later frames.
    expect(mostSamples(onlinePresets.tuned)).toBe(175 + 200 + 800 + 480);
    expect(mostSamples(onlinePresets.light)).toBe(88 + 96 + 600 + 360);
  });

  it('is what the first frame draws where the memory never has as many', () => {
    const { update } = onlinePresets.tuned;
    const short = { ...onlinePresets.tuned, update: { ...update, longMemory: 1, shortMemory: 1 } };
    expect(mostSamples(short)).toBe(175 + 200 + (400 + 5 * 24));
  });
});

describe('keptMapsBytes(settings)', () => {
  it('is below 1.5 GB at `paper`', () => {
    expect(keptMapsBytes(onlinePresets.paper)).toBe(2 * 14 * 14 * 288 * (500 + 200 + 100 * 50 + 20 * 200));
    expect(keptMapsBytes(onlinePresets.paper)).toBeLessThan(1.5e9);
  });
});
