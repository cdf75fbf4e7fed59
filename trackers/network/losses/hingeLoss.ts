import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { mul, sub } from '../operators/arithmetic.ts';
import { relu } from '../operators/elementwise.ts';
import { type AnchorLossInputs, checkScores, reduceAnchors } from './anchorLoss.ts';

/** max(0, 1 - (2y - 1) z), with one score an anchor. */
export function hingeLoss(b: GraphBuilder, inputs: AnchorLossInputs): Value {
  checkScores('hingeLoss', inputs, 1);
  const side = sub(b, mul(b, inputs.labels, 2), 1);
  return reduceAnchors(b, relu(b, sub(b, 1, mul(b, side, inputs.logits))), inputs);
}
