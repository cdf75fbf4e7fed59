import type { CentredPart } from './stapleGeometry.ts';

/**
 * Means over a box at all whole displacements of up to `radius` pixels from the middle of a picture, by an integral image.
 * @param picture even numbers of rows and columns, as the box
 * @returns a function of the picture's values that gives `(2 radius + 1)^2` means, rows of displacements from the top
 *   left; overwritten by the next call
 */
export function boxMeans(
  picture: CentredPart,
  box: CentredPart,
  radius: number,
): (values: Float64Array) => Float64Array {
  const stride = picture.columns + 1;
  // Entry (y, x): the sum over the pixels above and to the left of that corner.
  const sums = new Float64Array((picture.rows + 1) * stride);
  const side = 2 * radius + 1;
  const means = new Float64Array(side * side);
  const first = ((picture.rows - box.rows) / 2 - radius) * stride + (picture.columns - box.columns) / 2 - radius;
  const below = box.rows * stride;
  const area = box.rows * box.columns;

  return (values) => {
    for (let row = 0, i = 0; row < picture.rows; row++) {
      const at = (row + 1) * stride + 1;
      let rowSum = 0;
      for (let column = 0; column < picture.columns; column++, i++) {
        rowSum += values[i]!;
        sums[at + column] = sums[at + column - stride]! + rowSum;
      }
    }
    for (let row = 0, out = 0; row < side; row++) {
      const start = first + row * stride;
      for (let i = start; i < start + side; i++, out++) {
        means[out] = (sums[i + below + box.columns]! - sums[i + below]! - sums[i + box.columns]! + sums[i]!) / area;
      }
    }
    return means;
  };
}
