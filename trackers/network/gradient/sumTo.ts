import type { Shape, Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { reduceSum } from '../operators/reductions.ts';

/** Sums a gradient over the axes along which a value of the given shape was broadcast. */
export function sumTo(b: GraphBuilder, gradient: Value, shape: Shape): Value {
  const added = gradient.shape.length - shape.length;
  const leading = Array.from({ length: added }, (_, axis) => axis);
  const sum = added > 0 ? reduceSum(b, gradient, { axes: leading, keepDimensions: false }) : gradient;
  const axes = shape.flatMap((dimension, axis) => (dimension === 1 && sum.shape[axis] !== 1 ? [axis] : []));
  return axes.length > 0 ? reduceSum(b, sum, { axes }) : sum;
}
