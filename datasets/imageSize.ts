/**
 * @file The size of an image from its header, reading a few kilobytes of the file and decoding nothing: opening a
 * dataset asks each sequence for it. JPEG (ITU T.81 B.2.2), PNG (RFC 2083 11.2.2) and WebP (RFC 9649 2.5-2.7).
 */
import { type FileHandle, open } from 'node:fs/promises';
import { InputError } from './inputError.ts';

export interface ImageSize {
  /** In pixels, as stored: an EXIF orientation turns nothing. */
  readonly width: number;
  readonly height: number;
}

/** Where nothing says the size the image has no end: VOT's rules clip regions to it, and then there is nothing to clip to. */
export const unknownImageSize: ImageSize = { width: Infinity, height: Infinity };

/** @throws InputError for a missing, truncated or unknown file, naming it */
export async function imageSize(path: string): Promise<ImageSize> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    throw new InputError(`missing image: ${(error as NodeJS.ErrnoException).code}`, path);
  }
  try {
    const size = await sizeFromHeader(windowedReader(file, path), path);
    if (size.width === 0 || size.height === 0) {
      throw new InputError(`invalid image: size ${size.width}x${size.height}`, path, fetchAgain);
    }
    return size;
  } finally {
    await file.close();
  }
}

const fetchAgain = 'fetch or write the file again';

/** Gives `length` bytes at `offset`; a file that ends before is an InputError. */
type Read = (offset: number, length: number) => Promise<DataView>;

const windowBytes = 4096;

function windowedReader(file: FileHandle, path: string): Read {
  const buffer = new Uint8Array(windowBytes);
  let start = 0;
  let end = 0;
  return async (offset, length) => {
    if (offset < start || offset + length > end) {
      const { bytesRead } = await file.read(buffer, 0, windowBytes, offset);
      start = offset;
      end = offset + bytesRead;
    }
    if (offset + length > end) throw new InputError(`invalid image: it ends at byte ${end}`, path, fetchAgain);
    return new DataView(buffer.buffer, offset - start, length);
  };
}

async function sizeFromHeader(read: Read, path: string): Promise<ImageSize> {
  const signature = await read(0, 12);
  if (signature.getUint16(0) === jpegStart) return jpegSize(read, path);
  if (signature.getUint32(0) === 0x89504e47 && signature.getUint32(4) === 0x0d0a1a0a) return pngSize(read, path);
  if (ascii(signature, 0) === 'RIFF' && ascii(signature, 8) === 'WEBP') return webpSize(read, path);
  throw new InputError('unknown image format', path, 'JPEG, PNG and WebP are read');
}

const jpegStart = 0xffd8;

async function jpegSize(read: Read, path: string): Promise<ImageSize> {
  let offset = 2;
  for (;;) {
    if ((await read(offset, 1)).getUint8(0) !== 0xff) {
      throw new InputError(`invalid image: no JPEG marker at byte ${offset}`, path, fetchAgain);
    }
    // Any number of bytes 0xff may fill the space before a marker.
    let marker = 0xff;
    while (marker === 0xff) marker = (await read(++offset, 1)).getUint8(0);
    offset++;
    if (isStandalone(marker)) continue;
    if (marker === startOfScan || marker === endOfImage) {
      throw new InputError('invalid image: JPEG without a frame header', path, fetchAgain);
    }
    if (isStartOfFrame(marker)) {
      const header = await read(offset, 7);
      return { width: header.getUint16(5), height: header.getUint16(3) };
    }
    offset += (await read(offset, 2)).getUint16(0);
  }
}

const startOfScan = 0xda;
const endOfImage = 0xd9;

/** TEM and RST0-7 have no length. */
function isStandalone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

/** SOF0-15 without DHT (C4), JPG (C8) and DAC (CC), which lie between them. */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

async function pngSize(read: Read, path: string): Promise<ImageSize> {
  const header = await read(8, 16);
  if (ascii(header, 4) !== 'IHDR') {
    throw new InputError('invalid image: PNG does not begin with IHDR', path, fetchAgain);
  }
  return { width: header.getUint32(8), height: header.getUint32(12) };
}

async function webpSize(read: Read, path: string): Promise<ImageSize> {
  const chunk = await read(12, 18);
  switch (ascii(chunk, 0)) {
    case 'VP8 ':
      return { width: chunk.getUint16(14, true) & 0x3fff, height: chunk.getUint16(16, true) & 0x3fff };
    case 'VP8L': {
      const bits = chunk.getUint32(9, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: (chunk.getUint32(12, true) & 0xffffff) + 1, height: (chunk.getUint32(14, true) >>> 8) + 1 };
    default:
      throw new InputError(`unknown image format: WebP chunk ${JSON.stringify(ascii(chunk, 0))}`, path, fetchAgain);
  }
}

function ascii(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(offset + i)));
}
