import { mul, sub } from '../operators/arithmetic.ts';
import { exp } from '../operators/elementwise.ts';
import { reduceSum } from '../operators/reductions.ts';
import type { GradientRule } from './rule.ts';

export const softmaxRules: Readonly<Record<string, GradientRule>> = {
  Softmax: ({ b, node, outputGradient }) => [
    () => {
      const weighted = reduceSum(b, mul(b, outputGradient, node.output), { axes: [node.attributes.axis as number] });
      return mul(b, sub(b, outputGradient, weighted), node.output);
    },
  ],
  LogSoftmax: ({ b, node, outputGradient }) => [
    () => {
      const sum = reduceSum(b, outputGradient, { axes: [node.attributes.axis as number] });
      return sub(b, outputGradient, mul(b, exp(b, node.output), sum));
    },
  ],
};
