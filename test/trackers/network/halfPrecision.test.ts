import { describe, expect, it } from 'vitest';
import { halfToSingle, singleToHalf } from '../../../trackers/network/halfPrecision.ts';

describe('singleToHalf(number)', () => {
  it('gives each of the numbers of 16 bits back', () => {
    for (let bits = 0; bits < 2 ** 16; bits++) {
      const value = halfToSingle(bits);
      if (Number.isNaN(value)) expect(singleToHalf(value) & 0x7fff).toBeGreaterThan(0x7c00);
      else expect(singleToHalf(value)).toBe(bits);
    }
  });

  it('rounds to the nearest, and what lies between two to the even one', () => {
    for (let bits = 0; bits < 0x7bff; bits++) {
      const [low, high] = [halfToSingle(bits), halfToSingle(bits + 1)];
      const step = high - low;
      expect(singleToHalf(low + 0.49 * step)).toBe(bits);
      expect(singleToHalf(low + 0.51 * step)).toBe(bits + 1);
      expect(singleToHalf(low + 0.5 * step)).toBe(bits % 2 === 0 ? bits : bits + 1);
    }
  });

  it('takes for infinite what is beyond 65504, from half a step on', () => {
    expect(singleToHalf(65519)).toBe(0x7bff);
    expect(singleToHalf(65520)).toBe(0x7c00);
    expect(singleToHalf(-1e9)).toBe(0xfc00);
  });
});
