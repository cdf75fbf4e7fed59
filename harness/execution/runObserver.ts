import type { Ran } from '../../results/journal/journalEvent.ts';
import type { RunKey, RunSeries } from '../../results/run.ts';
import type { Failure } from './job.ts';

/** Which try of a run it was, from 1, and where and when it was, where the executor says so. */
export interface Attempt {
  readonly attempt: number;
  /** Length of the sequence. */
  readonly frames: number;
  readonly ran?: Ran;
}

/** Hears of what happens while runs go on. */
export interface RunObserver {
  /** How many runs and frames there are to do in all; grows when a series turns out to need all its repetitions. */
  planned(runs: number, frames: number): void;
  stored(run: RunKey, notices: readonly string[], attempt: Attempt): void;
  failed(run: RunKey, failure: Failure, attempt: Attempt): void;
  /** A stored run was not whole: its file has a new name, and the run is done again. */
  damaged(run: RunKey, reason: string, movedTo: string): void;
  /** What of the plan comes from one series. */
  queued?(series: RunSeries, runs: number, frames: number): void;
  begun?(run: RunKey, attempt: number): void;
  /** A run failed and is tried once more. */
  failedForNow?(run: RunKey, failure: Failure, attempt: Attempt): void;
  /** It was stopped; nothing of it is kept. */
  dropped?(run: RunKey): void;
  /** Another process has stored a run that was planned here. */
  elsewhere?(run: RunKey, by: string, frames: number): void;
  /** The dead process `from` had begun this run; it is done here. */
  takenOver?(run: RunKey, from: string): void;
  /** The first repetitions are equal, so `leftOut` others are not run. */
  equal?(series: RunSeries, leftOut: number): void;
  /** All that is left is being done by other processes. */
  waiting?(runs: number, by: string): void;
}

/** Tells all of them, in their order. */
export function observers(...all: readonly RunObserver[]): RunObserver {
  return {
    planned: (...event) => all.forEach((one) => one.planned(...event)),
    stored: (...event) => all.forEach((one) => one.stored(...event)),
    failed: (...event) => all.forEach((one) => one.failed(...event)),
    damaged: (...event) => all.forEach((one) => one.damaged(...event)),
    queued: (...event) => all.forEach((one) => one.queued?.(...event)),
    begun: (...event) => all.forEach((one) => one.begun?.(...event)),
    failedForNow: (...event) => all.forEach((one) => one.failedForNow?.(...event)),
    dropped: (...event) => all.forEach((one) => one.dropped?.(...event)),
    elsewhere: (...event) => all.forEach((one) => one.elsewhere?.(...event)),
    takenOver: (...event) => all.forEach((one) => one.takenOver?.(...event)),
    equal: (...event) => all.forEach((one) => one.equal?.(...event)),
    waiting: (...event) => all.forEach((one) => one.waiting?.(...event)),
  };
}
