import { basename, join } from 'node:path';
import { counted } from '../counted.ts';
import { InputError } from '../inputError.ts';
import { type FrameFile, type FramePlace, listFrames } from '../readers/frameFiles.ts';
import { readGroundTruth } from '../readers/groundTruth.ts';
import { type FolderContent, readFolder } from '../readers/inputFile.ts';
import { openDataset } from '../readers/openDataset.ts';
import { otbFrameRange } from '../readers/otbFrameRange.ts';
import { isOtbSequence, otbFramePlace, otbTargets } from '../readers/otbSequence.ts';
import { readProperties, votFramePlace, votGroundTruth } from '../readers/votSequence.ts';
import { checkImageEnds, type ImageCheck } from './imageDamage.ts';
import { formatRanges } from './numberRanges.ts';

export interface Finding {
  readonly kind: 'missing frames' | 'extra frames' | 'damaged frames' | 'other sizes' | 'ground truth' | 'annotations';
  readonly text: string;
  /** Numbers of the frames, as their files have them. */
  readonly frames?: readonly number[];
}

export interface VerifiedSequence {
  readonly name: string;
  /** Image files that were looked at. */
  readonly frames: number;
  readonly findings: readonly Finding[];
  /** What is odd but usable. */
  readonly warnings: readonly string[];
}

export interface VerifyOptions {
  /** Decodes every pixel of every frame. */
  readonly decode?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Compares a sequence's files with each other; what is wrong is told and not thrown. */
export async function verifySequence(folder: string, options: VerifyOptions = {}): Promise<VerifiedSequence> {
  const findings: Finding[] = [];
  let warnings: readonly string[] = [];
  let frames: readonly FrameFile[] = [];
  try {
    const content = await readFolder(folder);
    const { place, groundTruthFile, declaredLength } = await layOut(folder, content);
    const listed = listFrames(place);
    frames = listed.files;
    const length = await groundTruthLength(groundTruthFile, declaredLength, findings);
    findings.push(...numberFindings(basename(folder), frames, length));
    if (listed.warnings.length > 0) findings.push({ kind: 'extra frames', text: listed.warnings.join('; ') });
    findings.push(...(await imageFindings(frames, options)));
    if (findings.length === 0) ({ warnings } = await openDataset(folder));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    findings.push({ kind: 'annotations', text: error.message });
  }
  return { name: basename(folder), frames: frames.length, findings, warnings };
}

interface Layout {
  readonly place: FramePlace;
  readonly groundTruthFile: string;
  /** As a file of the sequence says. */
  readonly declaredLength?: number | undefined;
}

async function layOut(folder: string, content: FolderContent): Promise<Layout> {
  if (!content.files.includes(votGroundTruth) && isOtbSequence(content)) {
    const { targets } = await otbTargets(folder, content);
    const file = targets[0]?.groundTruthFile ?? 'groundtruth_rect.txt';
    return { place: await otbFramePlace(folder, content), groundTruthFile: join(folder, file) };
  }
  const properties = await readProperties(folder, content);
  return {
    place: await votFramePlace(folder, content, properties),
    groundTruthFile: join(folder, votGroundTruth),
    declaredLength: properties.length,
  };
}

/** Number of regions; undefined, with a finding, where the file cannot be read. */
async function groundTruthLength(
  file: string,
  declared: number | undefined,
  findings: Finding[],
): Promise<number | undefined> {
  try {
    const { length } = await readGroundTruth(file);
    if (declared === undefined || declared === length) return length;
    findings.push({
      kind: 'ground truth',
      text: `${counted(length, 'region')}, but length=${declared} in the file sequence`,
    });
    return declared;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    findings.push({ kind: 'ground truth', text: error.message });
    return declared;
  }
}

/** Frames that the ground truth has and the folder has not, and the other way round. */
function numberFindings(sequence: string, files: readonly FrameFile[], length: number | undefined): Finding[] {
  const numbers = files.map(({ number }) => number);
  const present = new Set(numbers);
  const findings: Finding[] = [];
  const doubles = numbers.filter((number, index) => numbers[index - 1] === number);
  if (doubles.length > 0) {
    findings.push({ kind: 'extra frames', text: `two files of number ${formatRanges(doubles)}`, frames: doubles });
  }
  const [first = 1, last = 0] = [numbers[0], numbers.at(-1)];
  const count = length ?? last - Math.min(first, 1) + 1;
  const range = otbFrameRange(sequence);
  const isRange = range !== undefined && range.last - range.first + 1 === count;
  const isWhole = present.size === count && last - first + 1 === count;
  const start = isRange && numbers.length !== count ? range.first : isWhole ? first : Math.min(first, 1);
  const missing = Array.from({ length: count }, (_, index) => start + index).filter((number) => !present.has(number));
  const extra = isRange ? [] : [...present].filter((number) => number < start || number >= start + count);
  const counts = length === undefined ? '' : ` (${counted(length, 'region')}, ${counted(files.length, 'frame')})`;
  if (missing.length > 0) {
    findings.push({
      kind: 'missing frames',
      text: `${formatRanges(missing)}${counts}`,
      frames: missing,
    });
  }
  if (extra.length > 0) {
    findings.push({
      kind: 'extra frames',
      text: `${formatRanges(extra)} without a region${counts}`,
      frames: extra,
    });
  }
  return findings;
}

async function imageFindings(files: readonly FrameFile[], { decode, signal }: VerifyOptions): Promise<Finding[]> {
  const damaged: { number: number; damage: string }[] = [];
  const sizes = new Map<string, number[]>();
  for (const { number, path } of files) {
    signal?.throwIfAborted();
    const { size, damage } = decode ? await checkPixels(path) : await checkImageEnds(path);
    if (damage !== undefined) damaged.push({ number, damage });
    if (size !== undefined) {
      const text = `${size.width}x${size.height}`;
      sizes.set(text, [...(sizes.get(text) ?? []), number]);
    }
  }
  const findings: Finding[] = [];
  if (damaged.length > 0) {
    const frames = damaged.map(({ number }) => number);
    findings.push({
      kind: 'damaged frames',
      text: `${formatRanges(frames)}; ${frames.length === 1 ? '' : `frame ${frames[0]}: `}${damaged[0]!.damage}`,
      frames,
    });
  }
  const [[usual] = ['']] = [...sizes].toSorted(([, a], [, b]) => b.length - a.length);
  for (const [size, frames] of sizes) {
    if (size !== usual) {
      const text = `${frames.length} of ${size} where the others are of ${usual}: ${formatRanges(frames)}`;
      findings.push({ kind: 'other sizes', text, frames });
    }
  }
  return findings;
}

/** As `checkImageEnds`, and what only decoding tells. */
async function checkPixels(path: string): Promise<ImageCheck> {
  const ends = await checkImageEnds(path);
  if (ends.damage !== undefined) return ends;
  const { decodesCleanly } = await import('../frames.ts');
  return (await decodesCleanly(path)) ? ends : { ...ends, damage: 'it does not decode without errors' };
}
