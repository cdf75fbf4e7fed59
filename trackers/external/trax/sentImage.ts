/** @file The image of a message, in every form that TraX's reference library reads (src/trax.c, image_decode). */
import { readImage } from '../../../datasets/frames.ts';
import type { Image } from '../../../datasets/image.ts';
import { InputError } from '../../../datasets/inputError.ts';

/** Where the image is, if it has a place, and its pixels when somebody wants them. */
export interface SentImage {
  readonly path: string;
  image(): Promise<Image>;
}

/** @throws InputError for a form that is not known; `image()` rejects with one when there is no image */
export function sentImage(text: string): SentImage {
  const [, scheme = '', rest = ''] = /^([a-z+.-]{1,15}):(.*)$/s.exec(text) ?? [];
  switch (scheme) {
    case '':
      return fromFile(text);
    case 'file':
      return fromFile(rest.startsWith('//') ? rest.slice(2) : rest);
    case 'image':
      return fromPixels(rest);
    case 'data':
      return fromBuffer(rest);
    case 'http':
    case 'https':
      return fromAddress(text);
    default:
      throw new InputError(`unknown form of image: ${scheme}:`, undefined, 'known: file, http, https, image, data');
  }
}

function fromFile(path: string): SentImage {
  return once(path, async () => {
    try {
      return await readImage(path, path);
    } catch (error) {
      // A file's address writes odd characters as %20, its path does not; both come as `file://`.
      const plain = decoded(path);
      if (plain === path) throw error;
      return readImage(plain, plain).catch(() => Promise.reject(error as Error));
    }
  });
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const bytesAPixel: Readonly<Record<string, number>> = { rgb: 3, gray8: 1, gray16: 2 };

/** `width;height;rgb|gray8|gray16;base64`; of 16 bits, lower byte first, the upper ones are seen. */
function fromPixels(text: string): SentImage {
  const where = 'an image in memory';
  const [, columns, rows, format = '', base64 = ''] = /^(\d+);(\d+);([a-z0-9]{1,31});(.*)$/s.exec(text) ?? [];
  const [width, height, size] = [Number(columns), Number(rows), bytesAPixel[format]];
  if (size === undefined || !(width > 0 && height > 0)) {
    throw new InputError(
      `invalid image: image:${text.slice(0, 40)}`,
      undefined,
      'width;height;rgb|gray8|gray16;base64 is expected',
    );
  }
  return once(where, async () => {
    const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
    if (bytes.length !== width * height * size) {
      throw new InputError(`invalid image: ${bytes.length} bytes of ${width}x${height} ${format}`, where);
    }
    const data = format === 'gray16' ? bytes.filter((_, index) => index % 2 === 1) : bytes;
    return { width, height, channels: format === 'rgb' ? 3 : 1, data };
  });
}

/** `image/jpeg;base64...`; the protocol's document, and data addresses elsewhere, have a word more. */
function fromBuffer(text: string): SentImage {
  const where = 'an image in a buffer';
  const [, base64] = /^image\/(?:jpeg|png);(?:base64[;,])?(.*)$/is.exec(text) ?? [];
  if (base64 === undefined) {
    throw new InputError(`invalid image: data:${text.slice(0, 40)}`, undefined, 'image/jpeg or image/png is expected');
  }
  return once(where, () => readImage(new Uint8Array(Buffer.from(base64, 'base64')), where));
}

function fromAddress(address: string): SentImage {
  return once(address, async () => {
    const response = await fetch(address).catch((error: unknown) => {
      throw new InputError(`missing image: ${(error as Error).message}`, address);
    });
    if (!response.ok) throw new InputError(`missing image: HTTP status ${response.status}`, address);
    return readImage(new Uint8Array(await response.arrayBuffer()), address);
  });
}

function once(path: string, read: () => Promise<Image>): SentImage {
  let image: Promise<Image> | undefined;
  return { path, image: () => (image ??= read()) };
}
