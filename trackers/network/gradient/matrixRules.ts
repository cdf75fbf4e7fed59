import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { transpose } from '../operators/layout.ts';
import { gemm, matMul } from '../operators/matrixProduct.ts';
import type { GradientRule } from './rule.ts';
import { sumTo } from './sumTo.ts';

function transposeLast(b: GraphBuilder, x: Value): Value {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(b, x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

export const matrixRules: Readonly<Record<string, GradientRule>> = {
  MatMul: ({ b, node, outputGradient }) => {
    const [x, y] = node.inputs as readonly [Value, Value];
    // Gemm transposes on the fly, also an open batch that may not leave its axis.
    if (x.shape.length === 2 && y.shape.length === 2) {
      return [
        () => gemm(b, outputGradient, y, { transposeB: true }),
        () => gemm(b, x, outputGradient, { transposeA: true }),
      ];
    }
    return [
      () => sumTo(b, matMul(b, outputGradient, transposeLast(b, y)), x.shape),
      () => sumTo(b, matMul(b, transposeLast(b, x), outputGradient), y.shape),
    ];
  },
  Gemm: ({ b, node, outputGradient: d }) => {
    const [x, y, bias] = node.inputs as readonly [Value, Value, Value | undefined];
    const transposeA = node.attributes.transA === 1;
    const transposeB = node.attributes.transB === 1;
    return [
      () =>
        transposeA
          ? gemm(b, y, d, { transposeA: transposeB, transposeB: true })
          : gemm(b, d, y, { transposeB: !transposeB }),
      () =>
        transposeB
          ? gemm(b, d, x, { transposeA: true, transposeB: transposeA })
          : gemm(b, x, d, { transposeA: !transposeA }),
      () => sumTo(b, d, bias!.shape),
    ];
  },
};
