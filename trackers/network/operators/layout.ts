import { batch, type Shape, type Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { broadcastShapes, equalShapes, hasBatch, invalidOperator, shapeText, staticShape } from '../shape.ts';
import { sizeOf } from '../tensor.ts';

/** The axes in another order: axis i of the result is axis order[i] of x; x itself in its own order. Attribute `perm`. */
export function transpose(b: GraphBuilder, x: Value, order: readonly number[]): Value {
  const sorted = order.toSorted((p, q) => p - q);
  if (order.length !== x.shape.length || sorted.some((axis, index) => axis !== index))
    throw invalidOperator('Transpose', `the order ${order.join(', ')} does not name each axis once`, [x]);
  if (hasBatch(x.shape) && order[0] !== 0) throw invalidOperator('Transpose', 'batch must stay the first axis', [x]);
  if (order.every((axis, index) => axis === index)) return x;
  return b.node(
    'Transpose',
    [x],
    order.map((axis) => x.shape[axis]!),
    { perm: order },
  );
}

/**
 * The same numbers in another shape, x itself in its own; `batch` stays the first dimension. Attribute `shape`, with -1
 * for batch.
 */
export function reshape(b: GraphBuilder, x: Value, shape: Shape): Value {
  const [from, to] = [x.shape, shape].map((s) => staticShape('Reshape', hasBatch(s) ? s.slice(1) : s));
  if (hasBatch(x.shape) !== hasBatch(shape) || sizeOf(from!) !== sizeOf(to!))
    throw invalidOperator('Reshape', `it does not fit ${shapeText(shape)}`, [x]);
  if (equalShapes(x.shape, shape)) return x;
  return b.node('Reshape', [x], shape, { shape: shape.map((dimension) => (dimension === batch ? -1 : dimension)) });
}

/** x repeated to the shape by the broadcasting rule; x itself if it has the shape. Attribute `shape`, with -1 for a batch that x has already. */
export function expand(b: GraphBuilder, x: Value, shape: Shape): Value {
  checkExpansion(x, shape);
  if (equalShapes(x.shape, shape)) return x;
  if (hasBatch(shape) && !(hasBatch(x.shape) && x.shape.length === shape.length))
    throw invalidOperator('Expand', `the batch of ${shapeText(shape)} is not known from x; use expandLike`, [x]);
  return b.node('Expand', [x], shape, { shape: shape.map((dimension) => (dimension === batch ? -1 : dimension)) });
}

/** x repeated to the shape of another value, whose numbers do not matter. With an open batch it is a second input of the node. */
export function expandLike(b: GraphBuilder, x: Value, like: Value): Value {
  checkExpansion(x, like.shape);
  const open = hasBatch(like.shape) && !equalShapes(x.shape, like.shape);
  return open ? b.node('Expand', [x, like], like.shape) : expand(b, x, like.shape);
}

function checkExpansion(x: Value, shape: Shape): void {
  const common = broadcastShapes(x.shape, shape);
  if (common === undefined || !equalShapes(common, shape))
    throw invalidOperator('Expand', `it does not broadcast to ${shapeText(shape)}`, [x]);
}
