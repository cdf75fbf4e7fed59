import type { Image } from '../../../../datasets/image.ts';
import { randomFrom } from '../../../../datasets/random.ts';
import type { BackboneNetwork } from '../../../../trackers/network/backbones/backbone.ts';
import { finishBackbone } from '../../../../trackers/network/backbones/finishBackbone.ts';
import type { MapNormalization } from '../../../../trackers/network/backbones/mapNormalization.ts';
import type { SampleImage } from '../../../../trackers/network/compression/samples.ts';
import { batch } from '../../../../trackers/network/graph.ts';
import { graphBuilder } from '../../../../trackers/network/graphBuilder.ts';
import { conv } from '../../../../trackers/network/operators/convolution.ts';
import { relu } from '../../../../trackers/network/operators/elementwise.ts';
import { randomTensor } from '../tensors.ts';

/** A network of two convolutions with a map of 4 x 4 x 4 from a square of the given side. */
function tinyNetwork(name: string, side: number, stride: number): BackboneNetwork {
  const random = randomFrom('tiny network', name);
  const b = graphBuilder();
  const image = b.input('image', [batch, 3, side, side]);
  const weight = (layer: string, shape: readonly number[]) => b.constant(randomTensor(random, shape), layer);
  const first = conv(b, image, weight('conv1.weight', [6, 3, stride, stride]), weight('conv1.bias', [6]), {
    strides: [stride, stride],
  });
  const pads = [1, 1, 1, 1] as const;
  const map = conv(b, relu(b, first), weight('conv2.weight', [4, 6, 3, 3]), weight('conv2.bias', [4]), { pads });
  return finishBackbone({
    name,
    graph: b.build({ map: relu(b, map) }),
    input: { colourOrder: 'RGB', means: [128, 128, 128], scale: 1 / 64 },
    weights: name,
  });
}

export const tinyTeacher = tinyNetwork('tiny teacher', 24, 6);
export const tinyStudent = tinyNetwork('tiny student', 16, 4);
export const tinyWeights = ['conv1.weight', 'conv1.bias', 'conv2.weight', 'conv2.bias'];

/** Of no network in particular. */
export const tinyNormalization: MapNormalization = {
  channelMeans: [1, 2, 3, 4],
  channelDeviations: [2, 3, 4, 5],
  mean: 2.5,
  deviation: 3.5,
  source: 'nothing',
};

/** Coloured waves, other ones for each index. */
export function wavyImages(count: number): readonly SampleImage[] {
  return Array.from({ length: count }, (_, index) => ({ name: `waves ${index}`, image: async () => waves(index) }));
}

function waves(index: number): Image {
  const random = randomFrom('waves', index);
  const [width, height] = [60 + index, 50];
  const slopes = Array.from({ length: 6 }, () => 0.6 * random.gaussian());
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i++) {
    const [channel, pixel] = [i % 3, Math.floor(i / 3)];
    const phase = slopes[channel]! * (pixel % width) + slopes[channel + 3]! * Math.floor(pixel / width);
    data[i] = 128 + 120 * Math.sin(phase);
  }
  return { width, height, channels: 3, data };
}
