import { open } from 'node:fs/promises';
import { type ImageSize, imageSize } from '../imageSize.ts';
import { InputError } from '../inputError.ts';

export interface ImageCheck {
  readonly size?: ImageSize;
  /** What is wrong; missing when nothing is. */
  readonly damage?: string;
}

/**
 * Looks at the header and the end of an image file, which tells files that are empty, cut off or something else; what is
 * wrong inside only decoding tells.
 */
export async function checkImageEnds(path: string): Promise<ImageCheck> {
  let size: ImageSize;
  try {
    size = await imageSize(path);
  } catch (error) {
    if (error instanceof InputError) return { damage: error.message };
    throw error;
  }
  return (await hasEnd(path)) ? { size } : { size, damage: 'it is cut off' };
}

/** What may follow the end of a JPEG: padding, a camera's notes. */
const tailBytes = 2048;

async function hasEnd(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const length = Math.min(size, tailBytes);
    const tail = Buffer.alloc(length);
    await file.read(tail, 0, length, size - length);
    const start = Buffer.alloc(12);
    await file.read(start, 0, 12, 0);
    if (start.readUInt16BE(0) === 0xffd8) return tail.lastIndexOf(endOfImage) >= 0;
    if (start.readUInt32BE(0) === 0x89504e47) return tail.lastIndexOf('IEND', undefined, 'latin1') >= 0;
    // WebP: the length that its first chunk, which is all of it, declares.
    return size >= start.readUInt32LE(4) + 8;
  } finally {
    await file.close();
  }
}

const endOfImage = Buffer.from([0xff, 0xd9]);
