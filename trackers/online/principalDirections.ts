/**
 * @file The directions in which the features of a scene vary most. Heads that read the features along some of them cost as
 * much less as there are fewer, and lose little: neighbouring channels of a backbone say much the same of one scene.
 */
import type { Random } from '../../datasets/random.ts';

/** Vectors that come from rows of numbers, such as the features of a cell. */
export interface Rows {
  readonly count: number;
  readonly length: number;
  /** [count, length] */
  readonly numbers: Float32Array;
}

export interface Directions {
  /** [length] */
  readonly mean: Float64Array;
  /** [wanted, length]: orthonormal, about in order of the variance along them. */
  readonly vectors: Float64Array;
}

/** Orthogonal iteration: each turn lengthens what varies most, and starts anew from vectors at right angles. */
const turns = 8;

/** Rows that `addProducts` takes. */
const rowsAtOnce = 4;

/**
 * @param wanted at most the rows' length
 * @param random the vectors to start from
 */
export function principalDirections({ count, length, numbers }: Rows, wanted: number, random: Random): Directions {
  const mean = new Float64Array(length);
  for (let row = 0; row < count; row++) for (let i = 0; i < length; i++) mean[i]! += numbers[row * length + i]! / count;
  const covariance = new Float64Array(length * length);
  const centred = new Float64Array(rowsAtOnce * length);
  for (let first = 0; first < count; first += rowsAtOnce) {
    for (let row = 0; row < rowsAtOnce; row++) {
      const exists = first + row < count;
      for (let i = 0; i < length; i++) {
        centred[row * length + i] = exists ? numbers[(first + row) * length + i]! - mean[i]! : 0;
      }
    }
    addProducts(centred, length, covariance);
  }
  for (let i = 0; i < length; i++) for (let j = 0; j < i; j++) covariance[i * length + j] = covariance[j * length + i]!;
  let vectors = Float64Array.from({ length: wanted * length }, () => random.gaussian());
  orthonormalize(vectors, length);
  for (let turn = 0; turn < turns; turn++) {
    const turned = new Float64Array(wanted * length);
    for (let k = 0; k < wanted; k++) {
      for (let i = 0; i < length; i++) {
        const weight = vectors[k * length + i]!;
        for (let j = 0; j < length; j++) turned[k * length + j]! += weight * covariance[i * length + j]!;
      }
    }
    vectors = turned;
    orthonormalize(vectors, length);
  }
  return { mean, vectors };
}

/**
 * Adds the products of the numbers of each row, row after row, to the matrix's upper half. A loop for each row would wait for
 * the matrix's memory that often.
 */
function addProducts(rows: Float64Array, length: number, matrix: Float64Array): void {
  const [second, third, fourth] = [length, 2 * length, 3 * length];
  for (let i = 0; i < length; i++) {
    const a = rows[i]!;
    const b = rows[second + i]!;
    const c = rows[third + i]!;
    const d = rows[fourth + i]!;
    for (let j = i; j < length; j++) {
      const at = i * length + j;
      matrix[at] = matrix[at]! + a * rows[j]! + b * rows[second + j]! + c * rows[third + j]! + d * rows[fourth + j]!;
    }
  }
}

/** Gram and Schmidt's way, twice over each vector, which leaves rounding alone. */
function orthonormalize(vectors: Float64Array, length: number): void {
  for (let k = 0; k < vectors.length; k += length) {
    const before = norm(k);
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < k; other += length) {
        let shared = 0;
        for (let i = 0; i < length; i++) shared += vectors[k + i]! * vectors[other + i]!;
        for (let i = 0; i < length; i++) vectors[k + i]! -= shared * vectors[other + i]!;
      }
    }
    // Where rows vary along fewer directions than are wanted nothing but rounding is left: those vectors are 0.
    const after = norm(k);
    const factor = after > 1e-9 * before ? 1 / after : 0;
    for (let i = 0; i < length; i++) vectors[k + i]! *= factor;
  }

  function norm(start: number): number {
    let square = 0;
    for (let i = start; i < start + length; i++) square += vectors[i]! ** 2;
    return Math.sqrt(square);
  }
}
