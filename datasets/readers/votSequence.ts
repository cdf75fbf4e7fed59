import { basename, dirname, join } from 'node:path';
import type { ImageSize } from '../imageSize.ts';
import { InputError } from '../inputError.ts';
import { frameFiles, type FramePlace, listFrames, matchFrames, shapeOfPattern } from './frameFiles.ts';
import { isReserved, readPractical, readTag } from './frameTags.ts';
import { readGroundTruth } from './groundTruth.ts';
import { emptyFolder, type FolderContent, readFolder, readInputFile } from './inputFile.ts';
import { parseProperties, type SequenceProperties } from './sequenceProperties.ts';
import type { SequenceReading } from './sequenceReading.ts';

export const votGroundTruth = 'groundtruth.txt';

/**
 * Reads a sequence as VOT packs it (toolkit-legacy sequence/sequence_create.m, vot-toolkit vot/dataset/common.py):
 * `groundtruth.txt`; frames `color/%08d.jpg`, or where a file `sequence` says, or in the folder itself; `*.tag` or old
 * `*.label`, and `practical.value`, in the folder or its `tags/`. Other values are of no use to any analysis.
 * @throws InputError for files that are missing or do not fit together
 */
export async function readVotSequence(folder: string): Promise<SequenceReading> {
  const content = await readFolder(folder);
  const properties = await readProperties(folder, content);
  const file = join(folder, votGroundTruth);
  const groundTruth = await readGroundTruth(file);
  const { length } = groundTruth;
  checkLength(properties, length, folder);
  const { warnings: frameWarnings, ...frames } = await matchFrames(
    frameFiles(await votFramePlace(folder, content, properties)),
    { file, length },
    declaredSize(properties),
  );
  const { warnings: tagWarnings, ...annotations } = await readAnnotations(folder, content, length);
  const { fps } = properties;
  return {
    sequence: {
      name: basename(folder),
      length,
      groundTruth,
      ...frames,
      ...annotations,
      ...(fps === undefined ? {} : { fps }),
    },
    warnings: [...frameWarnings, ...tagWarnings],
  };
}

/** What the sequence's file `sequence` says; nothing where there is none. */
export async function readProperties(folder: string, content: FolderContent): Promise<SequenceProperties> {
  const path = join(folder, 'sequence');
  return content.files.includes('sequence') ? parseProperties(await readInputFile(path), path) : {};
}

function checkLength(properties: SequenceProperties, length: number, folder: string): void {
  if (properties.length === undefined || properties.length === length) return;
  throw new InputError(
    `invalid ground truth: ${length} regions, but length=${properties.length}`,
    join(folder, 'sequence'),
    `${votGroundTruth} or \`sequence\` is of another version: fetch the annotations again`,
  );
}

function declaredSize({ width, height }: SequenceProperties): ImageSize | undefined {
  return width === undefined || height === undefined ? undefined : { width, height };
}

/** Where the frames of a VOT sequence are: as its file `sequence` says, else in `color/` if there are any, else in the folder. */
export async function votFramePlace(
  folder: string,
  content: FolderContent,
  { color }: Pick<SequenceProperties, 'color'>,
): Promise<FramePlace> {
  if (color !== undefined) {
    const isFolder = !basename(color).includes('.');
    const imageFolder = join(folder, isFolder ? color : dirname(color));
    const shape = isFolder ? undefined : shapeOfPattern(basename(color));
    if (!isFolder && shape === undefined) {
      throw new InputError(
        `invalid pattern of image files: ${color}`,
        join(folder, 'sequence'),
        'a pattern has one number, such as color/%08d.jpg',
      );
    }
    return { folder: imageFolder, names: (await readFolder(imageFolder)).files, shape };
  }
  if (content.folders.includes('color')) {
    const inColor = { folder: join(folder, 'color'), names: (await readFolder(join(folder, 'color'))).files };
    if (listFrames(inColor).files.length > 0) return inColor;
  }
  return { folder, names: content.files };
}

interface Annotations {
  readonly tags: Readonly<Record<string, Uint8Array>>;
  readonly practical?: Float64Array;
  readonly warnings: readonly string[];
}

/** Tags and practical differences; the sequence's own folder comes before its `tags/`. */
async function readAnnotations(folder: string, content: FolderContent, length: number): Promise<Annotations> {
  const tagsFolder = join(folder, 'tags');
  const inTags = content.folders.includes('tags') ? await readFolder(tagsFolder) : emptyFolder;
  const paths = [
    ...content.files.map((name) => join(folder, name)),
    ...inTags.files.map((name) => join(tagsFolder, name)),
  ];
  const tags: Record<string, Uint8Array> = {};
  const warnings: string[] = [];
  let practical: Float64Array | undefined;
  for (const path of paths) {
    const tag = /^(.+)\.(?:tag|label)$/.exec(basename(path))?.[1];
    const isPractical = practicalFiles.includes(basename(path));
    if (tag === undefined && !isPractical) continue;
    if (tag === undefined ? practical !== undefined : Object.hasOwn(tags, tag) || isReserved(tag)) {
      const why =
        tag !== undefined && isReserved(tag) ? 'it is derived from the other tags' : 'there is another before';
      warnings.push(`${path}: left out, ${why}`);
    } else if (tag === undefined) {
      practical = readPractical(await readInputFile(path), length, path);
    } else {
      const { flags, warning } = readTag(await readInputFile(path), length, path);
      if (flags !== undefined) tags[tag] = flags;
      if (warning !== undefined) warnings.push(warning);
    }
  }
  return { tags, warnings, ...(practical === undefined ? {} : { practical }) };
}

/** VOT's name, and the one in older packs that got10k knows. */
const practicalFiles = ['practical.value', 'practical.txt'];
