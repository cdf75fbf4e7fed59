/**
 * @file Brings a workspace's store up to a plan: looks up what is there, has the rest done by an executor, and stores
 * each run as it ends. It alone writes the store, and what it does next depends on the store alone, so runs may end in
 * any order and the whole may be interrupted anywhere.
 */
import type { OverlapConvention } from '../../datasets/overlap/convention.ts';
import type { Trajectory } from '../../datasets/trajectory.ts';
import type { RunKey } from '../../results/run.ts';
import { findRun, logFolder, removeAbandonedFiles, setAside, storeRun, updateTimeTable } from '../../results/store.ts';
import { areEqualRepetitions, repetitionsToCompare } from '../experiments/determinism.ts';
import { type Executor, type Failure, type Job, type JobResult, runOf, type SeriesPlan, seriesOf } from './job.ts';
import { nextRepetitions } from './plan.ts';

export interface CoordinatorOptions {
  readonly workspace: string;
  readonly convention: OverlapConvention;
  readonly seed: number;
  /** Opened when there is a run to do, and not closed here. */
  readonly openExecutor: () => Promise<Executor>;
  readonly observer: RunObserver;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Hears of what happens while runs go on. */
export interface RunObserver {
  /** How many runs and frames there are to do in all; grows when a series turns out to need all its repetitions. */
  planned(runs: number, frames: number): void;
  stored(run: RunKey, notices: readonly string[]): void;
  failed(run: RunKey, failure: Failure): void;
  /** A stored run was not whole: its file has a new name, and the run is done again. */
  damaged(run: RunKey, reason: string, movedTo: string): void;
}

export interface FailedRun {
  readonly run: RunKey;
  readonly failure: Failure;
}

export interface Outcome {
  /** Runs that were in the store already. */
  readonly alreadyStored: number;
  /** Runs that were done and stored. */
  readonly stored: number;
  readonly failed: readonly FailedRun[];
  /** Runs that were planned and not begun, or stopped; they wait for the next time. */
  readonly left: number;
}

interface SeriesState {
  readonly plan: SeriesPlan;
  readonly stored: Set<number>;
  /** Jobs that are queued or in flight. */
  open: number;
  hasFailed: boolean;
  isStopped: boolean;
}

/** Runs in flight or being written, for each worker: a slow disk must hold the workers up, not fill the memory. */
const unstoredAhead = 2;

/** Does what is missing of a plan. Rejects only when the store or the executor is out of order; then everything is stopped. */
export async function coordinate(plan: readonly SeriesPlan[], options: CoordinatorOptions): Promise<Outcome> {
  const { workspace, convention, seed, openExecutor, observer } = options;
  const queue: { readonly job: Job; readonly state: SeriesState }[] = [];
  const failed: FailedRun[] = [];
  let runs = 0;
  let frames = 0;
  let stored = 0;
  let stopped = 0;

  const states: SeriesState[] = [];
  for (const series of plan) states.push(await survey(series, options));
  const alreadyStored = states.reduce((sum, state) => sum + state.stored.size, 0);
  for (const state of states) await extend(state);

  const active = new Set<Promise<void>>();
  let inFlight = 0;
  let fatalError: unknown;
  if (queue.length > 0) start(await openExecutor());
  while (active.size > 0) await Promise.race(active);
  if (fatalError !== undefined) throw fatalError;
  for (const { plan } of states) await completeTimeTable(plan);
  return { alreadyStored, stored, failed, left: stopped + queue.length };

  /** Queues what a series needs next, in the order of the plan: longest first. */
  async function extend(state: SeriesState): Promise<void> {
    const { sequence, repetitions } = state.plan;
    const first = await loadFirst(state);
    const next = nextRepetitions(repetitions, state.stored, () => areEqualRepetitions(first, sequence, convention));
    for (const repetition of next) {
      const job: Job = { ...jobBase(state.plan), repetition, convention, seed, logFolder: logFolder(workspace) };
      const place = queue.findIndex(({ job }) => job.sequence.length < sequence.length);
      queue.splice(place < 0 ? queue.length : place, 0, { job, state });
    }
    state.open += next.length;
    runs += next.length;
    frames += next.length * sequence.length;
    if (next.length > 0) observer.planned(runs, frames);
  }

  /** The first repetitions as they are stored, so that an interrupted series is judged like an undisturbed one. */
  async function loadFirst(state: SeriesState): Promise<Trajectory[]> {
    const { repetitions, sequence } = state.plan;
    const trajectories: Trajectory[] = [];
    if (repetitions <= repetitionsToCompare || state.stored.size === repetitions) return trajectories;
    for (let repetition = 1; repetition <= repetitionsToCompare; repetition++) {
      const found = await findRun(workspace, { ...seriesOf(state.plan), repetition }, sequence.length);
      if (found.state === 'stored') trajectories.push(found.trajectory);
    }
    return trajectories;
  }

  function start(executor: Executor): void {
    while (inFlight < executor.workers && active.size < unstoredAhead * executor.workers && queue.length > 0) {
      if (fatalError !== undefined) return;
      const { job, state } = queue.shift()!;
      inFlight++;
      const work: Promise<void> = carryOut(executor, job, state).finally(() => {
        active.delete(work);
        start(executor);
      });
      active.add(work);
    }
  }

  async function carryOut(executor: Executor, job: Job, state: SeriesState): Promise<void> {
    try {
      const result = await executor.execute(job);
      inFlight--;
      // The worker gets its next run while this one is written.
      start(executor);
      await settle(job, state, result);
      if (state.stored.has(job.repetition)) executor.stored?.(job);
    } catch (error) {
      fatalError ??= error;
      executor.stop();
    }
  }

  async function settle(job: Job, state: SeriesState, result: JobResult): Promise<void> {
    const run = runOf(job);
    if (result.state === 'done' || result.state === 'stored') {
      if (result.state === 'done') await storeRun(workspace, run, result.output);
      state.stored.add(job.repetition);
      stored++;
      observer.stored(run, result.notices);
    } else if (result.state === 'failed') {
      state.hasFailed = true;
      failed.push({ run, failure: result.failure });
      observer.failed(run, result.failure);
    } else {
      state.isStopped = true;
      stopped++;
    }
    state.open--;
    if (state.open > 0) return;
    // After a failure the series' other repetitions would most likely fail alike.
    if (!state.hasFailed && !state.isStopped) await extend(state);
    if (state.open === 0) await completeTimeTable(state.plan);
  }

  async function completeTimeTable(plan: SeriesPlan): Promise<void> {
    await updateTimeTable(workspace, seriesOf(plan), plan.sequence.length, plan.repetitions);
  }
}

function jobBase({ tracker, experiment, sequence }: SeriesPlan): Pick<Job, 'tracker' | 'experiment' | 'sequence'> {
  return { tracker, experiment, sequence };
}

/** Finds out what of a series is stored; sets aside what is damaged, removes what killed writers left. */
async function survey(plan: SeriesPlan, { workspace, observer, now }: CoordinatorOptions): Promise<SeriesState> {
  const series = seriesOf(plan);
  const stored = new Set<number>();
  await removeAbandonedFiles(workspace, series, now());
  for (let repetition = 1; repetition <= plan.repetitions; repetition++) {
    const run = { ...series, repetition };
    const found = await findRun(workspace, run, plan.sequence.length);
    if (found.state === 'stored') stored.add(repetition);
    else if (found.state === 'damaged') observer.damaged(run, found.reason, await setAside(workspace, run));
  }
  return { plan, stored, open: 0, hasFailed: false, isStopped: false };
}
