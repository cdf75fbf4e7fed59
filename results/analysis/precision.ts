import { boundingBox, type Region } from '../../datasets/region.ts';
import { regionAt, type Trajectory } from '../../datasets/trajectory.ts';

/** Centre error, in pixels, at which OTB and pysot-toolkit quote the precision. */
export const precisionThresholdInPixels = 20;
/** Thresholds of the precision curve: 0, 1, ..., 50 pixels. */
export const precisionThresholdsInPixels: readonly number[] = Array.from({ length: 51 }, (_, i) => i);

/**
 * Distance in pixels between the centres of both boxes in each frame but the first, which was given. Infinite where
 * the tracker has no region; NaN where the ground truth has none.
 */
export function centerErrorsInPixels(trajectory: Trajectory, groundTruth: Trajectory): Float64Array {
  return Float64Array.from({ length: Math.max(0, trajectory.length - 1) }, (_, i) => {
    const truth = center(regionAt(groundTruth, i + 1));
    const found = center(regionAt(trajectory, i + 1));
    if (truth === undefined) return NaN;
    return found === undefined ? Infinity : Math.hypot(found.x - truth.x, found.y - truth.y);
  });
}

/** Share of frames, pooled over runs and sequences, with a centre error of at most each threshold. */
export function precisionCurve(errorsOfRuns: readonly Float64Array[]): number[] {
  const counts = new Float64Array(precisionThresholdsInPixels.length);
  let frames = 0;
  for (const errors of errorsOfRuns) {
    for (const error of errors) {
      if (Number.isNaN(error)) continue;
      frames++;
      const from = Math.ceil(error);
      if (from < counts.length) counts[from]!++;
    }
  }
  if (frames === 0) return [];
  let within = 0;
  return Array.from(counts, (count) => {
    within += count;
    return within / frames;
  });
}

function center(region: Region): { readonly x: number; readonly y: number } | undefined {
  if (region.type === 'special') return undefined;
  const { x, y, width, height } = boundingBox(region);
  return { x: x + width / 2, y: y + height / 2 };
}
