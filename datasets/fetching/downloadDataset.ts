import { mkdir, statfs } from 'node:fs/promises';
import { asWriteProblem, UnwritablePlace } from '../atomicFile.ts';
import { formatBytes } from '../byteSize.ts';
import { withFileLock } from '../download/fileLock.ts';
import { inParallel } from '../inParallel.ts';
import { InputError } from '../inputError.ts';
import { unknownName } from '../unknownName.ts';
import { type DownloadAmount, downloadAmount } from './downloadAmount.ts';
import {
  downloadLock,
  type SequenceState,
  sequenceState,
  tidyDownloads,
  writeList,
  writeOrigin,
} from './datasetFolder.ts';
import { type SequencePlan, unpackedSize } from './datasetPlan.ts';
import { fetchSequence } from './fetchSequence.ts';
import { fetchWayOut, type PlannedDataset, type Waiting } from './planDataset.ts';

export interface DownloadDatasetOptions extends Waiting {
  /** Of the dataset; made if it is missing. */
  readonly folder: string;
  /** Names of the sequences to fetch; all when missing. */
  readonly sequences?: readonly string[] | undefined;
  /** Fetches them again though they are there. */
  readonly again?: boolean;
  readonly mirrors?: readonly string[];
  /** Sequences at a time. Default 4. */
  readonly connections?: number;
  readonly observer?: DownloadObserver;
  /** Bytes that are free where the folder is; asks the system when missing. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

export interface DownloadObserver {
  onProgress?(amount: DownloadAmount, sequencesLeft: number): void;
  /** Something that a person should know. */
  say?(text: string): void;
}

export interface DownloadedDataset {
  /** Names of all complete sequences in the folder that the dataset has. */
  readonly complete: readonly string[];
  /** Names of the complete ones that this call fetched. */
  readonly fetched: readonly string[];
  /** Sequences that were asked for and are not there, and why. */
  readonly failed: readonly { readonly name: string; readonly reason: string }[];
  /** Names of those that were not asked for and are not there. */
  readonly missing: readonly string[];
}

const defaultConnections = 4;

/**
 * Fetches what a dataset's folder does not have yet. A sequence appears in it complete or not at all, and then in its
 * list.txt; whatever is killed whenever, the next call goes on. Processes that fetch into one folder take turns.
 * @throws InputError for unknown sequences, too little space and a place that cannot be written; what goes wrong with a
 * sequence is told in the result, and the others are fetched
 */
export async function downloadDataset(
  planned: PlannedDataset,
  options: DownloadDatasetOptions,
): Promise<DownloadedDataset> {
  const { folder, signal, observer = {} } = options;
  const chosen = chooseSequences(planned.plan.sequences, options.sequences);
  try {
    await mkdir(folder, { recursive: true });
    return await withFileLock(downloadLock(folder), () => downloadLocked(planned, chosen, options), {
      signal,
      onWait: () => observer.say?.(`another process is downloading into ${folder}; waiting until it is done`),
    });
  } catch (error) {
    throw asWriteProblem(error, folder);
  }
}

/** The same, once no other process does it. */
async function downloadLocked(
  { plan, local }: PlannedDataset,
  chosen: readonly SequencePlan[],
  options: DownloadDatasetOptions,
): Promise<DownloadedDataset> {
  const { folder, again = false, observer = {}, mirrors = [], signal } = options;
  const states = new Map<string, SequenceState>();
  for (const sequence of plan.sequences) states.set(sequence.name, await sequenceState(folder, sequence));
  const wanted = chosen.filter(({ name }) => again || states.get(name) !== 'complete');
  for (const { name } of wanted) {
    const state = states.get(name)!;
    if (typeof state !== 'string') observer.say?.(`${name}: fetched again, ${state.problem}`);
  }
  await checkSpace(folder, wanted, options);
  await writeOrigin(folder, plan);
  const updateList = listUpdater(folder, plan.sequences, states);
  await updateList();
  const amounts = downloadAmount(wanted);
  const fetched: string[] = [];
  const failed: { name: string; reason: string }[] = [];
  const report = (): void => observer.onProgress?.(amounts.amount(), wanted.length - fetched.length - failed.length);
  report();
  await inParallel(wanted, options.connections ?? defaultConnections, async (sequence, stop) => {
    const { name } = sequence;
    try {
      await fetchSequence(folder, sequence, {
        mirrors,
        local,
        wayOut: fetchWayOut,
        say: (text) => observer.say?.(text),
        progress(...values) {
          amounts.count(...values);
          report();
        },
        signal: signal === undefined ? stop : AbortSignal.any([signal, stop]),
        ...(options.pause && { pause: options.pause }),
        ...(options.silenceMs !== undefined && { silenceMs: options.silenceMs }),
      });
      fetched.push(name);
      states.set(name, 'complete');
      await updateList();
    } catch (error) {
      // A full disk stops everything; a broken address only its own sequence.
      if (!(error instanceof InputError) || error instanceof UnwritablePlace) throw error;
      failed.push({ name, reason: error.message });
      observer.say?.(`${name}: ${error.message}`);
    }
    report();
  });
  await tidyDownloads(folder);
  const names = plan.sequences.map(({ name }) => name);
  const absent = names.filter((name) => states.get(name) !== 'complete');
  return {
    complete: names.filter((name) => states.get(name) === 'complete'),
    fetched,
    failed,
    missing: absent.filter((name) => !chosen.some((sequence) => sequence.name === name)),
  };
}

/** @throws InputError for a name that the dataset does not have */
export function chooseSequences(
  sequences: readonly SequencePlan[],
  names: readonly string[] | undefined,
): readonly SequencePlan[] {
  const chosen = chooseNames(
    sequences.map(({ name }) => name),
    names,
  );
  return sequences.filter(({ name }) => chosen.includes(name));
}

/**
 * Of the sequences' folders those that are asked for; all without names. Targets of one OTB folder go by its name and a
 * number (`Jogging-1`).
 * @throws InputError for a name that the dataset does not have
 */
export function chooseNames(known: readonly string[], names: readonly string[] | undefined): readonly string[] {
  if (names === undefined) return known;
  const chosen = names.map((name) => {
    const folder = [name, name.replace(/-\d+$/, '')].find((candidate) => known.includes(candidate));
    if (folder === undefined) throw unknownName('sequence', name, known);
    return folder;
  });
  return known.filter((name) => chosen.includes(name));
}

async function checkSpace(
  folder: string,
  wanted: readonly SequencePlan[],
  { connections = defaultConnections, freeBytes = systemFreeBytes }: DownloadDatasetOptions,
): Promise<void> {
  const { bytes } = unpackedSize(wanted);
  if (bytes === 0) return;
  // Archives lie beside what they are unpacked to, as many as are fetched at a time.
  const largest = Math.max(...wanted.map((sequence) => unpackedSize([sequence]).bytes));
  const needed = bytes + Math.min(connections, wanted.length) * largest;
  const free = await freeBytes(folder);
  if (free >= needed) return;
  throw new InputError(
    `missing space: ${formatBytes(needed)} are needed, ${formatBytes(free)} are free`,
    folder,
    'free some, choose another folder, or fetch a part with --sequences',
  );
}

async function systemFreeBytes(folder: string): Promise<number> {
  const { blocks, bavail, bsize } = await statfs(folder);
  // Some network file systems do not say.
  return blocks === 0 ? Infinity : bavail * bsize;
}

/** Writes list.txt anew, one writing after the other. */
function listUpdater(
  folder: string,
  sequences: readonly SequencePlan[],
  states: ReadonlyMap<string, SequenceState>,
): () => Promise<void> {
  const names = sequences.map(({ name }) => name);
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.catch(() => undefined).then(() => writeList(folder, names, (name) => states.get(name) === 'complete'));
    return last;
  };
}
