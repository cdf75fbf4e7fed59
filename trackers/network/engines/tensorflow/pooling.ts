import type * as tensorflow from '@tensorflow/tfjs';
import { channelsLast, type TensorFlow } from './arranged.ts';
import { numbersOf, type Operator } from './operator.ts';

type Map4D = tensorflow.Tensor4D;
type Pair = [number, number];

/** The native backend pools without borders only, so the border is laid around the map first. */
function poolingOf(
  border: number,
  compute: (tf: TensorFlow, x: Map4D, kernel: Pair, strides: Pair) => Map4D,
): Operator {
  return ({ tf, node, inputs }) => {
    const x = inputs[0]!.arranged(channelsLast) as Map4D;
    const [top, left, bottom, right] = numbersOf(node, 'pads') as [number, number, number, number];
    const paddings: [number, number][] = [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ];
    const bordered = top + left + bottom + right > 0 ? tf.pad(x, paddings, border) : x;
    const [kernel, strides] = ['kernel_shape', 'strides'].map((name) => [...numbersOf(node, name)] as Pair);
    return { tensor: compute(tf, bordered, kernel!, strides!), order: channelsLast };
  };
}

export const pooling: Readonly<Record<string, Operator>> = {
  MaxPool: poolingOf(Number.NEGATIVE_INFINITY, (tf, x, kernel, strides) => tf.maxPool(x, kernel, strides, 'valid')),
  AveragePool: poolingOf(0, (tf, x, kernel, strides) => tf.avgPool(x, kernel, strides, 'valid')),
};
