import type { PairTest } from '../evaluation.ts';
import { signedRankTest } from './signedRankTest.ts';

/** Up to so many differences the distribution is counted out; with more the normal one is as good. */
const largestExactSample = 25;

/**
 * Wilcoxon's signed-rank test of paired differences (row minus column), two-sided, zero differences dropped. With at
 * most 25 left the p-value is exact: the share of all ways to sign the ranks, ties sharing their mean rank, whose sum
 * is at least as far from its mean (R: wilcox.exact of exactRankTests; without ties scipy's mode 'exact').
 */
export function pairedTest(differences: readonly number[]): PairTest {
  const known = differences.filter((difference) => difference !== 0);
  const ranks = doubledRanks(known.map(Math.abs));
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const positive = ranks.reduce((sum, rank, i) => sum + (known[i]! > 0 ? rank : 0), 0);
  const better = 2 * positive === total ? null : 2 * positive > total ? 'row' : 'column';
  if (known.length === 0) return { p: 1, better: null };
  return { p: known.length > largestExactSample ? signedRankTest(known) : exact(ranks, positive), better };
}

/** Twice the rank of each value, from 1; equal values share the mean, so that all are whole numbers. */
function doubledRanks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).toSorted((a, b) => values[a]! - values[b]!);
  const ranks: number[] = values.map(() => 0);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) ranks[order[i]!] = start + 1 + end;
    start = end;
  }
  return ranks;
}

function exact(ranks: readonly number[], positive: number): number {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const ways = new Float64Array(total + 1);
  ways[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    for (let sum = reached; sum >= 0; sum--) ways[sum + rank]! += ways[sum]!;
    reached += rank;
  }
  const distance = Math.abs(2 * positive - total);
  const extreme = ways.reduce((count, here, sum) => count + (Math.abs(2 * sum - total) >= distance ? here : 0), 0);
  return extreme / 2 ** ranks.length;
}
