import type { Ablation } from '../results/ablation.ts';
import type { Provenance } from '../results/journal/provenance.ts';
import type { SequenceTimelines } from '../results/timelines.ts';
import type { TrackerRecord } from '../results/trackerRecords.ts';
import type { FilmStrip } from './figures/filmStrip.ts';

/** What a report shows beside an evaluation, where it is known. */
export interface ReportDetails {
  /** What happened on each sequence, in the dataset's order, and frames of it. */
  readonly sequences?: readonly SequenceDetails[];
  /** What stands beside the results of each tracker, in the evaluation's order. */
  readonly records?: readonly TrackerRecord[];
  /** By which program and on which machine they were made, as the workspace's journal has it. */
  readonly machines?: readonly Provenance[];
  /** Facts about how the report came about, as terms and values: program, seed. */
  readonly facts?: readonly (readonly [term: string, value: string])[];
  readonly ablations?: readonly Ablation[];
}

export interface SequenceDetails {
  readonly timelines: SequenceTimelines;
  readonly strip: FilmStrip;
}
