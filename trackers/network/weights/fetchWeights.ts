import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { entryFolder, isCached, keptPath, type WeightsState, weightsInfo } from './cachedWeights.ts';
import { type CatalogueEntry, type CatalogueFile, catalogue, catalogueEntry } from './catalogue.ts';
import { writingCache } from './cacheFolder.ts';
import { convertArchive } from './conversion.ts';
import { download, type DownloadOptions } from '../../../datasets/download/download.ts';
import { withFileLock } from '../../../datasets/download/fileLock.ts';

export interface FetchOptions {
  /** The cache folder (cacheFolder.ts). */
  readonly cache: string;
  /** As a file comes in (DownloadOptions). */
  readonly progress?: (file: string, ...amount: Parameters<NonNullable<DownloadOptions['progress']>>) => void;
  readonly signal?: AbortSignal;
  readonly entries?: readonly CatalogueEntry[];
  /** Waits before a failed download is tried again; a timer when missing. */
  readonly pause?: DownloadOptions['pause'];
  readonly silenceMs?: number;
}

/**
 * Downloads what the cache does not have yet of the weights of that name. Downloads resume, also after a kill; nothing
 * comes into the cache that has not the catalogue's checksum; several processes may ask at once.
 * @throws InputError for an unknown name, and when the files cannot be had
 */
export async function fetchWeights(name: string, options: FetchOptions): Promise<WeightsState> {
  const { cache, signal } = options;
  const entry = catalogueEntry(name, options.entries ?? catalogue);
  for (const file of entry.files) {
    if (await isCached(cache, entry, file)) continue;
    const lock = join(entryFolder(cache, entry), `${file.name}.lock`);
    await writingCache(cache, () => withFileLock(lock, () => fetchFile(entry, file, options), { signal }));
  }
  return weightsInfo(name, options);
}

async function fetchFile(entry: CatalogueEntry, file: CatalogueFile, options: FetchOptions): Promise<void> {
  const { cache, progress, signal, pause, silenceMs } = options;
  // Another process may have done it while this one waited.
  if (await isCached(cache, entry, file)) return;
  const part = join(entryFolder(cache, entry), `${file.name}.part`);
  await download(file, part, {
    wayOut: `where there is no connection, "tracking-loss weights add ${entry.name} FILE" takes a file from elsewhere`,
    ...(progress && { progress: (...amount) => progress(file.name, ...amount) }),
    ...(signal && { signal }),
    ...(pause && { pause }),
    ...(silenceMs !== undefined && { silenceMs }),
  });
  if (file.conversion === undefined) {
    await rename(part, keptPath(cache, entry, file));
    return;
  }
  await convertArchive(part, file.conversion, keptPath(cache, entry, file));
  await rm(part);
}
