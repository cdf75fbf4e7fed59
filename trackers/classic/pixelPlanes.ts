import type { Image } from '../../datasets/image.ts';

/** Pictures of one size, row after row, black 0 to white 1: grey alone, or red, green and blue. */
export type Planes = readonly Float64Array[];

/** As many black pictures of `length` pixels. */
export function emptyPlanes(count: 1 | 3, length: number): Planes {
  return Array.from({ length: count }, () => new Float64Array(length));
}

// Rec. 601 luma (0.299, 0.587, 0.114: MATLAB's rgb2gray, OpenCV's cvtColor) in 65536ths, which add up to 1 exactly, so
// that a grey picture stored as RGB is the same picture.
const redWeight = 19595;
const greenWeight = 38470;
const blueWeight = 7471;
const weightSum = 65536;

/**
 * The luma of a part of an image, black 0 to white 1, row after row into `grey`.
 * @param left,top,width,height whole pixels, inside the image
 */
export function greyRegion(
  { width: imageWidth, channels, data }: Image,
  left: number,
  top: number,
  width: number,
  height: number,
  grey: Float64Array,
): void {
  const scale = 1 / (channels === 1 ? 255 : 255 * weightSum);
  for (let row = 0; row < height; row++) {
    const end = (row + 1) * width;
    let i = ((top + row) * imageWidth + left) * channels;
    if (channels === 1) {
      for (let out = row * width; out < end; out++, i++) grey[out] = scale * data[i]!;
    } else {
      for (let out = row * width; out < end; out++, i += 3) {
        grey[out] = scale * (redWeight * data[i]! + greenWeight * data[i + 1]! + blueWeight * data[i + 2]!);
      }
    }
  }
}

/** Red, green and blue of a part of an image, as `greyRegion`; a grey image is all three. */
export function colourRegion(
  { width: imageWidth, channels, data }: Image,
  left: number,
  top: number,
  width: number,
  height: number,
  colours: Planes,
): void {
  const scale = 1 / 255;
  for (const [colour, plane] of colours.entries()) {
    const channel = channels === 1 ? 0 : colour;
    for (let row = 0; row < height; row++) {
      const end = (row + 1) * width;
      let i = ((top + row) * imageWidth + left) * channels + channel;
      for (let out = row * width; out < end; out++, i += channels) plane[out] = scale * data[i]!;
    }
  }
}

/** The luma of a colour. */
export function luma(red: number, green: number, blue: number): number {
  return (redWeight * red + greenWeight * green + blueWeight * blue) / weightSum;
}
