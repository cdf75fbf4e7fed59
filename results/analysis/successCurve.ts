import { pooled } from './mean.ts';

/** Overlap thresholds of the success curve: 100 from 0 to 1, both included (toolkit-legacy analyze_overlap.m). */
export const successThresholds: readonly number[] = Array.from({ length: 100 }, (_, i) => i / 99);

/** Share of frames, pooled over sequences, whose overlap exceeds each threshold. Empty without frames. */
export function successCurve(framesOfSequences: readonly Float64Array[]): number[] {
  const all = Float64Array.from(pooled(framesOfSequences)).sort();
  if (all.length === 0) return [];
  let below = 0;
  return successThresholds.map((threshold) => {
    while (below < all.length && all[below]! <= threshold) below++;
    return (all.length - below) / all.length;
  });
}

/** Area under the success curve by the trapezoidal rule; it tends to the average overlap. Null for an empty curve. */
export function areaUnderCurve(curve: readonly number[]): number | null {
  if (curve.length < 2) return null;
  let area = 0;
  for (let i = 1; i < curve.length; i++) area += (curve[i - 1]! + curve[i]!) / 2;
  return area / (curve.length - 1);
}
