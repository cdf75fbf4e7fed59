/**
 * @file How large the target is, once its place is known. Of candidates that differ in place and in size the best are those
 * of the best places: their mean size is little more than chance, and a box that is not held follows it. So the sizes are
 * set beside each other at the same few places.
 */
import type { Rectangle } from '../../datasets/region.ts';
import { parabolaPeak } from '../parabolaPeak.ts';
import { around } from './boxSampling.ts';
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
    const { x, y, width, height } = scaledBox(box, scaleStep ** (index - reach));
    return places.map(
      ([across, down]): Rectangle => ({
        type: 'rectangle',
        x: x + across * shift * box.width,
        y: y + down * shift * box.height,
        width,
        height,
      }),
    );
  }).flat();
}

/**
 * The power of the scale step that the box is to take.
 * @param scores of `scaleBoxes`
 */
export function bestPower(scores: readonly number[], { reach, gain }: ScaleLook): number {
  const means = Array.from({ length: 2 * reach + 1 }, (_, index) => {
    const own = scores.slice(index * places.length, (index + 1) * places.length);
    return own.reduce((sum, score) => sum + score, 0) / places.length;
  });
  // Of equals the nearest: on a picture that says nothing the box stays as it is.
  const best = means.reduce((found, mean, index) => {
    const isNearer = Math.abs(index - reach) < Math.abs(found - reach);
    return mean > means[found]! || (mean === means[found] && isNearer) ? index : found;
  }, 0);
  const isInside = best > 0 && best < 2 * reach;
  const beyond = isInside ? parabolaPeak(means[best - 1]!, means[best]!, means[best + 1]!) : 0;
  return gain * (best - reach + beyond);
}

/** About the same centre. */
export function scaledBox({ x, y, width, height }: Rectangle, scale: number): Rectangle {
  return around(x + width / 2, y + height / 2, width * scale, height * scale);
}
