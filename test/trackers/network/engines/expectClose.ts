import { expect } from 'vitest';
import type { Tensor } from '../../../../trackers/network/tensor.ts';

/** Single precision's rounding, summed up over a few operators, as a share of the largest number. */
export const rounding = 5e-6;

/** Whether two engines gave the same outputs: names, shapes, and numbers up to a share of the largest one. */
export function expectClose(
  found: Readonly<Record<string, Tensor>>,
  wanted: Readonly<Record<string, Tensor>>,
  tolerance = rounding,
): void {
  expect(Object.keys(found)).toEqual(Object.keys(wanted));
  for (const [name, { shape, data }] of Object.entries(wanted)) {
    const other = found[name]!;
    expect({ [name]: other.shape }).toEqual({ [name]: shape });
    const largest = data.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
    const difference = data.reduce((most, number, index) => Math.max(most, Math.abs(number - other.data[index]!)), 0);
    if (!(difference <= tolerance * largest))
      expect.fail(`${name} differs by ${difference}, and its largest number is ${largest}`);
  }
}
