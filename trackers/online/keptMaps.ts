import type { OnlineSettings } from './onlineSettings.ts';

/** Of one map, in half the bits (sampleMemory.ts): mobilenet-yolo's, the largest of the backbones that have names. */
const mapBytes = 2 * 14 * 14 * 288;

/** The most that a tracker with these settings holds of its samples' maps at a time. */
export function keptMapsBytes(settings: OnlineSettings): number {
  return mapBytes * mostSamples(settings);
}

/** Those of the first frame, of which a part stays, or the memory once it is full. */
export function mostSamples({ firstFrame, update }: OnlineSettings): number {
  const { samples, turns, negativesKept } = firstFrame;
  const turned = turns === null ? 0 : turns.degrees.length + (turns.isMirrored ? 1 : 0);
  const positives = samples.positives + turned * (turns?.positives ?? 0);
  const negatives = samples.negatives + turned * (turns?.negatives ?? 0);
  const kept = Math.min(negatives, negativesKept);
  const later =
    Math.max(update.longMemory, update.shortMemory) * update.samples.positives +
    update.shortMemory * update.samples.negatives;
  return positives + kept + Math.max(negatives, later);
}
