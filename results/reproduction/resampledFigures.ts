/**
 * @file How far a tracker's figures depend on which sequences were chosen and how its chance fell: sequences are drawn with
 * replacement, the same for all trackers, so that differences between trackers are paired; for each drawn sequence as
 * many repetitions as are stored are drawn with replacement, for each tracker on its own.
 */
import type { Random } from '../../datasets/random.ts';
import type { ClaimedMeasure } from './reproduction.ts';
import type { RepetitionSums, Sum } from './repetitionSums.ts';

/** A value for each draw, NaN where it has none. */
export type ResampledFigures = Readonly<Record<ClaimedMeasure, Float64Array>>;

/**
 * A tracker's figures under each draw.
 * @param sequences what its repetitions add, one for each sequence
 * @param draws how often each sequence is drawn (`resample`), the same for all trackers that are to be compared
 * @param random of the repetitions
 */
export function resampledFigures(
  sequences: readonly RepetitionSums[],
  draws: readonly Uint16Array[],
  random: Random,
): ResampledFigures {
  const figures = {
    baselineAo: new Float64Array(draws.length),
    ao: new Float64Array(draws.length),
    eao: new Float64Array(draws.length),
  };
  const lengths = Math.max(0, ...sequences.map(({ eao }) => eao[0]?.overlaps.length ?? 0));
  for (const [index, multiplicities] of draws.entries()) {
    const baselineAo = { sum: 0, count: 0 };
    const ao = { sum: 0, count: 0 };
    const overlaps = new Float64Array(lengths);
    const weights = new Float64Array(lengths);
    for (const [s, sums] of sequences.entries()) {
      const times = multiplicities[s]!;
      if (times === 0) continue;
      for (const [repetition, weight] of drawnWeights(sums.eao.length, times, random).entries()) {
        if (weight === 0) continue;
        addTo(baselineAo, sums.baselineAo[repetition]!, weight);
        const expected = sums.eao[repetition]!;
        for (let i = 0; i < lengths; i++) {
          overlaps[i]! += weight * expected.overlaps[i]!;
          weights[i]! += weight * expected.weights[i]!;
        }
      }
      for (const [repetition, weight] of drawnWeights(sums.ao.length, times, random).entries()) {
        if (weight > 0) addTo(ao, sums.ao[repetition]!, weight);
      }
    }
    figures.baselineAo[index] = baselineAo.sum / baselineAo.count;
    figures.ao[index] = ao.sum / ao.count;
    figures.eao[index] = meanRatio(overlaps, weights);
  }
  return figures;
}

/** How much each repetition counts when a sequence is drawn some times, each time with as many repetitions as there are. */
function drawnWeights(repetitions: number, times: number, random: Random): Float64Array {
  const weights = new Float64Array(repetitions);
  for (let i = 0; i < repetitions * times; i++) {
    weights[repetitions === 1 ? 0 : Math.floor(random.uniform() * repetitions)]! += 1 / repetitions;
  }
  return weights;
}

function addTo(total: { sum: number; count: number }, { sum, count }: Sum, weight: number): void {
  total.sum += weight * sum;
  total.count += weight * count;
}

/** The expected overlap at each length, averaged over the lengths where a fragment is known. */
function meanRatio(overlaps: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < overlaps.length; i++) {
    if (!(weights[i]! > 0)) continue;
    sum += overlaps[i]! / weights[i]!;
    count++;
  }
  return sum / count;
}
