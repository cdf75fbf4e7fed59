import { reshape, transpose } from '../operators/layout.ts';
import type { GradientRule } from './rule.ts';
import { sumTo } from './sumTo.ts';

export const layoutRules: Readonly<Record<string, GradientRule>> = {
  Transpose: ({ b, node, outputGradient }) => [
    () => {
      const order = node.attributes.perm as readonly number[];
      return transpose(
        b,
        outputGradient,
        order.map((_, axis) => order.indexOf(axis)),
      );
    },
  ],
  Reshape: ({ b, node, outputGradient }) => [() => reshape(b, outputGradient, node.inputs[0]!.shape)],
  Expand: ({ b, node, outputGradient }) => [() => sumTo(b, outputGradient, node.inputs[0]!.shape), undefined],
};
