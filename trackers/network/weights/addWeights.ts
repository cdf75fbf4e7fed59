import { copyFile, open, readFile, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InputError, WrongRequest } from '../../../datasets/inputError.ts';
import { writingCache } from './cacheFolder.ts';
import { entryFolder, keptPath, type WeightsState, weightsInfo } from './cachedWeights.ts';
import { type CatalogueEntry, type CatalogueFile, catalogue, catalogueEntry } from './catalogue.ts';
import { fileChecksum } from '../../../datasets/download/checksum.ts';
import { convertArchive, convertCaffemodel } from './conversion.ts';
import { withFileLock } from '../../../datasets/download/fileLock.ts';

/**
 * Puts a file that the user has into the cache, for machines without a connection: one of the entry's files, whatever
 * its name is here, or the caffemodel out of its archive.
 * @throws WrongRequest for an unknown name and a file that is not there, InputError for a file that is none of the entry's
 */
export async function addWeights(
  name: string,
  path: string,
  { cache, entries = catalogue }: { readonly cache: string; readonly entries?: readonly CatalogueEntry[] },
): Promise<WeightsState> {
  const entry = catalogueEntry(name, entries);
  const state = await stat(path).catch(() => undefined);
  if (state === undefined || !state.isFile()) throw new WrongRequest(`missing file: ${path}`);
  const file = await matchingFile(entry, path);
  const folder = entryFolder(cache, entry);
  const lock = join(folder, `${file.name}.lock`);
  const keep = async (): Promise<void> => {
    const kept = keptPath(cache, entry, file);
    const { conversion } = file;
    if (conversion === undefined) {
      const part = `${kept}.added.part`;
      await copyFile(path, part);
      await rename(part, kept);
    } else if (await isGzip(path)) {
      await convertArchive(path, conversion, kept);
    } else {
      await convertCaffemodel(await readFile(path), basename(path), conversion, kept);
    }
  };
  await writingCache(cache, () => withFileLock(lock, keep));
  return weightsInfo(name, { cache, entries });
}

/** The catalogue's file that these bytes are. Of what lies in an archive no checksum is known: its layers must do. */
async function matchingFile(entry: CatalogueEntry, path: string): Promise<CatalogueFile> {
  const found: string[] = [];
  for (const file of entry.files) {
    const { algorithm, hex } = file.checksum;
    const own = await fileChecksum(path, algorithm);
    if (own === hex) return file;
    found.push(`${algorithm} ${own}`);
  }
  const archive = entry.files.find(({ conversion }) => conversion !== undefined);
  if (archive !== undefined && !(await isGzip(path))) return archive;
  const wanted = entry.files.map(({ name, checksum }) => `${name} (${checksum.algorithm} ${checksum.hex})`);
  throw new InputError(
    `invalid weights: none of the files of ${entry.name}, ${[...new Set(found)].join(', ')}`,
    path,
    `expected: ${wanted.join(', ')}`,
  );
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
