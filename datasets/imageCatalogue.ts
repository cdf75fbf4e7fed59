/** @file Collections of images that have a name: where they are, and fetching them. */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Checksum } from './download/checksum.ts';
import { download, type DownloadOptions } from './download/download.ts';
import { withFileLock } from './download/fileLock.ts';
import { tarMembers } from './download/tar.ts';
import { asWriteProblem } from './atomicFile.ts';
import { InputError } from './inputError.ts';
import { unknownName } from './unknownName.ts';

export interface CatalogueImages {
  readonly name: string;
  readonly title: string;
  readonly licence: string;
  readonly site: string;
  /** Of a tar archive. */
  readonly address: string;
  /** Of the archive, in bytes. */
  readonly size: number;
  readonly checksum: Checksum;
  /** Folder of the archive whose images are kept. */
  readonly folder: string;
  readonly images: number;
}

export const imageCatalogue: readonly CatalogueImages[] = [
  {
    name: 'voc2012',
    title: 'PASCAL VOC 2012, training and validation, all images',
    licence: "flickr's terms of use",
    site: 'http://host.robots.ox.ac.uk/pascal/VOC/voc2012/',
    address: 'http://host.robots.ox.ac.uk/pascal/VOC/voc2012/VOCtrainval_11-May-2012.tar',
    size: 1_999_639_040,
    checksum: { algorithm: 'md5', hex: '6cd6e144f989b92b3379bac3b3de84fd' },
    folder: 'VOCdevkit/VOC2012/JPEGImages',
    images: 17_125,
  },
];

/** @throws InputError for a name that is not in the catalogue */
export function catalogueImages(name: string, entries: readonly CatalogueImages[] = imageCatalogue): CatalogueImages {
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  throw unknownName(
    'images',
    name,
    entries.map((candidate) => candidate.name),
  );
}

/** Where a collection lies in the cache, once it is whole. */
export function imagesFolder(cache: string, { name }: Pick<CatalogueImages, 'name'>): string {
  return join(cache, 'images', name);
}

export async function hasImages(cache: string, entry: CatalogueImages): Promise<boolean> {
  return (await stat(imagesFolder(cache, entry)).catch(() => undefined))?.isDirectory() === true;
}

/**
 * Downloads a collection and keeps its images; what came in before a kill is continued. The folder is there as a whole or
 * not at all.
 * @returns the folder
 * @throws InputError when it cannot be had, has another checksum or holds no images, and for a full disk
 */
export async function fetchImages(
  entry: CatalogueImages,
  { cache, ...options }: Omit<DownloadOptions, 'wayOut'> & { readonly cache: string },
): Promise<string> {
  const folder = imagesFolder(cache, entry);
  try {
    await withFileLock(
      `${folder}.lock`,
      async () => {
        if (await hasImages(cache, entry)) return;
        const part = `${folder}.part`;
        await download(entry, part, { ...options, wayOut: `--images also takes a folder: that of ${entry.folder}` });
        await unpack(part, entry, folder);
        await rm(part);
      },
      { signal: options.signal },
    );
  } catch (error) {
    throw asWriteProblem(error, folder);
  }
  return folder;
}

async function unpack(archive: string, { folder: wanted }: CatalogueImages, folder: string): Promise<void> {
  const unpacking = `${folder}.unpacking`;
  await rm(unpacking, { recursive: true, force: true });
  await mkdir(unpacking, { recursive: true });
  let count = 0;
  for await (const { path, read } of tarMembers(archive)) {
    const name = basename(path);
    if (path !== `${wanted}/${name}` && path !== `./${wanted}/${name}`) continue;
    await writeFile(join(unpacking, name), await read());
    count++;
  }
  if (count === 0) throw new InputError(`missing in the archive: ${wanted}`, archive);
  await rename(unpacking, folder);
}
