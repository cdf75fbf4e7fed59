import type { Image } from '../../datasets/image.ts';

/** Pixels of an image, first and last ones included. */
export interface PixelRange {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A number for each plane of a patch. */
export type Planes = readonly [number, number, number];

export const mapPlanes = (number: (plane: number) => number): Planes => [number(0), number(1), number(2)];

/** How an image's bytes become the numbers of patches. */
export interface PixelNumbers {
  /** The channel of an RGB image that is each plane; a grey image is all three. */
  readonly channels: Planes;
  readonly means: Planes;
  readonly scale: number;
  /** What pixels around the image are in a patch, after means and scale. */
  readonly border: Planes;
}

/**
 * A part of an image as the numbers of patches, in a frame of border pixels. Overlapping patches read each pixel many
 * times, which goes faster from numbers than from bytes, and from a plain array than from a typed one: where any buffer of
 * the process was ever handed to a thread, each read of a typed array asks first whether its own was.
 */
export interface FramePart {
  /** Numbers from a row to the next. */
  readonly rowLength: number;
  /** Rows `top - 1` to `bottom + 1` of pixels `left - 1` to `right + 1`, three planes each. */
  readonly numbers: readonly number[];
}

/** Numbers of a part for each pixel. */
export const numbersPerPixel = 3;

/** A fraction: an array that begins with whole numbers is one of whole numbers to V8, and is rebuilt at the first other one. */
const anyFraction = 0.5;

/**
 * @param range inside the image
 * @param numbers the memory to take, which grows where it is too short
 */
export function framePart(image: Image, range: PixelRange, pixels: PixelNumbers, numbers: number[]): FramePart {
  const { left, right, top, bottom } = range;
  const rowLength = (right - left + 3) * numbersPerPixel;
  const length = (bottom - top + 3) * rowLength;
  while (numbers.length < length) numbers.push(anyFraction);
  const read: PixelNumbers = image.channels === 1 ? { ...pixels, channels: [0, 0, 0] } : pixels;
  fillBorder(numbers, 0, rowLength, pixels.border);
  for (let y = top; y <= bottom; y++) {
    const row = (y - top + 1) * rowLength;
    fillBorder(numbers, row, numbersPerPixel, pixels.border);
    fillRow(image, (y * image.width + left) * image.channels, right - left + 1, read, numbers, row + numbersPerPixel);
    fillBorder(numbers, row + rowLength - numbersPerPixel, numbersPerPixel, pixels.border);
  }
  fillBorder(numbers, length - rowLength, rowLength, pixels.border);
  return { rowLength, numbers };
}

function fillBorder(numbers: number[], start: number, length: number, border: Planes): void {
  for (let i = start; i < start + length; i++) numbers[i] = border[(i - start) % numbersPerPixel]!;
}

/** Writes `count` pixels from byte `start` on. */
function fillRow(
  { data, channels: step }: Image,
  start: number,
  count: number,
  { channels, means, scale }: PixelNumbers,
  numbers: number[],
  row: number,
): void {
  const [channel0, channel1, channel2] = channels;
  const [mean0, mean1, mean2] = means;
  let out = row;
  for (let byte = start; byte < start + count * step; byte += step, out += numbersPerPixel) {
    numbers[out] = (data[byte + channel0]! - mean0) * scale;
    numbers[out + 1] = (data[byte + channel1]! - mean1) * scale;
    numbers[out + 2] = (data[byte + channel2]! - mean2) * scale;
  }
}
