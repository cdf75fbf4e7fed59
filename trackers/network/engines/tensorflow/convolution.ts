/**
 * @file Convolutions by TensorFlow.js, which has no groups (apart from one channel each, "depthwise"), dilates only where
 * it does not stride, and transposes only without borders and dilation.
 */
import type * as tensorflow from '@tensorflow/tfjs';
import type { Node } from '../../graph.ts';
import { type Arranged, channelsLast, kernelOrder, type TensorFlow } from './arranged.ts';
import { numberOf, numbersOf, type Operator, type OperatorCall } from './operator.ts';

type Map4D = tensorflow.Tensor4D;
type Pair = [number, number];
type Pads = readonly [top: number, left: number, bottom: number, right: number];

interface Windows {
  readonly strides: Pair;
  readonly pads: Pads;
  readonly dilations: Pair;
  readonly groups: number;
}

function windowsOf(node: Node): Windows {
  return {
    strides: [...numbersOf(node, 'strides')] as Pair,
    pads: numbersOf(node, 'pads') as Pads,
    dilations: [...numbersOf(node, 'dilations')] as Pair,
    groups: numberOf(node, 'group'),
  };
}

const conv: Operator = (call) => {
  const { tf, node, inputs } = call;
  const { strides, pads, dilations, groups } = windowsOf(node);
  const x = inputs[0]!.arranged(channelsLast) as Map4D;
  // [height, width, C / groups, M]
  const kernel = inputs[1]!.arranged(kernelOrder) as Map4D;
  const [top, left, bottom, right] = pads;
  const border: [Pair, Pair, Pair, Pair] = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  const isDilated = Math.max(...dilations) > 1;
  const isStrided = Math.max(...strides) > 1;
  const [height, width, channels, outputs] = kernel.shape;
  if (groups > 1 && channels === 1 && strides[0] === strides[1]) {
    const own = tf.reshape<tensorflow.Rank.R4>(kernel, [height, width, groups, outputs / groups]);
    return withBias(call, tf.depthwiseConv2d(x, dilateKernel(tf, own, dilations), strides, border));
  }
  const convolve = (x: Map4D, kernel: Map4D): Map4D =>
    isDilated && isStrided
      ? tf.conv2d(x, dilateKernel(tf, kernel, dilations), strides, border)
      : tf.conv2d(x, kernel, strides, border, 'NHWC', dilations);
  if (groups === 1) return withBias(call, convolve(x, kernel));
  const kernels = tf.split<Map4D>(kernel, groups, 3);
  const parts = tf.split<Map4D>(x, groups, 3).map((part, group) => convolve(part, kernels[group]!));
  return withBias(call, tf.concat(parts, 3));
};

const convTranspose: Operator = (call) => {
  const { tf, node, inputs } = call;
  const { strides, pads, dilations, groups } = windowsOf(node);
  const x = inputs[0]!.arranged(channelsLast) as Map4D;
  // [height, width, M / groups, C]
  const kernel = dilateKernel(tf, inputs[1]!.arranged(kernelOrder) as Map4D, dilations);
  const outputPadding = numbersOf(node, 'output_padding');
  if (groups > 1 && groups === x.shape[3]) {
    return withBias(call, trim(tf, depthwiseTranspose(tf, x, kernel, strides), pads, outputPadding));
  }
  const kernels = tf.split<Map4D>(kernel, groups, 3);
  const parts = tf.split<Map4D>(x, groups, 3).map((part, group) => transposeWhole(tf, part, kernels[group]!, strides));
  return withBias(call, trim(tf, tf.concat(parts, 3), pads, outputPadding));
};

/** The transposed convolution without pads. */
function transposeWhole(tf: TensorFlow, x: Map4D, kernel: Map4D, strides: Pair): Map4D {
  const [samples, rows, columns] = x.shape;
  const [height, width, outputs] = kernel.shape;
  const shape: [number, number, number, number] = [
    samples,
    (rows - 1) * strides[0] + height,
    (columns - 1) * strides[1] + width,
    outputs,
  ];
  return tf.conv2dTranspose(x, kernel, shape, strides, 'valid');
}

/** The same for one channel a group: a convolution of x on zeros with the kernel turned by 180 degrees. */
function depthwiseTranspose(tf: TensorFlow, x: Map4D, kernel: Map4D, strides: Pair): Map4D {
  const [height, width] = kernel.shape;
  const turned: Map4D = tf.transpose(tf.reverse(kernel, [0, 1]), [0, 1, 3, 2]);
  const [rows, columns] = [height - 1, width - 1];
  return tf.depthwiseConv2d(insertZeros(tf, x, 1, strides), turned, 1, [
    [0, 0],
    [rows, rows],
    [columns, columns],
    [0, 0],
  ]);
}

/** The pads of a transposed convolution are taken away; what its output padding reaches beyond that is zero. */
function trim(tf: TensorFlow, x: Map4D, pads: Pads, outputPadding: readonly number[]): Map4D {
  const [top, left, bottom, right] = pads;
  const [below, beside] = [outputPadding[0]! - bottom, outputPadding[1]! - right];
  const [samples, rows, columns, channels] = x.shape;
  const inner = tf.slice(
    x,
    [0, top, left, 0],
    [samples, rows - top + Math.min(below, 0), columns - left + Math.min(beside, 0), channels],
  );
  if (below <= 0 && beside <= 0) return inner;
  return tf.pad(inner, [
    [0, 0],
    [0, Math.max(below, 0)],
    [0, Math.max(beside, 0)],
    [0, 0],
  ]);
}

function dilateKernel(tf: TensorFlow, kernel: Map4D, dilations: Pair): Map4D {
  return insertZeros(tf, kernel, 0, dilations);
}

/** factor - 1 zeros between the elements of two neighbouring axes. */
function insertZeros(tf: TensorFlow, x: Map4D, firstAxis: 0 | 1, factors: Pair): Map4D {
  return factors.reduce((tensor, factor, index) => {
    const axis = firstAxis + index;
    const shape = tensor.shape;
    const length = shape[axis]!;
    if (factor === 1 || length === 1) return tensor;
    const [before, after] = [shape.slice(0, axis), shape.slice(axis + 1)].map((part) =>
      part.reduce((product, length) => product * length, 1),
    );
    const spaced = tf.pad(tf.reshape(tensor, [before!, length, 1, after!]), [
      [0, 0],
      [0, 0],
      [0, factor - 1],
      [0, 0],
    ]);
    const whole = tf.reshape(spaced, [before!, length * factor, after!]);
    const trimmed = tf.slice(whole, [0, 0, 0], [before!, (length - 1) * factor + 1, after!]);
    return tf.reshape(trimmed, shape.with(axis, (length - 1) * factor + 1) as typeof shape);
  }, x);
}

function withBias({ tf, inputs }: OperatorCall, product: tensorflow.Tensor): Arranged {
  const bias = inputs[2];
  return { tensor: bias === undefined ? product : tf.add(product, bias.arranged()), order: channelsLast };
}

export const convolution: Readonly<Record<string, Operator>> = { Conv: conv, ConvTranspose: convTranspose };
