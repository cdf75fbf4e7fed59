import type { Node, Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';

/** What a rule is given: where to add nodes, the node, and the gradient of the loss by the node's output. */
export interface RuleContext {
  readonly b: GraphBuilder;
  readonly node: Node;
  readonly outputGradient: Value;
  /** How many bytes a gradient may hold in pieces of its own, see `GradientOptions`. */
  readonly workspaceBytes: number;
}

/**
 * The reverse mode of one operator: for each input of the node what adds the gradient of the loss by it, in the input's
 * shape; undefined where none flows. Only those on the way to a parameter are called.
 */
export type GradientRule = (context: RuleContext) => readonly ((() => Value) | undefined)[];
