/**
 * @file One member of a gzipped tar archive, read as it streams by: hundreds of megabytes need not lie on the disk
 * twice. Of the formats: ustar, with the long names and large sizes of GNU tar and of POSIX (pax).
 */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { InputError } from '../../../datasets/inputError.ts';

const blockSize = 512;

interface Header {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/**
 * The bytes of the file of that base name, in whatever folder of the archive.
 * @throws InputError when the archive is cut off, is none, or does not hold it
 */
export async function readTarMember(archive: string, member: string): Promise<Uint8Array> {
  const blocks = blockReader(archive);
  const names: string[] = [];
  let longName: string | undefined;
  try {
    for (;;) {
      const block = await blocks.take(blockSize);
      if (block === undefined || block.every((byte) => byte === 0)) break;
      const { name, size, type } = parseHeader(block, archive);
      const padded = Math.ceil(size / blockSize) * blockSize;
      if (type === 'L' || type === 'x') {
        const text = (await content(blocks, size, padded, archive)).toString();
        longName = type === 'L' ? text.replace(/\0.*$/s, '') : (/^\d+ path=(.*)$/m.exec(text)?.[1] ?? longName);
        continue;
      }
      const path = longName ?? name;
      longName = undefined;
      if (type === '0' || type === '\0') {
        if (basename(path) === member) return await content(blocks, size, padded, archive);
        names.push(path);
      }
      await blocks.skip(padded);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `invalid archive: ${(error as Error).message}`,
      archive,
      'the file is cut off, damaged or of another kind',
    );
  } finally {
    blocks.end();
  }
  throw new InputError(`missing in the archive: ${member}`, archive, `it holds ${names.join(', ') || 'nothing'}`);
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
    throw new InputError(
      'invalid archive: no tar header where one belongs',
      archive,
      'the file is damaged or of another kind',
    );
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

interface BlockReader {
  /** So many bytes, or undefined where the archive ends before. */
  take(length: number): Promise<Buffer | undefined>;
  skip(length: number): Promise<void>;
  end(): void;
}

function blockReader(archive: string): BlockReader {
  const file = createReadStream(archive);
  const unpacked = createGunzip();
  file.on('error', (error) => unpacked.destroy(error));
  file.pipe(unpacked);
  const chunks: AsyncIterator<Buffer> = unpacked[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  /** Gives the next bytes, at most so many. */
  const next = async (most: number): Promise<Buffer | undefined> => {
    if (rest.length === 0) {
      const { value, done } = await chunks.next();
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
