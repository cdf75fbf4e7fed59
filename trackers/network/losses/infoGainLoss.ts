import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { add, mul } from '../operators/arithmetic.ts';
import { neg } from '../operators/elementwise.ts';
import { reduceSum } from '../operators/reductions.ts';
import { logSoftmax } from '../operators/softmax.ts';
import { tensor } from '../tensor.ts';
import { type AnchorLossInputs, checkScores, reduceAnchors } from './anchorLoss.ts';

/** H: row y holds the weights of the classes' log-probabilities for an anchor of label y. */
export type GainMatrix = readonly [background: readonly [number, number], target: readonly [number, number]];

/** -sum over k of H[y][k] log softmax(z)[k], with two scores an anchor. */
export function infoGainLoss(b: GraphBuilder, inputs: AnchorLossInputs, [background, target]: GainMatrix): Value {
  checkScores('infoGainLoss', inputs, 2);
  const classes = (weights: readonly number[]): Value => b.constant(tensor([1, 2, 1, 1], Float32Array.from(weights)));
  const step = classes(target.map((weight, k) => weight - background[k]!));
  const gains = add(b, mul(b, inputs.labels, step), classes(background));
  const losses = neg(b, reduceSum(b, mul(b, gains, logSoftmax(b, inputs.logits, 1)), { axes: [1] }));
  return reduceAnchors(b, losses, inputs);
}
