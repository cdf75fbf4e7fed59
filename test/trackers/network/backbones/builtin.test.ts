import { describe, expect, it } from 'vitest';
import { builtinGraph } from '../../../../trackers/network/backbones/builtin.ts';
import { contrastFilters, surfaceFilters } from '../../../../trackers/network/backbones/filterBank.ts';
import { proceduralImages } from '../../../../trackers/network/backbones/proceduralImages.ts';

/** The filters' numbers, each [3, 7, 7] flattened. */
function filtersOf({ shape, data }: { readonly shape: readonly number[]; readonly data: Float32Array }): number[][] {
  return Array.from({ length: shape[0]! }, (_, index) => Array.from(data.subarray(index * 147, (index + 1) * 147)));
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * b[index]!, 0);

describe('contrastFilters() and surfaceFilters()', () => {
  it('give nothing on even surfaces, with equal energies, and no filter is another one', () => {
    const filters = filtersOf(contrastFilters());
    expect(filters).toHaveLength(42);
    for (const [index, filter] of filters.entries()) {
      for (let channel = 0; channel < 3; channel++) {
        const sum = filter.slice(49 * channel, 49 * (channel + 1)).reduce((a, b) => a + b);
        expect(Math.abs(sum)).toBeLessThan(1e-5);
      }
      expect(dot(filter, filter)).toBeCloseTo(1, 5);
      for (const other of filters.slice(0, index)) expect(Math.abs(dot(filter, other))).toBeLessThan(0.99);
    }
  });

  it('tell a direction from the one across it', () => {
    const [first] = filtersOf(contrastFilters());
    // The first filter is a line along y: a vertical line of a picture answers, a horizontal one hardly.
    const line = (isVertical: boolean): number[] =>
      Array.from({ length: 147 }, (_, index) => ((isVertical ? index % 7 : Math.floor(index / 7) % 7) === 3 ? 1 : 0));
    expect(dot(first!, line(true))).toBeGreaterThan(5 * Math.abs(dot(first!, line(false))));
  });

  it('see brightness and opponent colours of surfaces', () => {
    const [brightness, redGreen, yellowBlue] = filtersOf(surfaceFilters());
    const surface = (...rgb: readonly number[]): number[] =>
      Array.from({ length: 147 }, (_, index) => rgb[Math.floor(index / 49)]!);
    expect(dot(brightness!, surface(0.3, 0.6, 0.9))).toBeCloseTo(0.6, 5);
    expect(dot(redGreen!, surface(1, 0, 0))).toBeCloseTo(0.5, 5);
    expect(dot(redGreen!, surface(0.4, 0.4, 1))).toBeCloseTo(0, 5);
    expect(dot(yellowBlue!, surface(0, 0, 1))).toBeCloseTo(-0.5, 5);
    expect(dot(yellowBlue!, surface(0.7, 0.7, 0.7))).toBeCloseTo(0, 5);
  });
});

describe('builtinGraph(size)', () => {
  it('projects at right angles: lengths and angles within the projected space are kept', () => {
    const projections = [...builtinGraph({ height: 105, width: 105 }).constants.values()].find(
      ({ shape }) => shape[0] === 166,
    )!;
    const length = projections.data.length / 166;
    const rows = Array.from({ length: 166 }, (_, row) =>
      Array.from(projections.data.subarray(row * length, (row + 1) * length)),
    );
    for (const row of [0, 1, 80, 165]) {
      for (let other = 0; other < 166; other++) {
        expect(Math.abs(dot(rows[row]!, rows[other]!) - (row === other ? 1 : 0))).toBeLessThan(1e-5);
      }
    }
  });
});

describe('proceduralImages(count)', () => {
  it('gives the same pictures always, each another one, bright and dark, coloured, with edges of all sizes', () => {
    const images = proceduralImages(4);
    const pixels = images.map(({ data }) => Buffer.from(data).toString('base64'));
    expect(proceduralImages(4).map(({ data }) => Buffer.from(data).toString('base64'))).toEqual(pixels);
    expect(new Set(pixels).size).toBe(4);
    for (const { width, height, channels, data } of images) {
      expect(data).toHaveLength(width * height * channels);
      const mean = data.reduce((a, b) => a + b, 0) / data.length;
      expect(mean).toBeGreaterThan(60);
      expect(mean).toBeLessThan(195);
      const deviation = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
      expect(deviation).toBeGreaterThan(25);
      // As in photographs, neighbours are much alike and pixels far apart are not.
      const difference = (distance: number): number => {
        let sum = 0;
        for (let pixel = 0; pixel < width * (height - 1); pixel++) {
          if (pixel % width < width - distance) sum += Math.abs(data[3 * pixel]! - data[3 * (pixel + distance)]!);
        }
        return sum / ((width - distance) * (height - 1));
      };
      expect(difference(1)).toBeLessThan(0.5 * difference(8));
      expect(difference(8)).toBeLessThan(difference(60) * 1.2);
    }
  });
});
