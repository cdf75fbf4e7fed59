/** Numbers with a shape, row by row (the last dimension runs fastest). Networks compute in single precision. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** @throws RangeError when the numbers do not fill the shape */
export function tensor(shape: readonly number[], data: Float32Array): Tensor {
  const size = sizeOf(shape);
  if (data.length !== size)
    throw new RangeError(`invalid tensor: ${data.length} numbers for the shape ${shape.join('x')}`);
  return { shape, data };
}

/** How many numbers a shape holds; 1 for the empty shape, a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
