import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { normalizeAxis } from '../shape.ts';

/** e^x over its sum along the axis. Attribute `axis`, counted from the start. */
export function softmax(b: GraphBuilder, x: Value, axis: number): Value {
  return b.node('Softmax', [x], x.shape, { axis: normalizeAxis('Softmax', x, axis) });
}

/** The logarithm of `softmax`, without overflow. Attribute `axis`, counted from the start. */
export function logSoftmax(b: GraphBuilder, x: Value, axis: number): Value {
  return b.node('LogSoftmax', [x], x.shape, { axis: normalizeAxis('LogSoftmax', x, axis) });
}
