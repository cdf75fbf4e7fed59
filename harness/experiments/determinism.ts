import { imageBounds } from '../../datasets/overlap/bounds.ts';
import { type OverlapConvention, pixelRules } from '../../datasets/overlap/convention.ts';
import { frameOverlap } from '../../datasets/overlap/overlap.ts';
import { kind, type Trajectory } from '../../datasets/trajectory.ts';

export { repetitionsToCompare } from '../../results/run.ts';

/** Regions that overlap more than this are the same (toolkit-legacy `2fb78d5` is_deterministic.m). */
const sameRegionOverlap = 0.999;

/**
 * Whether repetitions of a run are equal to the first: as long, special in the same frames, and the same region in all
 * others. Codes are not compared, as in VOT.
 */
export function areEqualRepetitions(
  trajectories: readonly Trajectory[],
  size: { readonly width: number; readonly height: number },
  convention: OverlapConvention,
): boolean {
  const [first, ...others] = trajectories;
  const bounds = imageBounds(size);
  const rule = pixelRules[convention];
  return first === undefined || others.every((other) => areEqual(first, other));

  function areEqual(a: Trajectory, b: Trajectory): boolean {
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) {
      const isSpecial = a.kinds[i] === kind.special;
      if (isSpecial !== (b.kinds[i] === kind.special)) return false;
      if (isSpecial || haveSameRegion(a, b, i)) continue;
      if (!(frameOverlap(a, b, i, bounds, rule) > sameRegionOverlap)) return false;
    }
    return true;
  }
}

/** To the last digit. Such regions are equal also where they have no area in the image, and so no overlap. */
function haveSameRegion(a: Trajectory, b: Trajectory, frame: number): boolean {
  const start = a.offsets[frame]!;
  const length = a.offsets[frame + 1]! - start;
  const other = b.offsets[frame]!;
  if (a.kinds[frame] !== b.kinds[frame] || b.offsets[frame + 1]! - other !== length) return false;
  for (let i = 0; i < length; i++) if (a.values[start + i] !== b.values[other + i]) return false;
  return true;
}
