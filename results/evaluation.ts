import type { OverlapConvention } from '../datasets/overlap/convention.ts';

/**
 * What is known of a set of trackers on a dataset: the value that `evaluate --json` prints and every report is drawn
 * from. Plain data; `null` stands where there is nothing to say a number from.
 */
export interface Evaluation {
  readonly dataset: {
    readonly name: string;
    readonly sequences: number;
    readonly frames: number;
    readonly tags: readonly string[];
  };
  readonly convention: OverlapConvention;
  /** First and last sequence length (1-based, inclusive) that the expected average overlap is averaged over. */
  readonly interval: readonly [number, number];
  /** What was given or is the season's: `interval` goes no further than the longest sequence. */
  readonly intervalAsked: readonly [number, number];
  readonly intervalSource: 'given' | 'season' | 'lengths';
  /** Whether accuracy ranks take account of practical differences: every sequence has its thresholds. */
  readonly practicalDifferences: boolean;
  /** In the order in which the trackers were given (names that are whole numbers come first, as in every JSON object). */
  readonly trackers: Readonly<Record<string, TrackerEvaluation>>;
  /** By tag, then by tracker. The tags of the dataset, then `empty`. */
  readonly perTag: Readonly<Record<string, Readonly<Record<string, TagEvaluation>>>>;
  /** By sequence, then by tracker. */
  readonly perSequence: Readonly<Record<string, Readonly<Record<string, SequenceEvaluation>>>>;
  /** By tracker. Left out of `evaluate --json` unless asked for with `--curves`. */
  readonly curves: Readonly<Record<string, TrackerCurves>>;
  /** Which trackers differ, pair by pair. Left out of `evaluate --json` like the curves. */
  readonly significance: Significance;
  /** What was missing, odd or left out, each as a sentence. */
  readonly warnings: readonly string[];
}

/** A number with its bootstrap confidence interval over sequences. */
export interface ConfidenceInterval {
  readonly low: number;
  readonly high: number;
}

export interface TrackerEvaluation {
  /** Expected average overlap over the interval (baseline). */
  readonly eao: number | null;
  /** Mean overlap pooled over frames, without burn-in frames (baseline). */
  readonly accuracy: number | null;
  /** Mean over sequences of their accuracies. */
  readonly accuracyMean: number | null;
  /** The same, weighted by the number of frames. */
  readonly accuracyWeighted: number | null;
  /** Failures summed over sequences, mean of the repetitions. */
  readonly failures: number | null;
  /** Failures for each 100 frames. */
  readonly robustness: number | null;
  /** exp(-30 failures / frames): chance to go on 30 frames without a failure. */
  readonly reliability: number | null;
  /** Mean over the tags (over all frames, where the dataset has no tags) of the adapted ranks; null for an incomplete tracker and with fewer than two. */
  readonly accuracyRank: number | null;
  readonly robustnessRank: number | null;
  /** Average overlap of the unsupervised run, the first frame counted as 0. */
  readonly ao: number | null;
  /** Area under the success curve of the unsupervised run. */
  readonly auc: number | null;
  /** Share of frames of the unsupervised run whose centre is at most 20 px off (the first frame left out). */
  readonly precision: number | null;
  /** Mean overlap of the baseline run's tracked frames, burn-in frames included (table 1's first column). */
  readonly baselineAo: number | null;
  /** Frames a second: over runs, the mean of 1 / mean frame time. */
  readonly fps: number | null;
  /** Stored runs that were read, of both experiments. */
  readonly runs: number;
  /** Frames of those runs. */
  readonly frames: number;
  /** Sequences of the dataset with at least one run, by experiment. */
  readonly sequences: { readonly baseline: number; readonly unsupervised: number };
  /** False when a sequence of the dataset has no run in an experiment that the tracker has runs of. */
  readonly complete: boolean;
  /** 95 % intervals from resampling sequences; null of fewer than six. */
  readonly confidence: {
    readonly eao: ConfidenceInterval | null;
    readonly accuracy: ConfidenceInterval | null;
    readonly robustness: ConfidenceInterval | null;
    readonly ao: ConfidenceInterval | null;
  };
}

export interface TagEvaluation {
  /** Frames of the dataset that carry the tag. */
  readonly frames: number;
  readonly eao: number | null;
  readonly accuracy: number | null;
  readonly failures: number | null;
  readonly robustness: number | null;
  readonly accuracyRank: number | null;
  readonly robustnessRank: number | null;
  readonly ao: number | null;
}

export interface SequenceEvaluation {
  readonly frames: number;
  /** Stored baseline repetitions. */
  readonly repetitions: number;
  readonly accuracy: number | null;
  /** Mean over the repetitions. */
  readonly failures: number | null;
  readonly baselineAo: number | null;
  readonly ao: number | null;
  readonly fps: number | null;
}

export interface TrackerCurves {
  /** Expected average overlap by sequence length; index 0 is length 1. Empty without a baseline run. */
  readonly eao: readonly (number | null)[];
  /** 95 % bootstrap band around `eao`. Empty with baseline runs of fewer than six sequences. */
  readonly eaoBand: CurveBand;
  /** Success rate (share of frames with overlap > threshold) at 100 thresholds from 0 to 1. Empty without an unsupervised run. */
  readonly success: readonly number[];
  /** Share of frames with a centre error of at most 0, 1, ..., 50 px. Empty without an unsupervised run. */
  readonly precision: readonly number[];
}

/** A band around a curve at some of its places. */
export interface CurveBand {
  /** Sequence lengths, ascending. */
  readonly lengths: readonly number[];
  /** One for each length. */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Tests of all pairs of trackers by measure (results/analysis/significance.ts). */
export interface Significance {
  /** Paired bootstrap over sequences. */
  readonly eao: PairTests;
  /** The others: Wilcoxon's signed-rank test over sequences. */
  readonly accuracy: PairTests;
  readonly failures: PairTests;
  readonly ao: PairTests;
}

/**
 * `[row][column]` in the order of the trackers; null on the diagonal, and where the two trackers have fewer than six
 * sequences to compare.
 */
export type PairTests = readonly (readonly (PairTest | null)[])[];

export interface PairTest {
  /** Two-sided, not corrected for the number of pairs. */
  readonly p: number;
  /** Whose numbers are the better ones, however little. */
  readonly better: 'row' | 'column' | null;
}
