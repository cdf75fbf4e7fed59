import type * as tensorflow from '@tensorflow/tfjs';
import { type Arranged, arrange, type Order, type TensorFlow, widenedOrder } from './arranged.ts';
import { numberOf, type Operator, type OperatorCall } from './operator.ts';

type Tensor = tensorflow.Tensor;

function unary(compute: (tf: TensorFlow, x: Tensor) => Tensor): Operator {
  return ({ tf, inputs }) => ({ tensor: compute(tf, inputs[0]!.tensor), order: inputs[0]!.order });
}

function binary(compute: (tf: TensorFlow, x: Tensor, y: Tensor) => Tensor): Operator {
  return (call) => {
    const { tensors, order } = broadcastTogether(call);
    return { tensor: compute(call.tf, tensors[0]!, tensors[1]!), order };
  };
}

/** The inputs with as many axes each, in the order of the largest, so that the smaller ones move. */
function broadcastTogether({ tf, inputs }: OperatorCall): {
  readonly tensors: readonly Tensor[];
  readonly order: Order;
} {
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  const largest = inputs.reduce((a, b) => (b.tensor.size > a.tensor.size ? b : a));
  const order = widenedOrder(largest.order, rank);
  const tensors = inputs.map((input) => {
    if (input.shape.length === rank) return input.arranged(order);
    const ones = Array.from({ length: rank - input.shape.length }, () => 1);
    const widened: Arranged = {
      tensor: tf.reshape(input.tensor, [...ones, ...input.tensor.shape]),
      order: widenedOrder(input.order, rank),
    };
    return arrange(tf, widened, order);
  });
  return { tensors, order };
}

export const elementwise: Readonly<Record<string, Operator>> = {
  Identity: unary((tf, x) => tf.clone(x)),
  Neg: unary((tf, x) => tf.neg(x)),
  Exp: unary((tf, x) => tf.exp(x)),
  Log: unary((tf, x) => tf.log(x)),
  Sqrt: unary((tf, x) => tf.sqrt(x)),
  Abs: unary((tf, x) => tf.abs(x)),
  Sign: unary((tf, x) => tf.sign(x)),
  Relu: unary((tf, x) => tf.relu(x)),
  Sigmoid: unary((tf, x) => tf.sigmoid(x)),
  Softplus: unary((tf, x) => tf.softplus(x)),
  LeakyRelu: ({ tf, node, inputs: [x] }) => ({
    tensor: tf.leakyRelu(x!.tensor, numberOf(node, 'alpha')),
    order: x!.order,
  }),
  Add: binary((tf, x, y) => tf.add(x, y)),
  Sub: binary((tf, x, y) => tf.sub(x, y)),
  Mul: binary((tf, x, y) => tf.mul(x, y)),
  Div: binary((tf, x, y) => tf.div(x, y)),
  Max: binary((tf, x, y) => tf.maximum(x, y)),
  Min: binary((tf, x, y) => tf.minimum(x, y)),
  Greater: binary((tf, x, y) => tf.cast(tf.greater(x, y), 'float32')),
  Equal: binary((tf, x, y) => tf.cast(tf.equal(x, y), 'float32')),
  PRelu: binary((tf, x, slope) => tf.prelu(x, slope)),
};
