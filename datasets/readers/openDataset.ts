import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { InputError, WrongRequest } from '../inputError.ts';
import type { Dataset, Sequence } from '../sequence.ts';
import { nearestName, unknownName, unknownReference } from '../unknownName.ts';
import { annotationSources } from './annotationFile.ts';
import { type FolderContent, readFolder, readInputFile } from './inputFile.ts';
import { isOtbSequence, otbTargets, readOtbSequence } from './otbSequence.ts';
import type { SequenceSource } from './sequenceReading.ts';
import { linesOf } from './textLines.ts';
import { readVotSequence, votGroundTruth } from './votSequence.ts';

export interface OpenDatasetOptions {
  /** Names of the sequences to read; all when missing. The order stays the dataset's. */
  readonly sequences?: readonly string[];
}

interface Index {
  readonly sources: readonly SequenceSource[];
  readonly warnings: readonly string[];
}

/**
 * Opens a dataset in whatever form it is there: a folder of VOT or OTB sequences or of both, one sequence's folder, or
 * a JSON file of annotations (docs/datasets.md). Only headers of images are read.
 * @param path of the folder or file; its base name is the dataset's
 * @throws InputError for a path, sequence or file that is missing or does not fit
 */
export async function openDataset(path: string, options: OpenDatasetOptions = {}): Promise<Dataset> {
  const root = resolve(path);
  const { sources, warnings } = await indexOf(root);
  const chosen = choose(sources, options.sequences, root);
  const sequences: Sequence[] = [];
  const allWarnings = [...warnings];
  for (const source of chosen) {
    const reading = await source.read();
    sequences.push(reading.sequence);
    allWarnings.push(...reading.warnings);
  }
  const sizeless = sequences.filter(({ width }) => width === Infinity).length;
  if (sizeless > 0) {
    allWarnings.push(`${root}: no image size for ${sizeless} sequences; their regions are not clipped to the image`);
  }
  return { name: basename(root, '.json'), sequences, warnings: allWarnings };
}

async function indexOf(root: string): Promise<Index> {
  const entry = await stat(root).catch(() => undefined);
  if (entry === undefined) throw await missingPath(root);
  if (entry.isDirectory()) {
    const index = await indexFolder(root);
    if (index.sources.length > 0) return index;
    throw new InputError(
      `missing sequences: ${root}`,
      undefined,
      'looked for list.txt, for folders with groundtruth.txt (VOT) and for folders with groundtruth_rect.txt and img/ (OTB)',
    );
  }
  if (extname(root).toLowerCase() !== '.json') {
    throw new WrongRequest(
      `unknown dataset form: ${root}`,
      undefined,
      'a folder or a JSON file of annotations is read',
    );
  }
  const sources = await annotationSources(root);
  if (sources.length === 0) throw new InputError('missing sequences: the file names none', root);
  return { sources, warnings: [] };
}

async function indexFolder(root: string): Promise<Index> {
  const content = await readFolder(root);
  if (content.files.includes('list.txt')) return indexList(root, content);
  if (isSequence(content)) return sequenceSources(root, content);
  const sources: SequenceSource[] = [];
  const warnings: string[] = [];
  for (const name of content.folders) {
    const folder = join(root, name);
    const inside = await readFolder(folder);
    if (!isSequence(inside)) {
      if (looksLikeSequence(inside)) throw missingGroundTruth(folder);
      warnings.push(`${folder}: left out, it has no ground truth`);
      continue;
    }
    const index = await sequenceSources(folder, inside);
    sources.push(...index.sources);
    warnings.push(...index.warnings);
  }
  return { sources, warnings };
}

/** VOT's `list.txt`: one folder a line, and their order. */
async function indexList(root: string, content: FolderContent): Promise<Index> {
  const list = join(root, 'list.txt');
  const sources: SequenceSource[] = [];
  const warnings: string[] = [];
  const seen = new Set<string>();
  for (const [index, line] of linesOf(await readInputFile(list)).entries()) {
    const name = line.trim();
    const where = `${list}:${index + 1}`;
    if (name === '') continue;
    if (seen.has(name)) throw new InputError(`invalid list: ${JSON.stringify(name)} stands there twice`, where);
    seen.add(name);
    if (!content.folders.includes(name)) throw unknownReference('sequence folder', name, content.folders, where);
    const folder = join(root, name);
    const inside = await readFolder(folder);
    if (!isSequence(inside)) throw missingGroundTruth(folder);
    const listed = await sequenceSources(folder, inside);
    sources.push(...listed.sources);
    warnings.push(...listed.warnings);
  }
  const unlisted = content.folders.filter((name) => !seen.has(name));
  if (unlisted.length > 0) warnings.push(`${list}: left out, not in the list: ${unlisted.join(', ')}`);
  return { sources, warnings };
}

async function sequenceSources(folder: string, content: FolderContent): Promise<Index> {
  if (content.files.includes(votGroundTruth)) {
    return { sources: [{ name: basename(folder), read: () => readVotSequence(folder) }], warnings: [] };
  }
  const { targets, warnings } = await otbTargets(folder, content);
  if (targets.length === 0) throw missingGroundTruth(folder);
  return {
    sources: targets.map((target) => ({ name: target.name, read: () => readOtbSequence(folder, target) })),
    warnings,
  };
}

/** Whether a folder is a sequence: it has a ground truth. */
export function isSequence(content: FolderContent): boolean {
  return content.files.includes(votGroundTruth) || isOtbSequence(content);
}

function looksLikeSequence({ files, folders }: FolderContent): boolean {
  return files.includes('sequence') || folders.includes('color') || folders.includes('img');
}

function missingGroundTruth(folder: string): InputError {
  return new InputError(
    `missing ground truth: ${folder}`,
    undefined,
    `${votGroundTruth} (VOT) or groundtruth_rect.txt (OTB) is needed`,
  );
}

function choose(
  sources: readonly SequenceSource[],
  names: readonly string[] | undefined,
  root: string,
): SequenceSource[] {
  const known = sources.map(({ name }) => name);
  const twice = known.find((name, index) => known.indexOf(name) !== index);
  if (twice !== undefined)
    throw new InputError(`invalid dataset: two sequences of name ${JSON.stringify(twice)}`, root);
  if (names === undefined) return [...sources];
  for (const name of names) if (!known.includes(name)) throw unknownName('sequence', name, known, root);
  return sources.filter(({ name }) => names.includes(name));
}

/** Names what is near the first part of the path that is not there. */
async function missingPath(root: string): Promise<WrongRequest> {
  let path = root;
  while ((await stat(dirname(path)).catch(() => undefined)) === undefined) path = dirname(path);
  const parent = dirname(path);
  const { files, folders } = await readFolder(parent);
  const near = nearestName(basename(path), [...folders, ...files.filter((name) => name.endsWith('.json'))]);
  const suggestion = near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`;
  return new WrongRequest(`missing dataset: ${root}`, undefined, `${parent} has no ${basename(path)}${suggestion}`);
}
