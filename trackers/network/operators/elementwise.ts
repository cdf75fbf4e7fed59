import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { broadcastShapes, equalShapes, invalidOperator } from '../shape.ts';

/** The same value under another name. */
export const identity = (b: GraphBuilder, x: Value): Value => b.node('Identity', [x], x.shape);
export const neg = (b: GraphBuilder, x: Value): Value => b.node('Neg', [x], x.shape);
export const exp = (b: GraphBuilder, x: Value): Value => b.node('Exp', [x], x.shape);
/** The natural logarithm. */
export const log = (b: GraphBuilder, x: Value): Value => b.node('Log', [x], x.shape);
export const sqrt = (b: GraphBuilder, x: Value): Value => b.node('Sqrt', [x], x.shape);
export const abs = (b: GraphBuilder, x: Value): Value => b.node('Abs', [x], x.shape);
/** -1, 0 or 1. */
export const sign = (b: GraphBuilder, x: Value): Value => b.node('Sign', [x], x.shape);

export const relu = (b: GraphBuilder, x: Value): Value => b.node('Relu', [x], x.shape);
/** x where it is positive, else alpha x. Attribute `alpha`. */
export const leakyRelu = (b: GraphBuilder, x: Value, alpha: number): Value =>
  b.node('LeakyRelu', [x], x.shape, { alpha });
/** 1 / (1 + e^-x) */
export const sigmoid = (b: GraphBuilder, x: Value): Value => b.node('Sigmoid', [x], x.shape);
/** log(1 + e^x), without overflow. */
export const softplus = (b: GraphBuilder, x: Value): Value => b.node('Softplus', [x], x.shape);

/** x where it is positive, else slope x; the slope broadcasts to x (channels: [C, 1, 1]). */
export function prelu(b: GraphBuilder, x: Value, slope: Value): Value {
  const shape = broadcastShapes(x.shape, slope.shape);
  if (shape === undefined || !equalShapes(shape, x.shape))
    throw invalidOperator('PRelu', 'the slope does not broadcast to x', [x, slope]);
  return b.node('PRelu', [x, slope], x.shape);
}
