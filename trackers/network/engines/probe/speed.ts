/** @file How fast an engine computes: the two things that networks here spend their time on. */
import { batch, type Graph, type Value } from '../../graph.ts';
import { type GraphBuilder, graphBuilder } from '../../graphBuilder.ts';
import { conv } from '../../operators/convolution.ts';
import { relu } from '../../operators/elementwise.ts';
import { matMul } from '../../operators/matrixProduct.ts';
import { globalAveragePool } from '../../operators/pooling.ts';
import { reduceMax } from '../../operators/reductions.ts';
import { sizeOf, type Tensor, tensor } from '../../tensor.ts';
import type { Engine } from '../engine.ts';

/** GFLOP/s, a multiplication and an addition counted as two. */
export interface Speed {
  /** Forward pass of a network of 3x3 convolutions. */
  readonly convolution: number;
  /** Product of large matrices. */
  readonly matrixProduct: number;
}

/** A network whose input and output are small beside what it computes, so that a copy to the device counts little. */
interface Load {
  readonly graph: Graph;
  readonly sampleShape: readonly number[];
  readonly operationsPerSample: number;
  /** What the memory of a small card holds. */
  readonly mostSamples: number;
}

/**
 * The fastest run of each load within the time. One run is made at least, however long it takes.
 * @param milliseconds for each of the two
 * @param now milliseconds of any clock
 */
export async function measureSpeed(engine: Engine, milliseconds: number, now: () => number): Promise<Speed> {
  return {
    convolution: await fastest(engine, convolutions(), milliseconds, now),
    matrixProduct: await fastest(engine, matrixProducts(), milliseconds, now),
  };
}

async function fastest(engine: Engine, load: Load, milliseconds: number, now: () => number): Promise<number> {
  const session = await engine.compile(load.graph);
  try {
    const end = now() + milliseconds;
    let samples = 1;
    let x = smallNumbers([samples, ...load.sampleShape]);
    let best = 0;
    do {
      const start = now();
      await session.run({ x });
      const elapsedMs = now() - start;
      best = Math.max(best, (samples * load.operationsPerSample) / elapsedMs / 1e6);
      // More samples a run until it takes a good part of the time: then starting it counts no more.
      if (elapsedMs < milliseconds / 8 && samples < load.mostSamples) {
        samples *= 2;
        x = smallNumbers([samples, ...load.sampleShape]);
      }
    } while (now() < end);
    return best;
  } finally {
    await session.dispose();
  }
}

function convolutions(): Load {
  const [channels, side, layers] = [128, 16, 3];
  const b = graphBuilder();
  const layer = (x: Value, inputs: number): Value =>
    relu(b, conv(b, x, weights(b, [channels, inputs, 3, 3]), undefined, { pads: [1, 1, 1, 1] }));
  let map = layer(b.input('x', [batch, 3, side, side]), 3);
  for (let index = 0; index < layers; index++) map = layer(map, channels);
  return {
    graph: b.build([globalAveragePool(b, map)]),
    sampleShape: [3, side, side],
    // Of the 3 taps along an axis one hangs over each border; what it would multiply by zero does not count.
    operationsPerSample: 2 * channels * (3 + layers * channels) * (3 * side - 2) ** 2,
    mostSamples: 1024,
  };
}

function matrixProducts(): Load {
  const [inputs, side, products] = [8, 2048, 4];
  const b = graphBuilder();
  const square = weights(b, [side, side]);
  let rows = matMul(b, b.input('x', [batch, inputs]), weights(b, [inputs, side]));
  for (let index = 0; index < products; index++) rows = matMul(b, rows, square);
  return {
    graph: b.build([reduceMax(b, rows, { axes: [1] })]),
    sampleShape: [inputs],
    operationsPerSample: 2 * side * (inputs + products * side),
    mostSamples: 4096,
  };
}

/** Numbers between -1 and 1 over the root of how many are summed, so that they neither grow nor vanish. */
function weights(b: GraphBuilder, shape: readonly number[]): Value {
  const summed = shape.length === 4 ? sizeOf(shape.slice(1)) : shape[0]!;
  const { data } = smallNumbers(shape);
  return b.constant(
    tensor(
      shape,
      data.map((number) => number * Math.sqrt(6 / summed)),
    ),
  );
}

/** Between -1 and 1, spread evenly: multiples of the golden ratio. */
function smallNumbers(shape: readonly number[]): Tensor {
  const ratio = (Math.sqrt(5) - 1) / 2;
  return tensor(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, (_, index) => 2 * ((index * ratio) % 1) - 1),
  );
}
