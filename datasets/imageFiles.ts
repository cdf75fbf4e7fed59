/** @file Image files of folders at any depth, and which of them show the same scene. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { InputError } from './inputError.ts';

export interface ImageFile {
  /** Absolute. */
  readonly path: string;
  /** Below the folder that was given, with that folder's own name in front and slashes between. */
  readonly name: string;
  readonly bytes: number;
  /** The same for all frames of a sequence; of a photograph its own name. */
  readonly scene: string;
}

const imageEnding = /\.(jpe?g|png|webp)$/i;
/** What a sequence's folder has in VOT's and OTB's layout; the frames lie in it or in a folder below it. */
const groundTruth = /^groundtruth.*\.txt$/i;

/**
 * All JPEG, PNG and WebP files of the folders and the folders in them, in the order of their names, none twice. Hidden ones
 * are left out. A folder with a ground truth is one scene with all that is below it.
 * @throws InputError for a folder that is not there
 */
export async function listImageFiles(folders: readonly string[]): Promise<readonly ImageFile[]> {
  const files = new Map<string, ImageFile>();
  const visited = new Set<string>();
  for (const folder of folders.map((folder) => resolve(folder))) {
    const state = await stat(folder).catch(() => undefined);
    if (state === undefined || !state.isDirectory()) {
      throw new InputError('missing folder of images', folder, 'a folder with JPEG, PNG or WebP files is expected');
    }
    await collect(folder, { root: folder, scene: await sceneAbove(folder), files, visited });
  }
  return [...files.values()];
}

interface Collection {
  readonly root: string;
  /** Folder of the sequence that this folder belongs to. */
  readonly scene: string | undefined;
  readonly files: Map<string, ImageFile>;
  /** Folders, as links may lead in circles. */
  readonly visited: Set<string>;
}

async function collect(folder: string, collection: Collection): Promise<void> {
  const { root, files, visited } = collection;
  const real = await realpath(folder);
  if (visited.has(real)) return;
  visited.add(real);
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  const scene = collection.scene ?? (names.some((name) => groundTruth.test(name)) ? folder : undefined);
  for (const name of names) {
    const path = join(folder, name);
    const state = await stat(path).catch(() => undefined);
    if (state?.isDirectory() === true) await collect(path, { ...collection, scene });
    else if (state?.isFile() === true && imageEnding.test(name) && !files.has(path)) {
      files.set(path, { path, name: nameBelow(root, path), bytes: state.size, scene: nameBelow(root, scene ?? path) });
    }
  }
}

/** Where the given folder itself lies in a sequence's, such as OTB's `img`. */
async function sceneAbove(folder: string): Promise<string | undefined> {
  const above = dirname(folder);
  const names = await readdir(above).catch(() => []);
  return names.some((name) => groundTruth.test(name)) ? above : undefined;
}

function nameBelow(root: string, path: string): string {
  const below = relative(root, path).split(sep).join('/');
  return below === '' ? basename(root) : `${basename(root)}/${below}`;
}
