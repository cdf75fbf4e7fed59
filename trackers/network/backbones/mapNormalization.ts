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
  const { channels, height, width } = backbone.map;
  const cells = height * width;
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  let count = 0;
  const session = await engine.compile(backbone.graph);
  try {
    for await (const image of images) {
      const outputs = await session.run({ [imageName]: imageTensor(image, backbone.input) });
      const { data } = outputs[mapName]!;
      for (let channel = 0; channel < channels; channel++) {
        for (let index = channel * cells; index < (channel + 1) * cells; index++) {
          sums[channel]! += data[index]!;
          squares[channel]! += data[index]! ** 2;
        }
      }
      count += cells;
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

/**
 * The backbone's graph with a map of mean 0 and deviation 1.
 * @param by each channel by itself, or all by the same two numbers, which keeps their ratio
 */
export function normalizedGraph(
  { graph, map }: BackboneNetwork,
  normalization: MapNormalization,
  by: 'channel' | 'map',
): Graph {
  const { channelMeans, channelDeviations, mean, deviation } = normalization;
  const means = channelMeans.map((own) => (by === 'channel' ? own : mean));
  const factors = channelDeviations.map((own) => {
    const divisor = by === 'channel' ? own : deviation;
    return divisor === 0 ? 1 : 1 / divisor;
  });
  const perChannel = (values: readonly number[]): Tensor => tensor([map.channels, 1, 1], Float32Array.from(values));
  const b = graphBuilder();
  const image = b.input(imageName, [batch, ...graph.inputs[0]!.shape.slice(1)]);
  const [features] = b.include(graph, { [imageName]: image });
  const scaled = mul(b, features!, b.constant(perChannel(factors)));
  const shifts = means.map((own, channel) => -own * factors[channel]!);
  return b.build({ [mapName]: add(b, scaled, b.constant(perChannel(shifts))) });
}
