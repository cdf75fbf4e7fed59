import type { Value } from '../network/graph.ts';
import type { GraphBuilder } from '../network/graphBuilder.ts';
import type { Operand } from '../network/operators/arithmetic.ts';

/** Rows and columns of a map, the ends excluded; those of a larger map may begin before the first and end after the last. */
export interface MapWindow {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** A tensor that is trained online. */
export interface ModelParameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** Of its normal initial values; 0 for a constant start. */
  readonly deviation: number;
  /** Mean of its initial values. */
  readonly mean: number;
  /** Times the learning rate, one number or one that broadcasts to the parameter; default 1. */
  readonly learningRateMultiplier?: (b: GraphBuilder) => Operand;
  /** Default 1. */
  readonly decayMultiplier?: number;
}

export type ParameterValues = Readonly<Record<string, Value>>;

/** What is trained online on a frozen backbone's maps: it scores samples, and has a loss. Graphs of both are built by need. */
export interface OnlineModel {
  /** Tells the model from all others on the same backbone: part of the keys of its compiled graphs. */
  readonly key: string;
  /** What it reads of a map; no more is kept of a sample. */
  readonly window: MapWindow;
  readonly parameters: readonly ModelParameter[];
  /**
   * @param maps [N, channels, rows, columns] of the window, or larger ones where the window sees no border
   * @returns [N], or of larger maps [N, 1, rows, columns] for each place of the window: higher is surer to be the target
   */
  scores(b: GraphBuilder, maps: Value, parameters: ParameterValues): Value;
  /**
   * @param labels [N, 1, 1, 1]: 1 for the target, else 0
   * @returns one number
   */
  loss(b: GraphBuilder, maps: Value, labels: Value, parameters: ParameterValues): Value;
  /** Base rate of the gradient descent; settings multiply it. */
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
}
