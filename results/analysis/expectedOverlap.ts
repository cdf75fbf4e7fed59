/**
 * @file Expected average overlap (EAO): the overlap to be expected on a sequence of some length, averaged over the
 * lengths that are typical. From a baseline run come fragments, one from each (re-)initialisation to the next; a
 * fragment that ended in a failure goes on with zeros for ever, the last one is unknown beyond its end. The expected
 * overlap at length L is the weighted mean, over the fragments known at L, of their mean overlap in frames 2..L
 * (toolkit-legacy analysis/estimate_expected_overlap.m, analyze_average_expected_overlap.m).
 *
 * A fragment adds to each length once, and a zero tail is one entry in a running sum, so all is linear in frames.
 */

/** One baseline run of a sequence, as far as the expected overlap sees it. */
export interface ExpectedOverlapRun {
  /** Overlap of each frame without burn-in; NaN on frames with a code. */
  readonly overlaps: Float32Array;
  /** Frames with a failure code, 0-based, ascending. */
  readonly failures: readonly number[];
}

/** Sums over fragments for each sequence length; index 0 is length 1. */
export interface ExpectedOverlapSums {
  /** Weighted means of the known fragments. */
  readonly overlaps: Float64Array;
  readonly weights: Float64Array;
}

/** Frames from a failure to the re-initialisation (stack_vot2016.m skip_initialize=5). */
export const skippedFrames = 5;

/**
 * What the runs of one sequence add to the expected overlap.
 * @param longest the longest sequence of the dataset: zero tails reach that far
 * @param fragmentShare a fragment's share of the frames that count, from its first frame and its length; 1 if left out
 */
export function expectedOverlapSums(
  runs: readonly ExpectedOverlapRun[],
  longest: number,
  fragmentShare: (firstFrame: number, length: number) => number = () => 1,
): ExpectedOverlapSums {
  const overlaps = new Float64Array(longest);
  const weights = new Float64Array(longest);
  // Entry i belongs to length i + 1: from there on, zero tails have this sum of overlaps, and this weight.
  const tailOverlaps = new Float64Array(longest + 1);
  const tailWeights = new Float64Array(longest + 1);
  for (const run of runs) {
    const frames = run.overlaps.length;
    const starts = [0, ...run.failures.map((failure) => failure + skippedFrames).filter((frame) => frame < frames)];
    for (const [k, start] of starts.entries()) {
      const next = starts[k + 1];
      // The next initialisation still belongs to the fragment that failed.
      const length = (next === undefined ? frames : next + 1) - start;
      const weight = fragmentShare(start, length) / runs.length;
      const known = Math.min(length, longest);
      let sum = 0;
      for (let i = 1; i < known; i++) {
        const overlap = run.overlaps[start + i]!;
        if (!Number.isNaN(overlap)) sum += overlap;
        overlaps[i]! += (weight * sum) / i;
        weights[i]! += weight;
      }
      if (next !== undefined) {
        tailOverlaps[known]! += weight * sum;
        tailWeights[known]! += weight;
      }
    }
  }
  let tailOverlap = 0;
  let tailWeight = 0;
  for (let i = 1; i < longest; i++) {
    tailOverlap += tailOverlaps[i]!;
    tailWeight += tailWeights[i]!;
    overlaps[i]! += tailOverlap / i;
    weights[i]! += tailWeight;
  }
  return { overlaps, weights };
}

/**
 * Expected overlap at each length from the sums of all sequences; index 0 is length 1, where it is 1. NaN where no
 * fragment is known, or none of the known ones has a frame with the tag.
 */
export function expectedOverlapCurve(sequences: readonly ExpectedOverlapSums[]): Float64Array {
  const longest = Math.max(0, ...sequences.map(({ overlaps }) => overlaps.length));
  return Float64Array.from({ length: longest }, (_, i) => expectedOverlapAt(sequences, i + 1));
}

/**
 * Expected average overlap: the mean of the expected overlap over the lengths `low..high` (1-based, both included).
 * Lengths that no sequence reaches, and NaN, are left out; null where nothing is left.
 * @param multiplicities how often each sequence counts; once if left out (a bootstrap draws them)
 */
export function expectedAverageOverlap(
  sequences: readonly ExpectedOverlapSums[],
  [low, high]: readonly [number, number],
  multiplicities?: ArrayLike<number>,
): number | null {
  let sum = 0;
  let count = 0;
  const longest = Math.max(0, ...sequences.map(({ overlaps }) => overlaps.length));
  for (let length = low; length <= Math.min(high, longest); length++) {
    const expected = expectedOverlapAt(sequences, length, multiplicities);
    if (Number.isNaN(expected)) continue;
    sum += expected;
    count++;
  }
  return count === 0 ? null : sum / count;
}

/** Expected overlap at one length; NaN where no fragment is known. */
export function expectedOverlapAt(
  sequences: readonly ExpectedOverlapSums[],
  length: number,
  multiplicities?: ArrayLike<number>,
): number {
  if (length === 1) return 1;
  let sum = 0;
  let weight = 0;
  for (let s = 0; s < sequences.length; s++) {
    const times = multiplicities === undefined ? 1 : multiplicities[s]!;
    const { overlaps, weights } = sequences[s]!;
    if (times === 0 || length > overlaps.length) continue;
    sum += times * overlaps[length - 1]!;
    weight += times * weights[length - 1]!;
  }
  return sum / weight;
}
