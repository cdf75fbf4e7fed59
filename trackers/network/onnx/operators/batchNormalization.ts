import type { Node, Value } from '../../graph.ts';
import type { GraphBuilder } from '../../graphBuilder.ts';
import { add, mul } from '../../operators/arithmetic.ts';
import { conv, type ConvOptions } from '../../operators/convolution.ts';
import { tensor } from '../../tensor.ts';
import type { NodeReader } from '../nodeReader.ts';

/**
 * Batch normalisation with its stored statistics is one product and one sum a channel. After a convolution with constant
 * weights it goes into them.
 */
export function foldBatchNormalization({ b, value, real, number, node }: NodeReader): Value {
  if (node.output.length > 1 || number('training_mode', 0) === 1)
    throw new RangeError('statistics of the batch at hand');
  const [scale, shift, mean, variance] = [1, 2, 3, 4].map(real) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const epsilon = number('epsilon', 1e-5);
  const factors = Array.from(scale, (factor, channel) => factor / Math.sqrt(variance[channel]! + epsilon));
  const offsets = factors.map((factor, channel) => shift[channel]! - mean[channel]! * factor);
  const x = value(0);
  const channels = x.shape[1];
  if (offsets.some(Number.isNaN) || factors.length !== channels)
    throw new RangeError(`statistics of ${factors.length} channels for ${channels}`);
  return intoConvolution(b, x, factors, offsets) ?? perChannel(b, x, factors, offsets);
}

function intoConvolution(
  b: GraphBuilder,
  x: Value,
  factors: readonly number[],
  offsets: readonly number[],
): Value | undefined {
  const before = b.nodes.find((node) => node.output === x);
  if (before?.operator !== 'Conv') return undefined;
  const [input, weight, bias] = before.inputs as readonly [Value, Value, Value | undefined];
  const weights = b.constantOf(weight);
  const biases = bias === undefined ? new Float32Array(factors.length) : b.constantOf(bias)?.data;
  if (weights === undefined || biases === undefined) return undefined;
  const perKernel = weights.data.length / factors.length;
  const scaled = weights.data.map((number, index) => number * factors[Math.floor(index / perKernel)]!);
  const moved = biases.map((number, channel) => number * factors[channel]! + offsets[channel]!);
  return conv(
    b,
    input,
    b.constant(tensor(weights.shape, scaled)),
    b.constant(tensor([factors.length], moved)),
    convOptions(before),
  );
}

function convOptions({ attributes }: Node): ConvOptions {
  const { strides, pads, dilations, group } = attributes;
  return { strides, pads, dilations, groups: group } as unknown as ConvOptions;
}

function perChannel(b: GraphBuilder, x: Value, factors: readonly number[], offsets: readonly number[]): Value {
  const channels = (numbers: readonly number[]): Value =>
    b.constant(tensor([numbers.length, ...x.shape.slice(2).map(() => 1)], Float32Array.from(numbers)));
  return add(b, mul(b, x, channels(factors)), channels(offsets));
}
