import { twoSidedNormalTail } from './normalTail.ts';

/**
 * Wilcoxon's rank-sum (Mann-Whitney) test of two samples, two-sided: ties share their mean rank, the statistic is taken
 * as normal with its variance corrected for ties and a continuity correction of 0.5 (MATLAB ranksum for large samples;
 * scipy.stats.mannwhitneyu with method 'asymptotic').
 * @returns the p-value; 1 when all values are equal or a sample is empty
 */
export function rankSumTest(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const a = Float64Array.from(x).sort();
  const b = Float64Array.from(y).sort();
  const count = a.length + b.length;
  let ranksOfA = 0;
  let tieTerm = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const value = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    const start = i + j;
    const firstOfA = i;
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    const tied = i + j - start;
    ranksOfA += (i - firstOfA) * (start + (tied + 1) / 2);
    tieTerm += tied * tied * tied - tied;
  }
  const expected = (a.length * (count + 1)) / 2;
  const variance = ((a.length * b.length) / 12) * (count + 1 - tieTerm / (count * (count - 1)));
  if (!(variance > 0)) return 1;
  const distance = Math.max(0, Math.abs(ranksOfA - expected) - 0.5);
  return twoSidedNormalTail(distance / Math.sqrt(variance));
}
