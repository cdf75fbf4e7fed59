/** @file How far the runs are, in words. */
import { formatBytes } from '../../datasets/byteSize.ts';
import type { Activity } from '../../results/claims/liveProcesses.ts';
import { describeRun } from '../../results/run.ts';
import { formatDuration } from '../terminal/duration.ts';
import type { RunSnapshot, TrackerProgress } from './runStatistics.ts';

/** A worker without a new frame for so long is said to be silent. */
const silenceSaidSeconds = 10;

export function runsText({ runsDone, runsPlanned, runsFailed, retries }: RunSnapshot): string {
  const failed = runsFailed === 0 ? '' : `, ${runsFailed} failed`;
  const again = retries === 0 ? '' : `, ${retries} tried again`;
  return `${runsDone} of ${runsPlanned} runs${failed}${again}`;
}

export function speedText({ framesPerSecond }: RunSnapshot): string {
  if (framesPerSecond === undefined) return 'frames/s unknown';
  return `${framesPerSecond < 10 ? framesPerSecond.toFixed(1) : framesPerSecond.toFixed(0)} frames/s`;
}

export function timeLeftText({ secondsLeft }: RunSnapshot): string {
  return secondsLeft === undefined ? 'time left unknown' : `about ${formatDuration(secondsLeft)} left`;
}

export function trackerText({ tracker, runsDone, runsPlanned, runsFailed }: TrackerProgress): string {
  return `${tracker} ${runsDone}/${runsPlanned}${runsFailed === 0 ? '' : ` (${runsFailed} failed)`}`;
}

export function workerText({ worker, device, run, frame, frames, silentSeconds = 0, memoryBytes }: Activity): string {
  const where = `worker ${worker} (${device}${memoryBytes === undefined ? '' : `, ${formatBytes(memoryBytes)}`})`;
  if (run === undefined) return `${where}: waits for a run`;
  const silence = silentSeconds < silenceSaidSeconds ? '' : `, silent for ${formatDuration(silentSeconds)}`;
  return `${where}: ${describeRun(run)}, frame ${frame} of ${frames}${silence}`;
}

/** All of it in one line, for a log. */
export function snapshotLine(snapshot: RunSnapshot): string {
  const { trackers, workers, framesDone, framesPlanned } = snapshot;
  const shown = trackers.filter(({ runsPlanned, runsDone, runsFailed }) => runsDone + runsFailed < runsPlanned);
  const silent = workers.filter(({ silentSeconds = 0 }) => silentSeconds >= silenceSaidSeconds).map(workerText);
  return [
    runsText(snapshot),
    `${framesDone} of ${framesPlanned} frames`,
    speedText(snapshot),
    timeLeftText(snapshot),
    ...(trackers.length > 1 && shown.length > 0 ? [listedTrackers(shown)] : []),
    ...silent,
  ].join('; ');
}

const trackersShown = 6;

export function listedTrackers(trackers: readonly TrackerProgress[]): string {
  const more = trackers.length > trackersShown ? `, and ${trackers.length - trackersShown} more` : '';
  return `${trackers.slice(0, trackersShown).map(trackerText).join(', ')}${more}`;
}
