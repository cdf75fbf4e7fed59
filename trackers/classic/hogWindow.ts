import type { Image } from '../../datasets/image.ts';
import { rectangle } from '../../datasets/region.ts';
import { fhog, hogStride } from './fhog.ts';
import { fastLength } from './fourier.ts';
import { type ImagePyramid, levelFor } from './imagePyramid.ts';
import { emptyPlanes } from './pixelPlanes.ts';
import { hannWindow } from './windows.ts';

export interface HogWindowParameters {
  /** Context around the target, over its size. */
  readonly padding: number;
  /** Side of a HOG cell in pixels of the resampled window. */
  readonly cellSize: number;
  /** A target is resampled so that the square root of its area, in pixels, is neither above nor below these. */
  readonly maximumSide: number;
  readonly minimumSide: number;
  /** A thin target gets more context, so that its window has this many cells across. */
  readonly minimumCells: number;
}

/** The padded window about a target as HOG cells under a cosine window: what a correlation filter learns from. */
export interface HogWindow {
  readonly rows: number;
  readonly columns: number;
  /** Side of a cell in image pixels at scale 1. */
  readonly cellInPixels: number;
  /**
   * @param scale size of the target over its first size
   * @returns `rows` x `columns` cells of `hogStride` numbers; overwritten by the next call
   */
  extract(image: Image, centreX: number, centreY: number, scale: number): Float64Array;
}

/** @param pyramid cuts the window; loaded anew by each call of `extract` */
export function hogWindow(
  { padding, cellSize, maximumSide, minimumSide, minimumCells }: HogWindowParameters,
  target: { readonly width: number; readonly height: number },
  pyramid: ImagePyramid,
): HogWindow {
  const side = Math.sqrt(target.width * target.height);
  const step = side / Math.max(minimumSide, Math.min(maximumSide, side));
  const cellInPixels = step * cellSize;
  const cells = (length: number): number =>
    fastLength(Math.max(minimumCells, Math.floor((length * (1 + padding)) / cellInPixels)));
  const columns = cells(target.width);
  const rows = cells(target.height);
  const hog = fhog(rows * cellSize, columns * cellSize, cellSize);
  const planes = emptyPlanes(pyramid.planeCount, rows * columns * cellSize * cellSize);
  const features = new Float64Array(rows * columns * hogStride);
  const down = hannWindow(rows);
  const across = hannWindow(columns);

  return {
    rows,
    columns,
    cellInPixels,
    extract(image, centreX, centreY, scale) {
      const width = columns * cellInPixels * scale;
      const height = rows * cellInPixels * scale;
      const stepNow = step * scale;
      pyramid.load(image, rectangle(centreX - width / 2, centreY - height / 2, width, height), levelFor(stepNow));
      pyramid.sample(
        { centreX, centreY, stepX: stepNow, stepY: stepNow, columns: columns * cellSize, rows: rows * cellSize },
        planes,
      );
      hog.extract(planes, features);
      for (let row = 0, i = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const weight = down[row]! * across[column]!;
          for (const end = i + hogStride; i < end; i++) features[i]! *= weight;
        }
      }
      return features;
    },
  };
}
