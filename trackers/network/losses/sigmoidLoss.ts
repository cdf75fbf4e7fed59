import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { mul, sub } from '../operators/arithmetic.ts';
import { softplus } from '../operators/elementwise.ts';
import { type AnchorLossInputs, checkScores, reduceAnchors } from './anchorLoss.ts';

/** -y log s(z) - (1 - y) log(1 - s(z)), the cross-entropy of one logit an anchor: log(1 + e^z) - y z. */
export function sigmoidLoss(b: GraphBuilder, inputs: AnchorLossInputs): Value {
  checkScores('sigmoidLoss', inputs, 1);
  return reduceAnchors(b, sub(b, softplus(b, inputs.logits), mul(b, inputs.labels, inputs.logits)), inputs);
}
