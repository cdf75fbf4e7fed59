/**
 * @file Overlap of two regions as VOT measures it: intersection over union of their pixels inside the image, by one of
 * the pixel rules of convention.ts.
 */
import type { Region } from '../region.ts';
import { kind, type Trajectory, trajectory } from '../trajectory.ts';
import { unknownName } from '../unknownName.ts';
import { type Bounds, unbounded } from './bounds.ts';
import { type PixelRule, type PixelRuleName, pixelRules } from './convention.ts';
import { pythonOverlap } from './pythonOverlap.ts';
import { emptyShape, isFiniteShape, readShape } from './shape.ts';
import { traxOverlap } from './traxOverlap.ts';

/**
 * Overlap of two regions, 0 to 1, rounded to single precision as VOT's tools have it.
 * A special code overlaps nothing: 0.
 * @param bounds pixels outside do not count; VOT passes the image (imageBounds)
 * @throws InputError for an unknown convention
 */
export function overlap(
  a: Region,
  b: Region,
  bounds: Bounds = unbounded,
  convention: PixelRuleName = 'vot2016',
): number {
  const rule: PixelRule | undefined = pixelRules[convention];
  if (rule === undefined) throw unknownName('overlap convention', convention, Object.keys(pixelRules));
  return frameOverlap(trajectory([a]), trajectory([b]), 0, bounds, rule);
}

/** Overlap of two trajectories in frame `index`; 0 where one of them has only a code. */
export function frameOverlap(a: Trajectory, b: Trajectory, index: number, bounds: Bounds, rule: PixelRule): number {
  if (a.kinds[index] === kind.special || b.kinds[index] === kind.special) return 0;
  readShape(a, index, rule, first);
  readShape(b, index, rule, second);
  if (!isFiniteShape(first) || !isFiniteShape(second)) return 0;
  return rule.scan === 'python' ? pythonOverlap(first, second, bounds) : traxOverlap(first, second, bounds, rule);
}

const first = emptyShape();
const second = emptyShape();
