/**
 * @file Stochastic gradient descent as part of a graph, so that a training step is one run: parameters and velocities go
 * in, and come out new, beside the loss.
 */
import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { type GradientOptions, gradient } from '../gradient/gradient.ts';
import { add, mul, type Operand, sub } from '../operators/arithmetic.ts';
import type { Tensor } from '../tensor.ts';

export interface SgdOptions extends GradientOptions {
  /** A number, or an input of the graph to change it from run to run. */
  readonly learningRate: Operand;
  /** Default 0.9, the paper's. */
  readonly momentum?: number;
  /** Default 0.0005, the paper's. */
  readonly weightDecay?: number;
}

/** An input of the graph that training changes, with Caffe's lr_mult and decay_mult. */
export interface Parameter {
  readonly value: Value;
  /** Times the learning rate, one number or values that broadcast to the parameter; default 1. */
  readonly learningRateMultiplier?: Operand;
  /** Times the weight decay; default 1. */
  readonly decayMultiplier?: number;
}

/** The name of the input and of the output that go with a parameter. */
export const velocityName = (parameter: string): string => `${parameter}.velocity`;
export const updatedName = (name: string): string => `${name}.updated`;

/**
 * Adds one step to the graph, by Caffe's rule: v' = momentum v + rate (gradient + decay w), w' = w - v'. Each parameter's
 * velocity is a new input named `velocityName` (zeros before the first step).
 * @returns outputs to build the graph with: for each parameter the new one and its new velocity, under `updatedName`
 */
export function sgdStep(
  b: GraphBuilder,
  loss: Value,
  parameters: readonly Parameter[],
  options: SgdOptions,
): Readonly<Record<string, Value>> {
  const { learningRate, momentum = 0.9, weightDecay = 0.0005 } = options;
  const gradients = gradient(
    b,
    loss,
    parameters.map(({ value }) => value),
    options,
  );
  const outputs: Record<string, Value> = {};
  parameters.forEach(({ value, learningRateMultiplier = 1, decayMultiplier = 1 }, index) => {
    const velocity = b.input(velocityName(value.name), value.shape);
    const decay = weightDecay * decayMultiplier;
    const slope = decay === 0 ? gradients[index]! : add(b, gradients[index]!, mul(b, value, decay));
    const rate =
      typeof learningRate === 'number' && typeof learningRateMultiplier === 'number'
        ? learningRate * learningRateMultiplier
        : mul(b, learningRate, learningRateMultiplier);
    const updatedVelocity = add(b, mul(b, velocity, momentum), mul(b, slope, rate));
    outputs[updatedName(value.name)] = sub(b, value, updatedVelocity);
    outputs[updatedName(velocity.name)] = updatedVelocity;
  });
  return outputs;
}

/** The parameters and velocities for the next step, by the names of the inputs, from what a step gave. */
export function updatedParameters(
  parameters: readonly string[],
  outputs: Readonly<Record<string, Tensor>>,
): Readonly<Record<string, Tensor>> {
  const names = parameters.flatMap((name) => [name, velocityName(name)]);
  return Object.fromEntries(
    names.map((name) => {
      const updated = outputs[updatedName(name)];
      if (updated === undefined) throw new RangeError(`missing output of a training step: ${updatedName(name)}`);
      return [name, updated];
    }),
  );
}
