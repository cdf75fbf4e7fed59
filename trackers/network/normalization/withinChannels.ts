import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { add, mul } from '../operators/arithmetic.ts';
import { averagePool } from '../operators/pooling.ts';
import { divideByPower } from './divideByPower.ts';

export interface WithinChannelsOptions {
  /** Side of the square window in cells, odd. */
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
}

/**
 * Local response normalisation within each channel, as Caffe's WITHIN_CHANNEL:
 * x / (1 + alpha * mean of x^2 over the window around the cell)^beta, where zeros beyond the map count.
 * @param x [N, C, H, W]
 */
export function normalizeWithinChannels(b: GraphBuilder, x: Value, options: WithinChannelsOptions): Value {
  const { size, alpha, beta } = options;
  if (!(Number.isInteger(size) && size % 2 === 1))
    throw new RangeError(`invalid size of a normalisation: ${size}; within channels it is odd`);
  const border = (size - 1) / 2;
  const mean = averagePool(b, mul(b, x, x), { kernel: [size, size], pads: [border, border, border, border] });
  return divideByPower(b, x, add(b, mul(b, mean, alpha), 1), beta);
}
