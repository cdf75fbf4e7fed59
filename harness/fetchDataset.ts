import { counted } from '../datasets/counted.ts';
import { formatBytes } from '../datasets/byteSize.ts';
import { InputError, WrongRequest } from '../datasets/inputError.ts';
import {
  chooseSequences,
  type DownloadDatasetOptions,
  type DownloadedDataset,
  downloadDataset,
} from '../datasets/fetching/downloadDataset.ts';
import type { DownloadAmount } from '../datasets/fetching/downloadAmount.ts';
import { unpackedSize } from '../datasets/fetching/datasetPlan.ts';
import { type PlannedDataset, type PlanOptions, planDataset } from '../datasets/fetching/planDataset.ts';
import { byteAmounts, showProgress } from './terminal/progress.ts';
import type { Terminal } from './terminal/terminal.ts';

export interface FetchDatasetRequest
  extends Omit<PlanOptions, 'signal'>,
    Pick<DownloadDatasetOptions, 'folder' | 'sequences' | 'again' | 'connections'> {
  readonly source: string;
  /** Asked when it is known what will be fetched; nothing is fetched after a no. */
  readonly isWanted?: (size: string) => Promise<boolean>;
  /** Says everything that the user has to give to go on. */
  readonly resumeCommand: string;
}

/**
 * Fetches a dataset, shows how far it is, and says what failed and the command that goes on. Undefined when it was
 * interrupted or not wanted.
 */
export async function fetchDataset(
  request: FetchDatasetRequest,
  terminal: Terminal,
): Promise<DownloadedDataset | undefined> {
  const interruption = new AbortController();
  const { signal } = interruption;
  const stopListening = terminal.onInterrupt(() => interruption.abort());
  try {
    const planned = await planDataset(request.source, { ...request, signal });
    if (request.isWanted !== undefined && !(await request.isWanted(sizeText(planned, request.sequences)))) {
      return undefined;
    }
    return await fetchPlanned(planned, request, signal, terminal);
  } catch (error) {
    if (!signal.aborted) throw error;
    terminal.say(`stopped; what came in is kept: ${request.resumeCommand} goes on`);
    return undefined;
  } finally {
    stopListening();
  }
}

async function fetchPlanned(
  planned: PlannedDataset,
  request: FetchDatasetRequest,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<DownloadedDataset> {
  let amount: DownloadAmount = { bytes: 0, totalBytes: 0, receivedBytes: 0 };
  const progress = showProgress(
    terminal,
    'bytes',
    () => amount.bytes,
    byteAmounts(() => amount.bytes - amount.receivedBytes),
  );
  let fetched: DownloadedDataset;
  try {
    fetched = await downloadDataset(planned, {
      ...request,
      signal,
      observer: {
        say: (text) => progress.say(text),
        onProgress(now, sequencesLeft) {
          amount = now;
          progress.update(
            now.totalBytes,
            sequencesLeft === 1 ? '1 sequence to go' : `${sequencesLeft} sequences to go`,
          );
        },
      },
    });
  } finally {
    progress.stop();
  }
  const { complete, failed, missing } = fetched;
  const { sequences, name } = planned.plan;
  const all = counted(sequences.length, 'sequence');
  const isAsBefore = fetched.fetched.length === 0 && complete.length === sequences.length;
  terminal.say(
    isAsBefore
      ? `already complete: ${all} of ${name} in ${request.folder}`
      : `${complete.length} of ${all} of ${name} are complete in ${request.folder}`,
  );
  if (missing.length > 0) terminal.say(`not asked for and not there: ${missing.join(', ')}`);
  if (failed.length > 0) {
    terminal.say(
      `failed: ${failed.map(({ name }) => name).join(', ')}; ${request.resumeCommand} fetches what is missing`,
    );
  }
  return fetched;
}

/**
 * How much a dataset is, for people, where nothing is to be fetched: its index is asked for, without patience. Undefined
 * where that is out of reach.
 */
export async function askSize(source: string, sequences: readonly string[] | undefined): Promise<string | undefined> {
  try {
    return sizeText(await planDataset(source, { pause: async () => undefined, silenceMs: 5000 }), sequences);
  } catch (error) {
    if (error instanceof InputError && !(error instanceof WrongRequest)) return undefined;
    throw error;
  }
}

/** How much a plan is, for people: `60 sequences, 1.23 GB`. */
export function sizeText({ plan }: PlannedDataset, names: readonly string[] | undefined): string {
  const sequences = chooseSequences(plan.sequences, names);
  const { bytes, unknown } = unpackedSize(sequences);
  const size = unknown === sequences.length ? 'of a size that nobody publishes' : formatBytes(bytes);
  const rest = unknown > 0 && unknown < sequences.length ? ` and ${unknown} sequences of unknown size` : '';
  return `${counted(sequences.length, 'sequence')}, ${size}${rest}`;
}
