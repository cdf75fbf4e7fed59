/** @file What runs will cost, before they are begun. */
import type { SeriesPlan } from '../execution/job.ts';
import type { RemainingRuns } from './remainingRuns.ts';

/** Time that a tracker takes, of one thread. */
export interface Pace {
  /** Of a run's first frame, in which a tracker with a network is trained. */
  readonly firstFrameInSeconds: number;
  readonly otherFrameInSeconds: number;
}

export interface Cost {
  readonly runs: number;
  readonly frames: number;
  /** With so many runs at a time; null where the pace of a tracker is not known. */
  readonly hours: number | null;
  readonly bytes: number;
}

/** A line of the trajectory, the time, the confidence, and a column of the table of times. */
const bytesPerFrame = 36 + 12 + 8 + 9;
/** Three files a run, each with half a block unused. */
const bytesPerRun = 3 * 2048;

/**
 * @param paceOf a tracker by its label
 * @param workers runs at a time
 */
export function costOf(
  remaining: readonly RemainingRuns[],
  paceOf: (label: string) => Pace | undefined,
  workers: number,
): Cost {
  const total = (pick: (one: RemainingRuns) => number): number => remaining.reduce((sum, one) => sum + pick(one), 0);
  const [runs, frames] = [total((one) => one.runs), total((one) => one.frames)];
  const seconds = total(({ label, runs, frames }) => {
    const pace = paceOf(label);
    if (pace === undefined) return NaN;
    return runs * pace.firstFrameInSeconds + (frames - runs) * pace.otherFrameInSeconds;
  });
  return {
    runs,
    frames,
    hours: Number.isNaN(seconds) ? null : seconds / 3600 / Math.max(1, workers),
    bytes: frames * bytesPerFrame + runs * bytesPerRun,
  };
}

/**
 * Trackers whose pace is taken for that of all of their group: those of one backbone, and those without a network.
 * @returns label by label the group's name
 */
export function paceGroups(plan: readonly SeriesPlan[]): ReadonlyMap<string, string> {
  return new Map(
    plan.map(({ tracker: { label, tracker, configuration } }) => [
      label,
      configuration === undefined ? tracker : JSON.stringify(configuration.backbone),
    ]),
  );
}
