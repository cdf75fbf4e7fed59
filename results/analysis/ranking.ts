/**
 * @file Accuracy and robustness ranks: trackers in order, then each takes the mean rank of all that are not
 * significantly different from it, itself included (toolkit-legacy analyze_accuracy_robustness.m:326-397,
 * adapted_ranks.m 'mean'). Not being different is not transitive, so these are no groups.
 */
import { rankSumTest } from './rankSumTest.ts';
import { signedRankTest } from './signedRankTest.ts';

/** What one tracker brings to the ranking under one selector (a tag, all frames, or one sequence). */
export interface RankingEntry {
  /** Accuracy and failures, which give the order; null for a tracker without results, which gets no rank. */
  readonly accuracy: number | null;
  readonly failures: number | null;
  /** Mean overlap of each selected frame, NaN where there is none; the same frames for all trackers. */
  readonly overlaps: Float64Array;
  /** Failures of each sequence and repetition; NaN for a sequence without runs. */
  readonly failureCounts: Float64Array;
}

export interface Ranks {
  readonly accuracy: readonly (number | null)[];
  readonly robustness: readonly (number | null)[];
}

/** Below this p-value trackers are different. */
export const significance = 0.05;
/** With fewer common frames than this, trackers are taken as different. */
const fewestSamples = 25;

/**
 * @param practical threshold of each selected frame below which a difference of overlap has no meaning; left out, only
 *   the statistical test decides
 */
export function rankTrackers(entries: readonly RankingEntry[], practical?: Float64Array): Ranks {
  return {
    accuracy: adaptedRanks(
      entries.map(({ accuracy }) => (accuracy === null ? null : -accuracy)),
      (a, b) => accuracyDiffers(entries[a]!.overlaps, entries[b]!.overlaps, practical),
    ),
    robustness: adaptedRanks(
      entries.map(({ failures }) => failures),
      (a, b) => robustnessDiffers(entries[a]!.failureCounts, entries[b]!.failureCounts),
    ),
  };
}

/**
 * Rank by ascending value (equal values in the order given), then the mean of the ranks of all that do not differ.
 * Null values have no rank.
 */
export function adaptedRanks(
  values: readonly (number | null)[],
  differ: (a: number, b: number) => boolean,
): (number | null)[] {
  const ranked = values
    .map((value, index) => ({ value, index }))
    .filter((entry): entry is { value: number; index: number } => entry.value !== null)
    .toSorted((a, b) => a.value - b.value);
  const sums = ranked.map((_, i) => i + 1);
  const counts = ranked.map(() => 1);
  for (let i = 0; i < ranked.length; i++) {
    for (let j = i + 1; j < ranked.length; j++) {
      if (differ(ranked[i]!.index, ranked[j]!.index)) continue;
      sums[i]! += j + 1;
      counts[i]!++;
      sums[j]! += i + 1;
      counts[j]!++;
    }
  }
  const ranks: (number | null)[] = values.map(() => null);
  for (const [i, { index }] of ranked.entries()) ranks[index] = sums[i]! / counts[i]!;
  return ranks;
}

/**
 * Whether two trackers' overlaps differ: by the signed-rank test over the frames valid for both, unless the mean
 * difference in units of the practical threshold is below 1.
 */
export function accuracyDiffers(a: Float64Array, b: Float64Array, practical?: Float64Array): boolean {
  const differences = new Float64Array(a.length);
  let count = 0;
  let inThresholds = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! - b[i]!;
    if (Number.isNaN(difference)) continue;
    differences[count++] = difference;
    if (practical !== undefined) inThresholds += difference / practical[i]!;
  }
  if (practical !== undefined && Math.abs(inThresholds / count) < 1) return false;
  if (count < fewestSamples) return true;
  return signedRankTest(differences.subarray(0, count)) <= significance;
}

/** Whether two trackers' failures differ, by the rank-sum test over sequences and repetitions. */
export function robustnessDiffers(a: Float64Array, b: Float64Array): boolean {
  const known = (value: number): boolean => !Number.isNaN(value);
  return rankSumTest(a.filter(known), b.filter(known)) <= significance;
}
