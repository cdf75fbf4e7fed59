import type { Value } from '../graph.ts';
import { div, greater, mul, sub } from '../operators/arithmetic.ts';
import { neg } from '../operators/elementwise.ts';
import type { GradientRule, RuleContext } from './rule.ts';
import { sumTo } from './sumTo.ts';

type Partial = (context: RuleContext, x: Value, y: Value) => Value;

/** A rule from the gradients by the left and the right operand in the shape of the result. */
function binaryRule(left: Partial, right: Partial): GradientRule {
  return (context) => {
    const [x, y] = context.node.inputs as readonly [Value, Value];
    return [
      () => sumTo(context.b, left(context, x, y), x.shape),
      () => sumTo(context.b, right(context, x, y), y.shape),
    ];
  };
}

/** Of equal operands the left one gets the gradient. */
const rightIsMax = ({ b }: RuleContext, x: Value, y: Value): Value => greater(b, y, x);
const rightIsMin = ({ b }: RuleContext, x: Value, y: Value): Value => greater(b, x, y);

function choiceRule(rightWins: (context: RuleContext, x: Value, y: Value) => Value): GradientRule {
  return binaryRule(
    (c, x, y) => mul(c.b, c.outputGradient, sub(c.b, 1, rightWins(c, x, y))),
    (c, x, y) => mul(c.b, c.outputGradient, rightWins(c, x, y)),
  );
}

const noRule: GradientRule = () => [undefined, undefined];

export const arithmeticRules: Readonly<Record<string, GradientRule>> = {
  Add: binaryRule(
    (c) => c.outputGradient,
    (c) => c.outputGradient,
  ),
  Sub: binaryRule(
    (c) => c.outputGradient,
    (c) => neg(c.b, c.outputGradient),
  ),
  Mul: binaryRule(
    (c, _, y) => mul(c.b, c.outputGradient, y),
    (c, x) => mul(c.b, c.outputGradient, x),
  ),
  Div: binaryRule(
    (c, _, y) => div(c.b, c.outputGradient, y),
    (c, _, y) => neg(c.b, div(c.b, mul(c.b, c.outputGradient, c.node.output), y)),
  ),
  Max: choiceRule(rightIsMax),
  Min: choiceRule(rightIsMin),
  Greater: noRule,
  Equal: noRule,
};
