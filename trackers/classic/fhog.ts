/**
 * @file Histograms of oriented gradients as Felzenszwalb et al. describe them (Object Detection with Discriminatively
 * Trained Part-Based Models, PAMI 2010, section 6.2), with the choices of Piotr Dollar's fhog, on which KCF, SAMF, DSST
 * and Staple are built (pdollar/toolbox channels/fhog.m and private/gradientMex.cpp, softBin -1, clip 0.2): a pixel votes
 * with its gradient's length, bilinearly into the four nearest cells but into one orientation alone; the gradient is that
 * of the colour in which it is longest; border cells, which get 7/8 of the votes, are scaled up; block norms at the border
 * repeat those inside.
 */

import type { Planes } from './pixelPlanes.ts';
import { rowGradients } from './rowGradients.ts';

/** 18 signed orientations, 9 unsigned ones, 4 texture energies. */
export const hogChannels = 31;
/** Numbers a cell takes: the channels and a zero, so that two by two they make 16 complex numbers. */
export const hogStride = 32;

const signed = 18;
const unsigned = 9;
const clip = 0.2;
/** 1 / sqrt(18), to the digits of gradientMex.cpp. */
const textureScale = 0.2357;
// Orientations are 20 degrees apart, the first along x; these are the tangents halfway between those of a quadrant.
const [tan10, tan30, tan50, tan70] = [10, 30, 50, 70].map((degrees) => Math.tan((degrees * Math.PI) / 180)) as [
  number,
  number,
  number,
  number,
];

export interface Fhog {
  readonly cellRows: number;
  readonly cellColumns: number;
  /**
   * @param planes one picture, or one in each colour
   * @param features where `hogStride` numbers a cell are written, cell rows from the top
   */
  extract(planes: Planes, features: Float64Array): void;
}

/** Features of pictures of one size, in pixels; pixels beyond the last whole cell only serve as neighbours. */
export function fhog(rows: number, columns: number, cellSize: number): Fhog {
  const cellRows = Math.floor(rows / cellSize);
  const cellColumns = Math.floor(columns / cellSize);
  // One cell more on each side takes the votes that fall outside, so that voting needs no questions.
  const paddedColumns = cellColumns + 2;
  const votes = new Float64Array((cellRows + 2) * paddedColumns * signed);
  const energy = new Float64Array(cellRows * cellColumns);
  const blockRows = cellRows + 1;
  const blockColumns = cellColumns + 1;
  const inverseNorms = new Float64Array(blockRows * blockColumns);
  const width = cellColumns * cellSize;
  const gradients = rowGradients(rows, columns, width);
  const horizontally = cellWeights(width, cellSize);
  const vertically = cellWeights(cellRows * cellSize, cellSize);
  const epsilon = 1e-4 / 4 / cellSize ** 4;

  function vote(planes: Planes): void {
    votes.fill(0);
    const cellStep = signed;
    const rowStep = paddedColumns * signed;
    for (let y = 0; y < cellRows * cellSize; y++) {
      gradients.take(planes, y);
      const lowerShare = vertically.share[y]!;
      const upperShare = 1 - lowerShare;
      const votesRow = vertically.cell[y]! * rowStep;
      for (let x = 0; x < width; x++) {
        const length = Math.sqrt(gradients.squaredLength[x]!);
        const right = horizontally.share[x]! * length;
        const left = length - right;
        const at = votesRow + horizontally.cell[x]! * cellStep + orientation(gradients.x[x]!, gradients.y[x]!);
        votes[at]! += left * upperShare;
        votes[at + cellStep]! += right * upperShare;
        votes[at + rowStep]! += left * lowerShare;
        votes[at + rowStep + cellStep]! += right * lowerShare;
      }
    }
  }

  function scaleVotes(): void {
    const perPixel = 1 / (cellSize * cellSize);
    for (let row = 0; row < cellRows; row++) {
      // A cell of a single row is at both borders, and scaled for both.
      const rowScale = (row === 0 ? 8 / 7 : 1) * (row === cellRows - 1 ? 8 / 7 : 1);
      for (let column = 0; column < cellColumns; column++) {
        const columnScale = (column === 0 ? 8 / 7 : 1) * (column === cellColumns - 1 ? 8 / 7 : 1);
        const at = ((row + 1) * paddedColumns + column + 1) * signed;
        for (let o = 0; o < signed; o++) votes[at + o]! *= perPixel * rowScale * columnScale;
        let sum = 0;
        for (let o = 0; o < unsigned; o++) sum += (votes[at + o]! + votes[at + o + unsigned]!) ** 2;
        energy[row * cellColumns + column] = sum;
      }
    }
  }

  /** One norm for each block of 2 x 2 cells; block (r, c) has cells r - 1 and r, c - 1 and c. */
  function normalise(): void {
    for (let r = 0; r < blockRows; r++) {
      const row = Math.max(0, Math.min(cellRows - 2, r - 1));
      const nextRow = Math.min(cellRows - 1, row + 1);
      for (let c = 0; c < blockColumns; c++) {
        const column = Math.max(0, Math.min(cellColumns - 2, c - 1));
        const nextColumn = Math.min(cellColumns - 1, column + 1);
        const sum =
          energy[row * cellColumns + column]! +
          energy[row * cellColumns + nextColumn]! +
          energy[nextRow * cellColumns + column]! +
          energy[nextRow * cellColumns + nextColumn]!;
        inverseNorms[r * blockColumns + c] = 1 / Math.sqrt(sum + epsilon);
      }
    }
  }

  function write(features: Float64Array): void {
    for (let row = 0; row < cellRows; row++) {
      for (let column = 0; column < cellColumns; column++) {
        const at = ((row + 1) * paddedColumns + column + 1) * signed;
        const out = (row * cellColumns + column) * hogStride;
        const block = row * blockColumns + column;
        const n1 = inverseNorms[block + blockColumns + 1]!;
        const n2 = inverseNorms[block + 1]!;
        const n3 = inverseNorms[block + blockColumns]!;
        const n4 = inverseNorms[block]!;
        let t1 = 0;
        let t2 = 0;
        let t3 = 0;
        let t4 = 0;
        for (let o = 0; o < signed; o++) {
          const v = votes[at + o]!;
          const h1 = clipped(v * n1);
          const h2 = clipped(v * n2);
          const h3 = clipped(v * n3);
          const h4 = clipped(v * n4);
          features[out + o] = 0.5 * (h1 + h2 + h3 + h4);
          t1 += h1;
          t2 += h2;
          t3 += h3;
          t4 += h4;
        }
        for (let o = 0; o < unsigned; o++) {
          const v = votes[at + o]! + votes[at + o + unsigned]!;
          features[out + signed + o] = 0.5 * (clipped(v * n1) + clipped(v * n2) + clipped(v * n3) + clipped(v * n4));
        }
        features[out + 27] = textureScale * t1;
        features[out + 28] = textureScale * t2;
        features[out + 29] = textureScale * t3;
        features[out + 30] = textureScale * t4;
        features[out + 31] = 0;
      }
    }
  }

  return {
    cellRows,
    cellColumns,
    extract(planes, features) {
      vote(planes);
      scaleVotes();
      normalise();
      write(features);
    },
  };
}

/** For each pixel along one axis: the padded cell whose middle is before it, and the share that the next cell gets. */
function cellWeights(length: number, cellSize: number): { readonly cell: Int32Array; readonly share: Float64Array } {
  const cell = new Int32Array(length);
  const share = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const position = (i + 0.5) / cellSize + 0.5;
    cell[i] = Math.floor(position);
    share[i] = position - Math.floor(position);
  }
  return { cell, share };
}

/**
 * The nearest of the 18 directions: how many of the tangents between them the slope exceeds, mirrored into its quadrant.
 * Sums of comparisons, because branches on them would be mispredicted half of the time.
 */
function orientation(dx: number, dy: number): number {
  const x = Math.abs(dx);
  const y = Math.abs(dy);
  const inQuadrant = Number(y > x * tan10) + Number(y > x * tan30) + Number(y > x * tan50) + Number(y > x * tan70);
  const inHalf = inQuadrant + Number(dx < 0) * (unsigned - 2 * inQuadrant);
  const direction = inHalf + Number(dy < 0) * (signed - 2 * inHalf);
  return direction === signed ? 0 : direction;
}

/** The smaller of the value and the clip, without a branch: half of all votes are clipped, at random. */
function clipped(value: number): number {
  return 0.5 * (value + clip - Math.abs(value - clip));
}
