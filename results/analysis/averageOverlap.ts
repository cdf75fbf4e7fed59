import { mean, pooled } from './mean.ts';

/**
 * Overlap of each frame of an unsupervised run for the average overlap, mean over the repetitions. Frames with a code
 * count as 0, so the first frame does (toolkit-legacy analyze_overlap.m).
 */
export function unsupervisedFrames(runs: readonly Float32Array[]): Float64Array {
  const frames = new Float64Array(runs[0]?.length ?? 0);
  for (const overlaps of runs) {
    for (let i = 0; i < frames.length; i++) frames[i]! += Number.isNaN(overlaps[i]!) ? 0 : overlaps[i]! / runs.length;
  }
  return frames;
}

/** Average overlap (AO): mean over all frames of all sequences; null without frames. */
export function averageOverlap(framesOfSequences: readonly Float64Array[]): number | null {
  return mean(pooled(framesOfSequences));
}
