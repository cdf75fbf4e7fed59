import type { Dimension, Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { invalidOperator, normalizeAxis } from '../shape.ts';

export interface ReductionOptions {
  /** Axes to reduce, negative from the end; default all. */
  readonly axes?: readonly number[];
  /** Whether a reduced axis stays, with length 1; default true. */
  readonly keepDimensions?: boolean;
}

export const reduceSum = (b: GraphBuilder, x: Value, options?: ReductionOptions): Value =>
  reduce(b, 'ReduceSum', x, options);
export const reduceMean = (b: GraphBuilder, x: Value, options?: ReductionOptions): Value =>
  reduce(b, 'ReduceMean', x, options);
export const reduceMax = (b: GraphBuilder, x: Value, options?: ReductionOptions): Value =>
  reduce(b, 'ReduceMax', x, options);

/** Attributes `axes` (rising, counted from the start, never empty) and `keepdims` (0 or 1). */
function reduce(b: GraphBuilder, operator: string, x: Value, options: ReductionOptions = {}): Value {
  const keepDimensions = options.keepDimensions ?? true;
  // All axes of a scalar are none.
  if (x.shape.length === 0 && options.axes === undefined) return x;
  const axes = (options.axes ?? x.shape.map((_, axis) => axis)).map((axis) => normalizeAxis(operator, x, axis));
  const reduced = new Set(axes);
  if (reduced.size !== axes.length || axes.length === 0)
    throw invalidOperator(operator, `axes ${axes.join(', ')} must be different, and at least one`, [x]);
  const shape = x.shape.flatMap((dimension, axis): Dimension[] => {
    if (!reduced.has(axis)) return [dimension];
    return keepDimensions ? [1] : [];
  });
  return b.node(operator, [x], shape, { axes: axes.toSorted((p, q) => p - q), keepdims: keepDimensions ? 1 : 0 });
}
