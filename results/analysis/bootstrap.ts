import type { Random } from '../../datasets/random.ts';
import type { ConfidenceInterval } from '../evaluation.ts';

/** How many times the sequences are drawn again. */
export const bootstrapSamples = 1000;
/**
 * Of fewer sequences there are no intervals and no tests: even a difference of the same sign on all of them is no evidence
 * at 5 % (a sign test: 2 / 2^6 = 3 %).
 */
export const leastSequences = 6;
/** Share of the samples inside the interval. */
export const confidenceLevel = 0.95;

/**
 * Draws of sequences with replacement: for each sample, how often each sequence is in it. Drawn once and used for every
 * tracker and measure, so that their intervals are comparable.
 */
export function resample(sequences: number, random: Random, samples: number = bootstrapSamples): Uint16Array[] {
  return Array.from({ length: samples }, () => {
    const multiplicities = new Uint16Array(sequences);
    for (let i = 0; i < sequences; i++) multiplicities[Math.floor(random.uniform() * sequences)]!++;
    return multiplicities;
  });
}

/**
 * Percentile interval of a measure under the draws; null where it has no value in most of them, and of fewer than
 * `leastSequences`.
 */
export function bootstrapInterval(
  draws: readonly Uint16Array[],
  measure: (multiplicities: Uint16Array) => number | null,
): ConfidenceInterval | null {
  return percentileInterval(bootstrapSample(draws, measure));
}

/** A measure under each draw, NaN where it has no value; empty of fewer than `leastSequences`. */
export function bootstrapSample(
  draws: readonly Uint16Array[],
  measure: (multiplicities: Uint16Array) => number | null,
): Float64Array {
  if ((draws[0]?.length ?? 0) < leastSequences) return new Float64Array(0);
  return Float64Array.from(draws, (multiplicities) => measure(multiplicities) ?? NaN);
}

/**
 * The interval that holds a share of the values in its middle; null where most of them are no numbers.
 * @param level the share
 */
export function percentileInterval(
  values: ArrayLike<number>,
  level: number = confidenceLevel,
): ConfidenceInterval | null {
  const known = Float64Array.from(values).filter(Number.isFinite).sort();
  if (known.length === 0 || known.length < values.length / 2) return null;
  const outside = (1 - level) / 2;
  return { low: quantile(known, outside), high: quantile(known, 1 - outside) };
}

/** Quantile of sorted values, interpolated. */
function quantile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}
