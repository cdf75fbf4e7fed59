import { InputError } from '../../datasets/inputError.ts';

/**
 * How far a patch reaches around its box. `mdnet`: such that in a patch of `size` pixels the box leaves `padding` pixels
 * on each side (107 and 16: 1.4267 times the box), the edges rounded to whole pixels of the image, with one pixel more
 * than they span (MDNet's utils/im_crop.m). `factor`: times the box, unrounded (py-MDNet: 1 + 2 * 16 / 107).
 */
export type Context =
  | { readonly rule: 'mdnet'; readonly padding: number }
  | { readonly rule: 'factor'; readonly factor: number };

/**
 * Where the numbers of a patch are taken, and what is outside the image.
 * - `mdnet`: what is inside the image is cut out and resized on its own, to its rounded share of the patch, with pixel
 *   centres at halves (MATLAB's imresize, OpenCV's resize); the rest of the patch is 0 after the means are subtracted.
 * - `replicate`: pixel centres at halves; outside, the nearest pixel of the image.
 * - `pymdnet`: as py-MDNet's warpPerspective: the corner of the window, not the centre of its first pixel, falls on a
 *   pixel's centre, which moves the picture by up to half a pixel; outside, pixels of red 128, green 0 and blue 0, for
 *   its border value 128 speaks of the first channel alone.
 * The originals round patches to 8 bits, and warpPerspective positions to 1/32 pixel; here nothing is rounded.
 */
export type Border = 'mdnet' | 'replicate' | 'pymdnet';

export interface PatchOptions {
  /** Side of a patch in pixels. */
  readonly size: number;
  readonly context: Context;
  readonly border: Border;
  /** The order of a patch's planes; default `RGB`. */
  readonly colourOrder?: 'RGB' | 'BGR';
  /** What is subtracted from each plane, in the order of the planes; default 0. */
  readonly means?: readonly [number, number, number];
  /** What the difference is multiplied by; default 1. */
  readonly scale?: number;
}

/** @throws InputError for a context that no patch of this size can have; RangeError for other options that none can have */
export function checkPatchOptions({ size, context, means = [0, 0, 0], scale = 1 }: PatchOptions): void {
  if (!(Number.isInteger(size) && size > 0)) throw new RangeError(`invalid size of patches: ${size}`);
  if (![...means, scale].every(Number.isFinite))
    throw new RangeError(`invalid means or scale of patches: ${means.join(', ')}; ${scale}`);
  if (context.rule === 'mdnet' && !isPadding(context.padding, size)) {
    throw new InputError(
      `invalid padding of the context mdnet: ${context.padding}`,
      `patches of ${size} pixels`,
      `it is below half of them, ${size / 2}, as some are left for the box`,
    );
  }
  if (context.rule === 'factor' && !(context.factor > 0 && context.factor < Infinity)) {
    throw new InputError(`invalid factor of the context: ${context.factor}`, undefined, 'it is a number above 0');
  }
}

function isPadding(padding: number, size: number): boolean {
  return padding >= 0 && 2 * padding < size;
}
