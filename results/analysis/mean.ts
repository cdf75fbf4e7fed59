/** Mean of the numbers that are there; null where there is none. */
export function mean(values: Iterable<number | null>): number | null {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (value === null || Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? null : sum / count;
}

/** Mean weighted by, say, numbers of frames; entries without a number carry no weight. Null where there is none. */
export function weightedMean(entries: Iterable<readonly [value: number | null, weight: number]>): number | null {
  let sum = 0;
  let weights = 0;
  for (const [value, weight] of entries) {
    if (value === null || Number.isNaN(value)) continue;
    sum += value * weight;
    weights += weight;
  }
  return weights === 0 ? null : sum / weights;
}

/** The frames of all sequences together. */
export function pooled(framesOfSequences: readonly Float64Array[]): number[] {
  return framesOfSequences.flatMap((frames) => Array.from(frames));
}
