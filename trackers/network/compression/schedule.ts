/** @file When a training's rate is what, and when it is over. */
import type { CurvePoint } from './trainingState.ts';

/** Of all steps, so many raise the rate from 0. */
const warmUpShare = 0.02;

/**
 * What the learning rate is multiplied by: it rises evenly over the first fiftieth of the steps and falls to 0 along half a
 * cosine over the others.
 * @param step from 1
 */
export function rateShare(step: number, steps: number): number {
  const warmUp = Math.ceil(steps * warmUpShare);
  if (step <= warmUp) return step / warmUp;
  return 0.5 * (1 + Math.cos((Math.PI * (step - warmUp)) / (steps - warmUp + 1)));
}

/** A held-out loss counts as better when it is less by this share. */
const leastGain = 0.001;

/** How many points have gone by without a better one, at the end of the curve. */
export function pointsWithoutGain(curve: readonly CurvePoint[]): number {
  let best = Infinity;
  let count = 0;
  for (const { heldOutLoss } of curve) {
    if (heldOutLoss < best * (1 - leastGain)) {
      best = heldOutLoss;
      count = 0;
    } else count++;
  }
  return count;
}

/** Times the best held-out loss, or that of a map of the means, 1, where it is more. */
const mostHeldOut = 4;
/** Times the loss of the start, likewise; single steps differ much. */
const mostTraining = 10;

/** Whether the last point of a curve says that the training has gone astray: no numbers, or losses far above those before. */
export function isDivergent(curve: readonly CurvePoint[]): boolean {
  const { trainingLoss, heldOutLoss } = curve.at(-1)!;
  const before = curve.slice(0, -1).map((point) => point.heldOutLoss);
  const [best, start] = [Math.max(1, Math.min(...before)), Math.max(1, before[0]!)];
  return !(heldOutLoss <= mostHeldOut * best && (trainingLoss ?? 0) <= mostTraining * start);
}
