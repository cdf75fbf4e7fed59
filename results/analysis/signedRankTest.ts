import { twoSidedNormalTail } from './normalTail.ts';

/**
 * Wilcoxon's signed-rank test of paired differences, two-sided: zero differences are dropped, ties share their mean
 * rank, the statistic is taken as normal with its variance corrected for ties, without continuity correction
 * (MATLAB signrank for more than 15 samples; scipy.stats.wilcoxon with zero_method 'wilcox', mode 'approx').
 * @returns the p-value; 1 when no difference is left
 */
export function signedRankTest(differences: Iterable<number>): number {
  const all = Float64Array.from(differences);
  const positive = all.filter((difference) => difference > 0).sort();
  const negative = all
    .filter((difference) => difference < 0)
    .map((difference) => -difference)
    .sort();
  const count = positive.length + negative.length;
  if (count === 0) return 1;
  let positiveRanks = 0;
  let tieTerm = 0;
  let i = 0;
  let j = 0;
  while (i < positive.length || j < negative.length) {
    const value = Math.min(positive[i] ?? Infinity, negative[j] ?? Infinity);
    const start = i + j;
    const firstPositive = i;
    while (i < positive.length && positive[i] === value) i++;
    while (j < negative.length && negative[j] === value) j++;
    const tied = i + j - start;
    positiveRanks += (i - firstPositive) * (start + (tied + 1) / 2);
    tieTerm += tied * tied * tied - tied;
  }
  const expected = (count * (count + 1)) / 4;
  const variance = (count * (count + 1) * (2 * count + 1)) / 24 - tieTerm / 48;
  return twoSidedNormalTail((positiveRanks - expected) / Math.sqrt(variance));
}
