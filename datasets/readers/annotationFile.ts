/**
 * @file Datasets of one JSON file, as pysot and its relatives keep them: `{ name: { gt_rect, img_names, width, height,
 * camera_motion, ... } }` (StrangerZhang/pysot-toolkit pysot/datasets/vot.py), and foolwood/DaSiamRPN's OTB2015.json
 * `{ name: { name, image_files, init_rect, gt_rect } }`. The images, where they are at all, lie beside the file.
 */
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type ImageSize, imageSize, unknownImageSize } from '../imageSize.ts';
import { InputError } from '../inputError.ts';
import type { Region } from '../region.ts';
import type { Sequence } from '../sequence.ts';
import { type Trajectory, trajectory } from '../trajectory.ts';
import { frameTag, sequenceTag } from './frameTags.ts';
import { checkGroundTruth } from './groundTruth.ts';
import { readFolder, readInputFile } from './inputFile.ts';
import type { SequenceReading, SequenceSource } from './sequenceReading.ts';

/** VOT's attributes, a flag a frame each. */
const frameTagNames = ['camera_motion', 'illum_change', 'motion_change', 'occlusion', 'size_change'] as const;

const flags = z.array(z.number()).optional();
const pixels = z.number().int().positive().optional();
const entrySchema = z.object({
  gt_rect: z.array(z.array(z.number())),
  /** Paths relative to the file (pysot). */
  img_names: z.array(z.string()).optional(),
  /** File names within `<name>/img` (DaSiamRPN's OTB). */
  image_files: z.array(z.string()).optional(),
  name: z.string().optional(),
  width: pixels,
  height: pixels,
  /** Attributes of the whole sequence (pysot's OTB). */
  attr: z.array(z.string()).optional(),
  camera_motion: flags,
  illum_change: flags,
  motion_change: flags,
  occlusion: flags,
  size_change: flags,
});
const fileSchema = z.record(z.string(), entrySchema);

type Entry = z.infer<typeof entrySchema>;

/** @throws InputError for text that is no JSON or another JSON, with the path of the first thing that is wrong */
export async function annotationSources(file: string): Promise<SequenceSource[]> {
  const entries = parseAnnotations(await readInputFile(file), file);
  return Object.entries(entries).map(([key, entry]) => ({
    name: sequenceName(key, entry),
    read: () => readEntry(file, key, entry),
  }));
}

function parseAnnotations(text: string, file: string): Record<string, Entry> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InputError(`invalid JSON: ${(error as Error).message}`, file, 'the file is cut off or of another kind');
  }
  const { success, data, error } = fileSchema.safeParse(json);
  if (success) return data;
  const [first, ...others] = error.issues;
  const path = z.core.toDotPath(first!.path);
  throw new InputError(
    `invalid annotations: ${first!.message}${others.length === 0 ? '' : ` (and ${others.length} more)`}`,
    path === '' ? file : `${file}, ${path}`,
    'pysot\'s form is read: { "name": { "gt_rect": [[...], ...], "img_names": [...], "width": ..., "height": ... } }',
  );
}

/** DaSiamRPN's keys are `carDark`, `jogging_1`, with the folder's name inside: `CarDark`, `Jogging-1` as in OTB's folders. */
function sequenceName(key: string, { name }: Entry): string {
  if (name === undefined) return key;
  const target = /[-_.](\d)$/.exec(key)?.[1];
  return target === undefined || name.endsWith(`-${target}`) ? name : `${name}-${target}`;
}

async function readEntry(file: string, key: string, entry: Entry): Promise<SequenceReading> {
  const groundTruth = groundTruthOf(entry, `${file}, ${key}.gt_rect`);
  const { length } = groundTruth;
  const tags: Record<string, Uint8Array> = {};
  const warnings: string[] = [];
  for (const tag of frameTagNames) {
    const values = entry[tag];
    if (values === undefined) continue;
    const { flags, warning } = frameTag(values, length, `${file}, ${key}.${tag}`);
    if (flags !== undefined) tags[tag] = flags;
    if (warning !== undefined) warnings.push(warning);
  }
  for (const attribute of entry.attr ?? []) tags[attribute] = sequenceTag(length);
  const images = await imagesBeside(file, entry);
  if (images.paths.length > 0 && images.paths.length !== length) {
    warnings.push(
      `${file}, ${key}: ${images.paths.length} of the images for ${length} regions; it can be evaluated but not run`,
    );
  }
  const sequence: Sequence = {
    name: sequenceName(key, entry),
    length,
    ...(await sizeOf(entry, images)),
    groundTruth,
    tags,
    ...(images.paths.length === length ? { framePaths: images.paths } : {}),
  };
  return { sequence, warnings };
}

function groundTruthOf({ gt_rect }: Entry, where: string): Trajectory {
  const regions = gt_rect.map((numbers, frame): Region => {
    const [x, y, width, height] = numbers;
    if (numbers.length === 1) return { type: 'special', code: x! };
    if (numbers.length === 4) return { type: 'rectangle', x: x!, y: y!, width: width!, height: height! };
    if (numbers.length >= 6 && numbers.length % 2 === 0) return { type: 'polygon', points: numbers };
    throw new InputError(
      `invalid region: ${numbers.length} numbers`,
      `${where}[${frame}]`,
      'a rectangle has 4, a polygon 6, 8, ..., a code 1',
    );
  });
  const groundTruth = trajectory(regions);
  checkGroundTruth(groundTruth, where);
  return groundTruth;
}

interface ImagesBeside {
  /** Where the first image should be. */
  readonly first: string | undefined;
  /** The named images that are there. */
  readonly paths: readonly string[];
}

async function imagesBeside(file: string, entry: Entry): Promise<ImagesBeside> {
  const { img_names, image_files, name } = entry;
  const named = img_names ?? image_files?.map((image) => join(name ?? '', 'img', image)) ?? [];
  const paths = named.map((image) => join(dirname(file), image));
  const present = new Set<string>();
  for (const folder of new Set(paths.map((path) => dirname(path)))) {
    for (const image of await imagesIn(folder)) present.add(image);
  }
  return { first: paths[0], paths: paths.filter((path) => present.has(path)) };
}

async function imagesIn(folder: string): Promise<string[]> {
  try {
    return (await readFolder(folder)).files.map((name) => join(folder, name));
  } catch (error) {
    // Annotations without images are the rule; a folder that is not there is no mistake.
    if (error instanceof InputError) return [];
    throw error;
  }
}

/** The size that the file gives, else that of the first image, where it is there. */
async function sizeOf({ width, height }: Entry, { first, paths }: ImagesBeside): Promise<ImageSize> {
  if (width !== undefined && height !== undefined) return { width, height };
  return first !== undefined && paths[0] === first ? imageSize(first) : unknownImageSize;
}
