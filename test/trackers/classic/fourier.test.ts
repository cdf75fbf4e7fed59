import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fastLength, fourier } from '../../../trackers/classic/fourier.ts';
import { realFourier2d } from '../../../trackers/classic/realFourier2d.ts';

/** The definition: X[k] = sum over i of x[i] exp(-2 pi i k / n), for each signal of a batch. */
function directTransform(data: Float64Array, length: number, batch: number): Float64Array {
  const result = new Float64Array(data.length);
  for (let signal = 0; signal < batch; signal++) {
    for (let k = 0; k < length; k++) {
      for (let i = 0; i < length; i++) {
        const angle = (-2 * Math.PI * i * k) / length;
        const re = data[2 * (i * batch + signal)]!;
        const im = data[2 * (i * batch + signal) + 1]!;
        result[2 * (k * batch + signal)]! += re * Math.cos(angle) - im * Math.sin(angle);
        result[2 * (k * batch + signal) + 1]! += re * Math.sin(angle) + im * Math.cos(angle);
      }
    }
  }
  return result;
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

const numbers = (count: number): fc.Arbitrary<Float64Array> =>
  fc.float64Array({ minLength: count, maxLength: count, min: -1, max: 1, noNaN: true });

describe('fourier(length)', () => {
  // 1 to 66 holds every radix, alone and after others, and 33 = 3 * 11 of the scale filter.
  const signals = fc
    .record({ length: fc.integer({ min: 1, max: 66 }), batch: fc.integer({ min: 1, max: 3 }) })
    .chain((size) => fc.record({ size: fc.constant(size), data: numbers(2 * size.length * size.batch) }));

  it('forward(data, scratch, batch) equals the definition of the transform for any length and batch', () => {
    fc.assert(
      fc.property(signals, ({ size, data }) => {
        const expected = directTransform(data, size.length, size.batch);
        const actual = data.slice();
        fourier(size.length).forward(actual, new Float64Array(data.length), size.batch);
        expect(largestDifference(actual, expected)).toBeLessThan(1e-11);
      }),
    );
  });

  it('inverse(forward(x)) is length times x', () => {
    fc.assert(
      fc.property(signals, ({ size, data }) => {
        const plan = fourier(size.length);
        const actual = data.slice();
        const scratch = new Float64Array(data.length);
        plan.forward(actual, scratch, size.batch);
        plan.inverse(actual, scratch, size.batch);
        expect(
          largestDifference(
            actual,
            data.map((value) => value * size.length),
          ),
        ).toBeLessThan(1e-11);
      }),
    );
  });

  it('with an offset touches only the numbers of its own block', () => {
    const data = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i));
    const block = data.slice(10, 30);
    const expected = [...data.slice(0, 10), ...directTransform(block, 5, 2), ...data.slice(30)];
    fourier(5).forward(data, new Float64Array(40), 2, 10);
    expect(largestDifference(data, Float64Array.from(expected))).toBeLessThan(1e-12);
  });
});

describe('fastLength(length)', () => {
  it('is the smallest even 2^a 3^b 5^c that is at least the length', () => {
    expect([1, 2, 3, 7, 11, 13, 17, 25, 31, 61, 63, 65, 97].map(fastLength)).toEqual([
      2, 2, 4, 8, 12, 16, 18, 30, 32, 64, 64, 72, 100,
    ]);
  });
});

describe('realFourier2d(rows, columns)', () => {
  const pictures = fc
    .record({ rows: fc.integer({ min: 1, max: 12 }), columns: fc.integer({ min: 1, max: 6 }).map((half) => 2 * half) })
    .chain((size) => fc.record({ size: fc.constant(size), picture: numbers(size.rows * size.columns) }));

  it('forward(picture) holds the transform by definition at column frequency u and row frequency v', () => {
    fc.assert(
      fc.property(pictures, ({ size: { rows, columns }, picture }) => {
        const plan = realFourier2d(rows, columns);
        const spectrum = new Float64Array(plan.spectrumLength);
        plan.forward(picture, spectrum);
        const expected: number[] = [];
        for (let u = 0; u < columns; u++) {
          for (let v = 0; v <= Math.floor(rows / 2); v++) {
            let re = 0;
            let im = 0;
            for (let y = 0; y < rows; y++) {
              for (let x = 0; x < columns; x++) {
                const angle = -2 * Math.PI * ((u * x) / columns + (v * y) / rows);
                re += picture[y * columns + x]! * Math.cos(angle);
                im += picture[y * columns + x]! * Math.sin(angle);
              }
            }
            expected.push(re, im);
          }
        }
        expect(largestDifference(spectrum, Float64Array.from(expected))).toBeLessThan(1e-11);
      }),
    );
  });

  it('inverse(forward(picture)) is the picture', () => {
    fc.assert(
      fc.property(pictures, ({ size: { rows, columns }, picture }) => {
        const plan = realFourier2d(rows, columns);
        const spectrum = new Float64Array(plan.spectrumLength);
        const back = new Float64Array(picture.length);
        plan.forward(picture, spectrum);
        plan.inverse(spectrum, back);
        expect(largestDifference(back, picture)).toBeLessThan(1e-12);
      }),
    );
  });

  it('refuses an odd number of columns', () => {
    expect(() => realFourier2d(4, 5)).toThrow('invalid number of columns: 5 is odd');
  });
});
