import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { checkWhole, mapDimensions, type Pair } from './window.ts';

/** Each number of a map as a block of equal ones (nearest neighbour). Attribute `factors`, along height and width. */
export function enlarge(b: GraphBuilder, x: Value, factors: Pair): Value {
  const { channels, height, width } = mapDimensions('Resize', x);
  checkWhole('Resize', 'factors', factors, 1, x);
  return b.node('Resize', [x], [x.shape[0]!, channels, height * factors[0], width * factors[1]], { factors });
}
