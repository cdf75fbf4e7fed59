/**
 * @file What colours a target has and what colours are around it: two histograms, and for each pixel the likelihood that
 * it is of the target (Bertinetto et al., Staple, CVPR 2016, section 3.3; the authors' updateHistModel.m, getColourMap.m).
 */

import type { Planes } from '../pixelPlanes.ts';
import type { CentredPart, StapleGeometry } from './stapleGeometry.ts';

export interface ColourModel {
  /**
   * Learns the colours of the inner part, and those outside the target. The first call sets the model.
   * @param rate weight of this patch in the model
   */
  train(patch: Planes, rate: number): void;
  /**
   * For each pixel the share of the target in its colour's frequency, 0 to 1, and 0 for a colour never seen.
   * Overwritten by the next call.
   */
  likelihood(patch: Planes): Float64Array;
}

/**
 * @param bins of each colour, or of grey
 * @param planeCount of the patches: 1 for grey, 3 for colour
 */
export function colourModel(
  { patch: { rows, columns }, target, inner }: Pick<StapleGeometry, 'patch' | 'target' | 'inner'>,
  bins: number,
  planeCount: 1 | 3,
): ColourModel {
  const foreground = new Float64Array(bins ** planeCount);
  const background = new Float64Array(bins ** planeCount);
  const binAt = new Int32Array(rows * columns);
  const likelihoods = new Float64Array(rows * columns);
  const targetArea = span(target);
  const innerArea = span(inner);
  const backgroundCount = rows * columns - target.rows * target.columns;
  const foregroundCount = inner.rows * inner.columns;
  let trained = false;

  /** Bins are those of 8 bits: a pixel between two values has the nearer one's. */
  function findBins(planes: Planes): void {
    const scale = (255 * bins) / 256;
    const half = bins / 512;
    const first = planes[0]!;
    if (planeCount === 1) {
      for (let i = 0; i < binAt.length; i++) binAt[i] = Math.floor(first[i]! * scale + half);
      return;
    }
    const second = planes[1]!;
    const third = planes[2]!;
    for (let i = 0; i < binAt.length; i++) {
      const red = Math.floor(first[i]! * scale + half);
      const green = Math.floor(second[i]! * scale + half);
      const blue = Math.floor(third[i]! * scale + half);
      binAt[i] = (red * bins + green) * bins + blue;
    }
  }

  function count(histogram: Float64Array, row: number, from: number, to: number, weight: number): void {
    for (let i = row * columns + from; i < row * columns + to; i++) histogram[binAt[i]!]! += weight;
  }

  /** Which rows and columns a part takes, the last ones not included. */
  function span(part: CentredPart): { top: number; bottom: number; left: number; right: number } {
    const top = (rows - part.rows) / 2;
    const left = (columns - part.columns) / 2;
    return { top, bottom: top + part.rows, left, right: left + part.columns };
  }

  return {
    train(planes, rate) {
      const weight = trained ? rate : 1;
      findBins(planes);
      for (let i = 0; i < foreground.length; i++) {
        foreground[i]! *= 1 - weight;
        background[i]! *= 1 - weight;
      }
      for (let row = 0; row < rows; row++) {
        const crossesTarget = row >= targetArea.top && row < targetArea.bottom;
        const [left, right] = crossesTarget ? [targetArea.left, targetArea.right] : [columns, columns];
        count(background, row, 0, left, weight / backgroundCount);
        count(background, row, right, columns, weight / backgroundCount);
      }
      for (let row = innerArea.top; row < innerArea.bottom; row++) {
        count(foreground, row, innerArea.left, innerArea.right, weight / foregroundCount);
      }
      trained = true;
    },
    likelihood(planes) {
      findBins(planes);
      for (let i = 0; i < binAt.length; i++) {
        const inside = foreground[binAt[i]!]!;
        const all = inside + background[binAt[i]!]!;
        likelihoods[i] = all > 0 ? inside / all : 0;
      }
      return likelihoods;
    },
  };
}
