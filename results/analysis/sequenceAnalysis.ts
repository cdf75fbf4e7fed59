import { analysisBounds } from '../../datasets/overlap/bounds.ts';
import type { OverlapConvention } from '../../datasets/overlap/convention.ts';
import { code } from '../../datasets/region.ts';
import { emptyTag, framesWithTag, type Sequence } from '../../datasets/sequence.ts';
import { codeAt, type Trajectory } from '../../datasets/trajectory.ts';
import { accuracyFrames } from './accuracy.ts';
import { unsupervisedFrames } from './averageOverlap.ts';
import { type ExpectedOverlapSums, expectedOverlapSums } from './expectedOverlap.ts';
import { baselineOverlaps, frameOverlaps } from './frameOverlaps.ts';
import { centerErrorsInPixels } from './precision.ts';

/** The selector of all frames; the others are tags. */
export const allFrames = 'all';

/** What trackers are ranked on: each tag, or all frames where the dataset has no tags. */
export function rankedSelectors(tags: readonly string[]): readonly string[] {
  return tags.length === 0 ? [allFrames] : tags;
}

/** What is stored of one tracker on one sequence. */
export interface SequenceRuns {
  readonly sequence: Sequence;
  /** Repetitions; empty where the tracker has none. */
  readonly baseline: readonly Trajectory[];
  readonly unsupervised: readonly Trajectory[];
}

/** What the runs of one tracker on one sequence say, ready to be pooled. */
export interface SequenceAnalysis {
  readonly sequence: string;
  readonly baseline: BaselineAnalysis | null;
  readonly unsupervised: UnsupervisedAnalysis | null;
}

export interface BaselineAnalysis {
  readonly repetitions: number;
  /** By selector: `all` and each tag. */
  readonly selectors: Readonly<Record<string, SelectorAnalysis>>;
  /** Mean overlap of each frame, burn-in frames included. */
  readonly trackedFrames: Float64Array;
}

export interface SelectorAnalysis {
  /** Mean overlap over the repetitions of each selected frame, without burn-in; NaN where none is valid. */
  readonly frames: Float64Array;
  /** Failures of each repetition in the selected frames. */
  readonly failures: readonly number[];
  readonly expectedOverlap: ExpectedOverlapSums;
}

export interface UnsupervisedAnalysis {
  /** Overlap of each frame, mean over the repetitions. */
  readonly frames: Float64Array;
  /** Of each repetition. */
  readonly centerErrorsInPixels: readonly Float64Array[];
}

export interface SequenceAnalysisOptions {
  readonly convention: OverlapConvention;
  /** Tags to analyse beside all frames. */
  readonly tags: readonly string[];
  /** Length of the longest sequence of the dataset. */
  readonly longest: number;
}

export function analyzeSequence(runs: SequenceRuns, options: SequenceAnalysisOptions): SequenceAnalysis {
  return {
    sequence: runs.sequence.name,
    baseline: runs.baseline.length === 0 ? null : analyzeBaseline(runs.sequence, runs.baseline, options),
    unsupervised:
      runs.unsupervised.length === 0 ? null : analyzeUnsupervised(runs.sequence, runs.unsupervised, options),
  };
}

function analyzeBaseline(
  sequence: Sequence,
  trajectories: readonly Trajectory[],
  { convention, tags, longest }: SequenceAnalysisOptions,
): BaselineAnalysis {
  const runs = trajectories.map((trajectory) => {
    const overlaps = baselineOverlaps(trajectory, sequence.groundTruth, sequence, convention);
    const initializations = new Uint8Array(sequence.length);
    const failures: number[] = [];
    for (let i = 0; i < sequence.length; i++) {
      const found = codeAt(trajectory, i);
      if (found === code.initialization) initializations[i] = 1;
      if (found === code.failure) failures.push(i);
    }
    return { accuracy: { overlaps: overlaps.accuracy, initializations }, overlaps: overlaps.expectedOverlap, failures };
  });
  const accuracyRuns = runs.map(({ accuracy }) => accuracy);
  const selectors: Record<string, SelectorAnalysis> = {
    [allFrames]: {
      frames: accuracyFrames(accuracyRuns),
      failures: runs.map(({ failures }) => failures.length),
      expectedOverlap: expectedOverlapSums(runs, longest),
    },
  };
  for (const tag of tags) {
    const selected = framesWithTag(sequence, tag);
    selectors[tag] = {
      frames: accuracyFrames(accuracyRuns, selected),
      failures: runs.map(({ failures }) => failures.filter((frame) => selected[frame] === 1).length),
      expectedOverlap: expectedOverlapSums(runs, longest, tagShare(tag, selected)),
    };
  }
  return { repetitions: runs.length, selectors, trackedFrames: accuracyFrames(accuracyRuns, undefined, 0) };
}

/**
 * Share of a fragment's frames that carry the tag. For `empty` VOT's MATLAB toolkit counts the frames of the whole
 * sequence instead (sequence_query_tag.m:29-32 passes over the subset), so it can exceed 1; its numbers are published,
 * so we do the same.
 */
function tagShare(tag: string, selected: Uint8Array): (firstFrame: number, length: number) => number {
  const before = new Uint32Array(selected.length + 1);
  for (let i = 0; i < selected.length; i++) before[i + 1] = before[i]! + selected[i]!;
  const whole = before[selected.length]!;
  return (firstFrame, length) =>
    (tag === emptyTag ? whole : before[firstFrame + length]! - before[firstFrame]!) / length;
}

function analyzeUnsupervised(
  sequence: Sequence,
  trajectories: readonly Trajectory[],
  { convention }: SequenceAnalysisOptions,
): UnsupervisedAnalysis {
  const bounds = analysisBounds(sequence);
  const overlaps = trajectories.map((run) => frameOverlaps(run, sequence.groundTruth, bounds, convention));
  return {
    frames: unsupervisedFrames(overlaps),
    centerErrorsInPixels: trajectories.map((run) => centerErrorsInPixels(run, sequence.groundTruth)),
  };
}
