/**
 * @file TensorFlow.js's kernels want the channels of maps last, where the graph (as ONNX) has them second. So a tensor
 * here knows in which order its axes lie: what comes out of a convolution keeps its order through all operators that do
 * not mind, a transpose only writes down another order, and numbers move only where an operator needs them moved.
 */
import type * as tensorflow from '@tensorflow/tfjs';

export type TensorFlow = typeof tensorflow;
export type Order = readonly number[];

/** Axis i of the tensor is axis `order[i]` of the graph's value. */
export interface Arranged {
  readonly tensor: tensorflow.Tensor;
  readonly order: Order;
}

/** Of maps, [N, C, H, W] in the graph: [N, H, W, C]. */
export const channelsLast: Order = [0, 2, 3, 1];
/** Of weights, [M, C, height, width] in the graph: [height, width, C, M]. */
export const kernelOrder: Order = [2, 3, 1, 0];

/** The graph's own order of so many axes. */
export function naturalOrder(rank: number): Order {
  return Array.from({ length: rank }, (_, axis) => axis);
}

/** The order of the same tensor after axes of length 1 were put before its own, up to the rank. */
export function widenedOrder(order: Order, rank: number): Order {
  const added = rank - order.length;
  return [...naturalOrder(added), ...order.map((axis) => axis + added)];
}

export function sameOrder(a: Order, b: Order): boolean {
  return a.length === b.length && a.every((axis, index) => axis === b[index]);
}

/** The numbers in another order; the tensor itself where they lie so already. */
export function arrange(tf: TensorFlow, { tensor, order }: Arranged, wanted: Order): tensorflow.Tensor {
  if (sameOrder(order, wanted)) return tensor;
  const permutation = wanted.map((axis) => order.indexOf(axis));
  const long = permutation.filter((axis) => tensor.shape[axis] !== 1);
  // An axis of length 1 may go anywhere without a number being moved.
  if (long.every((axis, index) => index === 0 || long[index - 1]! < axis)) {
    return tf.reshape(
      tensor,
      permutation.map((axis) => tensor.shape[axis]!),
    );
  }
  return tf.transpose(tensor, permutation);
}

/** A value of a running graph. Every order that it was asked for is kept until it is disposed. */
export interface HeldValue extends Arranged {
  /** In the graph's order. */
  readonly shape: readonly number[];
  /** In the graph's order unless another is given. It belongs to the value: an operator that returns it clones it. */
  arranged(order?: Order): tensorflow.Tensor;
  dispose(): void;
}

export function heldValue(tf: TensorFlow, { tensor, order }: Arranged): HeldValue {
  const made: Arranged[] = [{ tensor, order }];
  return {
    tensor,
    order,
    shape: order.map((_, axis) => tensor.shape[order.indexOf(axis)]!),
    arranged(wanted = naturalOrder(order.length)) {
      const known = made.find((one) => sameOrder(one.order, wanted));
      if (known !== undefined) return known.tensor;
      const another = tf.keep(arrange(tf, made[0]!, wanted));
      made.push({ tensor: another, order: wanted });
      return another;
    },
    dispose() {
      for (const { tensor } of made) tensor.dispose();
    },
  };
}
