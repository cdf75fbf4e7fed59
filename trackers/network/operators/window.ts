import type { Value } from '../graph.ts';
import { invalidOperator, staticDimension } from '../shape.ts';

/** Along the height and along the width. */
export type Pair = readonly [height: number, width: number];
/** Border of zeros around a map, in ONNX's order. */
export type Pads = readonly [top: number, left: number, bottom: number, right: number];

export const noPads: Pads = [0, 0, 0, 0];

/** Checks that a value is a batch of maps, [N, C, H, W], and gives the three dimensions that are numbers. */
export function mapDimensions(
  operator: string,
  x: Value,
): { readonly channels: number; readonly height: number; readonly width: number } {
  if (x.shape.length !== 4) throw invalidOperator(operator, `${x.name} must have the shape [N, C, H, W]`, [x]);
  const [channels, height, width] = [1, 2, 3].map((axis) => staticDimension(operator, x, axis));
  return { channels: channels!, height: height!, width: width! };
}

/** How many positions a window has along an axis, those whole inside the padded axis alone. */
export function windowPositions(length: number, kernel: number, stride: number, padding: number, dilation = 1): number {
  return Math.floor((length + padding - dilation * (kernel - 1) - 1) / stride) + 1;
}

/** @throws RangeError unless all are whole numbers, and not less than the least */
export function checkWhole(operator: string, what: string, numbers: readonly number[], least: number, x: Value): void {
  if (numbers.every((number) => Number.isInteger(number) && number >= least)) return;
  throw invalidOperator(operator, `${what} ${numbers.join(', ')} must be whole and at least ${least}`, [x]);
}
