import type { Image } from '../../datasets/image.ts';

// Rec. 601 luma (0.299, 0.587, 0.114: MATLAB's rgb2gray, OpenCV's cvtColor) in 65536ths, which add up to 1 exactly, so
// that a grey picture stored as RGB is the same picture.
const redWeight = 19595;
const greenWeight = 38470;
const blueWeight = 7471;

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
  const scale = 1 / (channels === 1 ? 255 : 255 * 65536);
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
