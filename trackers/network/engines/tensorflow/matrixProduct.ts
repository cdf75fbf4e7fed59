import type * as tensorflow from '@tensorflow/tfjs';
import { broadcastShapes, equalShapes } from '../../shape.ts';
import { type HeldValue, naturalOrder, sameOrder } from './arranged.ts';
import { numberOf, type Operator } from './operator.ts';

interface Factor {
  readonly tensor: tensorflow.Tensor;
  readonly transposed: boolean;
}

/** The product reads either factor transposed, so matrices that lie that way stay as they are. */
function factorOf(x: HeldValue): Factor {
  const natural = naturalOrder(x.order.length);
  const swapped = [...natural.slice(0, -2), natural.at(-1)!, natural.at(-2)!];
  return sameOrder(x.order, swapped)
    ? { tensor: x.tensor, transposed: true }
    : { tensor: x.arranged(natural), transposed: false };
}

const matMul: Operator = ({ tf, inputs }) => {
  const [a, b] = inputs.map(factorOf) as [Factor, Factor];
  const [stackA, stackB] = [a, b].map(({ tensor }) => tensor.shape.slice(0, -2)) as [number[], number[]];
  const stack = broadcastShapes(stackA, stackB) as number[];
  // Where both stacks are broadcast, the CPU backend pairs the wrong matrices.
  const spread = ({ tensor, transposed }: Factor): Factor => ({
    tensor: tf.broadcastTo(tensor, [...stack, ...tensor.shape.slice(-2)]),
    transposed,
  });
  const [x, y] = equalShapes(stackA, stackB) ? [a, b] : [spread(a), spread(b)];
  return {
    tensor: tf.matMul(x.tensor, y.tensor, x.transposed, y.transposed),
    order: naturalOrder(stack.length + 2),
  };
};

const gemm: Operator = ({ tf, node, inputs }) => {
  const [a, b] = inputs.slice(0, 2).map(factorOf) as [Factor, Factor];
  const [transA, transB] = ['transA', 'transB'].map((name) => numberOf(node, name) === 1);
  const product = tf.matMul(a.tensor, b.tensor, a.transposed !== transA, b.transposed !== transB);
  const bias = inputs[2];
  return { tensor: bias === undefined ? product : tf.add(product, bias.arranged()), order: naturalOrder(2) };
};

export const matrixProduct: Readonly<Record<string, Operator>> = { MatMul: matMul, Gemm: gemm };
