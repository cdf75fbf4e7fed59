import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constant, curve, type Key, line } from '../../../datasets/synthetic/curve.ts';

const keys = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: -300, max: 300 })), {
    minLength: 2,
    maxLength: 8,
    selector: ([frame]) => frame,
  })
  .map((list): Key[] => list.toSorted((a, b) => a[0] - b[0]));

describe('curve(...keys)', () => {
  it('passes its keys and is level beyond the ends', () => {
    fc.assert(
      fc.property(keys, (list) => {
        const at = curve(...list);
        for (const [frame, value] of list) expect(at(frame)).toBeCloseTo(value, 9);
        expect(at(list[0]![0] - 10)).toBe(list[0]![1]);
        expect(at(list.at(-1)![0] + 10)).toBe(list.at(-1)![1]);
      }),
    );
  });

  it('never goes beyond the two keys that it is between', () => {
    fc.assert(
      fc.property(keys, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const at = curve(...list);
        for (let i = 1; i < list.length; i++) {
          const [[start, from], [end, to]] = [list[i - 1]!, list[i]!];
          const value = at(start + share * (end - start));
          expect(value).toBeGreaterThanOrEqual(Math.min(from, to) - 1e-9);
          expect(value).toBeLessThanOrEqual(Math.max(from, to) + 1e-9);
        }
      }),
    );
  });

  it('is half way in the middle of two keys, and straight through three on a line', () => {
    expect(curve([0, 10], [8, 20])(4)).toBe(15);
    // Slopes 0, 1, 0: the Hermite piece from (0, 0) to (2, 2) has 2 * 0.5 - 1 * 2 * 0.125 = 0.75 at its middle.
    expect(curve([0, 0], [2, 2], [4, 4])(1)).toBeCloseTo(0.75, 12);
  });
});

describe('line(a, b) and constant(value)', () => {
  it('go on beyond their keys', () => {
    expect([-1, 0, 5, 10, 12].map(line([0, 3], [10, 23]))).toEqual([1, 3, 13, 23, 27]);
    expect([-5, 0, 5].map(constant(7))).toEqual([7, 7, 7]);
  });
});
