import { type AxisWindow, roundAwayFromZero } from './contextWindow.ts';
import type { Border } from './patchOptions.ts';

/** An axis of an image, and of the table that holds a part of it. */
export interface ImageAxis {
  /** How many pixels the image has along the axis. */
  readonly length: number;
  /** The table's first pixel, one of the border. */
  readonly outside: number;
  /** Numbers of the table from a pixel to the next. */
  readonly stride: number;
}

/** For each pixel of a patch along an axis: the pixel of the table before its place, and how far it is to the next one. */
export interface AxisSamples {
  /** In numbers of the table. */
  readonly offsets: Int32Array;
  /** 0 to 1. */
  readonly fractions: Float64Array;
}

/** Finds the places of a patch's pixels along an axis. Those that show the border lie on the table's first pixel. */
export function sampleAxis(border: Border, window: AxisWindow, axis: ImageAxis, samples: AxisSamples): void {
  if (border === 'mdnet') sampleCutOut(window, axis, samples);
  else if (border === 'pymdnet') sampleWarp(window, axis, samples);
  else sampleRange(window, axis, [0, axis.length - 1], [0, samples.offsets.length], samples);
}

/** The part inside the image takes its rounded share of the patch; its outermost pixels go on to its ends. */
function sampleCutOut({ start, length }: AxisWindow, axis: ImageAxis, samples: AxisSamples): void {
  const size = samples.offsets.length;
  const scale = size / length;
  const end = Math.min(axis.length, start + length);
  const inside = { start: Math.max(0, start), length: end - Math.max(0, start) };
  const from = Math.min(size, roundAwayFromZero(Math.max(0, -start) * scale));
  const to = Math.min(size, from + Math.max(0, roundAwayFromZero(inside.length * scale)));
  samples.offsets.fill(0);
  samples.fractions.fill(0);
  sampleRange(inside, axis, [Math.floor(inside.start), Math.ceil(end) - 1], [from, to], samples);
}

/** Divides the window between the places `from` to `to` of the patch, none of them before or after the given pixels. */
function sampleRange(
  { start, length }: AxisWindow,
  { outside, stride }: ImageAxis,
  [firstPixel, lastPixel]: readonly [number, number],
  [from, to]: readonly [number, number],
  { offsets, fractions }: AxisSamples,
): void {
  const step = length / (to - from);
  for (let i = from; i < to; i++) {
    const place = Math.max(firstPixel, Math.min(lastPixel, start + (i - from + 0.5) * step - 0.5));
    const pixel = Math.floor(place);
    offsets[i] = (pixel - outside) * stride;
    fractions[i] = place - pixel;
  }
}

/** The window's corner on a pixel's centre; a pixel beside the image blends with the border. */
function sampleWarp(
  { start, length }: AxisWindow,
  { length: imageLength, outside, stride }: ImageAxis,
  { offsets, fractions }: AxisSamples,
): void {
  const step = length / offsets.length;
  for (let i = 0; i < offsets.length; i++) {
    const place = start + i * step;
    const isOutside = place <= -1 || place >= imageLength;
    const pixel = isOutside ? outside : Math.floor(place);
    offsets[i] = (pixel - outside) * stride;
    fractions[i] = isOutside ? 0 : place - pixel;
  }
}
