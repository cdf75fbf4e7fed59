import { basename, join } from 'node:path';
import { type FrameFiles, frameFiles, type FramePlace, matchFrames } from './frameFiles.ts';
import { sequenceTag } from './frameTags.ts';
import { readGroundTruth } from './groundTruth.ts';
import { type FolderContent, readFolder, readInputFile } from './inputFile.ts';
import { otbFrameRange } from './otbFrameRange.ts';
import type { SequenceReading } from './sequenceReading.ts';

const groundTruthName = /^groundtruth_rect(?:\.?(\d+))?\.txt$/;

/** A sequence of an OTB folder: its name and its ground-truth file. */
export interface OtbTarget {
  readonly name: string;
  readonly groundTruthFile: string;
}

/** Whether the folder has OTB's ground truth. */
export function isOtbSequence(content: FolderContent): boolean {
  return content.files.some(isOtbGroundTruth);
}

/** Whether a file of that name is the ground truth of an OTB sequence. */
export function isOtbGroundTruth(name: string): boolean {
  return groundTruthName.test(name);
}

/**
 * The targets of an OTB folder. A folder of several (`groundtruth_rect.1.txt`, `groundtruth_rect.2.txt`: Jogging,
 * Skating2, Human4) gives `name-1`, `name-2`, as OTB's own tools call them. Human4's first file is empty: such a file
 * beside others is no target.
 */
export async function otbTargets(
  folder: string,
  content: FolderContent,
): Promise<{ readonly targets: readonly OtbTarget[]; readonly warnings: readonly string[] }> {
  const targets: OtbTarget[] = [];
  const warnings: string[] = [];
  const files = content.files.filter((file) => groundTruthName.test(file));
  for (const groundTruthFile of files) {
    const path = join(folder, groundTruthFile);
    if (files.length > 1 && (await readInputFile(path)).trim() === '') {
      warnings.push(`${path}: left out, it is empty`);
      continue;
    }
    const number = groundTruthName.exec(groundTruthFile)![1];
    targets.push({ name: number === undefined ? basename(folder) : `${basename(folder)}-${number}`, groundTruthFile });
  }
  return { targets, warnings };
}

/**
 * Reads a sequence as the Object Tracking Benchmark packs it: frames in `img/`; rectangles with commas, tabs or spaces
 * between, in MATLAB's coordinates (the first pixel is 1), which are kept as they stand, as pysot and got10k keep them;
 * attributes in `attrs.txt`, each on all frames.
 * @throws InputError for files that are missing or do not fit together
 */
export async function readOtbSequence(folder: string, { name, groundTruthFile }: OtbTarget): Promise<SequenceReading> {
  const content = await readFolder(folder);
  const file = join(folder, groundTruthFile);
  const groundTruth = await readGroundTruth(file);
  const { length } = groundTruth;
  const all = frameFiles(await otbFramePlace(folder, content));
  const { warnings, ...frames } = await matchFrames(framesInRange(basename(folder), all, length), { file, length });
  const attributes = content.files.includes('attrs.txt')
    ? parseAttributes(await readInputFile(join(folder, 'attrs.txt')))
    : [];
  return {
    sequence: {
      name,
      length,
      groundTruth,
      ...frames,
      tags: Object.fromEntries(attributes.map((attribute) => [attribute, sequenceTag(length)])),
    },
    warnings,
  };
}

export async function otbFramePlace(folder: string, content: FolderContent): Promise<FramePlace> {
  const images = join(folder, 'img');
  return { folder: images, names: content.folders.includes('img') ? (await readFolder(images)).files : [] };
}

/** Leaves the images as they are when there is one for each region, or when OTB's known range does not explain it. */
function framesInRange(folderName: string, frames: FrameFiles, length: number): FrameFiles {
  const range = otbFrameRange(folderName);
  if (frames.files.length === length || range === undefined) return frames;
  const inRange = frames.files.filter(({ number }) => number >= range.first && number <= range.last);
  return inRange.length === length ? { ...frames, files: inRange } : frames;
}

function parseAttributes(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((attribute) => attribute !== ''))].toSorted();
}
