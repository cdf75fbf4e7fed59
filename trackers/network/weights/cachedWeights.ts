/** @file Where weights lie in the cache, and reading them: never without a look at their checksum. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../../datasets/inputError.ts';
import { type CatalogueEntry, type CatalogueFile, catalogue, catalogueEntry } from './catalogue.ts';
import { bytesChecksum, type Checksum } from '../../../datasets/download/checksum.ts';

export type FileState = 'cached' | 'missing' | 'damaged';

export interface WeightsState {
  readonly entry: CatalogueEntry;
  readonly files: readonly { readonly path: string; readonly state: FileState; readonly bytes: number | undefined }[];
  /** Whether all of its files are cached. */
  readonly isComplete: boolean;
}

export interface CacheOptions {
  /** The cache folder (cacheFolder.ts). */
  readonly cache: string;
  readonly entries?: readonly CatalogueEntry[];
}

/** What the catalogue has, and of that the cache. */
export async function listWeights({ cache, entries = catalogue }: CacheOptions): Promise<WeightsState[]> {
  return Promise.all(entries.map(({ name }) => weightsInfo(name, { cache, entries })));
}

/** @throws InputError for an unknown name */
export async function weightsInfo(name: string, { cache, entries = catalogue }: CacheOptions): Promise<WeightsState> {
  const entry = catalogueEntry(name, entries);
  const files = await Promise.all(
    entry.files.map(async (file) => {
      const path = keptPath(cache, entry, file);
      const { state, bytes } = await inspect(path, file);
      return { path, state, bytes: bytes?.length };
    }),
  );
  return { entry, files, isComplete: files.every(({ state }) => state === 'cached') };
}

/**
 * The bytes of each of the entry's files, in its order; of an archive those of what was taken out.
 * @throws InputError when one is missing or damaged
 */
export async function readCachedWeights(cache: string, entry: CatalogueEntry): Promise<readonly CachedFile[]> {
  return Promise.all(
    entry.files.map(async (file) => {
      const path = keptPath(cache, entry, file);
      const { state, bytes } = await inspect(path, file);
      if (state === 'cached' && bytes !== undefined) return { path, bytes };
      throw new InputError(`${state} weights: ${entry.name}`, path, fetchWayOut(entry));
    }),
  );
}

export interface CachedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export async function isCached(cache: string, entry: CatalogueEntry, file: CatalogueFile): Promise<boolean> {
  return (await inspect(keptPath(cache, entry, file), file)).state === 'cached';
}

/** The folder of an entry's files. */
export function entryFolder(cache: string, entry: Pick<CatalogueEntry, 'name'>): string {
  return join(cache, 'weights', entry.name);
}

/** Where a file lies in the cache; for an archive, what was taken out. */
export function keptPath(cache: string, entry: CatalogueEntry, file: CatalogueFile): string {
  return join(entryFolder(cache, entry), file.conversion?.to ?? file.name);
}

/** Beside a converted file, of which the catalogue cannot know the checksum. */
export function checksumPath(path: string): string {
  return `${path}.sha256`;
}

function fetchWayOut({ name }: CatalogueEntry): string {
  return `"tracking-loss weights fetch ${name}" downloads them, "tracking-loss weights add ${name} FILE" takes a file that you have`;
}

async function inspect(
  path: string,
  file: CatalogueFile,
): Promise<{ state: FileState; bytes: Uint8Array | undefined }> {
  const bytes = await readFile(path).catch(missingFile);
  if (bytes === undefined) return { state: 'missing', bytes };
  const expected = file.conversion === undefined ? file.checksum : await storedChecksum(path);
  const isWhole = expected !== undefined && bytesChecksum(bytes, expected.algorithm) === expected.hex;
  return { state: isWhole ? 'cached' : 'damaged', bytes };
}

async function storedChecksum(path: string): Promise<Checksum | undefined> {
  const text = await readFile(checksumPath(path), 'utf8').catch(missingFile);
  return text === undefined ? undefined : { algorithm: 'sha256', hex: text.trim() };
}

function missingFile(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
