/**
 * @file What the operators mean, in TensorFlow.js: maps stay [N, C, H, W] outside, and TensorFlow.js's own autodiff goes
 * through all of it.
 */
import * as tf from '@tensorflow/tfjs';
import type { ConvOptions, ConvTransposeOptions } from '../../../../trackers/network/operators/convolution.ts';
import type { AveragePoolOptions } from '../../../../trackers/network/operators/pooling.ts';
import { noPads, type Pads, type Pair } from '../../../../trackers/network/operators/window.ts';
import { type Tensor, tensor } from '../../../../trackers/network/tensor.ts';

export const toTensorflow = ({ shape, data }: Tensor): tf.Tensor => tf.tensor(data, [...shape], 'float32');

export const fromTensorflow = (value: tf.Tensor): Tensor => tensor(value.shape, Float32Array.from(value.dataSync()));

const channelsLast = (x: tf.Tensor): tf.Tensor4D => tf.transpose(x, [0, 2, 3, 1]) as tf.Tensor4D;
const channelsFirst = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, 3, 1, 2]);

/** A border around maps with channels last. */
const border = (x: tf.Tensor, [top, left, bottom, right]: Pads, value = 0): tf.Tensor4D =>
  tf.pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]], value) as tf.Tensor4D; // biome-ignore format: as a table

/** Equal parts along an axis; the library's own split has no gradient for a single one. */
function split(x: tf.Tensor, count: number, axis: number): tf.Tensor[] {
  const size = x.shape[axis]! / count;
  const shape = x.shape.with(axis, size);
  return Array.from({ length: count }, (_, index) =>
    tf.slice(
      x,
      x.shape.map((__, a) => (a === axis ? index * size : 0)),
      shape,
    ),
  );
}

/** Zeros between the places of a kernel [M, C, height, width], which does what a dilation does. */
function dilate(kernel: tf.Tensor, dilations: Pair): tf.Tensor {
  const along = (x: tf.Tensor, axis: number, step: number): tf.Tensor => {
    const places = split(x, x.shape[axis]!, axis);
    const gap = Array.from({ length: step - 1 }, () => tf.zerosLike(places[0]!));
    return tf.concat(
      places.flatMap((place, index) => (index === 0 ? [place] : [...gap, place])),
      axis,
    );
  };
  return along(along(kernel, 2, dilations[0]), 3, dilations[1]);
}

/** Splits channels into groups, computes each by itself, and puts the results together. */
const inGroups = (
  x: tf.Tensor,
  kernel: tf.Tensor,
  groups: number,
  compute: (x: tf.Tensor, kernel: tf.Tensor) => tf.Tensor,
) => {
  const kernels = split(kernel, groups, 0);
  return tf.concat(
    split(x, groups, 1).map((part, group) => compute(part, kernels[group]!)),
    1,
  );
};

const withBias = (y: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor =>
  bias === undefined ? y : tf.add(y, tf.reshape(bias, [1, -1, 1, 1]));

export function conv(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor | undefined, options: ConvOptions): tf.Tensor {
  const { strides = [1, 1], pads = noPads, dilations = [1, 1], groups = 1 } = options;
  const y = inGroups(x, dilate(kernel, dilations), groups, (part, weights) => {
    const filter = tf.transpose(weights, [2, 3, 1, 0]) as tf.Tensor4D;
    return channelsFirst(tf.conv2d(border(channelsLast(part), pads), filter, [...strides], 'valid'));
  });
  return withBias(y, bias);
}

export function convTranspose(
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor | undefined,
  options: ConvTransposeOptions,
): tf.Tensor {
  const { strides = [1, 1], pads = noPads, dilations = [1, 1], groups = 1, outputPadding = [0, 0] } = options;
  const y = inGroups(x, dilate(kernel, dilations), groups, (part, weights) => {
    const filter = tf.transpose(weights, [2, 3, 1, 0]) as tf.Tensor4D;
    const [samples, , height, width] = part.shape as [number, number, number, number];
    const sides = [(height - 1) * strides[0] + filter.shape[0], (width - 1) * strides[1] + filter.shape[1]] as const;
    const shape: [number, number, number, number] = [samples, ...sides, filter.shape[2]];
    const whole = border(tf.conv2dTranspose(channelsLast(part), filter, shape, [...strides], 'valid'), [
      0,
      0,
      outputPadding[0],
      outputPadding[1],
    ]);
    const size = [
      sides[0] + outputPadding[0] - pads[0] - pads[2],
      sides[1] + outputPadding[1] - pads[1] - pads[3],
    ] as const;
    return channelsFirst(tf.slice(whole, [0, pads[0], pads[1], 0], [samples, ...size, filter.shape[2]]));
  });
  return withBias(y, bias);
}

/** Pads, and what the last window hangs over. */
function poolPads(x: tf.Tensor, { kernel, strides = [1, 1], pads = noPads, ceil = false }: AveragePoolOptions): Pads {
  const after = (axis: 0 | 1): number => {
    const length = x.shape[axis + 2]! + pads[axis];
    const padded = length + pads[axis + 2]!;
    const positions: number[] = [];
    for (
      let start = 0;
      ceil ? start < length && start - strides[axis] + kernel[axis] < padded : start + kernel[axis] <= padded;
      start += strides[axis]
    )
      positions.push(start);
    return Math.max(padded, positions.at(-1)! + kernel[axis]) - length;
  };
  return [pads[0], pads[1], after(0), after(1)];
}

export function maxPool(x: tf.Tensor, options: AveragePoolOptions): tf.Tensor {
  const { kernel, strides = [1, 1] } = options;
  const bordered = border(channelsLast(x), poolPads(x, options), -1e30);
  return channelsFirst(tf.maxPool(bordered, [...kernel], [...strides], 'valid'));
}

/** Sums over sums of a mask of what counts. */
export function averagePool(x: tf.Tensor, options: AveragePoolOptions): tf.Tensor {
  const { kernel, strides = [1, 1], pads = noPads, countPadding = true } = options;
  const whole = poolPads(x, options);
  const ones = border(tf.onesLike(channelsLast(x)), pads, countPadding ? 1 : 0);
  const mask = border(ones, [0, 0, whole[2] - pads[2], whole[3] - pads[3]]);
  const mean = (value: tf.Tensor4D): tf.Tensor => tf.avgPool(value, [...kernel], [...strides], 'valid');
  return channelsFirst(tf.div(mean(border(channelsLast(x), whole)), mean(mask)));
}

export { tf };
