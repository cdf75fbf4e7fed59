import type { Image } from '../../../datasets/image.ts';
import type { Engine } from '../engines/engine.ts';
import { batch, type Graph } from '../graph.ts';
import { graphBuilder } from '../graphBuilder.ts';
import { add, mul } from '../operators/arithmetic.ts';
import { type Tensor, tensor } from '../tensor.ts';
import { type BackboneNetwork, imageName, mapName } from './backbone.ts';
import { imageTensor } from './imageTensor.ts';

/**
 * Mean and standard deviation of a backbone's map over images (paper section 5), of each channel and of all numbers
 * together. What never changes has the deviation 0.
 */
export interface MapNormalization {
  readonly channelMeans: readonly number[];
  readonly channelDeviations: readonly number[];
  readonly mean: number;
  readonly deviation: number;
  /** Over what it was measured, in words. */
  readonly source: string;
}

/**
 * Measures over whole images, each resized to the backbone's input.
 * @param source said in the result
 * @throws RangeError without images
 */
export async function measureNormalization(
  backbone: BackboneNetwork,
  images: Iterable<Image> | AsyncIterable<Image>,
  engine: Engine,
  source: string,
): Promise<MapNormalization> {
  async function* inputs(): AsyncGenerator<Tensor> {
    for await (const image of images) yield imageTensor(image, backbone.input);
  }
  return measureOverInputs(backbone, inputs(), engine, source);
}

/**
 * Measures over inputs of the backbone, [samples, 3, height, width] each.
 * @param source said in the result
 * @throws RangeError without inputs
 */
export async function measureOverInputs(
  { graph, map }: BackboneNetwork,
  inputs: AsyncIterable<Tensor>,
  engine: Engine,
  source: string,
): Promise<MapNormalization> {
  const { channels, height, width } = map;
  const cells = height * width;
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  let count = 0;
  const session = await engine.compile(graph);
  try {
    for await (const input of inputs) {
      const { data } = (await session.run({ [imageName]: input }))[mapName]!;
      for (let index = 0; index < data.length; index++) {
        const channel = Math.floor(index / cells) % channels;
        sums[channel]! += data[index]!;
        squares[channel]! += data[index]! ** 2;
      }
      count += data.length / channels;
    }
  } finally {
    await session.dispose();
  }
  if (count === 0) throw new RangeError('no images to measure a normalisation over');
  const sum = sums.reduce((a, b) => a + b);
  const square = squares.reduce((a, b) => a + b);
  return {
    channelMeans: Array.from(sums, (total) => total / count),
    channelDeviations: Array.from(sums, (total, channel) => deviationOf(total, squares[channel]!, count)),
    mean: sum / (count * channels),
    deviation: deviationOf(sum, square, count * channels),
    source,
  };
}

/** Of a channel that never changes rounding leaves a little, which is none. */
function deviationOf(sum: number, squares: number, count: number): number {
  const meanSquare = squares / count;
  const variance = meanSquare - (sum / count) ** 2;
  return variance > 1e-10 * meanSquare ? Math.sqrt(variance) : 0;
}

/** Each channel by itself, or all by the same two numbers, which keeps their ratio. */
export type NormalizationBy = 'channel' | 'map';

/**
 * The backbone's graph with a map of mean 0 and deviation 1.
 */
export function normalizedGraph(
  { graph, map }: BackboneNetwork,
  normalization: MapNormalization,
  by: NormalizationBy,
): Graph {
  const { factors, shifts } = channelScales(normalization, by);
  const perChannel = (values: readonly number[]): Tensor => tensor([map.channels, 1, 1], Float32Array.from(values));
  const b = graphBuilder();
  const image = b.input(imageName, [batch, ...graph.inputs[0]!.shape.slice(1)]);
  const [features] = b.include(graph, { [imageName]: image });
  const scaled = mul(b, features!, b.constant(perChannel(factors)));
  return b.build({ [mapName]: add(b, scaled, b.constant(perChannel(shifts))) });
}

/** What a map is multiplied by and then shifted by in each channel, so that its mean is 0 and its deviation 1. */
export function channelScales(
  { channelMeans, channelDeviations, mean, deviation }: MapNormalization,
  by: NormalizationBy,
): { readonly factors: readonly number[]; readonly shifts: readonly number[] } {
  const means = channelMeans.map((own) => (by === 'channel' ? own : mean));
  const factors = channelDeviations.map((own) => {
    const divisor = by === 'channel' ? own : deviation;
    return divisor === 0 ? 1 : 1 / divisor;
  });
  return { factors, shifts: means.map((own, channel) => -own * factors[channel]!) };
}
