import { mean } from './mean.ts';

/** Median frame time from which a table's times are taken for milliseconds: nobody waits 5 seconds a frame on VOT. */
const longestPlausibleFrameTimeInSeconds = 5;
/** From here on it might be either: 1 to 5 seconds are as rare as 200 to 1000 frames a second. */
const doubtfulFrameTime = 1;

export interface TimeUnit {
  readonly unit: 'seconds' | 'milliseconds';
  /** Whether the other unit is as likely. */
  readonly isDoubtful: boolean;
}

/**
 * The unit of a tracker's time tables. VOT's tools write seconds, but tables in milliseconds are about (vot-toolkit's
 * vot/utilities/migration.py takes all for such), so it is told from their median.
 * @param runs frame times of each run, NaN where a frame was not timed
 */
export function frameTimeUnit(runs: readonly Float64Array[]): TimeUnit {
  const times = Float64Array.from(runs.flatMap((run) => Array.from(run)).filter((time) => time > 0)).sort();
  const median = times[times.length >> 1] ?? 0;
  if (median >= longestPlausibleFrameTimeInSeconds) return { unit: 'milliseconds', isDoubtful: false };
  return { unit: 'seconds', isDoubtful: median >= doubtfulFrameTime };
}

export function inSeconds(times: Float64Array, { unit }: TimeUnit): Float64Array {
  return unit === 'seconds' ? times : times.map((time) => time / 1000);
}

/** Frames a second of a run: 1 over its mean frame time; null for a run without times (toolkit-legacy analyze_speed.m). */
export function framesPerSecond(timesInSeconds: Float64Array): number | null {
  const average = mean(timesInSeconds);
  return average === null || average <= 0 ? null : 1 / average;
}
