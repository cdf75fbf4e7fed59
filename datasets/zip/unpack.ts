import { mkdir, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Entry } from 'yauzl';
import { asWriteProblem } from '../atomicFile.ts';
import { formatBytes } from '../byteSize.ts';
import { InputError } from '../inputError.ts';
import { openZip, type ZipArchive } from './zipArchive.ts';

export interface UnpackOptions {
  /** Only what lies in this folder of the archive, `''` or with a slash at its end, and without that part of the path. */
  readonly root?: string;
  /** Bytes that the files may have in all. */
  readonly limitBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes the files of an archive into a folder that holds nothing else. Links, encrypted files and more bytes than
 * allowed are refused before anything is written; leftovers of file managers are passed over. Every file is flushed to
 * the disk.
 * @throws InputError for an archive that is damaged or refused, and for a place that cannot be written
 */
export async function unpack(
  zip: ZipArchive,
  target: string,
  { root = '', limitBytes, signal }: UnpackOptions,
): Promise<void> {
  const entries = [...zip.entries.values()].filter(
    ({ fileName }) => fileName.startsWith(root) && !isLeftover(fileName),
  );
  const bytes = unpackedBytes(entries);
  if (bytes > limitBytes) {
    throw new InputError(
      `invalid archive: it would unpack to ${formatBytes(bytes)} where ${formatBytes(limitBytes)} at most are expected`,
      zip.path,
      'nothing was unpacked',
    );
  }
  for (const entry of entries) checkKind(entry, zip.path);
  const folders = new Set<string>();
  for (const entry of entries) {
    signal?.throwIfAborted();
    const path = join(target, entry.fileName.slice(root.length));
    try {
      if (!folders.has(dirname(path))) await mkdir(dirname(path), { recursive: true });
      folders.add(dirname(path));
      await writeEntry(zip, entry, path);
    } catch (error) {
      throw collisions.includes((error as NodeJS.ErrnoException).code ?? '')
        ? new InputError(
            `invalid archive: no place for ${JSON.stringify(entry.fileName)}`,
            zip.path,
            'its name is too long or another file of the archive is in its way',
          )
        : asWriteProblem(error, path);
    }
  }
}

/** What the system says when the folder was empty before and yet a file does not fit in. */
const collisions: readonly string[] = ['EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'];

/**
 * What is wrong with an archive, all of it read; undefined when nothing is. One that has more than so many bytes is not
 * read.
 */
export async function zipProblem(path: string, limitBytes: number): Promise<string | undefined> {
  let zip: ZipArchive | undefined;
  try {
    zip = await openZip(path);
    checkSize(zip.entries.values(), limitBytes, path);
    for (const entry of zip.entries.values()) {
      for await (const _ of zip.read(entry)) continue;
    }
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  } finally {
    zip?.close();
  }
}

/**
 * How many bytes an archive may unpack to: what its publisher says and a little more, for that may count blocks; where
 * nobody says it, far more than images can be packed by.
 */
export async function unpackLimit(path: string, announcedBytes: number | undefined): Promise<number> {
  if (announcedBytes !== undefined) return 1.1 * announcedBytes + 2 ** 20;
  return 20 * (await stat(path)).size + 2 ** 26;
}

function checkSize(entries: Iterable<Entry>, limitBytes: number, path: string): void {
  const bytes = unpackedBytes(entries);
  if (bytes <= limitBytes) return;
  throw new InputError(
    `invalid archive: it would unpack to ${formatBytes(bytes)} where ${formatBytes(limitBytes)} at most are expected`,
    path,
    'nothing was unpacked',
  );
}

/** What the archive says that its files have in all; yauzl refuses a file that turns out to have more. */
export function unpackedBytes(entries: Iterable<Entry>): number {
  let sum = 0;
  for (const { uncompressedSize } of entries) sum += uncompressedSize;
  return sum;
}

/** `__MACOSX/`, `.DS_Store` and the like, which OTB's archives have. */
export function isLeftover(path: string): boolean {
  return path
    .split('/')
    .some((name) => name === '__MACOSX' || name === '.DS_Store' || name === 'Thumbs.db' || name.startsWith('._'));
}

const fileTypeBits = 0o170000;
const regularFile = 0o100000;

/** Nothing but plain files: a link could lead anywhere. */
function checkKind(entry: Entry, path: string): void {
  const type = (entry.externalFileAttributes >>> 16) & fileTypeBits;
  // 0: made on a system that has no such types.
  if (type !== 0 && type !== regularFile) {
    throw new InputError(
      `invalid archive: ${JSON.stringify(entry.fileName)} is a link or device`,
      path,
      'nothing was unpacked',
    );
  }
  if (entry.isEncrypted()) {
    throw new InputError(
      `invalid archive: ${JSON.stringify(entry.fileName)} is encrypted`,
      path,
      'pack it without a password',
    );
  }
}

async function writeEntry(zip: ZipArchive, entry: Entry, path: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for await (const chunk of zip.read(entry)) await file.writeFile(chunk);
    await file.datasync();
  } finally {
    await file.close();
  }
}
