import { basename, dirname, join } from 'node:path';
import { type ImageSize, imageSize, unknownImageSize } from '../imageSize.ts';
import { InputError } from '../inputError.ts';

/** The image files of a sequence in the order of the numbers in their names. */
export interface FrameFiles {
  readonly folder: string;
  readonly files: readonly FrameFile[];
  readonly warnings: readonly string[];
}

export interface FrameFile {
  /** The number in the file's name: 7 for `00000007.jpg`. */
  readonly number: number;
  readonly path: string;
}

/** What the images say of a sequence. */
export interface Frames extends ImageSize {
  /** One a region of the ground truth; missing where there are no images but the first. */
  readonly framePaths?: readonly string[];
  readonly warnings: readonly string[];
}

/** JPEG before PNG, as VOT's toolkit picks (toolkit-legacy sequence_create.m:36-42). */
const formats = ['jpg', 'png', 'webp'] as const;

/** Where the frames of a sequence are: a folder, the names of its files, and which names are frames. */
export interface FramePlace {
  readonly folder: string;
  readonly names: readonly string[];
  /** Its first group is the number; any image with a number when missing. */
  readonly shape?: RegExp | undefined;
}

/**
 * The numbered images of a place. Where there are several formats the first of JPEG, PNG and WebP counts and a warning
 * says so.
 * @throws InputError for two files of one number or a gap in the numbers
 */
export function frameFiles(place: FramePlace): FrameFiles {
  const frames = listFrames(place);
  for (let i = 1; i < frames.files.length; i++) checkSuccessor(frames.files[i - 1]!, frames.files[i]!);
  return frames;
}

/** The same whatever their numbers are. */
export function listFrames({ folder, names, shape = anyNumbered }: FramePlace): FrameFiles {
  const byFormat = new Map<string, FrameFile[]>();
  for (const name of names) {
    const match = shape.exec(name);
    if (match === null) continue;
    const found = byFormat.get(formatOf(name)) ?? [];
    found.push({ number: Number(match[1]), path: join(folder, name) });
    byFormat.set(formatOf(name), found);
  }
  const format = formats.find((candidate) => byFormat.has(candidate));
  if (format === undefined) return { folder, files: [], warnings: [] };
  const files = byFormat.get(format)!.toSorted((a, b) => a.number - b.number);
  const others = [...byFormat].filter(([other]) => other !== format);
  return {
    folder,
    files,
    warnings: others.map(
      ([other, { length }]) => `${folder}: ${length} ${other} files beside ${format} frames are left out`,
    ),
  };
}

/** The shape of the names of a pattern such as `%08d.jpg` or `img%d.png`; undefined without exactly one `%d`. */
export function shapeOfPattern(pattern: string): RegExp | undefined {
  const parts = pattern.split(/%0?\d*d/);
  const [before, after] = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return parts.length === 2 ? new RegExp(`^${before}(\\d+)${after}$`, 'i') : undefined;
}

/**
 * Matches images with the regions of the ground truth.
 * @param declared the size that the sequence's own files give, which serves where there are no images
 * @throws InputError when their counts differ, or an image is not of the declared size
 */
export async function matchFrames(
  { folder, files, warnings }: FrameFiles,
  groundTruth: { readonly file: string; readonly length: number },
  declared?: ImageSize,
): Promise<Frames> {
  const [first] = files;
  if (first === undefined) {
    const size = declared ?? unknownImageSize;
    return { ...size, warnings: [...warnings, `${folder}: no images; it can be evaluated but not run`] };
  }
  const size = await imageSize(first.path);
  if (declared !== undefined && (declared.width !== size.width || declared.height !== size.height)) {
    throw new InputError(
      `invalid image size: ${declared.width}x${declared.height} is declared, the first image has ${size.width}x${size.height}`,
      first.path,
    );
  }
  if (files.length === groundTruth.length) return { ...size, framePaths: files.map(({ path }) => path), warnings };
  if (files.length === 1) {
    const warning = `${folder}: 1 image for ${groundTruth.length} regions; it can be evaluated but not run`;
    return { ...size, warnings: [...warnings, warning] };
  }
  throw new InputError(
    `invalid ground truth: ${groundTruth.length} regions for ${files.length} images`,
    groundTruth.file,
    `one region is needed for each image in ${folder}`,
  );
}

const anyNumbered = /^\D*(\d+)\.(?:jpe?g|png|webp)$/i;

function formatOf(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return extension === 'jpeg' ? 'jpg' : extension;
}

function checkSuccessor(previous: FrameFile, next: FrameFile): void {
  if (next.number === previous.number) {
    throw new InputError(
      `invalid frames: two files of number ${next.number}`,
      next.path,
      `the other is ${previous.path}`,
    );
  }
  if (next.number > previous.number + 1) {
    const [before, after] = [previous, next].map(({ path }) => basename(path));
    throw new InputError(
      `missing frame: number ${previous.number + 1}, between ${before} and ${after}`,
      dirname(next.path),
      'fetch the sequence again',
    );
  }
}
