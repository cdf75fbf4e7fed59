/** @file The paper's tables beside ours: what `reproduce --json` prints and its tables are drawn from. Plain data. */
import type { Evaluation } from '../evaluation.ts';

/** What the paper's tables print. */
export type ReproducedMeasure = 'baselineAo' | 'ao' | 'eao' | 'accuracyRank' | 'robustnessRank';

/** The measures that have a confidence interval and that claims are made of. */
export const claimedMeasures = ['baselineAo', 'ao', 'eao'] as const;
export type ClaimedMeasure = (typeof claimedMeasures)[number];

export interface ReproducedFigure {
  readonly paper: number | null;
  readonly ours: number | null;
  /** 95 % interval of ours; null for ranks, for incomplete trackers and where there are too few sequences. */
  readonly low: number | null;
  readonly high: number | null;
  /** Ours minus the paper's. */
  readonly difference: number | null;
}

export interface ReproducedRow {
  /** Tells the rows of a table apart: `Ours_hinge`, `first (zf-compressed)`. */
  readonly key: string;
  /** The backbone, for a row of a network. */
  readonly backbone: string | null;
  /** Name of its results in the workspace; null where there are none. */
  readonly label: string | null;
  /** Whose results these are. */
  readonly origin: 'this program' | 'imported' | 'missing';
  /** Most repetitions that are stored of a sequence, by experiment. */
  readonly repetitions: { readonly baseline: number; readonly unsupervised: number };
  readonly figures: Readonly<Partial<Record<ReproducedMeasure, ReproducedFigure>>>;
  /** What is to be known of the row: what cannot be read in the paper, what is missing of ours. */
  readonly notes: readonly string[];
}

export type Verdict = 'holds' | 'does not hold' | 'cannot be told';

export interface ClaimVerdict {
  /** The paper's claim as a sentence. */
  readonly claim: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly comparisons: readonly ComparisonVerdict[];
}

/** Two rows in one measure. */
export interface ComparisonVerdict {
  readonly better: string;
  readonly worse: string;
  readonly measure: ClaimedMeasure;
  readonly difference: number | null;
  /** 95 % interval of the difference. */
  readonly low: number | null;
  readonly high: number | null;
  readonly verdict: Verdict;
}

export interface Reproduction {
  readonly table: 'table1' | 'table2';
  /** Where the paper's numbers are printed. */
  readonly source: string;
  readonly dataset: Evaluation['dataset'];
  /** Whether that is the whole dataset that the paper measured on. */
  readonly isPapersDataset: boolean;
  readonly papersDataset: string;
  /** What else differs from the paper's conditions, each as a sentence. */
  readonly differences: readonly string[];
  readonly convention: Evaluation['convention'];
  /** Of the expected average overlap; null where no tracker has results. */
  readonly interval: Evaluation['interval'] | null;
  readonly measures: readonly ReproducedMeasure[];
  readonly rows: readonly ReproducedRow[];
  readonly claims: readonly ClaimVerdict[];
}
