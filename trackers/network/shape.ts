import { batch, type Dimension, type Shape, type Value } from './graph.ts';

/** A shape as a reader writes it: `batch x 3 x 107 x 107`, or `a scalar`. */
export function shapeText(shape: Shape): string {
  return shape.length === 0 ? 'a scalar' : shape.join(' x ');
}

/**
 * The error of an operator that cannot take its inputs: says which operator, why, and the shapes it was given.
 * A RangeError, since the caller built the graph; readers of users' files turn it into an InputError with the file.
 */
export function invalidOperator(operator: string, problem: string, inputs: readonly Value[]): RangeError {
  const shapes = inputs.map((value) => `${value.name}: ${shapeText(value.shape)}`).join(', ');
  return new RangeError(`invalid ${operator}: ${problem} (${shapes})`);
}

/** @throws RangeError unless every dimension is a whole positive number and `batch`, if at all, comes first */
export function checkShape(thing: string, shape: Shape): void {
  shape.forEach((dimension, axis) => {
    if (dimension === batch ? axis === 0 : Number.isInteger(dimension) && dimension > 0) return;
    const rule = dimension === batch ? 'batch may only be the first dimension' : 'dimensions are whole and positive';
    throw new RangeError(`invalid shape of ${thing}: ${shapeText(shape)}; ${rule}`);
  });
}

export function equalShapes(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

/** Whether the number of samples is left open. */
export function hasBatch(shape: Shape): boolean {
  return shape[0] === batch;
}

/** The shape's numbers. @throws RangeError when the batch is left open */
export function staticShape(thing: string, shape: Shape): readonly number[] {
  if (shape.every((dimension) => dimension !== batch)) return shape;
  throw new RangeError(`invalid ${thing}: its shape ${shapeText(shape)} must have a number in place of batch`);
}

/** The dimension as a number. @throws RangeError when it is the batch */
export function staticDimension(operator: string, value: Value, axis: number): number {
  const dimension = value.shape[axis];
  if (typeof dimension === 'number') return dimension;
  throw invalidOperator(operator, `axis ${axis} of ${value.name} must be a number`, [value]);
}

/** Axes counted from the end (-1 the last) as axes counted from the start. @throws RangeError for one outside the shape */
export function normalizeAxis(operator: string, value: Value, axis: number): number {
  const rank = value.shape.length;
  const normal = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(normal) && normal >= 0 && normal < rank) return normal;
  throw invalidOperator(operator, `axis ${axis} is outside the shape`, [value]);
}

/** The shape that both broadcast to by NumPy's rule, `batch` going only with itself and 1; undefined if there is none. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: Dimension[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return undefined;
    shape.push(left === 1 ? right : left);
  }
  return shape;
}
