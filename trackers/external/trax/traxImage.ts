/** @file Images as TraX sends them: one word, whose beginning says what it is. */
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Frame } from '../../../datasets/image.ts';
import { InputError } from '../../../datasets/inputError.ts';

/**
 * The first that a tracker takes is given to it: reading a file costs less than sending it. `data` is the protocol
 * document's name for `buffer` and its way of writing it; the reference library knows neither.
 */
export const imageFormats = ['path', 'buffer', 'data', 'memory', 'url'] as const;

export type ImageFormat = (typeof imageFormats)[number];

/** @throws InputError for a file that cannot be read or that a buffer cannot hold */
export async function encodedImage(frame: Frame, format: ImageFormat): Promise<string> {
  switch (format) {
    case 'path':
      return `file://${frame.path}`;
    case 'url':
      return pathToFileURL(frame.path).href;
    case 'memory': {
      const { width, height, channels, data } = await frame.image();
      const pixels = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
      return `image:${width};${height};${channels === 1 ? 'gray8' : 'rgb'};${pixels}`;
    }
    case 'buffer':
    case 'data': {
      const bytes = await readImageFile(frame.path);
      const marker = format === 'data' ? 'base64;' : '';
      return `data:${typeOf(bytes, frame.path)};${marker}${bytes.toString('base64')}`;
    }
  }
}

async function readImageFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new InputError(`missing image: ${(error as NodeJS.ErrnoException).code}`, path);
  }
}

function typeOf(bytes: Buffer, path: string): 'image/jpeg' | 'image/png' {
  if (bytes.subarray(0, 2).toString('hex') === 'ffd8') return 'image/jpeg';
  if (bytes.subarray(1, 4).toString('latin1') === 'PNG') return 'image/png';
  throw new InputError(
    'invalid image: TraX sends files of JPEG and PNG alone',
    path,
    'where the tracker takes pixels, set `image: memory`',
  );
}
