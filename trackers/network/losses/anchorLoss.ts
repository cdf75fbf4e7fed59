import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { div, max, mul } from '../operators/arithmetic.ts';
import { reduceMean, reduceSum } from '../operators/reductions.ts';
import { broadcastShapes, equalShapes, invalidOperator } from '../shape.ts';

/** What a loss is computed from: anchors are the cells of a map, one sample after the other. */
export interface AnchorLossInputs {
  /** The head's scores, [N, K, H, W]: two for softmax and info-gain, one logit for sigmoid and hinge. */
  readonly logits: Value;
  /** 1 for an anchor on the target, else 0; broadcasts to [N, 1, H, W]. */
  readonly labels: Value;
  /** How much each anchor counts, 0 to ignore it; broadcasts to [N, 1, H, W]. Default 1 each. */
  readonly weights?: Value;
  /** The mean over what counts (the weighted mean), or the sum. Default mean: a loss does not depend on how many anchors. */
  readonly reduction?: Reduction;
}

export type Reduction = 'mean' | 'sum';

/** Below any sum of weights that counts: with no anchor at all the mean is 0 and not 0 / 0. */
const leastWeight = 1e-30;

/** Checks the number of scores an anchor has. */
export function checkScores(loss: string, { logits }: AnchorLossInputs, scores: number): void {
  if (logits.shape.length === 4 && logits.shape[1] === scores) return;
  throw invalidOperator(loss, `the logits must have the shape [N, ${scores}, H, W]`, [logits]);
}

/**
 * One number from the losses of all anchors.
 * @param losses [N, 1, H, W]
 */
export function reduceAnchors(
  b: GraphBuilder,
  losses: Value,
  { labels, weights, reduction = 'mean' }: AnchorLossInputs,
): Value {
  for (const value of weights === undefined ? [labels] : [labels, weights]) {
    const common = broadcastShapes(value.shape, losses.shape);
    if (common === undefined || !equalShapes(common, losses.shape))
      throw invalidOperator('loss', `${value.name} does not broadcast to the anchors`, [value, losses]);
  }
  const scalar = { keepDimensions: false };
  if (weights === undefined) return reduction === 'sum' ? reduceSum(b, losses, scalar) : reduceMean(b, losses, scalar);
  const weighted = mul(b, losses, weights);
  if (reduction === 'sum') return reduceSum(b, weighted, scalar);
  // In shares of what the weights sum to over the axes that they have; over the others it is the plain mean.
  const own = weights.shape
    .map((dimension, axis) => (dimension === 1 ? undefined : losses.shape.length - weights.shape.length + axis))
    .filter((axis) => axis !== undefined);
  const total = max(b, reduceSum(b, weights, scalar), leastWeight);
  const sum = own.length > 0 ? reduceSum(b, weighted, { axes: own }) : weighted;
  return div(b, reduceMean(b, sum, scalar), total);
}
