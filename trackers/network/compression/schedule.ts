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

/** Losses so many times those of the start are no learning. */
const divergenceFactor = 4;

/**
 * Whether losses say that a training has gone astray: they are no numbers, or far above what it began with.
 * @param losses of some steps together, or of the held-out images
 */
export function isDivergent(loss: number, start: number): boolean {
  return !(loss <= divergenceFactor * start);
}
