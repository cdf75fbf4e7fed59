import { describe, expect, it } from 'vitest';
import { polygon, rectangle, type Region, special } from '../../../datasets/region.ts';
import { trajectory } from '../../../datasets/trajectory.ts';
import { areEqualRepetitions } from '../../../harness/experiments/determinism.ts';

const size = { width: 2000, height: 2000 };
const base: readonly Region[] = [special(1), rectangle(10, 10, 1000, 1000), special(2), special(0)];

function areEqual(...others: readonly (readonly Region[])[]): boolean {
  return areEqualRepetitions([base, ...others].map(trajectory), size, 'vot2016');
}

describe('areEqualRepetitions(trajectories, size, convention)', () => {
  it('is true for equal trajectories', () => {
    expect(areEqual(base, base)).toBe(true);
  });

  it('is true for regions that overlap more than 0.999', () => {
    // (w+1) x (h+1) pixels: 1001 rows of 1002 are shared with one row more (0.9990), 1001 of 1003 with two (0.9980).
    expect(areEqual([special(1), rectangle(10, 10, 1000, 1001), special(2), special(0)])).toBe(true);
    expect(areEqual([special(1), rectangle(10, 10, 1000, 1002), special(2), special(0)])).toBe(false);
  });

  it('is true for the same regions where they have no area in the image, and so no overlap', () => {
    const outside: readonly Region[] = [
      special(1),
      rectangle(-500, -500, 10, 10),
      polygon(1, 1, 2, 2, 3, 3),
      special(0),
    ];
    expect(areEqualRepetitions([trajectory(outside), trajectory(outside)], size, 'vot2016')).toBe(true);
    const moved = outside.with(1, rectangle(-500, -500, 10, 11));
    expect(areEqualRepetitions([trajectory(outside), trajectory(moved)], size, 'vot2016')).toBe(false);
  });

  it('compares which frames are special, but not their codes', () => {
    expect(areEqual([special(1), rectangle(10, 10, 1000, 1000), special(2), special(2)])).toBe(true);
    expect(areEqual([special(1), special(2), special(2), special(0)])).toBe(false);
    expect(areEqual([special(1), base[1]!, base[1]!, special(0)])).toBe(false);
  });

  it('compares each with the first', () => {
    expect(areEqual(base, [special(1), rectangle(500, 10, 1000, 1000), special(2), special(0)])).toBe(false);
  });

  it('is false for another length', () => {
    expect(areEqual(base.slice(0, 3))).toBe(false);
  });
});
