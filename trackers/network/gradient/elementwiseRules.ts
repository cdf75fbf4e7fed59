import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { add, div, greater, min, mul, sub } from '../operators/arithmetic.ts';
import { neg, sigmoid, sign } from '../operators/elementwise.ts';
import type { GradientRule } from './rule.ts';
import { sumTo } from './sumTo.ts';

/** A rule of an operator with one input: from it, the gradient by the output, and the output. */
function unaryRule(pass: (b: GraphBuilder, gradient: Value, x: Value, output: Value) => Value): GradientRule {
  return ({ b, node, outputGradient }) => [() => pass(b, outputGradient, node.inputs[0]!, node.output)];
}

/** 1 where x is positive, else the slope. */
function leakySlope(b: GraphBuilder, x: Value, slope: Value | number): Value {
  const positive = greater(b, x, 0);
  return add(b, positive, mul(b, sub(b, 1, positive), slope));
}

export const elementwiseRules: Readonly<Record<string, GradientRule>> = {
  Identity: unaryRule((_, gradient) => gradient),
  Neg: unaryRule((b, gradient) => neg(b, gradient)),
  Exp: unaryRule((b, gradient, _, output) => mul(b, gradient, output)),
  Log: unaryRule((b, gradient, x) => div(b, gradient, x)),
  Sqrt: unaryRule((b, gradient, _, output) => div(b, gradient, mul(b, output, 2))),
  Abs: unaryRule((b, gradient, x) => mul(b, gradient, sign(b, x))),
  Sign: () => [undefined],
  // By the output, which is kept anyway, so that the input need not be.
  Relu: unaryRule((b, gradient, _, output) => mul(b, gradient, greater(b, output, 0))),
  Sigmoid: unaryRule((b, gradient, _, output) => mul(b, gradient, mul(b, output, sub(b, 1, output)))),
  Softplus: unaryRule((b, gradient, x) => mul(b, gradient, sigmoid(b, x))),
  LeakyRelu: ({ b, node, outputGradient }) => [
    () => mul(b, outputGradient, leakySlope(b, node.inputs[0]!, node.attributes.alpha as number)),
  ],
  PRelu: ({ b, node, outputGradient }) => {
    const [x, slope] = node.inputs as readonly [Value, Value];
    return [
      () => mul(b, outputGradient, leakySlope(b, x, slope)),
      () => sumTo(b, mul(b, outputGradient, min(b, x, 0)), slope.shape),
    ];
  },
};
