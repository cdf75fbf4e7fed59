import type { Planes } from './pixelPlanes.ts';

/** The gradients of a picture's pixels, a row at a time; in colour, those of the colour in which they are longest. */
export interface RowGradients {
  /** Of the row that was taken last, for each pixel. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly squaredLength: Float64Array;
  take(planes: Planes, row: number): void;
}

/**
 * Central differences, one-sided at the picture's border.
 * @param width how many of the `columns` pixels of a row are taken
 */
export function rowGradients(rows: number, columns: number, width: number): RowGradients {
  const gradientX = new Float64Array(width);
  const gradientY = new Float64Array(width);
  const squaredLength = new Float64Array(width);
  return {
    x: gradientX,
    y: gradientY,
    squaredLength,
    take(planes, row) {
      const here = row * columns;
      const up = row > 0 ? here - columns : here;
      const down = row < rows - 1 ? here + columns : here;
      const halfY = row > 0 && row < rows - 1 ? 0.5 : 1;
      const first = planes[0]!;
      // Planes that lack are the first one again. All in one loop: the pass over three planes one after the other takes
      // half as long again.
      const isGrey = planes.length === 1;
      const second = planes[1] ?? first;
      const third = planes[2] ?? first;
      for (let column = 0; column < width; column++) {
        const left = here + (column > 0 ? column - 1 : column);
        const right = here + (column < columns - 1 ? column + 1 : column);
        const halfX = right - left === 2 ? 0.5 : 1;
        let dx = (first[right]! - first[left]!) * halfX;
        let dy = (first[down + column]! - first[up + column]!) * halfY;
        let longest = dx * dx + dy * dy;
        if (!isGrey) {
          const secondX = (second[right]! - second[left]!) * halfX;
          const secondY = (second[down + column]! - second[up + column]!) * halfY;
          const secondLength = secondX * secondX + secondY * secondY;
          if (secondLength > longest) {
            longest = secondLength;
            dx = secondX;
            dy = secondY;
          }
          const thirdX = (third[right]! - third[left]!) * halfX;
          const thirdY = (third[down + column]! - third[up + column]!) * halfY;
          const thirdLength = thirdX * thirdX + thirdY * thirdY;
          if (thirdLength > longest) {
            longest = thirdLength;
            dx = thirdX;
            dy = thirdY;
          }
        }
        gradientX[column] = dx;
        gradientY[column] = dy;
        squaredLength[column] = longest;
      }
    },
  };
}
