import type { OverlapConvention } from '../../datasets/overlap/convention.ts';
import type { Dataset, Sequence } from '../../datasets/sequence.ts';
import type { Trajectory } from '../../datasets/trajectory.ts';
import { analyzeSequence, type SequenceAnalysis, allFrames } from '../analysis/sequenceAnalysis.ts';
import type { ExpectedOverlapSums } from '../analysis/expectedOverlap.ts';
import { readSequence } from '../readTracker.ts';
import type { TrackerFiles } from '../resultsLayout.ts';

/** A mean in the making. */
export interface Sum {
  readonly sum: number;
  readonly count: number;
}

/** What the repetitions of one tracker on one sequence add to its figures; empty where there are none. */
export interface RepetitionSums {
  /** Overlaps of the frames that each baseline repetition tracked. */
  readonly baselineAo: readonly Sum[];
  /** Overlaps of all frames of each unsupervised repetition. */
  readonly ao: readonly Sum[];
  /** Of each baseline repetition, at the lengths of the interval alone. */
  readonly eao: readonly ExpectedOverlapSums[];
}

interface Options {
  readonly dataset: Dataset;
  readonly convention: OverlapConvention;
  /** Of the expected average overlap. */
  readonly interval: readonly [number, number];
}

/**
 * Reads a tracker's runs, repetition by repetition; an entry for each sequence of the dataset.
 * @throws InputError for damaged results
 */
export async function readRepetitionSums(
  files: TrackerFiles,
  { dataset, ...options }: Options,
): Promise<RepetitionSums[]> {
  const longest = Math.max(...dataset.sequences.map(({ length }) => length));
  const all: RepetitionSums[] = [];
  for (const sequence of dataset.sequences) {
    const { runs } = await readSequence(files, sequence);
    all.push(repetitionSums(sequence, runs, { ...options, longest }));
  }
  return all;
}

/** @param longest sequence of the dataset, in frames */
export function repetitionSums(
  sequence: Sequence,
  {
    baseline,
    unsupervised,
  }: { readonly baseline: readonly Trajectory[]; readonly unsupervised: readonly Trajectory[] },
  { convention, interval, longest }: Omit<Options, 'dataset'> & { readonly longest: number },
): RepetitionSums {
  const analyze = (runs: Partial<Record<'baseline' | 'unsupervised', readonly Trajectory[]>>): SequenceAnalysis =>
    analyzeSequence({ sequence, baseline: [], unsupervised: [], ...runs }, { convention, tags: [], longest });
  const baselines = baseline.map((run) => analyze({ baseline: [run] }).baseline!);
  return {
    baselineAo: baselines.map(({ trackedFrames }) => sumOf(trackedFrames)),
    ao: unsupervised.map((run) => sumOf(analyze({ unsupervised: [run] }).unsupervised!.frames)),
    eao: baselines.map(({ selectors }) => within(selectors[allFrames]!.expectedOverlap, interval)),
  };
}

function sumOf(frames: Float64Array): Sum {
  const valid = frames.filter((value) => !Number.isNaN(value));
  return { sum: valid.reduce((sum, value) => sum + value, 0), count: valid.length };
}

function within(
  { overlaps, weights }: ExpectedOverlapSums,
  [low, high]: readonly [number, number],
): ExpectedOverlapSums {
  return { overlaps: overlaps.slice(low - 1, high), weights: weights.slice(low - 1, high) };
}
