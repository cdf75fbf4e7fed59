import { availableParallelism } from 'node:os';
import { counted } from '../../datasets/counted.ts';
import { readImage } from '../../datasets/frames.ts';
import { type ImageFile, listImageFiles } from '../../datasets/imageFiles.ts';
import { InputError } from '../../datasets/inputError.ts';
import { inParallel } from '../../datasets/inParallel.ts';
import { holdOutScenes, spacedFrames, type TrainingImages } from '../../trackers/network/compression/trainingImages.ts';
import { showProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface ImageRequest {
  readonly folders: readonly string[];
  /** Folders of the images to measure on; where none are given a part of the others is held out. */
  readonly heldOutFolders: readonly string[];
  /** Of a sequence at most so many frames. */
  readonly framesPerScene: number;
  readonly seed: number;
}

/** A side of fewer pixels shows nothing. */
const leastSide = 16;
/** Named on the terminal; the others are counted. */
const mostNamed = 10;

/**
 * The images of the folders, each decoded once: those that cannot be, or are too small, are said and left out.
 * @returns undefined when it was stopped
 * @throws InputError for folders without images, and where nothing is left to learn from or to measure on
 */
export async function gatherImages(
  { folders, heldOutFolders, framesPerScene, seed }: ImageRequest,
  terminal: Terminal,
  isStopped: () => boolean,
): Promise<TrainingImages | undefined> {
  const given = await imagesOf(folders);
  const heldOut = heldOutFolders.length === 0 ? undefined : await imagesOf(heldOutFolders);
  const heldOutPaths = new Set(heldOut?.map(({ path }) => path));
  const chosen =
    heldOut === undefined
      ? holdOutScenes(given, seed)
      : { training: given.filter(({ path }) => !heldOutPaths.has(path)), heldOut };
  const training = spacedFrames(chosen.training, framesPerScene);
  const measured = spacedFrames(chosen.heldOut, framesPerScene);
  const problems = await problemsOf([...training, ...measured], terminal, isStopped);
  if (problems === undefined) return undefined;
  sayLeftOut(problems, terminal);
  const usable = (files: readonly ImageFile[]) => files.filter(({ path }) => !problems.has(path));
  const images = { training: usable(training), heldOut: usable(measured) };
  if (images.training.length === 0) {
    throw new InputError(
      `missing images: none of ${counted(training.length, 'image')} can be learned from`,
      folders.join(', '),
    );
  }
  if (images.heldOut.length === 0) {
    throw new InputError(
      'missing images to measure on: all images show one scene, or none of those held out can be read',
      (heldOut === undefined ? folders : heldOutFolders).join(', '),
      'give a folder of other images with --held-out',
    );
  }
  return images;
}

async function imagesOf(folders: readonly string[]): Promise<readonly ImageFile[]> {
  const files = await listImageFiles(folders);
  if (files.length > 0) return files;
  throw new InputError(
    'missing images: no JPEG, PNG or WebP file',
    folders.join(', '),
    'their endings are .jpg, .jpeg, .png and .webp, at any depth',
  );
}

/** What is wrong with images, by path. */
async function problemsOf(
  files: readonly ImageFile[],
  terminal: Terminal,
  isStopped: () => boolean,
): Promise<ReadonlyMap<string, string> | undefined> {
  const problems = new Map<string, string>();
  let done = 0;
  const progress = showProgress(terminal, 'images', () => done);
  progress.update(files.length, 'looking through the images');
  try {
    await inParallel(files, availableParallelism(), async ({ path }) => {
      if (isStopped()) return;
      const problem = await problemOf(path);
      if (problem !== undefined) problems.set(path, problem);
      done++;
    });
  } finally {
    progress.stop();
  }
  return isStopped() ? undefined : problems;
}

async function problemOf(path: string): Promise<string | undefined> {
  try {
    const { width, height } = await readImage(path, path);
    return Math.min(width, height) < leastSide ? `${width}x${height} is too small` : undefined;
  } catch (error) {
    if (error instanceof InputError) return 'it cannot be decoded';
    throw error;
  }
}

function sayLeftOut(problems: ReadonlyMap<string, string>, terminal: Terminal): void {
  if (problems.size === 0) return;
  const sorted = [...problems].toSorted(([a], [b]) => (a < b ? -1 : 1));
  terminal.say(`left out: ${counted(problems.size, 'image')}`);
  for (const [path, problem] of sorted.slice(0, mostNamed)) terminal.say(`  ${path}: ${problem}`);
  if (sorted.length > mostNamed) terminal.say(`  and ${sorted.length - mostNamed} more`);
}
