import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { div, mul } from '../operators/arithmetic.ts';
import { exp, log, sqrt } from '../operators/elementwise.ts';

/** x / base^exponent for a positive base; roots alone where they do, which run several times faster than a power. */
export function divideByPower(b: GraphBuilder, x: Value, base: Value, exponent: number): Value {
  if (exponent === 0.5) return div(b, x, sqrt(b, base));
  if (exponent === 0.75) {
    const root = sqrt(b, base);
    return div(b, x, mul(b, root, sqrt(b, root)));
  }
  return mul(b, x, exp(b, mul(b, log(b, base), -exponent)));
}
