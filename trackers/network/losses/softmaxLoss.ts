import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import type { AnchorLossInputs } from './anchorLoss.ts';
import { type GainMatrix, infoGainLoss } from './infoGainLoss.ts';

const identity: GainMatrix = [
  [1, 0],
  [0, 1],
];

/** -log softmax(z)[y], the cross-entropy of two scores an anchor: paper.md's softmax loss. */
export function softmaxLoss(b: GraphBuilder, inputs: AnchorLossInputs): Value {
  return infoGainLoss(b, inputs, identity);
}
