import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../../datasets/random.ts';
import { mergedPeak, type MergedPeakParameters } from '../../../../trackers/classic/staple/mergedPeak.ts';

const parameters: MergedPeakParameters = { rows: 6, columns: 10, pixelsPerCell: 3.4, radius: 8, colourWeight: 0.3 };
const { rows, columns, pixelsPerCell, radius, colourWeight } = parameters;
const side = 2 * radius + 1;

function random(length: number, seed: number): Float64Array {
  const source = randomFrom('response', seed);
  return Float64Array.from({ length }, () => source.uniform());
}

/** The weights of all cells at a place on a circle: 1 - distance in cells for those nearer than one. */
function shares(place: number, length: number): number[] {
  return Array.from({ length }, (_, cell) => {
    const distance = (((place - cell) % length) + length) % length;
    return Math.max(0, 1 - Math.min(distance, length - distance));
  });
}

describe('mergedPeak(parameters)', () => {
  it('is the highest place of the weighted sum, the circular response between its cells being bilinear', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const filter = random(rows * columns, seed);
      const colours = random(side * side, -seed);
      let expected = { right: 0, down: 0, value: -Infinity };
      for (let down = -radius; down <= radius; down++) {
        for (let right = -radius; right <= radius; right++) {
          const rowShares = shares(down / pixelsPerCell, rows);
          const columnShares = shares(right / pixelsPerCell, columns);
          let response = 0;
          rowShares.forEach((rowShare, row) =>
            columnShares.forEach((share, column) => {
              response += rowShare * share * filter[row * columns + column]!;
            }),
          );
          const value = 0.7 * response + 0.3 * colours[(down + radius) * side + right + radius]!;
          if (value > expected.value) expected = { right, down, value };
        }
      }
      const peak = mergedPeak(parameters)(filter, colours);
      expect([peak.right, peak.down]).toEqual([expected.right, expected.down]);
      expect(peak.value).toBeCloseTo(expected.value, 12);
    }
  });

  it('stays in the middle where no place is higher than another', () => {
    const peak = mergedPeak(parameters)(new Float64Array(rows * columns).fill(1), new Float64Array(side * side));
    expect(peak).toEqual({ right: 0, down: 0, value: 1 - colourWeight });
  });

  it('hears the filter alone, or the colours alone, where the weight says so', () => {
    const filter = new Float64Array(rows * columns);
    filter[5 * columns + 2] = 1;
    const colours = new Float64Array(side * side);
    colours[3 * side + 4] = 1;
    const peakAt = (weight: number): number[] => {
      const peak = mergedPeak({ ...parameters, pixelsPerCell: 4, colourWeight: weight })(filter, colours);
      return [peak.right, peak.down, peak.value];
    };
    expect(peakAt(0)).toEqual([8, -4, 1]);
    expect(peakAt(1)).toEqual([4 - radius, 3 - radius, 1]);
  });
});
