import { describe, expect, it } from 'vitest';
import { circularGaussian, gaussianLabels, hannWindow } from '../../../trackers/classic/windows.ts';

describe('hannWindow(length)', () => {
  it("equals MATLAB's hann: 0.5 - 0.5 cos(2 pi i / (length - 1))", () => {
    for (const length of [2, 5, 8, 33]) {
      const window = hannWindow(length);
      for (let i = 0; i < length; i++) {
        expect(window[i]).toBeCloseTo(0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (length - 1)), 12);
      }
    }
    expect(hannWindow(1)).toEqual(Float64Array.of(1));
  });
});

describe('circularGaussian(length, sigma)', () => {
  it('falls off from place 0 alike in both directions round the circle', () => {
    const fall = (distance: number): number => Math.exp(-(distance ** 2) / (2 * 1.5 ** 2));
    const expected = [0, 1, 2, 3, 2, 1].map(fall);
    circularGaussian(6, 1.5).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
  });
});

describe('gaussianLabels(rows, columns, sigma)', () => {
  it('falls off from the first place by the distance round both circles', () => {
    const labels = gaussianLabels(4, 6, 1.5);
    expect([labels[0], labels[2], labels[4]].map((value) => value!.toFixed(12))).toEqual(
      [0, 4, 4].map((squared) => Math.exp(-squared / 4.5).toFixed(12)),
    );
    // Row 3 is one up from row 0, column 5 one to the left of column 0.
    expect(labels[3 * 6 + 5]).toBeCloseTo(Math.exp(-2 / 4.5), 12);
  });
});
