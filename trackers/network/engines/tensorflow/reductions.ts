import type * as tensorflow from '@tensorflow/tfjs';
import type { TensorFlow } from './arranged.ts';
import { numberOf, numbersOf, type Operator } from './operator.ts';

type Tensor = tensorflow.Tensor;

function reduction(compute: (tf: TensorFlow, x: Tensor, axes: number[], keep: boolean) => Tensor): Operator {
  return ({ tf, node, inputs }) => {
    const x = inputs[0]!;
    const axes = numbersOf(node, 'axes');
    const keep = numberOf(node, 'keepdims') === 1;
    const along = axes.map((axis) => x.order.indexOf(axis));
    const rest = x.order.filter((axis) => !axes.includes(axis));
    const order = keep ? x.order : rest.map((axis) => rest.filter((other) => other < axis).length);
    return { tensor: compute(tf, x.tensor, along, keep), order };
  };
}

/** TensorFlow.js takes softmax along the last axis alone. */
function alongLast(compute: (tf: TensorFlow, x: Tensor) => Tensor): Operator {
  return ({ tf, node, inputs }) => {
    const x = inputs[0]!;
    const axis = numberOf(node, 'axis');
    const order = [...x.order.filter((other) => other !== axis), axis];
    return { tensor: compute(tf, x.arranged(order)), order };
  };
}

export const reductions: Readonly<Record<string, Operator>> = {
  ReduceSum: reduction((tf, x, axes, keep) => tf.sum(x, axes, keep)),
  ReduceMean: reduction((tf, x, axes, keep) => tf.mean(x, axes, keep)),
  ReduceMax: reduction((tf, x, axes, keep) => tf.max(x, axes, keep)),
  GlobalAveragePool: ({ tf, inputs: [x] }) => {
    const along = [2, 3].map((axis) => x!.order.indexOf(axis));
    return { tensor: tf.mean(x!.tensor, along, true), order: x!.order };
  },
  Softmax: alongLast((tf, x) => tf.softmax(x)),
  LogSoftmax: alongLast((tf, x) => tf.logSoftmax(x)),
};
