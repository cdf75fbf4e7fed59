import type { OverlapConvention } from '../datasets/overlap/convention.ts';
import type { Dataset, Sequence } from '../datasets/sequence.ts';
import { readTrackerRecords } from '../results/trackerRecords.ts';
import { readTimelines } from '../results/timelines.ts';
import { filmStrip, stripFrames } from './figures/filmStrip.ts';
import type { ReportDetails, SequenceDetails } from './reportDetails.ts';

export interface GatherOptions {
  readonly dataset: Dataset;
  /** Results folders and zip archives. */
  readonly sources: readonly string[];
  /** In the order of the evaluation. */
  readonly trackers: readonly string[];
  readonly convention: OverlapConvention;
  readonly onProgress?: (done: number, total: number, sequence: string) => void;
}

/**
 * Reads what a report shows beside the evaluation of the same results: each sequence's runs frame by frame with pictures,
 * and where the results come from.
 * @throws InputError for missing or damaged results
 */
export async function gatherDetails(options: GatherOptions): Promise<ReportDetails> {
  const { dataset, sources, trackers, onProgress } = options;
  const count = dataset.sequences.length;
  const framesOf = ({ length }: Sequence): number[] => stripFrames(length, count);
  const sequences: SequenceDetails[] = [];
  for await (const timelines of readTimelines({ ...options, framesOf })) {
    const sequence = dataset.sequences[sequences.length]!;
    sequences.push({ timelines, strip: await filmStrip(sequence, framesOf(sequence)) });
    onProgress?.(sequences.length, count, sequence.name);
  }
  return { sequences, records: await readTrackerRecords(sources, trackers) };
}
