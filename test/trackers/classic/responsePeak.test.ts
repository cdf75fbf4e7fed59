import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parabolaPeak, responsePeak } from '../../../trackers/classic/responsePeak.ts';

const rows = 10;
const columns = 16;

/** A circular paraboloid with its top, of height 1, at (y, x). */
function paraboloid(y: number, x: number): Float64Array {
  const wrapped = (distance: number, length: number): number => distance - length * Math.round(distance / length);
  return Float64Array.from({ length: rows * columns }, (_, i) => {
    const down = wrapped(Math.floor(i / columns) - y, rows);
    const across = wrapped((i % columns) - x, columns);
    return 1 - 0.01 * down * down - 0.02 * across * across;
  });
}

describe('responsePeak(response, rows, columns)', () => {
  it('finds the top of a paraboloid between places, up and left as negative displacements', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -4.4, max: 4.4, noNaN: true }),
        fc.double({ min: -7.4, max: 7.4, noNaN: true }),
        (y, x) => {
          const peak = responsePeak(paraboloid(y, x), rows, columns);
          expect(peak.rows).toBeCloseTo(y, 9);
          expect(peak.columns).toBeCloseTo(x, 9);
        },
      ),
    );
  });

  it('says the height of the highest place', () => {
    expect(responsePeak(paraboloid(3, -2), rows, columns).value).toBe(1);
  });

  it('is no displacement where everything is equal', () => {
    expect(responsePeak(new Float64Array(rows * columns).fill(0.3), rows, columns)).toEqual({
      rows: 0,
      columns: 0,
      value: 0.3,
    });
  });
});

describe('parabolaPeak(before, here, after)', () => {
  it('is where the parabola through the three has its top', () => {
    // y = -(x - 0.3)^2 at -1, 0, 1
    expect(parabolaPeak(-1.69, -0.09, -0.49)).toBeCloseTo(0.3, 12);
  });

  it('is 0 where the three do not bend down', () => {
    expect([parabolaPeak(1, 1, 1), parabolaPeak(2, 1, 2)]).toEqual([0, 0]);
  });
});
