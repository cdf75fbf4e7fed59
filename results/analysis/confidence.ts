import type { Sequence } from '../../datasets/sequence.ts';
import type { CurveBand, TrackerEvaluation } from '../evaluation.ts';
import { bootstrapInterval, bootstrapSample, leastSequences, percentileInterval } from './bootstrap.ts';
import { expectedAverageOverlap, expectedOverlapAt, type ExpectedOverlapSums } from './expectedOverlap.ts';
import { mean } from './mean.ts';
import { allFrames, type SequenceAnalysis } from './sequenceAnalysis.ts';

export interface Confidence {
  readonly intervals: TrackerEvaluation['confidence'];
  /** The expected average overlap under each draw, NaN where it has none; empty with baseline runs of too few sequences. */
  readonly eaoSamples: Float64Array;
  /** Around the expected overlap at lengths spread evenly over the curve. */
  readonly eaoBand: CurveBand;
}

/** Lengths at which the band around the curve is known: a curve is smooth, and each costs a bootstrap. */
const bandPoints = 50;

/**
 * Bootstrap intervals of a tracker's main measures: the sequences of the dataset are the sample, so the intervals say
 * how far the figure depends on which sequences were chosen. A measure that is known of fewer than `leastSequences` has
 * none. No tool of VOT's has them.
 */
export function confidenceIntervals(
  sequences: readonly Sequence[],
  analyses: readonly SequenceAnalysis[],
  interval: readonly [number, number],
  draws: readonly Uint16Array[],
): Confidence {
  const baselines = analyses.map(({ baseline }) => baseline?.selectors[allFrames]);
  const overlaps = baselines.map((baseline) => total(baseline?.frames));
  const unsupervised = analyses.map((analysis) => total(analysis.unsupervised?.frames));
  const nothing = { overlaps: new Float64Array(0), weights: new Float64Array(0) };
  const expectedOverlaps = baselines.map((baseline) => baseline?.expectedOverlap ?? nothing);
  const failuresPer100Frames = baselines.map((baseline, s) => ({
    sum: 100 * (mean(baseline?.failures ?? []) ?? 0),
    count: baseline === undefined ? 0 : sequences[s]!.length,
  }));
  const drawsOf = (totals: readonly Total[]): readonly Uint16Array[] =>
    totals.filter(({ count }) => count > 0).length < leastSequences ? [] : draws;
  const baselineDraws = drawsOf(failuresPer100Frames);
  const eaoSamples = bootstrapSample(baselineDraws, (multiplicities) =>
    expectedAverageOverlap(expectedOverlaps, interval, multiplicities),
  );
  return {
    intervals: {
      eao: percentileInterval(eaoSamples),
      accuracy: bootstrapInterval(drawsOf(overlaps), ratio(overlaps)),
      robustness: bootstrapInterval(baselineDraws, ratio(failuresPer100Frames)),
      ao: bootstrapInterval(drawsOf(unsupervised), ratio(unsupervised)),
    },
    eaoSamples,
    eaoBand: bandAround(expectedOverlaps, baselineDraws),
  };
}

function bandAround(expectedOverlaps: readonly ExpectedOverlapSums[], draws: readonly Uint16Array[]): CurveBand {
  const longest = Math.max(0, ...expectedOverlaps.map(({ overlaps }) => overlaps.length));
  const count = Math.min(bandPoints, longest);
  const lengths = Array.from({ length: count }, (_, i) => 1 + Math.round((i * (longest - 1)) / Math.max(1, count - 1)));
  const intervals = lengths.map((length) =>
    bootstrapInterval(draws, (multiplicities) => expectedOverlapAt(expectedOverlaps, length, multiplicities)),
  );
  const known = lengths.filter((_, i) => intervals[i] !== null);
  const bounds = intervals.filter((interval) => interval !== null);
  return { lengths: known, low: bounds.map(({ low }) => low), high: bounds.map(({ high }) => high) };
}

interface Total {
  readonly sum: number;
  readonly count: number;
}

function total(frames: Float64Array | undefined): Total {
  let sum = 0;
  let count = 0;
  for (const value of frames ?? []) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return { sum, count };
}

/** Pooled mean under a draw; null where the draw has no frames. */
function ratio(totals: readonly Total[]): (multiplicities: Uint16Array) => number | null {
  return (multiplicities) => {
    let sum = 0;
    let count = 0;
    for (let s = 0; s < totals.length; s++) {
      sum += multiplicities[s]! * totals[s]!.sum;
      count += multiplicities[s]! * totals[s]!.count;
    }
    return count === 0 ? null : sum / count;
  };
}
