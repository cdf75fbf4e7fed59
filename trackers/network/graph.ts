/**
 * @file A network as a graph of standard ONNX operators with static shapes, the batch apart. It is plain data: built in
 * TypeScript (operators/), extended by its own gradient (gradient/), written as ONNX (onnx/) and run by any engine
 * (engines/). All values are single precision; the few operators that take whole numbers (Reshape, Slice, ...) hold
 * them as attributes here, and only the ONNX writer turns them into inputs.
 */
import type { Tensor } from './tensor.ts';

/** The number of samples, which is not known before a run; every other dimension is. */
export const batch = 'batch';
export type Dimension = number | typeof batch;
export type Shape = readonly Dimension[];

/** A value that flows through the graph: an input, a constant, or what a node computes. Names are unique in a graph. */
export interface Value {
  readonly name: string;
  readonly shape: Shape;
}

/** Numbers, lists of numbers and words: what ONNX calls attributes, and the whole-number inputs of its later versions. */
export type Attributes = Readonly<Record<string, number | string | readonly number[]>>;

export interface Node {
  /** ONNX operator, such as `Conv`. */
  readonly operator: string;
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly attributes: Attributes;
}

export interface Graph {
  readonly inputs: readonly Value[];
  /** Weights that do not change, by the name of their value. */
  readonly constants: ReadonlyMap<string, Tensor>;
  /** In an order in which each node comes after those that it reads. */
  readonly nodes: readonly Node[];
  readonly outputs: readonly Value[];
}
