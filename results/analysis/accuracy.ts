import { burnInMask } from './burnIn.ts';
import { mean, pooled } from './mean.ts';

/** One baseline run of a sequence, as far as accuracy sees it. Arrays have an entry for each frame. */
export interface AccuracyRun {
  /** NaN on frames with a code. */
  readonly overlaps: Float32Array;
  /** 1 on the frames with an initialisation code. */
  readonly initializations: Uint8Array;
}

/**
 * For each selected frame the mean overlap over the repetitions, NaN where none has a valid one.
 *
 * As in VOT's MATLAB toolkit the trajectory is cut down to the selected frames first, so that the burn-in covers the
 * next selected frames after a selected initialisation (sequence_tag_selectors.m:181, analyze_accuracy_robustness.m:298).
 * @param selected 1 on the frames that count; all frames if left out
 * @param frames burn-in frames; 0 counts every tracked frame
 */
export function accuracyFrames(runs: readonly AccuracyRun[], selected?: Uint8Array, frames?: number): Float64Array {
  const length = runs[0]?.overlaps.length ?? 0;
  const chosen: number[] = [];
  for (let i = 0; i < length; i++) if (selected === undefined || selected[i] === 1) chosen.push(i);
  const sums = new Float64Array(chosen.length);
  const counts = new Uint32Array(chosen.length);
  for (const { overlaps, initializations } of runs) {
    const masked = burnInMask(
      Uint8Array.from(chosen, (frame) => initializations[frame]!),
      frames,
    );
    for (const [k, frame] of chosen.entries()) {
      const overlap = overlaps[frame]!;
      if (masked[k] === 1 || Number.isNaN(overlap)) continue;
      sums[k]! += overlap;
      counts[k]!++;
    }
  }
  return sums.map((sum, k) => (counts[k] === 0 ? NaN : sum / counts[k]!));
}

/** Mean of the valid frames, pooled over sequences; null where there is none. */
export function accuracy(framesOfSequences: readonly Float64Array[]): number | null {
  return mean(pooled(framesOfSequences));
}
