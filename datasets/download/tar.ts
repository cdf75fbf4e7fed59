/**
 * @file Members of a tar archive, gzipped or not, read as it streams by: hundreds of megabytes need not lie on the disk
 * twice. Of the formats: ustar, with the long names and large sizes of GNU tar and of POSIX (pax).
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '../inputError.ts';

const blockSize = 512;

interface Header {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/** A file of an archive. */
export interface TarMember {
  /** With its folders. */
  readonly path: string;
  /** Its bytes, which are there until the next member is asked for. */
  read(this: void): Promise<Uint8Array>;
}

/**
 * The files of an archive, in its order; those that are not read are skipped.
 * @throws InputError when the archive is cut off or is none
 */
export async function* tarMembers(archive: string): AsyncGenerator<TarMember> {
  const blocks = blockReader(archive, await isGzip(archive));
  let longName: string | undefined;
  let hasBegun = false;
  try {
    for (;;) {
      const block = await blocks.take(blockSize);
      if (block === undefined && !hasBegun) throw noHeader(archive);
      if (block === undefined || block.every((byte) => byte === 0)) break;
      hasBegun = true;
      const { name, size, type } = parseHeader(block, archive);
      const padded = Math.ceil(size / blockSize) * blockSize;
      if (type === 'L' || type === 'x') {
        const text = (await content(blocks, size, padded, archive)).toString();
        longName = type === 'L' ? text.replace(/\0.*$/s, '') : (/^\d+ path=(.*)$/m.exec(text)?.[1] ?? longName);
        continue;
      }
      const path = longName ?? name;
      longName = undefined;
      let isRead = false;
      if (type === '0' || type === '\0') {
        yield {
          path,
          read() {
            isRead = true;
            return content(blocks, size, padded, archive);
          },
        };
      }
      if (!isRead) await blocks.skip(padded);
    }
  } finally {
    blocks.end();
  }
}

/**
 * The bytes of the file of that base name, in whatever folder of the archive.
 * @throws InputError when the archive is cut off, is none, or does not hold it
 */
export async function readTarMember(archive: string, member: string): Promise<Uint8Array> {
  const names: string[] = [];
  for await (const { path, read } of tarMembers(archive)) {
    if (basename(path) === member) return await read();
    names.push(path);
  }
  throw new InputError(`missing in the archive: ${member}`, archive, `it holds ${names.join(', ') || 'nothing'}`);
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path).catch((error: Error) => {
    throw new InputError(`invalid archive: ${error.message}`, path);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

async function content(blocks: BlockReader, size: number, padded: number, archive: string): Promise<Buffer> {
  const bytes = await blocks.take(padded);
  if (bytes === undefined) throw new InputError('invalid archive: it is cut off', archive);
  return bytes.subarray(0, size);
}

function parseHeader(block: Buffer, archive: string): Header {
  const text = (start: number, length: number): string =>
    block.toString('utf8', start, start + length).replace(/\0.*$/s, '');
  const sum = block.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  if (Number.parseInt(text(148, 8), 8) !== sum) {
    throw noHeader(archive);
  }
  const prefix = text(257, 5) === 'ustar' ? text(345, 155) : '';
  // Sizes of 8 GB and more have the highest bit set and are binary.
  const size = block[124]! & 0x80 ? Number(block.readBigUInt64BE(128)) : Number.parseInt(text(124, 12), 8);
  return {
    name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`,
    size,
    type: String.fromCharCode(block[156]!),
  };
}

function noHeader(archive: string): InputError {
  return new InputError(
    'invalid archive: no tar header where one belongs',
    archive,
    'the file is damaged or of another kind',
  );
}

interface BlockReader {
  /** So many bytes, or undefined where the archive ends before. */
  take(length: number): Promise<Buffer | undefined>;
  skip(length: number): Promise<void>;
  end(): void;
}

function blockReader(archive: string, isGzipped: boolean): BlockReader {
  const file = createReadStream(archive);
  let unpacked: Readable = file;
  if (isGzipped) {
    const gunzip = createGunzip();
    file.on('error', (error) => gunzip.destroy(error));
    unpacked = file.pipe(gunzip);
  }
  const chunks: AsyncIterator<Buffer> = unpacked[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  /** Gives the next bytes, at most so many. */
  const next = async (most: number): Promise<Buffer | undefined> => {
    if (rest.length === 0) {
      const { value, done } = await chunks.next().catch((error: Error) => {
        throw new InputError(
          `invalid archive: ${error.message}`,
          archive,
          'the file is cut off, damaged or of another kind',
        );
      });
      if (done === true) return undefined;
      rest = value;
    }
    const piece = rest.subarray(0, most);
    rest = rest.subarray(piece.length);
    return piece;
  };
  return {
    async take(length) {
      const pieces: Buffer[] = [];
      for (let missing = length; missing > 0; ) {
        const piece = await next(missing);
        if (piece === undefined) return undefined;
        pieces.push(piece);
        missing -= piece.length;
      }
      return Buffer.concat(pieces);
    },
    async skip(length) {
      for (let missing = length; missing > 0; ) {
        const piece = await next(missing);
        if (piece === undefined) return;
        missing -= piece.length;
      }
    },
    end() {
      file.destroy();
      unpacked.destroy();
    },
  };
}
