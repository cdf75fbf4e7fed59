/**
 * @file Cuts hundreds of patches out of one frame, the input of a network: each box with its context, resized bilinearly
 * to a square, means subtracted, plane after plane, straight into the batch's own memory.
 */
import type { Image } from '../../datasets/image.ts';
import { InputError } from '../../datasets/inputError.ts';
import type { Rectangle } from '../../datasets/region.ts';
import { type AxisSamples, sampleAxis } from './axisSamples.ts';
import { type AxisWindow, contextWindow } from './contextWindow.ts';
import { checkPatchOptions, type PatchOptions } from './patchOptions.ts';
import {
  mapPlanes,
  numbersPerPixel,
  type PixelNumbers,
  type PixelRange,
  type Planes,
  type FramePart,
  framePart,
} from './framePart.ts';

/** Crops patches of one kind. It keeps memory for the part of a frame that boxes cover, 24 bytes a pixel. */
export interface PatchCropper {
  /** How many numbers a patch has: 3 * size * size. */
  readonly patchLength: number;
  /**
   * @param boxes in pixels, anywhere: outside the image and larger than it, too
   * @param patches filled from its start, [boxes, 3, size, size]
   * @throws InputError for a box without finite numbers or without an area; RangeError when the patches do not fit
   */
  crop(image: Image, boxes: readonly Rectangle[], patches: Float32Array): void;
}

/** py-MDNet's border: OpenCV takes a single number as the first channel's, the others are 0. */
const warpBorder: Planes = [128, 0, 0];

/** @throws InputError for a context that no patch of this size can have; RangeError for other options that none can have */
export function patchCropper(options: PatchOptions): PatchCropper {
  checkPatchOptions(options);
  const { size, border, colourOrder = 'RGB', means = [0, 0, 0], scale = 1 } = options;
  const channels: Planes = colourOrder === 'RGB' ? [0, 1, 2] : [2, 1, 0];
  const beyond = border === 'pymdnet' ? mapPlanes((plane) => warpBorder[channels[plane]!]!) : means;
  const pixels: PixelNumbers = {
    channels,
    means,
    scale,
    border: mapPlanes((plane) => (beyond[plane]! - means[plane]!) * scale),
  };
  const columns: AxisSamples = { offsets: new Int32Array(size), fractions: new Float64Array(size) };
  const rows: AxisSamples = { offsets: new Int32Array(size), fractions: new Float64Array(size) };
  const patchLength = 3 * size * size;
  const memory: number[] = [];
  return {
    patchLength,
    crop(image, boxes, patches) {
      if (patches.length < boxes.length * patchLength)
        throw new RangeError(`invalid memory for ${boxes.length} patches of ${patchLength}: ${patches.length}`);
      if (boxes.length === 0) return;
      const windows = boxes.map((box) => windowOf(box, options));
      const range = coveredPixels(windows, image);
      const part = framePart(image, range, pixels, memory);
      const across = { length: image.width, outside: range.left - 1, stride: numbersPerPixel };
      const down = { length: image.height, outside: range.top - 1, stride: part.rowLength };
      windows.forEach((window, index) => {
        sampleAxis(border, window.across, across, columns);
        sampleAxis(border, window.down, down, rows);
        blend(part, columns, rows, patches, index * patchLength);
      });
    },
  };
}

interface PatchWindow {
  readonly across: AxisWindow;
  readonly down: AxisWindow;
}

function windowOf(box: Rectangle, { context, size }: PatchOptions): PatchWindow {
  const { x, y, width, height } = box;
  const across = contextWindow(context, x, width, size);
  const down = contextWindow(context, y, height, size);
  const ends = [across.start, across.start + across.length, down.start, down.start + down.length];
  if (width > 0 && height > 0 && ends.every(Number.isFinite)) return { across, down };
  throw new InputError(
    `invalid box: ${x}, ${y}, ${width}, ${height}`,
    undefined,
    'a box to crop needs finite numbers and a positive width and height',
  );
}

/** The pixels of the image that the patches may read: their windows and a pixel around them, or the nearest ones. */
function coveredPixels(windows: readonly PatchWindow[], { width, height }: Image): PixelRange {
  let [left, right, top, bottom] = [width - 1, 0, height - 1, 0];
  for (const { across, down } of windows) {
    left = Math.min(left, Math.floor(across.start) - 1);
    right = Math.max(right, Math.ceil(across.start + across.length) + 1);
    top = Math.min(top, Math.floor(down.start) - 1);
    bottom = Math.max(bottom, Math.ceil(down.start + down.length) + 1);
  }
  left = Math.max(0, left);
  top = Math.max(0, top);
  return {
    left,
    right: Math.max(left, Math.min(width - 1, right)),
    top,
    bottom: Math.max(top, Math.min(height - 1, bottom)),
  };
}

/** Interpolates one patch, three planes from `start` on. */
function blend(
  { numbers, rowLength }: FramePart,
  columns: AxisSamples,
  rows: AxisSamples,
  patches: Float32Array,
  start: number,
): void {
  const { offsets, fractions } = columns;
  const size = offsets.length;
  const plane = size * size;
  // Whole to V8, too: where other records with a `left` hold fractions it takes a range's numbers for such, and computing
  // places in memory with fractions took half as long again.
  const rowStep = rowLength | 0;
  let out = start;
  for (let row = 0; row < size; row++) {
    const upper = rows.offsets[row]!;
    const down = rows.fractions[row]!;
    for (let column = 0; column < size; column++, out++) {
      const a = upper + offsets[column]!;
      const b = a + rowStep;
      const right = fractions[column]!;
      const a0 = numbers[a]!;
      const b0 = numbers[b]!;
      const above0 = a0 + right * (numbers[a + 3]! - a0);
      const below0 = b0 + right * (numbers[b + 3]! - b0);
      patches[out] = above0 + down * (below0 - above0);
      const a1 = numbers[a + 1]!;
      const b1 = numbers[b + 1]!;
      const above1 = a1 + right * (numbers[a + 4]! - a1);
      const below1 = b1 + right * (numbers[b + 4]! - b1);
      patches[out + plane] = above1 + down * (below1 - above1);
      const a2 = numbers[a + 2]!;
      const b2 = numbers[b + 2]!;
      const above2 = a2 + right * (numbers[a + 5]! - a2);
      const below2 = b2 + right * (numbers[b + 5]! - b2);
      patches[out + 2 * plane] = above2 + down * (below2 - above2);
    }
  }
}
