import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { hasSequenceFiles, listedSequences, readOrigin } from '../fetching/datasetFolder.ts';
import { inParallel } from '../inParallel.ts';
import { InputError, WrongRequest } from '../inputError.ts';
import { readFolder } from '../readers/inputFile.ts';
import { isSequence } from '../readers/openDataset.ts';
import { unknownName } from '../unknownName.ts';
import { type VerifiedSequence, type VerifyOptions, verifySequence } from './verifySequence.ts';

export interface VerifyDatasetOptions extends VerifyOptions {
  /** Names of the sequences to look at; all when missing. */
  readonly sequences?: readonly string[] | undefined;
  /** Called with how many sequences are done and how many there are. */
  readonly progress?: (done: number, total: number) => void;
}

export interface VerifiedDataset {
  readonly folder: string;
  /** What `dataset download` takes to fetch it again; undefined where this program did not fetch it. */
  readonly source: string | undefined;
  readonly sequences: readonly VerifiedSequence[];
  /** Sequences that the dataset has, or its list.txt names, and the folder has not. */
  readonly missing: readonly string[];
}

/** Sequences at a time: enough to keep a disk busy. */
const parallel = 4;

/**
 * Looks at every file of a dataset's folder, or of one sequence's.
 * @throws InputError when there is no such folder or nothing in it is a sequence
 */
export async function verifyDataset(path: string, options: VerifyDatasetOptions = {}): Promise<VerifiedDataset> {
  const folder = resolve(path);
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) throw new WrongRequest(`missing folder: ${folder}`);
  if (found.isFile()) {
    throw new WrongRequest(
      `invalid folder: ${folder} is a file${/\.json$/i.test(folder) ? ' of annotations' : ''}, which has no frames to verify`,
      undefined,
      'give the folder of the sequences, or the name of a dataset; info says what the file holds',
    );
  }
  const content = await readFolder(folder);
  if (isSequence(content)) {
    return { folder, source: undefined, sequences: [await verifySequence(folder, options)], missing: [] };
  }
  const origin = await readOrigin(folder);
  const listed = await listedSequences(folder);
  const there: string[] = [];
  for (const name of content.folders) {
    const inside = await readFolder(join(folder, name));
    if (listed.includes(name) || origin?.sequences.includes(name) || hasSequenceFiles(inside)) there.push(name);
  }
  const expected = [...new Set([...(origin?.sequences ?? []), ...listed])];
  const known = [...new Set([...expected, ...there])];
  if (known.length === 0) throw new InputError('missing sequences: none in the folder', folder);
  for (const name of options.sequences ?? [])
    if (!known.includes(name)) throw unknownName('sequence', name, known, folder);
  const chosen = known.filter((name) => options.sequences?.includes(name) ?? true);
  const present = chosen.filter((name) => there.includes(name));
  const verified = new Map<string, VerifiedSequence>();
  await inParallel(present, parallel, async (name, stop) => {
    const signal = options.signal === undefined ? stop : AbortSignal.any([options.signal, stop]);
    verified.set(name, await verifySequence(join(folder, name), { ...options, signal }));
    options.progress?.(verified.size, present.length);
  });
  return {
    folder,
    source: origin?.source,
    sequences: present.map((name) => verified.get(name)!),
    missing: chosen.filter((name) => !there.includes(name)),
  };
}
