/** Frames after an initialisation, it included, that say nothing of accuracy (VOT2016: stack_vot2016.m burnin=10). */
export const burnInFrames = 10;

/**
 * 1 on the frames that the burn-in takes out: each initialisation and the frames after it (estimate_accuracy.m:35-58).
 * @param initializations 1 on the frames with an initialisation code
 */
export function burnInMask(initializations: Uint8Array, frames: number = burnInFrames): Uint8Array {
  const mask = new Uint8Array(initializations.length);
  let remaining = 0;
  for (let i = 0; i < mask.length; i++) {
    if (initializations[i] === 1) remaining = frames;
    if (remaining > 0) {
      mask[i] = 1;
      remaining--;
    }
  }
  return mask;
}
