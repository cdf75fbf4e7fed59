import type { Ablation } from '../results/ablation.ts';
import type { Provenance } from '../results/provenance.ts';
import type { SequenceTimelines } from '../results/timelines.ts';
import type { FilmStrip } from './figures/filmStrip.ts';

/** What a report shows beside an evaluation, where it is known. */
export interface ReportDetails {
  /** What happened on each sequence, in the dataset's order, and frames of it. */
  readonly sequences?: readonly SequenceDetails[];
  readonly provenance?: readonly Provenance[];
  /** Facts about how the report came about, as terms and values: program, seed, machine. */
  readonly facts?: readonly (readonly [term: string, value: string])[];
  readonly ablations?: readonly Ablation[];
}

export interface SequenceDetails {
  readonly timelines: SequenceTimelines;
  readonly strip: FilmStrip;
}
