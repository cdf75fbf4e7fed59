import type { Node } from '../../graph.ts';
import type { Arranged, HeldValue, TensorFlow } from './arranged.ts';

/** One node of a run. */
export interface OperatorCall {
  readonly tf: TensorFlow;
  readonly node: Node;
  /** In the order of the node's inputs. */
  readonly inputs: readonly HeldValue[];
}

/** Computes a node. Its intermediate tensors need no disposal; its result is none of the inputs' own tensors. */
export type Operator = (call: OperatorCall) => Arranged;

/** An attribute that is a number. */
export function numberOf({ operator, attributes }: Node, name: string): number {
  const value = attributes[name];
  if (typeof value === 'number') return value;
  throw new Error(`missing attribute of ${operator}: the number ${name}`);
}

/** An attribute that is a list of numbers. */
export function numbersOf({ operator, attributes }: Node, name: string): readonly number[] {
  const value = attributes[name];
  if (typeof value === 'object') return value;
  throw new Error(`missing attribute of ${operator}: the numbers ${name}`);
}
