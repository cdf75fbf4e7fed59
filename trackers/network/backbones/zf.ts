import { batch, type Graph, type Value } from '../graph.ts';
import { type GraphBuilder, graphBuilder } from '../graphBuilder.ts';
import { normalizeWithinChannels, type WithinChannelsOptions } from '../normalization/withinChannels.ts';
import { conv } from '../operators/convolution.ts';
import { relu } from '../operators/elementwise.ts';
import { maxPool } from '../operators/pooling.ts';
import { sizeOf, type Tensor, tensor } from '../tensor.ts';
import type { BackboneInput } from './backbone.ts';
import { checkedWeight } from './checkedWeight.ts';
import { type MapGeometry, mapGeometry } from './mapGeometry.ts';

/** As py-faster-rcnn (lib/fast_rcnn/config.py, PIXEL_MEANS). */
export const zfInput: Omit<BackboneInput, 'height' | 'width'> = {
  colourOrder: 'BGR',
  means: [102.9801, 115.9465, 122.7717],
  scale: 1,
};

interface ConvolutionLayer {
  readonly name: string;
  readonly channels: number;
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
  /** Local response normalisation behind it, and then the pooling, where there is one. */
  readonly normalized?: boolean;
  readonly pooled?: boolean;
}

export interface ZfArchitecture {
  readonly name: string;
  /** Side of the input that the paper uses, in pixels. */
  readonly inputSize: number;
  readonly layers: readonly ConvolutionLayer[];
}

const laterLayers: readonly ConvolutionLayer[] = [
  { name: 'conv3', channels: 384, kernel: 3, stride: 1, pad: 1 },
  { name: 'conv4', channels: 384, kernel: 3, stride: 1, pad: 1 },
  { name: 'conv5', channels: 256, kernel: 3, stride: 1, pad: 1 },
];

/** Paper, section "Network compression" (paper.md section 1); as ZF of py-faster-rcnn, models/pascal_voc/ZF. */
export const zf: ZfArchitecture = {
  name: 'zf',
  inputSize: 203,
  layers: [
    { name: 'conv1', channels: 96, kernel: 7, stride: 2, pad: 3, normalized: true, pooled: true },
    { name: 'conv2', channels: 256, kernel: 5, stride: 2, pad: 2, normalized: true, pooled: true },
    ...laterLayers,
  ],
};

/** The student: both poolings removed, the first convolution with twice the stride, half the input. */
export const zfCompressed: ZfArchitecture = {
  name: 'zf-compressed',
  inputSize: 107,
  layers: [
    { name: 'conv1', channels: 96, kernel: 7, stride: 4, pad: 3, normalized: true },
    { name: 'conv2', channels: 256, kernel: 5, stride: 2, pad: 2, normalized: true },
    ...laterLayers,
  ],
};

/** The geometry of the map, which does not depend on the weights. */
export function zfGeometry(
  architecture: ZfArchitecture,
): MapGeometry & { readonly height: number; readonly width: number } {
  const weights = new Map<string, Tensor>();
  let inputs = 3;
  for (const { name, channels, kernel } of architecture.layers) {
    weights.set(`${name}.weight`, zeros([channels, inputs, kernel, kernel]));
    weights.set(`${name}.bias`, zeros([channels]));
    inputs = channels;
  }
  const size = { height: architecture.inputSize, width: architecture.inputSize };
  const graph = zfGraph(architecture, weights, size);
  const [, , height, width] = graph.outputs[0]!.shape as readonly number[];
  return { ...mapGeometry(graph), height: height!, width: width! };
}

function zeros(shape: readonly number[]): Tensor {
  return tensor(shape, new Float32Array(sizeOf(shape)));
}

const normalization: WithinChannelsOptions = { size: 3, alpha: 5e-5, beta: 0.75 };

/**
 * The network up to conv5's ReLU, without the pooling behind it.
 * @param weights `conv1.weight` [output, input, height, width], `conv1.bias` [output], to conv5
 * @param where the weights' file, named in errors
 * @throws InputError when a weight is missing or of another shape
 */
export function zfGraph(
  { layers }: ZfArchitecture,
  weights: ReadonlyMap<string, Tensor>,
  size: { readonly height: number; readonly width: number },
  where?: string,
): Graph {
  const b = graphBuilder();
  const image = b.input('image', [batch, 3, size.height, size.width]);
  const map = layers.reduce((x, layer) => {
    const shape = [layer.channels, x.shape[1] as number, layer.kernel, layer.kernel];
    const weight = checkedWeight(b, weights, `${layer.name}.weight`, shape, where);
    const bias = checkedWeight(b, weights, `${layer.name}.bias`, [layer.channels], where);
    return buildLayer(b, x, layer, weight, bias);
  }, image);
  return b.build({ conv5: map });
}

function buildLayer(b: GraphBuilder, x: Value, layer: ConvolutionLayer, weight: Value, bias: Value): Value {
  const { stride, pad } = layer;
  const active = relu(b, conv(b, x, weight, bias, { strides: [stride, stride], pads: [pad, pad, pad, pad] }));
  const normalized = layer.normalized === true ? normalizeWithinChannels(b, active, normalization) : active;
  if (layer.pooled !== true) return normalized;
  return maxPool(b, normalized, { kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], ceil: true });
}
