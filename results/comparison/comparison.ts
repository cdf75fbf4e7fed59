/** @file Two evaluations of the same trackers side by side: what `report --compare --json` prints. Plain data. */
import type { Random } from '../../datasets/random.ts';
import { leastSequences, percentileInterval, resample } from '../analysis/bootstrap.ts';
import type { Evaluation, TrackerEvaluation } from '../evaluation.ts';
import type { RepetitionSums } from '../reproduction/repetitionSums.ts';
import { claimedMeasures, type ClaimedMeasure } from '../reproduction/reproduction.ts';
import { resampledFigures } from '../reproduction/resampledFigures.ts';
import type { SettingDifference } from '../trackerConfiguration.ts';

export const comparedMeasures = ['eao', 'accuracy', 'robustness', 'baselineAo', 'ao', 'fps'] as const;
export type ComparedMeasure = (typeof comparedMeasures)[number];

export interface ComparedFigure {
  readonly a: number | null;
  readonly b: number | null;
  /** B minus A. */
  readonly difference: number | null;
  /** 95 % interval of the difference, where one is known. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface ComparedSide {
  /** The workspace's folder. */
  readonly workspace: string;
  readonly dataset: Evaluation['dataset'];
  readonly convention: Evaluation['convention'];
  readonly interval: Evaluation['interval'];
  readonly seed: number;
}

export interface Comparison {
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  /** Both have the same sequences, so the differences are paired. */
  readonly isPaired: boolean;
  /** Of what both were run on and by. */
  readonly differences: readonly SettingDifference[];
  readonly trackers: Readonly<Record<string, ComparedTracker>>;
  /** Trackers that only one has results of. */
  readonly onlyInA: readonly string[];
  readonly onlyInB: readonly string[];
}

export interface ComparedTracker {
  readonly figures: Readonly<Record<ComparedMeasure, ComparedFigure>>;
  /** Both have runs of all their sequences; without them there are no intervals. */
  readonly complete: boolean;
  /** Of its settings, and in how many runs are stored. */
  readonly differences: readonly SettingDifference[];
}

/** Why the EAOs of A and B are not to be compared, as a sentence; undefined where they are over the same lengths. */
export function intervalDifference({ a, b, trackers }: Comparison): string | undefined {
  const isEaoCompared = Object.values(trackers).some(({ figures }) => figures.eao.difference !== null);
  const [lengthsA, lengthsB] = [a.interval.join(' to '), b.interval.join(' to ')];
  if (!isEaoCompared || lengthsA === lengthsB) return undefined;
  return `the EAO of A is over lengths ${lengthsA}, that of B over ${lengthsB}, so their difference does not compare trackers; --interval LOW,HIGH takes the same for both`;
}

/** A tracker of one side. */
export interface TrackerSide {
  readonly evaluation: TrackerEvaluation;
  readonly sums: readonly RepetitionSums[];
}

/**
 * A tracker's figures on both sides.
 * @param isPaired both have the same sequences: the same are drawn for both, else for each its own
 * @param random makes a source of chance from its name
 */
export function comparedFigures(
  a: TrackerSide,
  b: TrackerSide,
  isPaired: boolean,
  random: (name: string) => Random,
): ComparedTracker['figures'] {
  const isComplete = a.evaluation.complete && b.evaluation.complete;
  const isEnough = Math.min(a.sums.length, b.sums.length) >= leastSequences;
  const resampled =
    isComplete && isEnough
      ? [a, b].map(({ sums }, side) => {
          const draws = resample(sums.length, random(isPaired ? 'sequences' : `sequences ${side}`));
          return resampledFigures(sums, draws, random(`repetitions ${side}`));
        })
      : undefined;
  const intervalOf = (measure: ClaimedMeasure) => {
    const [before, after] = resampled?.map((figures) => figures[measure]) ?? [];
    return before === undefined || after === undefined
      ? null
      : percentileInterval(after.map((value, draw) => value - before[draw]!));
  };
  const figureOf = (measure: ComparedMeasure): ComparedFigure => {
    const [before, after] = [a.evaluation[measure], b.evaluation[measure]];
    if (before === null || after === null) return { a: before, b: after, difference: null, low: null, high: null };
    const interval = isClaimed(measure) ? intervalOf(measure) : null;
    return {
      a: before,
      b: after,
      difference: after - before,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
    };
  };
  return Object.fromEntries(comparedMeasures.map((measure) => [measure, figureOf(measure)])) as Record<
    ComparedMeasure,
    ComparedFigure
  >;
}

function isClaimed(measure: string): measure is ClaimedMeasure {
  return (claimedMeasures as readonly string[]).includes(measure);
}
