import { describe, expect, it } from 'vitest';
import { parabolaPeak } from '../../trackers/parabolaPeak.ts';

describe('parabolaPeak(before, here, after)', () => {
  it('is where the parabola through the three has its top', () => {
    // y = -(x - 0.3)^2 at -1, 0, 1
    expect(parabolaPeak(-1.69, -0.09, -0.49)).toBeCloseTo(0.3, 12);
  });

  it('is 0 where the three do not bend down', () => {
    expect([parabolaPeak(1, 1, 1), parabolaPeak(2, 1, 2)]).toEqual([0, 0]);
  });
});
