import type { Shape, Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { broadcastShapes, invalidOperator } from '../shape.ts';

/** The product of matrices [..., M, K] and [..., K, N]; the dimensions before them broadcast. At least two dimensions each. */
export function matMul(b: GraphBuilder, x: Value, y: Value): Value {
  if (x.shape.length < 2 || y.shape.length < 2)
    throw invalidOperator('MatMul', 'both need two dimensions or more', [x, y]);
  const stack = broadcastShapes(x.shape.slice(0, -2), y.shape.slice(0, -2));
  if (x.shape.at(-1) !== y.shape.at(-2)) throw invalidOperator('MatMul', 'the inner dimensions differ', [x, y]);
  if (stack === undefined) throw invalidOperator('MatMul', 'the outer dimensions do not broadcast', [x, y]);
  return b.node('MatMul', [x, y], [...stack, x.shape.at(-2)!, y.shape.at(-1)!]);
}

export interface GemmOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** Added to the product; broadcasts to it. */
  readonly bias?: Value;
}

/** The product of two matrices, either one transposed first. Attributes `transA` and `transB` (0 or 1). */
export function gemm(b: GraphBuilder, x: Value, y: Value, options: GemmOptions = {}): Value {
  const { transposeA = false, transposeB = false, bias } = options;
  const inputs = bias === undefined ? [x, y] : [x, y, bias];
  if (x.shape.length !== 2 || y.shape.length !== 2) throw invalidOperator('Gemm', 'both must be matrices', inputs);
  const [rows, inner] = transposeA ? x.shape.toReversed() : x.shape;
  const [otherInner, columns] = transposeB ? y.shape.toReversed() : y.shape;
  if (inner !== otherInner) throw invalidOperator('Gemm', 'the inner dimensions differ', inputs);
  const shape: Shape = [rows!, columns!];
  if (bias !== undefined && broadcastShapes(shape, bias.shape)?.join() !== shape.join())
    throw invalidOperator('Gemm', 'the bias does not broadcast to the product', inputs);
  return b.node('Gemm', inputs, shape, { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 });
}
