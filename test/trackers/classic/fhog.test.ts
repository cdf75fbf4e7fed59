import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../datasets/random.ts';
import { fhog, hogChannels, hogStride } from '../../../trackers/classic/fhog.ts';

const cell = 4;

function randomPicture(rows: number, columns: number, seed: number): Float64Array {
  const random = randomFrom('picture', seed);
  return Float64Array.from({ length: rows * columns }, () => random.uniform());
}

/**
 * The definition, a cell at a time and with angles: Felzenszwalb et al. 2010, section 6.2, where C(i, j) sums the votes of
 * the pixels around a cell by their bilinear distance to its middle, and each feature is the sum or, for the texture, the
 * mean of the histogram divided by the norms of the four blocks of 2 x 2 cells that hold the cell, clipped at 0.2. From
 * fhog of Dollar's toolbox: central differences, one-sided at the border; votes / cell^2; 8/7 for cells at a border; a block
 * across the border is the nearest inside; the sum of the four is halved, that of the orientations times 0.2357.
 */
function slowFhog(planes: readonly Float64Array[], rows: number, columns: number): number[][] {
  const cellRows = Math.floor(rows / cell);
  const cellColumns = Math.floor(columns / cell);
  /** Along x and y, of the colour in which it is longest, the first of equals. */
  const gradient = (y: number, x: number): [number, number] => {
    const [left, right] = [Math.max(0, x - 1), Math.min(columns - 1, x + 1)];
    const [up, down] = [Math.max(0, y - 1), Math.min(rows - 1, y + 1)];
    return planes
      .map((plane): [number, number] => {
        const at = (row: number, column: number): number => plane[row * columns + column]!;
        return [(at(y, right) - at(y, left)) / (right - left), (at(down, x) - at(up, x)) / (down - up)];
      })
      .reduce((longest, one) => (Math.hypot(...one) > Math.hypot(...longest) ? one : longest));
  };
  const histogram = (cy: number, cx: number): number[] => {
    const bins = Array.from({ length: 18 }, () => 0);
    for (let y = 0; y < cellRows * cell; y++) {
      for (let x = 0; x < cellColumns * cell; x++) {
        const farY = Math.abs(y + 0.5 - (cy + 0.5) * cell) / cell;
        const farX = Math.abs(x + 0.5 - (cx + 0.5) * cell) / cell;
        if (farX >= 1 || farY >= 1) continue;
        const [dx, dy] = gradient(y, x);
        const bin = Math.round((Math.atan2(dy, dx) / (2 * Math.PI)) * 18 + 18) % 18;
        bins[bin]! += (Math.hypot(dx, dy) * (1 - farX) * (1 - farY)) / cell ** 2;
      }
    }
    const border = (cy === 0 ? 8 / 7 : 1) * (cy === cellRows - 1 ? 8 / 7 : 1);
    const borders = border * (cx === 0 ? 8 / 7 : 1) * (cx === cellColumns - 1 ? 8 / 7 : 1);
    return bins.map((votes) => votes * borders);
  };
  const histograms = Array.from({ length: cellRows }, (_, cy) =>
    Array.from({ length: cellColumns }, (__, cx) => histogram(cy, cx)),
  );
  const unsigned = (bins: readonly number[]): number[] => bins.slice(0, 9).map((votes, o) => votes + bins[o + 9]!);
  const energy = (cy: number, cx: number): number =>
    unsigned(histograms[cy]![cx]!).reduce((sum, votes) => sum + votes * votes, 0);
  /** The norm of the block whose upper left cell is (cy, cx). */
  const norm = (cy: number, cx: number): number => {
    const y = Math.max(0, Math.min(cellRows - 2, cy));
    const x = Math.max(0, Math.min(cellColumns - 2, cx));
    const sum = energy(y, x) + energy(y, x + 1) + energy(y + 1, x) + energy(y + 1, x + 1);
    return Math.sqrt(sum + 1e-4 / 4 / cell ** 4);
  };
  return Array.from({ length: cellRows * cellColumns }, (_, i) => {
    const [cy, cx] = [Math.floor(i / cellColumns), i % cellColumns];
    const bins = histograms[cy]![cx]!;
    const norms = [norm(cy, cx), norm(cy - 1, cx), norm(cy, cx - 1), norm(cy - 1, cx - 1)];
    const sumOverNorms = (votes: number): number =>
      norms.reduce((sum, value) => sum + Math.min(0.2, votes / value), 0) / 2;
    const texture = norms.map((value) => 0.2357 * bins.reduce((sum, votes) => sum + Math.min(0.2, votes / value), 0));
    return [...bins.map(sumOverNorms), ...unsigned(bins).map(sumOverNorms), ...texture, 0];
  });
}

describe('fhog(rows, columns, cellSize)', () => {
  it.each([
    [24, 20, 1],
    [27, 33, 1],
    [8, 8, 1],
    [26, 21, 3],
  ])(
    'extract(planes, features) equals the definition for a picture of %i x %i in %i planes',
    (rows, columns, count) => {
      const planes = Array.from({ length: count }, (_, plane) => randomPicture(rows, columns, rows + plane));
      const hog = fhog(rows, columns, cell);
      const features = new Float64Array(hog.cellRows * hog.cellColumns * hogStride);
      hog.extract(planes, features);
      const expected = slowFhog(planes, rows, columns).flat();
      expect(features.length).toBe(expected.length);
      const worst = features.reduce((largest, value, i) => Math.max(largest, Math.abs(value - expected[i]!)), 0);
      expect(worst).toBeLessThan(1e-12);
    },
  );

  it('has a cell for each whole square of pixels, 31 channels and a zero', () => {
    const hog = fhog(27, 33, cell);
    expect([hog.cellRows, hog.cellColumns, hogChannels, hogStride]).toEqual([6, 8, 31, 32]);
  });

  it('gives the same again when it is used again', () => {
    const hog = fhog(16, 16, cell);
    const first = new Float64Array(16 * hogStride);
    const second = first.slice();
    hog.extract([randomPicture(16, 16, 1)], first);
    hog.extract([randomPicture(16, 16, 2)], second);
    hog.extract([randomPicture(16, 16, 1)], second);
    expect(second).toEqual(first);
  });

  it.each([
    ['right', 0, 0],
    ['down and right', 40, 2],
    ['left', 180, 9],
    ['up and right', 320, 16],
  ])('puts a ramp that brightens to the %s, at %i degrees, into orientation %i', (_, degrees, orientation) => {
    const angle = (degrees * Math.PI) / 180;
    const picture = Float64Array.from(
      { length: 256 },
      (__, i) => 0.5 + 0.01 * (Math.cos(angle) * (i % 16) + Math.sin(angle) * Math.floor(i / 16)),
    );
    const hog = fhog(16, 16, cell);
    const features = new Float64Array(16 * hogStride);
    hog.extract([picture], features);
    const signed = [...features.subarray(5 * hogStride, 5 * hogStride + 18)];
    expect(signed.findIndex((value) => value === Math.max(...signed))).toBe(orientation);
  });

  it('is zero on a flat picture', () => {
    const hog = fhog(16, 16, cell);
    const features = new Float64Array(16 * hogStride).fill(1);
    hog.extract([new Float64Array(256).fill(0.7)], features);
    expect(Math.max(...features.map(Math.abs))).toBeLessThan(1e-15);
  });
});
