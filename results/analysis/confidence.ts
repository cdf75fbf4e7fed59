import type { Sequence } from '../../datasets/sequence.ts';
import type { TrackerEvaluation } from '../evaluation.ts';
import { bootstrapInterval } from './bootstrap.ts';
import { expectedAverageOverlap } from './expectedOverlap.ts';
import { mean } from './mean.ts';
import { allFrames, type SequenceAnalysis } from './sequenceAnalysis.ts';

/**
 * Bootstrap intervals of a tracker's main measures: the sequences of the dataset are the sample, so the intervals say
 * how far the figure depends on which sequences were chosen. No tool of VOT's has them.
 */
export function confidenceIntervals(
  sequences: readonly Sequence[],
  analyses: readonly SequenceAnalysis[],
  interval: readonly [number, number],
  draws: readonly Uint16Array[],
): TrackerEvaluation['confidence'] {
  const baselines = analyses.map(({ baseline }) => baseline?.selectors[allFrames]);
  const overlaps = baselines.map((baseline) => total(baseline?.frames));
  const unsupervised = analyses.map((analysis) => total(analysis.unsupervised?.frames));
  const nothing = { overlaps: new Float64Array(0), weights: new Float64Array(0) };
  const expectedOverlaps = baselines.map((baseline) => baseline?.expectedOverlap ?? nothing);
  const failuresPer100Frames = baselines.map((baseline, s) => ({
    sum: 100 * (mean(baseline?.failures ?? []) ?? 0),
    count: baseline === undefined ? 0 : sequences[s]!.length,
  }));
  const hasBaseline = baselines.some((baseline) => baseline !== undefined);
  return {
    eao: hasBaseline
      ? bootstrapInterval(draws, (multiplicities) => expectedAverageOverlap(expectedOverlaps, interval, multiplicities))
      : null,
    accuracy: bootstrapInterval(draws, ratio(overlaps)),
    robustness: bootstrapInterval(draws, ratio(failuresPer100Frames)),
    ao: bootstrapInterval(draws, ratio(unsupervised)),
  };
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
