import type { Dimension, Value } from '../graph.ts';
import { batch } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { div, equal, mul } from '../operators/arithmetic.ts';
import { expandLike, reshape } from '../operators/layout.ts';
import { reduceMax, reduceSum } from '../operators/reductions.ts';
import { sizeOf } from '../tensor.ts';
import type { GradientRule, RuleContext } from './rule.ts';

/** A value of the reduction's output with the reduced axes back, of length 1. */
function restoreAxes({ b, node }: RuleContext, value: Value): Value {
  if (node.attributes.keepdims === 1) return value;
  const reduced = node.attributes.axes as readonly number[];
  return reshape(
    b,
    value,
    node.inputs[0]!.shape.map((dimension, axis): Dimension => (reduced.includes(axis) ? 1 : dimension)),
  );
}

/** How many numbers of x each number of the reduction comes from. */
function reducedCount({ b, node }: RuleContext): Value | number {
  const [x] = node.inputs as readonly [Value];
  const lengths = (node.attributes.axes as readonly number[]).map((axis) => x.shape[axis]!);
  const known = sizeOf(lengths.filter((length) => length !== batch));
  return lengths.includes(batch) ? mul(b, batchSize(b, x), known) : known;
}

/** How many samples a value with an open batch has, in the run. */
function batchSize(b: GraphBuilder, x: Value): Value {
  const others = x.shape.map((_, axis) => axis).slice(1);
  const perSample = others.length > 0 ? reduceMax(b, x, { axes: others, keepDimensions: false }) : x;
  return reduceSum(b, expandLike(b, b.scalar(1), perSample), { keepDimensions: false });
}

export const reductionRules: Readonly<Record<string, GradientRule>> = {
  ReduceSum: (c) => [() => expandLike(c.b, restoreAxes(c, c.outputGradient), c.node.inputs[0]!)],
  ReduceMean: (c) => [
    () => expandLike(c.b, div(c.b, restoreAxes(c, c.outputGradient), reducedCount(c)), c.node.inputs[0]!),
  ],
  // Equal largest numbers all get the gradient.
  ReduceMax: (c) => [
    () => {
      const [x] = c.node.inputs as readonly [Value];
      return mul(c.b, restoreAxes(c, c.outputGradient), equal(c.b, x, restoreAxes(c, c.node.output)));
    },
  ],
};
