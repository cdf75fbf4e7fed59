import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../datasets/random.ts';
import { principalDirections } from '../../../trackers/online/principalDirections.ts';

const length = 12;

/** Rows that vary by 5 along one direction, by 2 along another, and by `noise` along all. */
function rows(noise: number, count = 400) {
  const random = randomFrom('rows');
  const [first, second] = [0, 1].map((phase) =>
    Float64Array.from(
      { length },
      (_, i) => Math.sqrt(2 / length) * Math.cos(2 * Math.PI * (i / length) + (phase * Math.PI) / 2),
    ),
  ) as [Float64Array, Float64Array];
  const numbers = new Float32Array(count * length);
  for (let row = 0; row < count; row++) {
    const [far, near] = [5 * random.gaussian(), 2 * random.gaussian()];
    for (let i = 0; i < length; i++)
      numbers[row * length + i] = 7 + far * first[i]! + near * second[i]! + noise * random.gaussian();
  }
  return { first, second, rows: { count, length, numbers } };
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
}

describe('principalDirections(rows, wanted, random)', () => {
  it('finds the directions of most variance, the largest first, about the mean', () => {
    const given = rows(0.05);
    const { mean, vectors } = principalDirections(given.rows, 2, randomFrom('start'));
    expect(Math.abs(product(vectors.subarray(0, length), given.first))).toBeGreaterThan(0.999);
    expect(Math.abs(product(vectors.subarray(length), given.second))).toBeGreaterThan(0.999);
    expect(mean.reduce((sum, value) => sum + value / length, 0)).toBeCloseTo(7, 1);
  });

  it('gives vectors of length 1 at right angles', () => {
    const { vectors } = principalDirections(rows(1).rows, 6, randomFrom('start'));
    for (let a = 0; a < 6; a++) {
      for (let b = 0; b < 6; b++) {
        const own = product(
          vectors.subarray(a * length, (a + 1) * length),
          vectors.subarray(b * length, (b + 1) * length),
        );
        expect(own).toBeCloseTo(a === b ? 1 : 0, 9);
      }
    }
  });

  it('gives zeros for directions that the rows do not have', () => {
    const { vectors } = principalDirections(
      { count: 3, length, numbers: new Float32Array(3 * length).fill(2) },
      4,
      randomFrom('start'),
    );
    expect(Array.from(vectors).every((value) => value === 0)).toBe(true);
  });
});
