import type { Value } from '../../graph.ts';
import type { GraphBuilder } from '../../graphBuilder.ts';
import { add, mul } from '../../operators/arithmetic.ts';
import { gemm, matMul } from '../../operators/matrixProduct.ts';
import { type ReductionOptions, reduceMax, reduceMean, reduceSum } from '../../operators/reductions.ts';
import type { NodeReader, OperatorReader } from '../nodeReader.ts';

function scaledGemm({ b, value, has, number }: NodeReader): Value {
  const [alpha, beta] = [number('alpha', 1), number('beta', 1)];
  const product = { transposeA: number('transA', 0) === 1, transposeB: number('transB', 0) === 1 };
  if (alpha === 1 && beta === 1 && has(2)) return gemm(b, value(0), value(1), { ...product, bias: value(2) });
  const plain = gemm(b, value(0), value(1), product);
  const scaled = alpha === 1 ? plain : mul(b, plain, alpha);
  return has(2) && beta !== 0 ? add(b, scaled, mul(b, value(2), beta)) : scaled;
}

const reduction =
  (build: (b: GraphBuilder, x: Value, options: ReductionOptions) => Value): OperatorReader =>
  ({ b, value, has, whole, numbers, number }) => {
    const axes = has(1) ? whole(1) : numbers('axes');
    if ((axes === undefined || axes.length === 0) && number('noop_with_empty_axes', 0) === 1) return value(0);
    const given = axes !== undefined && axes.length > 0 ? { axes } : {};
    return build(b, value(0), { ...given, keepDimensions: number('keepdims', 1) === 1 });
  };

export const productReaders: Readonly<Record<string, OperatorReader>> = {
  MatMul: ({ b, value }) => matMul(b, value(0), value(1)),
  Gemm: scaledGemm,
  ReduceSum: reduction(reduceSum),
  ReduceMean: reduction(reduceMean),
  ReduceMax: reduction(reduceMax),
};
