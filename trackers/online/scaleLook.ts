/**
 * @file How large the target is, once its place is known. Of candidates that differ in place and in size the best are those
 * of the best places: their mean size is little more than chance, and a box that is not held follows it. So the sizes are
 * set beside each other at the same few places.
 */
import type { Rectangle } from '../../datasets/region.ts';
import { movedBox } from './boxSampling.ts';
import type { CandidateSettings } from './onlineSettings.ts';

export type ScaleLook = NonNullable<CandidateSettings['scaleLook']>;

/** Where each scale is scored, in shifts: one place alone would say more of itself than of the scale. */
const places: readonly (readonly [across: number, down: number])[] = [
  [0, 0],
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
];

/** The box in all scales, each at all places: from the smallest to the largest. */
export function scaleBoxes(box: Rectangle, { reach, shift }: ScaleLook, scaleStep: number): Rectangle[] {
  return Array.from({ length: 2 * reach + 1 }, (_, index) => {
    const scale = scaleStep ** (index - reach);
    return places.map(([across, down]) => movedBox(box, across * shift * box.width, down * shift * box.height, scale));
  }).flat();
}

/**
 * The power of the scale step that the box is to take: where the parabola through the scores of all scales (by least
 * squares) has its top, once `stiffness` times the square of what lies between a power and the expected one is taken from
 * it. So a slope within the scores' noise moves the box by little, and a picture that says nothing leaves it as expected.
 * @param scores of `scaleBoxes`
 * @param expected the power that costs nothing; beyond the reach it counts as the reach
 */
export function bestPower(
  scores: readonly number[],
  { reach, stiffness, gain }: Pick<ScaleLook, 'reach' | 'stiffness' | 'gain'>,
  expected: number,
): number {
  const scales = 2 * reach + 1;
  let [sum, first, second, squares, fourths] = [0, 0, 0, 0, 0];
  for (let index = 0; index < scales; index++) {
    const power = index - reach;
    const own = scores.slice(index * places.length, (index + 1) * places.length);
    const mean = own.reduce((total, score) => total + score, 0) / places.length;
    sum += mean;
    first += power * mean;
    second += power ** 2 * mean;
    squares += power ** 2;
    fourths += power ** 4;
  }
  const slope = first / squares;
  const curvature = (scales * second - squares * sum) / (scales * fourths - squares ** 2);
  const bend = 2 * (stiffness - curvature);
  const slant = slope + 2 * stiffness * withinReach(expected);
  return gain * withinReach(bend > 0 ? slant / bend : Math.sign(slant) * reach);

  function withinReach(power: number): number {
    return Math.max(-reach, Math.min(reach, power));
  }
}
