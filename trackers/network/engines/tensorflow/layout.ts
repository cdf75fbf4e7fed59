import { naturalOrder } from './arranged.ts';
import { numbersOf, type Operator } from './operator.ts';

/** No number moves: the axes are where they were, under other names. */
const transpose: Operator = ({ tf, node, inputs }) => {
  const x = inputs[0]!;
  const permutation = numbersOf(node, 'perm');
  return { tensor: tf.clone(x.tensor), order: x.order.map((axis) => permutation.indexOf(axis)) };
};

const reshape: Operator = ({ tf, node, inputs }) => {
  const shape = numbersOf(node, 'shape');
  return { tensor: tf.reshape(inputs[0]!.arranged(), [...shape]), order: naturalOrder(shape.length) };
};

const expand: Operator = ({ tf, node, inputs }) => {
  const [x, like] = inputs;
  const shape = like?.shape ?? numbersOf(node, 'shape').map((length, axis) => (length < 0 ? x!.shape[axis]! : length));
  return { tensor: tf.broadcastTo(x!.arranged(), [...shape]), order: naturalOrder(shape.length) };
};

/** Repeats an axis' elements; the two reshapes cost nothing and keep the rank small. */
const resize: Operator = ({ tf, node, inputs }) => {
  const x = inputs[0]!;
  const factors = numbersOf(node, 'factors');
  let tensor = x.tensor;
  for (const [index, factor] of factors.entries()) {
    const along = x.order.indexOf(index + 2);
    const shape = tensor.shape;
    const [before, after] = [shape.slice(0, along + 1), shape.slice(along + 1)].map((part) =>
      part.reduce((product, length) => product * length, 1),
    );
    const repeated = tf.tile(tf.reshape(tensor, [before!, 1, after!]), [1, factor, 1]);
    tensor = tf.reshape(repeated, shape.with(along, shape[along]! * factor));
  }
  return { tensor, order: x.order };
};

export const layout: Readonly<Record<string, Operator>> = {
  Transpose: transpose,
  Reshape: reshape,
  Expand: expand,
  Resize: resize,
};
