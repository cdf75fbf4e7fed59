import { framesWithTag, type Sequence } from '../../datasets/sequence.ts';
import type { SequenceEvaluation, TagEvaluation, TrackerCurves, TrackerEvaluation } from '../evaluation.ts';
import { accuracy } from './accuracy.ts';
import { averageOverlap } from './averageOverlap.ts';
import { confidenceIntervals } from './confidence.ts';
import { expectedAverageOverlap, type ExpectedOverlapSums, expectedOverlapCurve } from './expectedOverlap.ts';
import { mean, weightedMean } from './mean.ts';
import { precisionCurve, precisionThresholdInPixels } from './precision.ts';
import type { RankingEntry } from './ranking.ts';
import { filledFailures, reliability, robustness } from './robustness.ts';
import {
  allFrames,
  type BaselineAnalysis,
  rankedSelectors,
  type SequenceAnalysis,
  type UnsupervisedAnalysis,
} from './sequenceAnalysis.ts';
import { framesPerSecond } from './speed.ts';
import { areaUnderCurve, successCurve } from './successCurve.ts';

/** All that one tracker's runs say by themselves; only its ranks need the others. */
export interface TrackerAnalysis {
  readonly evaluation: Omit<TrackerEvaluation, 'accuracyRank' | 'robustnessRank'>;
  readonly perTag: Readonly<Record<string, Omit<TagEvaluation, 'accuracyRank' | 'robustnessRank'>>>;
  readonly perSequence: Readonly<Record<string, SequenceEvaluation>>;
  readonly curves: TrackerCurves;
  /** The expected average overlap under each bootstrap draw; empty with baseline runs of too few sequences. */
  readonly eaoSamples: Float64Array;
  /** By ranked selector; empty without a baseline run. */
  readonly ranking: Readonly<Record<string, RankingEntry>>;
}

export interface TrackerAnalysisInput {
  readonly sequences: readonly Sequence[];
  readonly tags: readonly string[];
  /** One for each sequence, in the dataset's order. */
  readonly analyses: readonly SequenceAnalysis[];
  /** Frame times in seconds of each run of each sequence. */
  readonly timesInSeconds: readonly (readonly Float64Array[])[];
  /** Interval of the expected average overlap. */
  readonly interval: readonly [number, number];
  /** Repetitions that a baseline run is filled up to for the robustness test (VOT2016: 15). */
  readonly repetitions: number;
  /** Bootstrap draws of sequences. */
  readonly draws: readonly Uint16Array[];
}

/** Pools the sequences of one tracker. */
export function analyzeTracker(input: TrackerAnalysisInput): TrackerAnalysis {
  const { sequences, tags, analyses, timesInSeconds, interval, draws } = input;
  const baselines = analyses.map(({ baseline }) => baseline);
  const unsupervised = analyses.map((analysis) => analysis.unsupervised);
  const speeds = timesInSeconds.map((runs) => runs.map(framesPerSecond));
  const known = baselines.filter((baseline) => baseline !== null);
  const all = baselineMeasures(sequences, baselines, allFrames, interval);
  const overlapFrames = unsupervised.map((analysis) => analysis?.frames ?? new Float64Array(0));
  const success = successCurve(overlapFrames);
  const precision = precisionCurve(unsupervised.flatMap((analysis) => analysis?.centerErrorsInPixels ?? []));
  const accuracies = baselines.map((baseline) =>
    baseline === null ? null : accuracy([baseline.selectors[allFrames]!.frames]),
  );
  const confidence = confidenceIntervals(sequences, analyses, interval, draws);
  const count = {
    baseline: known.length,
    unsupervised: unsupervised.filter((analysis) => analysis !== null).length,
  };
  const runsOf = (s: number): number =>
    (baselines[s]?.repetitions ?? 0) + (unsupervised[s]?.centerErrorsInPixels.length ?? 0);
  return {
    evaluation: {
      ...all,
      accuracyMean: mean(accuracies),
      accuracyWeighted: weightedMean(accuracies.map((value, s) => [value, sequences[s]!.length])),
      reliability: all.failures === null ? null : reliability(all.failures, framesOf(sequences, baselines)),
      ao: averageOverlap(overlapFrames),
      auc: areaUnderCurve(success),
      precision: precision[precisionThresholdInPixels] ?? null,
      baselineAo: accuracy(known.map(({ trackedFrames }) => trackedFrames)),
      fps: mean(speeds.flat()),
      runs: sequences.reduce((sum, _, s) => sum + runsOf(s), 0),
      frames: sequences.reduce((sum, { length }, s) => sum + length * runsOf(s), 0),
      sequences: count,
      complete: Object.values(count).every((n) => n === 0 || n === sequences.length),
      confidence: confidence.intervals,
    },
    perTag: Object.fromEntries(
      tags.map((tag) => [tag, tagMeasures(sequences, baselines, unsupervised, tag, interval)]),
    ),
    perSequence: Object.fromEntries(
      sequences.map(({ name, length }, s) => [
        name,
        {
          frames: length,
          repetitions: baselines[s]?.repetitions ?? 0,
          accuracy: accuracies[s] ?? null,
          failures: mean(baselines[s]?.selectors[allFrames]!.failures ?? []),
          baselineAo: baselines[s] == null ? null : accuracy([baselines[s].trackedFrames]),
          ao: averageOverlap([overlapFrames[s]!]),
          fps: mean(speeds[s] ?? []),
        },
      ]),
    ),
    curves: {
      eao: Array.from(expectedOverlapCurve(sumsOf(baselines, allFrames)), (value) =>
        Number.isNaN(value) ? null : value,
      ),
      eaoBand: confidence.eaoBand,
      success,
      precision,
    },
    eaoSamples: confidence.eaoSamples,
    ranking: known.length === 0 ? {} : rankingEntries(input, baselines),
  };
}

type Baselines = readonly (BaselineAnalysis | null)[];

/** Frames of the sequences that have a baseline run. */
function framesOf(sequences: readonly Sequence[], baselines: Baselines, tag?: string): number {
  return sequences.reduce((sum, sequence, s) => {
    if (baselines[s] == null) return sum;
    return sum + (tag === undefined ? sequence.length : taggedFrames(sequence, tag));
  }, 0);
}

function taggedFrames(sequence: Sequence, tag: string): number {
  return framesWithTag(sequence, tag).reduce((sum, value) => sum + value, 0);
}

function sumsOf(baselines: Baselines, selector: string): ExpectedOverlapSums[] {
  return baselines.filter((baseline) => baseline !== null).map(({ selectors }) => selectors[selector]!.expectedOverlap);
}

function baselineMeasures(
  sequences: readonly Sequence[],
  baselines: Baselines,
  selector: string,
  interval: readonly [number, number],
): Pick<TagEvaluation, 'eao' | 'accuracy' | 'failures' | 'robustness'> {
  const known = baselines.filter((baseline) => baseline !== null);
  const frames = framesOf(sequences, baselines, selector === allFrames ? undefined : selector);
  if (known.length === 0 || frames === 0) return { eao: null, accuracy: null, failures: null, robustness: null };
  const failures = known.reduce((sum, { selectors }) => sum + mean(selectors[selector]!.failures)!, 0);
  return {
    eao: expectedAverageOverlap(sumsOf(baselines, selector), interval),
    accuracy: accuracy(known.map(({ selectors }) => selectors[selector]!.frames)),
    failures,
    robustness: robustness(failures, frames),
  };
}

function tagMeasures(
  sequences: readonly Sequence[],
  baselines: Baselines,
  unsupervised: readonly (UnsupervisedAnalysis | null)[],
  tag: string,
  interval: readonly [number, number],
): Omit<TagEvaluation, 'accuracyRank' | 'robustnessRank'> {
  return {
    frames: sequences.reduce((sum, sequence) => sum + taggedFrames(sequence, tag), 0),
    ...baselineMeasures(sequences, baselines, tag, interval),
    ao: averageOverlap(
      sequences.map((sequence, s) => {
        const selected = framesWithTag(sequence, tag);
        return unsupervised[s]?.frames.filter((_, i) => selected[i] === 1) ?? new Float64Array(0);
      }),
    ),
  };
}

/** What the significance tests compare; a sequence without runs stands as NaN so that trackers stay aligned. */
function rankingEntries(
  { sequences, tags, repetitions }: TrackerAnalysisInput,
  baselines: Baselines,
): Record<string, RankingEntry> {
  const entry = (selector: string): RankingEntry => {
    const overlaps: number[] = [];
    const failureCounts: number[] = [];
    for (const [s, sequence] of sequences.entries()) {
      const frames = selector === allFrames ? sequence.length : taggedFrames(sequence, selector);
      if (frames === 0) continue;
      const analysis = baselines[s]?.selectors[selector];
      for (let i = 0; i < frames; i++) overlaps.push(analysis?.frames[i] ?? NaN);
      failureCounts.push(...filledFailures(analysis?.failures ?? [], repetitions));
    }
    const known = baselines.filter((baseline) => baseline !== null).map(({ selectors }) => selectors[selector]!);
    return {
      accuracy: accuracy(known.map(({ frames }) => frames)) ?? 0,
      failures: known.reduce((sum, { failures }) => sum + mean(failures)!, 0),
      overlaps: Float64Array.from(overlaps),
      failureCounts: Float64Array.from(failureCounts),
    };
  };
  return Object.fromEntries(rankedSelectors(tags).map((selector) => [selector, entry(selector)]));
}
