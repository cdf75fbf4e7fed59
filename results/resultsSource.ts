/**
 * @file Where results lie: a folder or a zip archive, as a list of files to be read one at a time. A challenge's
 * archive has a hundred thousand of them, so nothing is unpacked and nothing is read before it is asked for.
 */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { InputError, WrongRequest } from '../datasets/inputError.ts';
import { temporarySuffix } from '../datasets/atomicFile.ts';
import { openZip } from '../datasets/zip/zipArchive.ts';

export interface ResultsSource {
  readonly path: string;
  readonly isFolder: boolean;
  /** Base name without `.zip`. */
  readonly name: string;
  /** Paths of all files relative to the source, with `/`, in alphabetical order. */
  readonly files: readonly string[];
  read(file: string): Promise<Uint8Array>;
  close(): void;
}

/** No file of VOT's results comes near; what claims more is no trajectory. */
const largestFileInBytes = 256 * 2 ** 20;

/** @throws InputError where there is nothing, or the archive is damaged or has a path that leads out of it */
export async function openResults(path: string): Promise<ResultsSource> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new WrongRequest(`missing results: ${path}`, undefined, 'give a results folder or a zip archive');
  }
  return found.isDirectory() ? openFolder(path) : openArchive(path);
}

async function openFolder(path: string): Promise<ResultsSource> {
  const root = resolve(path);
  const files: string[] = [];
  await collectFiles(root, '', new Set(), files);
  return {
    path,
    isFolder: true,
    name: basename(root),
    files: files.toSorted(),
    read: (file) => readFile(join(root, file)),
    close: () => undefined,
  };
}

/** Collects the files below a folder, through links too; a link back to a folder on the way is not followed again. */
async function collectFiles(root: string, folder: string, above: ReadonlySet<string>, files: string[]): Promise<void> {
  const real = await realpath(join(root, folder));
  if (above.has(real)) return;
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    const target = entry.isSymbolicLink() ? await stat(join(root, path)).catch(() => undefined) : entry;
    if (target?.isDirectory()) await collectFiles(root, path, new Set([...above, real]), files);
    else if (target?.isFile() && !entry.name.endsWith(temporarySuffix)) files.push(path);
  }
}

/** An archive among the files of a source. */
export interface NestedArchive {
  readonly path: string;
  open(): Promise<ResultsSource>;
}

/** The archives in a source: a challenge's results may be one for each tracker, in a folder or in a large archive. */
export function nestedArchives(source: ResultsSource): NestedArchive[] {
  const archives = source.files.filter((file) => isArchive(file));
  return archives.map((file) => {
    if (source.isFolder) {
      const path = join(source.path, file);
      return { path, open: () => openArchive(path) };
    }
    const path = `${source.path}:${file}`;
    return { path, open: async () => openArchive(path, await source.read(file)) };
  });
}

export function isArchive(file: string): boolean {
  return /\.zip$/i.test(file);
}

/** @param bytes the archive's, where it is no file of its own */
async function openArchive(path: string, bytes?: Uint8Array): Promise<ResultsSource> {
  const zip = await openZip(path, bytes);
  return {
    path,
    isFolder: false,
    name: basename(path).replace(/\.zip$/i, ''),
    files: [...zip.entries.keys()].toSorted(),
    async read(file) {
      const entry = zip.entries.get(file)!;
      if (entry.uncompressedSize > largestFileInBytes) {
        throw new InputError(`invalid file in archive: ${file} of ${entry.uncompressedSize} bytes`, path);
      }
      return buffer(zip.read(entry));
    },
    close: () => zip.close(),
  };
}
