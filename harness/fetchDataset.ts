import { formatBytes } from '../datasets/byteSize.ts';
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
  const all = planned.plan.sequences.length;
  terminal.say(`${complete.length} of ${all} sequences of ${planned.plan.name} are complete in ${request.folder}`);
  if (missing.length > 0) terminal.say(`not asked for and not there: ${missing.join(', ')}`);
  if (failed.length > 0) {
    terminal.say(
      `failed: ${failed.map(({ name }) => name).join(', ')}; ${request.resumeCommand} fetches what is missing`,
    );
  }
  return fetched;
}

/** How much a plan is, for people: `60 sequences, 1.23 GB`. */
function sizeText({ plan }: PlannedDataset, names: readonly string[] | undefined): string {
  const sequences = chooseSequences(plan.sequences, names);
  const { bytes, unknown } = unpackedSize(sequences);
  const size = unknown === sequences.length ? 'of a size that nobody publishes' : formatBytes(bytes);
  const rest = unknown > 0 && unknown < sequences.length ? ` and ${unknown} sequences of unknown size` : '';
  return `${sequences.length === 1 ? '1 sequence' : `${sequences.length} sequences`}, ${size}${rest}`;
}
