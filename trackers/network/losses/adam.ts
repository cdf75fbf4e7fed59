/**
 * @file Adam (Kingma and Ba 2015, algorithm 1) as part of a graph, as sgd.ts: parameters and moments go in, and come out
 * new, beside the loss. The correction of the moments' start is part of the rate, which the caller gives.
 */
import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { type GradientOptions, gradient } from '../gradient/gradient.ts';
import { add, div, mul, type Operand, sub } from '../operators/arithmetic.ts';
import { sqrt } from '../operators/elementwise.ts';
import { updatedName } from './sgd.ts';

export interface AdamOptions extends GradientOptions {
  /** Times `adamCorrection` of the step; a number, or an input of the graph to change it from run to run. */
  readonly learningRate: Operand;
}

const firstDecay = 0.9;
const secondDecay = 0.999;
/** Added to the root of the second moment. */
const epsilon = 1e-8;

/** The names of the inputs that go with a parameter: its gradient's running mean, and that of the gradient's square. */
export const momentNames = (parameter: string): readonly [mean: string, square: string] => [
  `${parameter}.mean`,
  `${parameter}.square`,
];

/** What the rate of a step is multiplied by, because the moments begin at zero. @param step from 1 */
export function adamCorrection(step: number): number {
  return Math.sqrt(1 - secondDecay ** step) / (1 - firstDecay ** step);
}

/**
 * Adds one step to the graph: m' = 0.9 m + 0.1 g, v' = 0.999 v + 0.001 g^2, w' = w - rate m' / (sqrt(v') + 1e-8). The
 * moments are new inputs named `momentNames` (zeros before the first step).
 * @param parameters inputs of the graph
 * @returns outputs to build the graph with: each parameter and its moments, under `updatedName`
 */
export function adamStep(
  b: GraphBuilder,
  loss: Value,
  parameters: readonly Value[],
  options: AdamOptions,
): Readonly<Record<string, Value>> {
  const { learningRate } = options;
  const gradients = gradient(b, loss, parameters, options);
  const outputs: Record<string, Value> = {};
  parameters.forEach((value, index) => {
    const slope = gradients[index]!;
    const [mean, square] = momentNames(value.name).map((name) => b.input(name, value.shape)) as [Value, Value];
    const newMean = add(b, mul(b, mean, firstDecay), mul(b, slope, 1 - firstDecay));
    const newSquare = add(b, mul(b, square, secondDecay), mul(b, mul(b, slope, slope), 1 - secondDecay));
    const step = div(b, newMean, add(b, sqrt(b, newSquare), epsilon));
    outputs[updatedName(value.name)] = sub(b, value, mul(b, step, learningRate));
    outputs[updatedName(mean.name)] = newMean;
    outputs[updatedName(square.name)] = newSquare;
  });
  return outputs;
}
