import { existsSync } from 'node:fs';
import sharp, { type OutputInfo } from 'sharp';
import type { Frame, Image } from './image.ts';
import { InputError } from './inputError.ts';
import type { Sequence } from './sequence.ts';

// These two are settings of the whole process. A run reads each frame once, so a cache of decoded files only costs
// memory; and the harness parallelises over runs, so a decode that spreads over the cores would slow its neighbours
// and the trackers that are being timed.
sharp.cache(false);
sharp.concurrency(1);

/**
 * Frame `index` (from 0) of a sequence. Its pixels are decoded when first asked for, then kept as long as the frame.
 *
 * @throws InputError when the sequence has no images; `image()` rejects with one when the file cannot be decoded to its
 * end or has another size than the sequence
 */
export function frameAt(sequence: Sequence, index: number): Frame {
  const { framePaths } = sequence;
  if (framePaths === undefined) {
    throw new InputError(
      `missing images: sequence ${JSON.stringify(sequence.name)} is annotations only`,
      undefined,
      'it can be evaluated; to run a tracker get the dataset with its images',
    );
  }
  const path = framePaths[index];
  if (path === undefined) throw new RangeError(`invalid frame index: ${index} of ${sequence.length}`);
  let decoded: Promise<Image> | undefined;
  return { index, path, image: () => (decoded ??= decode(path, sequence)) };
}

async function decode(path: string, sequence: Sequence): Promise<Image> {
  const image = await readImage(path, path);
  const { width, height } = image;
  if (width !== sequence.width || height !== sequence.height) {
    throw new InputError(
      `invalid frame: ${width}x${height} in a sequence of ${sequence.width}x${sequence.height}`,
      path,
      'all frames of a sequence must have one size',
    );
  }
  return image;
}

/**
 * The pixels of an image file, or of its content.
 * @param where it is, for errors
 * @throws InputError when it cannot be decoded to its end
 */
export async function readImage(source: string | Uint8Array, where: string): Promise<Image> {
  const { data, info } = await decodePixels(source, where);
  return { width: info.width, height: info.height, channels: info.channels === 1 ? 1 : 3, data: plainBytes(data) };
}

/** The same memory without Node's Buffer, whose `slice` and JSON differ from those of other typed arrays. */
function plainBytes({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Whether all pixels of an image file decode without even a warning, such as a decoder has for data that ends too early. */
export async function decodesCleanly(path: string): Promise<boolean> {
  return sharp(path, { failOn: 'warning', ignoreIcc: true })
    .raw()
    .toBuffer()
    .then(
      () => true,
      () => false,
    );
}

async function decodePixels(
  source: string | Uint8Array,
  where: string,
): Promise<{ data: Uint8Array; info: OutputInfo }> {
  try {
    // A colour profile is left out of account, as the field's trackers do (OpenCV's imread): pixels are what is stored.
    const file = sharp(source, { failOn: 'error', ignoreIcc: true });
    const { space } = await file.metadata();
    const isGrey = space === 'b-w' || space === 'grey16';
    return await file
      .removeAlpha()
      .toColourspace(isGrey ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      // Not toUint8Array(): in sharp 0.35.5 its memory is never given back, a frame's worth for each call.
      .toBuffer({ resolveWithObject: true });
  } catch {
    if (typeof source === 'string' && !existsSync(source)) throw new InputError('missing image', where);
    // What libvips says of one and the same file differs from time to time.
    throw new InputError(
      'invalid image: it cannot be decoded',
      where,
      'the file is cut off or no image: fetch the sequence again',
    );
  }
}
