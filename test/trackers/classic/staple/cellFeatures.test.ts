import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../../datasets/random.ts';
import { fhog, hogStride } from '../../../../trackers/classic/fhog.ts';
import { cellChannels, cellFeatures } from '../../../../trackers/classic/staple/cellFeatures.ts';

const cells = { rows: 7, columns: 11 };
const cellSize = 4;
const [pixelRows, pixelColumns] = [cells.rows * cellSize, cells.columns * cellSize];

describe('cellFeatures(cells, cellSize)', () => {
  it.each([1, 3])('of %i planes are orientations and the mean luma under a Hann window, then zeros', (planeCount) => {
    const random = randomFrom('cell features', planeCount);
    const planes = Array.from({ length: planeCount }, () =>
      Float64Array.from({ length: pixelRows * pixelColumns }, () => random.uniform()),
    );
    const hog = new Float64Array(cells.rows * cells.columns * hogStride);
    fhog(pixelRows, pixelColumns, cellSize).extract(planes, hog);
    const hann = (i: number, length: number): number => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (length - 1));
    const weights = planeCount === 1 ? [1] : [0.299, 0.587, 0.114];

    const features = cellFeatures(cells, cellSize);
    expect([features.rows, features.columns]).toEqual([8, 12]);
    features.extract(planes.map((plane) => plane.map((value) => 1 - value)));
    const found = features.extract(planes);
    for (let row = 0; row < features.rows; row++) {
      for (let column = 0; column < features.columns; column++) {
        const at = (row * features.columns + column) * cellChannels;
        const cell = [...found.subarray(at, at + cellChannels)];
        if (row >= cells.rows || column >= cells.columns) {
          expect(cell).toEqual(Array.from({ length: cellChannels }, () => 0));
          continue;
        }
        const weight = hann(row, cells.rows) * hann(column, cells.columns);
        const from = (row * cells.columns + column) * hogStride;
        hog.subarray(from, from + 27).forEach((value, o) => expect(cell[o]).toBeCloseTo(weight * value, 12));
        let luma = 0;
        for (let y = row * cellSize; y < (row + 1) * cellSize; y++) {
          for (let x = column * cellSize; x < (column + 1) * cellSize; x++) {
            planes.forEach((plane, i) => {
              luma += (weights[i]! * plane[y * pixelColumns + x]!) / cellSize ** 2;
            });
          }
        }
        expect(cell[27]).toBeCloseTo(weight * (luma - 0.5), 4);
      }
    }
  });
});
