/**
 * @file Brings a workspace's store up to a plan: looks up what is there, has the rest done by an executor, and stores
 * each run as it ends. It alone writes the store, and what it does next depends on the store alone, so runs may end in
 * any order and the whole may be interrupted anywhere. With claims, several coordinators share the runs of one workspace.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { OverlapConvention } from '../../datasets/overlap/convention.ts';
import type { Trajectory } from '../../datasets/trajectory.ts';
import type { Claims } from '../../results/claims/claims.ts';
import type { RunKey } from '../../results/run.ts';
import { findRun, logFolder, storeRun, updateTimeTable } from '../../results/store.ts';
import { areEqualRepetitions, repetitionsToCompare } from '../experiments/determinism.ts';
import { type Executor, type Failure, type Job, type JobResult, type SeriesPlan, seriesOf } from './job.ts';
import { nextRepetitions } from './plan.ts';
import { isTriedAgain } from './retryPolicy.ts';
import type { RunObserver } from './runObserver.ts';
import { runQueue } from './runQueue.ts';
import { surveyPlan } from './survey.ts';

export type { RunObserver } from './runObserver.ts';

export interface CoordinatorOptions {
  readonly workspace: string;
  readonly convention: OverlapConvention;
  readonly seed: number;
  /** Opened when there is a run to do, and not closed here. */
  readonly openExecutor: () => Promise<Executor>;
  readonly observer: RunObserver;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How often a run that failed is tried again (retryPolicy.ts says which are). Default 0. */
  readonly retries?: number;
  /** Shares the runs with other processes in the workspace; without it no other process may write there. */
  readonly claims?: Claims;
  /** Whether to stop waiting for other processes; the executor is stopped by itself. */
  readonly isStopped?: () => boolean;
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
  /** Runs that another process stored meanwhile; left out where there were none. */
  readonly elsewhere?: number;
}

interface SeriesState {
  readonly plan: SeriesPlan;
  readonly stored: Set<number>;
  /** Runs that are queued, in flight or with another process. */
  open: number;
  hasFailed: boolean;
  isStopped: boolean;
}

interface Pending {
  readonly state: SeriesState;
  readonly repetition: number;
  readonly attempt: number;
  readonly length: number;
}

/** Runs in flight or being written, for each worker: a slow disk must hold the workers up, not fill the memory. */
const unstoredAhead = 2;

/** So many failures are kept with their details; of others the message. */
const failuresInFull = 1000;

/** How often runs of other processes are looked at again. */
const lookAgainMs = 1000;

/** Does what is missing of a plan. Rejects only when the store or the executor is out of order; then everything is stopped. */
export async function coordinate(plan: readonly SeriesPlan[], options: CoordinatorOptions): Promise<Outcome> {
  const { workspace, convention, seed, openExecutor, observer, claims, retries = 0, isStopped = () => false } = options;
  const queue = runQueue<Pending>();
  /** Runs that other processes have claimed. */
  let claimedElsewhere: { readonly pending: Pending; readonly by: string }[] = [];
  const failed: FailedRun[] = [];
  let runs = 0;
  let frames = 0;
  let alreadyStored = 0;
  let stored = 0;
  let stopped = 0;
  let elsewhere = 0;
  let sawStop = false;
  const mustStop = (): boolean => sawStop || isStopped();

  const states: SeriesState[] = [];
  await surveyPlan(
    plan,
    { workspace, now: options.now, onDamaged: (...event) => observer.damaged(...event) },
    ({ plan, stored, first }) => {
      const state = { plan, stored, open: 0, hasFailed: false, isStopped: false };
      states.push(state);
      alreadyStored += stored.size;
      extend(state, first);
    },
  );

  const active = new Set<Promise<void>>();
  let inFlight = 0;
  let fatalError: unknown;
  if (queue.size > 0) await workOff(await openExecutor());
  if (fatalError !== undefined) throw fatalError;
  for (const { plan, stored } of states) if (stored.size > 0) await completeTimeTable(plan);
  const left = stopped + queue.size + claimedElsewhere.length;
  return { alreadyStored, stored, failed, left, ...(elsewhere === 0 ? {} : { elsewhere }) };

  /** Queues what a series needs next. @param first the first repetitions, as they are stored */
  function extend(state: SeriesState, first: readonly Trajectory[]): void {
    const { plan, stored } = state;
    const { sequence, repetitions } = plan;
    let areEqual = false;
    const next = nextRepetitions(repetitions, stored, () => {
      areEqual = areEqualRepetitions(first, sequence, convention);
      return areEqual;
    });
    const { length } = sequence;
    for (const repetition of next) queue.add({ state, repetition, attempt: 1, length });
    state.open += next.length;
    if (areEqual) observer.equal?.(seriesOf(plan), repetitions - stored.size);
    if (next.length > 0) plannedMore(state, next.length);
  }

  function plannedMore({ plan }: SeriesState, more: number): void {
    runs += more;
    frames += more * plan.sequence.length;
    observer.queued?.(seriesOf(plan), more, more * plan.sequence.length);
    observer.planned(runs, frames);
  }

  async function workOff(executor: Executor): Promise<void> {
    for (;;) {
      start(executor);
      if (claimedElsewhere.length === 0 || fatalError !== undefined || mustStop()) {
        if (active.size === 0) return;
        await Promise.race(active);
        continue;
      }
      if (active.size === 0) observer.waiting?.(claimedElsewhere.length, claimedElsewhere[0]!.by);
      const pause = new AbortController();
      const look = delay(lookAgainMs, true, { signal: pause.signal }).catch(() => false);
      const isTime = await Promise.race([look, ...[...active].map((work) => work.then(() => false))]);
      pause.abort();
      if (!isTime) continue;
      for (const { pending } of claimedElsewhere.splice(0)) queue.add(pending);
    }
  }

  function start(executor: Executor): void {
    while (inFlight < executor.workers && active.size < unstoredAhead * executor.workers && queue.size > 0) {
      if (fatalError !== undefined || mustStop()) return;
      const pending = queue.take()!;
      inFlight++;
      const work: Promise<void> = carryOut(executor, pending).finally(() => {
        active.delete(work);
        start(executor);
      });
      active.add(work);
    }
  }

  async function carryOut(executor: Executor, pending: Pending): Promise<void> {
    const { state, repetition, attempt, length } = pending;
    const run = runOfPending(pending);
    let again: Pending | undefined;
    let isInFlight = true;
    const land = (): void => {
      if (isInFlight) inFlight--;
      isInFlight = false;
    };
    try {
      const claim = await claims?.take(run);
      if (claim?.state === 'held') {
        claimedElsewhere.push({ pending, by: claim.by });
        return;
      }
      if (claim !== undefined && (await findRun(workspace, run, length)).state === 'stored') {
        await leaveToOthers(pending, 'another process');
        return;
      }
      if (claim?.from !== undefined) observer.takenOver?.(run, claim.from);
      observer.begun?.(run, attempt);
      const { tracker, experiment, sequence } = state.plan;
      const job: Job = { tracker, experiment, sequence, repetition, convention, seed, logFolder: logFolder(workspace) };
      const result = await executor.execute(job);
      land();
      // The worker gets its next run while this one is written.
      start(executor);
      again = await settle(pending, result);
    } catch (error) {
      fatalError ??= error;
      executor.stop();
    } finally {
      land();
      await claims?.release(run).catch(() => undefined);
      if (again !== undefined) queue.addLast(again);
    }
  }

  /** Gives what is to be tried again. */
  async function settle(pending: Pending, result: JobResult): Promise<Pending | undefined> {
    const { state, repetition, attempt } = pending;
    const run = runOfPending(pending);
    if (result.state === 'stopped') {
      state.isStopped = true;
      sawStop = true;
      stopped++;
      observer.dropped?.(run);
    } else {
      const about = { attempt, frames: pending.length, ...(result.ran === undefined ? {} : { ran: result.ran }) };
      if (result.state === 'done') {
        if (claims !== undefined && !(await claims.isHeld(run))) {
          await leaveToOthers(pending, 'another process');
          return undefined;
        }
        await storeRun(workspace, run, result.output);
        state.stored.add(repetition);
        stored++;
        observer.stored(run, result.notices, about);
      } else if (isTriedAgain(result.failure, attempt, retries)) {
        observer.failedForNow?.(run, result.failure, about);
        frames += pending.length;
        observer.queued?.(seriesOf(state.plan), 0, pending.length);
        observer.planned(runs, frames);
        return { ...pending, attempt: attempt + 1 };
      } else {
        state.hasFailed = true;
        const { message, kind } = result.failure;
        const short: Failure = kind === undefined ? { message } : { message, kind };
        failed.push({ run, failure: failed.length < failuresInFull ? result.failure : short });
        observer.failed(run, result.failure, about);
      }
    }
    await closeOne(state);
    return undefined;
  }

  async function leaveToOthers(pending: Pending, by: string): Promise<void> {
    const { state, repetition, length } = pending;
    const run = runOfPending(pending);
    // Who took the run over has perhaps not stored it yet.
    const isThere = (await findRun(workspace, run, length)).state === 'stored';
    if (!isThere) {
      claimedElsewhere.push({ pending, by });
      return;
    }
    state.stored.add(repetition);
    elsewhere++;
    observer.elsewhere?.(run, by, length);
    await closeOne(state);
  }

  async function closeOne(state: SeriesState): Promise<void> {
    state.open--;
    if (state.open > 0) return;
    // After a failure the series' other repetitions would most likely fail alike.
    if (!state.hasFailed && !state.isStopped) extend(state, await loadFirst(state));
    if (state.open === 0) await completeTimeTable(state.plan);
  }

  /** The first repetitions as they are stored, so that an interrupted series is judged like an undisturbed one. */
  async function loadFirst({ plan, stored }: SeriesState): Promise<Trajectory[]> {
    const { repetitions, sequence } = plan;
    const trajectories: Trajectory[] = [];
    if (repetitions <= repetitionsToCompare || stored.size === repetitions) return trajectories;
    for (let repetition = 1; repetition <= repetitionsToCompare; repetition++) {
      const found = await findRun(workspace, { ...seriesOf(plan), repetition }, sequence.length);
      if (found.state === 'stored') trajectories.push(found.trajectory);
    }
    return trajectories;
  }

  async function completeTimeTable(plan: SeriesPlan): Promise<void> {
    await updateTimeTable(workspace, seriesOf(plan), plan.sequence.length, plan.repetitions);
  }
}

function runOfPending({ state, repetition }: Pending): RunKey {
  return { ...seriesOf(state.plan), repetition };
}
