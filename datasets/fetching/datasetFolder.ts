/**
 * @file The folder that a dataset is fetched into:
 *
 *     list.txt            complete sequences, as VOT's tools read it
 *     download.yaml       what the dataset is, where it comes from, and all its sequences
 *     <sequence>/         appears complete or not at all
 *     .download/          archives that came in, whole or in part, and sequences that are being unpacked
 *     .download.lock      held by the process that downloads
 */
import { rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { writeFileAtomically } from '../atomicFile.ts';
import { InputError } from '../inputError.ts';
import { type FolderContent, readFolder, readInputFile } from '../readers/inputFile.ts';
import { openDataset } from '../readers/openDataset.ts';
import { linesOf } from '../readers/textLines.ts';
import { parsePropertyLines } from '../readers/sequenceProperties.ts';
import { readYamlFile } from '../yamlFile.ts';
import type { DatasetPlan, SequencePlan } from './datasetPlan.ts';

export const listFile = 'list.txt';
export const originFile = 'download.yaml';

export function downloadFolder(folder: string): string {
  return join(folder, '.download');
}

export function downloadLock(folder: string): string {
  return join(folder, '.download.lock');
}

/** Removes what is of no use any more; archives that came in for sequences that are not there yet stay. */
export async function tidyDownloads(folder: string): Promise<void> {
  const downloads = downloadFolder(folder);
  for (const name of ['unpacked', 'replaced']) await rm(join(downloads, name), { recursive: true, force: true });
  await rmdir(downloads).catch(() => undefined);
}

const schema = z.strictObject({
  /** Of this file's form. */
  version: z.literal(1),
  name: z.string(),
  /** What its index calls it. */
  title: z.string().optional(),
  /** What `dataset download` takes. */
  source: z.string(),
  /** All that the dataset has, fetched or not. */
  sequences: z.array(z.string()),
});

/** Where a folder's dataset comes from and what all of it is. */
export type DatasetOrigin = Readonly<z.infer<typeof schema>>;

/** Undefined where this program did not fetch it. */
export async function readOrigin(folder: string): Promise<DatasetOrigin | undefined> {
  return readYamlFile(join(folder, originFile), schema, 'origin of a dataset', 'remove the file or mend it');
}

/** Writes where the dataset comes from; what an earlier plan knew more of it than a part stays known. */
export async function writeOrigin(
  folder: string,
  { name, title, source, sequences, isWhole }: DatasetPlan,
): Promise<void> {
  const before = isWhole ? undefined : await readOrigin(folder);
  const names = [...new Set([...(before?.sequences ?? []), ...sequences.map((sequence) => sequence.name)])];
  const called = title ?? before?.title;
  const origin: DatasetOrigin = {
    version: 1,
    name,
    ...(called === undefined ? {} : { title: called }),
    source,
    sequences: names,
  };
  await writeFileAtomically(join(folder, originFile), stringify(origin));
}

/** The sequences of list.txt; none where there is no such file. */
export async function listedSequences(folder: string): Promise<string[]> {
  const path = join(folder, listFile);
  if ((await stat(path).catch(() => undefined)) === undefined) return [];
  return linesOf(await readInputFile(path))
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Writes list.txt: of the dataset's sequences those that are complete, then what else it named before and is there. */
export async function writeList(
  folder: string,
  planned: readonly string[],
  isComplete: (name: string) => boolean,
): Promise<void> {
  const { folders } = await readFolder(folder);
  const others = (await listedSequences(folder)).filter((name) => !planned.includes(name) && folders.includes(name));
  const names = [...planned.filter(isComplete), ...others];
  await writeFileAtomically(join(folder, listFile), names.map((name) => `${name}\n`).join(''));
}

/** `complete`, `missing`, or what is wrong with what lies in the sequence's place. */
export type SequenceState = 'complete' | 'missing' | { readonly problem: string };

/**
 * What of a sequence is there. It is complete when it can be read with its frames, and is of the version that the index
 * has (its uid), where both say so.
 */
export async function sequenceState(folder: string, { name, properties }: SequencePlan): Promise<SequenceState> {
  const path = join(folder, name);
  if ((await stat(path).catch(() => undefined)) === undefined) return 'missing';
  try {
    const { sequences } = await openDataset(path);
    if (sequences.some(({ framePaths }) => framePaths === undefined)) return { problem: 'it has no frames' };
    const uid = properties?.['uid'];
    const found = await storedUid(path);
    if (uid !== undefined && found !== undefined && uid !== found) return { problem: 'it is of another version' };
    return 'complete';
  } catch (error) {
    if (error instanceof InputError) return { problem: error.message };
    throw error;
  }
}

async function storedUid(folder: string): Promise<string | undefined> {
  const path = join(folder, 'sequence');
  const { files } = await readFolder(folder);
  return files.includes('sequence') ? parsePropertyLines(await readInputFile(path), path).get('uid')?.value : undefined;
}

/** Whether a folder is a sequence or what is left of one, and not somebody's own files. */
export function hasSequenceFiles({ files, folders }: FolderContent): boolean {
  return [...files, ...folders].some((name) => /^(sequence|color|img|groundtruth.*\.txt)$/.test(name));
}
