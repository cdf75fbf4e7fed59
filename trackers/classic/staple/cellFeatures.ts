import { fhog, hogStride } from '../fhog.ts';
import { fastLength } from '../fourier.ts';
import { luma, type Planes } from '../pixelPlanes.ts';
import { hannWindow } from '../windows.ts';

/** The orientations of HOG, signed and unsigned, without the texture energies. */
const orientations = 27;
/** And the brightness. */
export const cellChannels = orientations + 1;

/** What the correlation filter sees of a patch: HOG's orientations and the mean brightness of each cell under a Hann window. */
export interface CellFeatures {
  /** Of what `extract` gives: lengths that are transformed fast. The window takes the first ones, the others are 0. */
  readonly rows: number;
  readonly columns: number;
  /** `rows` x `columns` cells of `cellChannels` numbers; overwritten by the next call. */
  extract(patch: Planes): Float64Array;
}

/** @param cells of the patch, which has `cellSize` times as many pixels */
export function cellFeatures(
  cells: { readonly rows: number; readonly columns: number },
  cellSize: number,
): CellFeatures {
  const patchColumns = cells.columns * cellSize;
  const rows = fastLength(cells.rows);
  const columns = fastLength(cells.columns);
  const hog = fhog(cells.rows * cellSize, patchColumns, cellSize);
  const histograms = new Float64Array(cells.rows * cells.columns * hogStride);
  const features = new Float64Array(rows * columns * cellChannels);
  const down = hannWindow(cells.rows);
  const across = hannWindow(cells.columns);

  function cellMean(plane: Float64Array, row: number, column: number): number {
    let sum = 0;
    for (let y = 0; y < cellSize; y++) {
      const start = (row * cellSize + y) * patchColumns + column * cellSize;
      for (let i = start; i < start + cellSize; i++) sum += plane[i]!;
    }
    return sum / (cellSize * cellSize);
  }

  function brightness(planes: Planes, row: number, column: number): number {
    const first = cellMean(planes[0]!, row, column);
    if (planes.length === 1) return first;
    return luma(first, cellMean(planes[1]!, row, column), cellMean(planes[2]!, row, column));
  }

  return {
    rows,
    columns,
    extract(planes) {
      hog.extract(planes, histograms);
      features.fill(0);
      for (let row = 0; row < cells.rows; row++) {
        for (let column = 0; column < cells.columns; column++) {
          const weight = down[row]! * across[column]!;
          const from = (row * cells.columns + column) * hogStride;
          const to = (row * columns + column) * cellChannels;
          for (let o = 0; o < orientations; o++) features[to + o] = weight * histograms[from + o]!;
          features[to + orientations] = weight * (brightness(planes, row, column) - 0.5);
        }
      }
      return features;
    },
  };
}
