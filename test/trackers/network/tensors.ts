import { expect } from 'vitest';
import { type Random, randomFrom } from '../../../datasets/random.ts';
import { onnxruntimeEngine } from '../../../trackers/network/engines/onnxruntime.ts';
import type { Graph } from '../../../trackers/network/graph.ts';
import { sizeOf, type Tensor, tensor } from '../../../trackers/network/tensor.ts';

const engine = await onnxruntimeEngine({ device: 'cpu' });

/** Runs a graph once with onnxruntime. */
export async function runGraph(
  graph: Graph,
  inputs: Readonly<Record<string, Tensor>> = {},
): Promise<Readonly<Record<string, Tensor>>> {
  const session = await engine.compile(graph);
  try {
    return await session.run(inputs);
  } finally {
    await session.dispose();
  }
}

/** `normal`; `positive`, 0.3 to 2.3; `distinct`, at least 0.1 from each other and 0.05 from zero; `coarse`, few whole numbers. */
export type Kind = 'normal' | 'positive' | 'distinct' | 'coarse';

export function randomTensor(random: Random, shape: readonly number[], kind: Kind = 'normal'): Tensor {
  const size = sizeOf(shape);
  if (kind === 'distinct') {
    const ranks = Array.from({ length: size }, (_, index) => ({ index, key: random.uniform() }));
    const order = ranks.sort((p, q) => p.key - q.key).map(({ index }) => index);
    return tensor(
      shape,
      Float32Array.from(order, (rank) => (rank - Math.floor(size / 2)) * 0.1 + 0.05),
    );
  }
  const draw: Readonly<Record<Exclude<Kind, 'distinct'>, () => number>> = {
    normal: () => random.gaussian(),
    positive: () => 0.3 + 2 * random.uniform(),
    coarse: () => Math.floor(random.uniform() * 4) - 1,
  };
  return tensor(shape, Float32Array.from({ length: size }, draw[kind]));
}

export const seeded = (seed: number): Random => randomFrom('test', seed);

export const numbers = (shape: readonly number[], values: readonly number[]): Tensor =>
  tensor(shape, Float32Array.from(values));

/** The numbers agree up to a share of the largest wanted one (and of 0.1, so that what cancels may be a little off). */
export function expectClose(found: Tensor | undefined, wanted: Tensor, tolerance = 1e-5): void {
  expect(found?.shape).toEqual(wanted.shape);
  const largest = wanted.data.reduce((most, number) => Math.max(most, Math.abs(number)), 0.1);
  const errors = wanted.data.map((number, index) => Math.abs(number - found!.data[index]!) / largest);
  // A NaN is the worst.
  expect(errors.reduce((worst, error) => (error <= worst ? worst : error), 0)).toBeLessThanOrEqual(tolerance);
}
