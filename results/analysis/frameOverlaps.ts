import { analysisBounds, type Bounds, imageBounds } from '../../datasets/overlap/bounds.ts';
import { type OverlapConvention, pixelRules } from '../../datasets/overlap/convention.ts';
import { frameOverlap } from '../../datasets/overlap/overlap.ts';
import { kind, type Trajectory } from '../../datasets/trajectory.ts';

/**
 * Overlap with the ground truth in each frame, NaN where either has only a code (VOT's calculate_overlap).
 * @param bounds pixels outside do not count: imageBounds for runs and the expected average overlap, analysisBounds for
 *   accuracy and the unsupervised analysis, as VOT's MATLAB toolkit has it
 */
export function frameOverlaps(
  trajectory: Trajectory,
  groundTruth: Trajectory,
  bounds: Bounds,
  convention: OverlapConvention,
): Float32Array {
  if (trajectory.length !== groundTruth.length) {
    throw new RangeError(`invalid trajectory length: ${trajectory.length} for ${groundTruth.length} frames`);
  }
  const rule = pixelRules[convention];
  const overlaps = new Float32Array(trajectory.length);
  for (let i = 0; i < overlaps.length; i++) {
    const isSpecial = trajectory.kinds[i] === kind.special || groundTruth.kinds[i] === kind.special;
    overlaps[i] = isSpecial ? NaN : frameOverlap(trajectory, groundTruth, i, bounds, rule);
  }
  return overlaps;
}

/**
 * Overlaps of a baseline run as VOT's two baseline analyses clip them. They differ only where a region reaches past
 * the image to the right or below, so only there the second is computed.
 */
export function baselineOverlaps(
  trajectory: Trajectory,
  groundTruth: Trajectory,
  size: { readonly width: number; readonly height: number },
  convention: OverlapConvention,
): { readonly expectedOverlap: Float32Array; readonly accuracy: Float32Array } {
  const expectedOverlap = frameOverlaps(trajectory, groundTruth, imageBounds(size), convention);
  const accuracy = expectedOverlap.slice();
  const bounds = analysisBounds(size);
  for (let i = 0; i < accuracy.length; i++) {
    if (Number.isNaN(accuracy[i]!)) continue;
    if (reachesPast(trajectory, i, size) || reachesPast(groundTruth, i, size)) {
      accuracy[i] = frameOverlap(trajectory, groundTruth, i, bounds, pixelRules[convention]);
    }
  }
  return { expectedOverlap, accuracy };
}

/** Whether a region has pixels beyond the image's last column or row, whatever the rule. */
function reachesPast(
  { kinds, offsets, values }: Trajectory,
  index: number,
  { width, height }: { readonly width: number; readonly height: number },
): boolean {
  const start = offsets[index]!;
  const end = offsets[index + 1]!;
  if (kinds[index] !== kind.polygon) {
    return values[start]! + values[start + 2]! > width - 1 || values[start + 1]! + values[start + 3]! > height - 1;
  }
  for (let i = start; i < end; i += 2) if (values[i]! > width - 1 || values[i + 1]! > height - 1) return true;
  return false;
}
