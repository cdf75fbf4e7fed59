/**
 * @file A network whose answer is known, to tell a device that works from one that only loads. All its numbers are small
 * whole ones, which every precision that a graphics card may choose holds exactly: a right answer is right to the digit.
 */
import { batch, type Graph, type Shape } from '../../graph.ts';
import { graphBuilder } from '../../graphBuilder.ts';
import { conv } from '../../operators/convolution.ts';
import { relu } from '../../operators/elementwise.ts';
import { reshape } from '../../operators/layout.ts';
import { gemm } from '../../operators/matrixProduct.ts';
import { maxPool } from '../../operators/pooling.ts';
import { sizeOf, type Tensor, tensor } from '../../tensor.ts';
import type { Engine } from '../engine.ts';

/** Whole numbers from -most to most that repeat only after a prime number of steps. */
function wholeNumbers(shape: Shape, most: number): Tensor {
  const numbers = shape as readonly number[];
  const count = 2 * most + 1;
  return tensor(
    numbers,
    Float32Array.from({ length: sizeOf(numbers) }, (_, index) => (((index * index + 3 * index) % 101) % count) - most),
  );
}

/** A convolution with a border, the larger half, the largest of each window, and a fully connected layer. */
export function probeGraph(): Graph {
  const b = graphBuilder();
  const x = b.input('x', [batch, 2, 6, 6]);
  const weight = b.constant(wholeNumbers([4, 2, 3, 3], 2));
  const map = relu(b, conv(b, x, weight, b.constant(wholeNumbers([4], 3)), { pads: [1, 1, 1, 1] }));
  const pooled = maxPool(b, map, { kernel: [2, 2], strides: [2, 2] });
  const flat = reshape(b, pooled, [batch, 36]);
  return b.build({ y: gemm(b, flat, b.constant(wholeNumbers([36, 3], 1))) });
}

/** Two samples. */
export const probeInput: Tensor = wholeNumbers([2, 2, 6, 6], 3);

/** From the definitions of the operators, in whole numbers (the test has them written out). */
export const probeAnswer: readonly number[] = [-51, 4, -83, -34, 12, -79];

/** Whether the engine computes the network right; else what it answered. */
export async function probe(engine: Engine): Promise<'right' | { readonly answer: readonly number[] }> {
  const session = await engine.compile(probeGraph());
  try {
    const { y } = await session.run({ x: probeInput });
    const answer = [...y!.data];
    const isRight =
      answer.length === probeAnswer.length && answer.every((number, index) => number === probeAnswer[index]);
    return isRight ? 'right' : { answer };
  } finally {
    await session.dispose();
  }
}
