import type { Context } from './patchOptions.ts';

/** A piece of an axis of the image, outside it too: pixel i covers i to i + 1. */
export interface AxisWindow {
  readonly start: number;
  readonly length: number;
}

/**
 * The piece of an axis that a patch shows of a box and its surroundings.
 * @param start,length of the box along the axis, in pixels
 * @param size side of the patch in pixels
 */
export function contextWindow(context: Context, start: number, length: number, size: number): AxisWindow {
  if (context.rule === 'factor') {
    const { factor } = context;
    return { start: start + (length - factor * length) / 2, length: factor * length };
  }
  // MATLAB counts pixels from 1 and rounds halves away from zero; the last pixel belongs to the window.
  const centre = start + 1 + length / 2;
  const reach = (length / 2) * (size / (size - 2 * context.padding));
  const first = roundAwayFromZero(centre - reach);
  const last = roundAwayFromZero(centre + reach);
  return { start: first - 1, length: last - first + 1 };
}

/** As MATLAB's round. */
export function roundAwayFromZero(x: number): number {
  return Math.sign(x) * Math.round(Math.abs(x));
}
