/** Frames for which the reliability says how likely a tracker goes on without a failure (VOT: sensitivity 30). */
export const reliabilityFrames = 30;

/** Failures for each 100 frames, the `R` of the VOT2016 tables. */
export function robustness(failures: number, frames: number): number {
  return (failures / frames) * 100;
}

/** exp(-S failures / frames), the horizontal axis of VOT's accuracy-robustness plot (plot_ar.m:72). */
export function reliability(failures: number, frames: number, sensitivity: number = reliabilityFrames): number {
  return Math.exp((-sensitivity * failures) / frames);
}

/**
 * Failures of each of `repetitions` runs; the ones that were not run get the mean of those that were
 * (analyze_accuracy_robustness.m:204-224). All NaN where there is no run.
 */
export function filledFailures(failures: readonly number[], repetitions: number): Float64Array {
  const known = failures.slice(0, repetitions);
  const average = known.reduce((sum, count) => sum + count, 0) / known.length;
  return Float64Array.from({ length: repetitions }, (_, i) => known[i] ?? average);
}
