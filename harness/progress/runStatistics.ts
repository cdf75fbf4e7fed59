/** @file Counts what happens while runs go on, and says from it how fast they are and how long the rest takes. */
import type { Activity } from '../../results/claims/liveProcesses.ts';
import type { RunKey } from '../../results/run.ts';
import type { RunObserver } from '../execution/runObserver.ts';
import { secondsLeft, type TrackerWork } from './timeLeft.ts';

export interface TrackerProgress {
  readonly tracker: string;
  readonly runsPlanned: number;
  /** Stored, by this process or another. */
  readonly runsDone: number;
  readonly runsFailed: number;
}

/** How far the runs are at a moment. */
export interface RunSnapshot {
  readonly runsPlanned: number;
  readonly runsDone: number;
  readonly runsFailed: number;
  /** Tries that failed and were made again. */
  readonly retries: number;
  readonly framesPlanned: number;
  readonly framesDone: number;
  /** Over the last minute; undefined at first. */
  readonly framesPerSecond: number | undefined;
  /** Undefined before anything is known. */
  readonly secondsLeft: number | undefined;
  readonly trackers: readonly TrackerProgress[];
  readonly workers: readonly Activity[];
}

export interface RunStatistics {
  readonly observer: RunObserver;
  snapshot(): RunSnapshot;
}

/** Where frames that are under way can be asked for. */
export interface FrameSource {
  readonly workers: number;
  framesDone(): number;
  activity?(): readonly Activity[];
}

interface Counted {
  runsPlanned: number;
  runsDone: number;
  runsFailed: number;
  /** Of runs that ended in this process, and what they took. */
  framesTimed: number;
  secondsTimed: number;
  framesPlanned: number;
  framesEnded: number;
}

const rateWindowMs = 60_000;
const sampleEveryMs = 1000;

/**
 * @param clock milliseconds of a clock that cannot jump
 * @param source undefined until there is an executor
 */
export function runStatistics(clock: () => number, source: () => FrameSource | undefined): RunStatistics {
  const trackers = new Map<string, Counted>();
  const begunMs = new Map<string, number>();
  const samples: { readonly atMs: number; readonly frames: number }[] = [];
  let totals = { runs: 0, frames: 0 };
  let retries = 0;
  let framesElsewhere = 0;

  function of(tracker: string): Counted {
    let counted = trackers.get(tracker);
    if (counted === undefined) {
      counted = {
        runsPlanned: 0,
        runsDone: 0,
        runsFailed: 0,
        framesTimed: 0,
        secondsTimed: 0,
        framesPlanned: 0,
        framesEnded: 0,
      };
      trackers.set(tracker, counted);
    }
    return counted;
  }

  const observer: RunObserver = {
    planned(runs, frames) {
      totals = { runs, frames };
    },
    queued({ tracker }, runs, frames) {
      const counted = of(tracker);
      counted.runsPlanned += runs;
      counted.framesPlanned += frames;
    },
    begun: (run) => void begunMs.set(keyOf(run), clock()),
    stored(run, _, { frames, ran }) {
      const counted = of(run.tracker);
      counted.runsDone++;
      counted.framesEnded += frames;
      counted.framesTimed += frames;
      counted.secondsTimed += ran?.seconds ?? (clock() - (begunMs.get(keyOf(run)) ?? clock())) / 1000;
      begunMs.delete(keyOf(run));
    },
    failed(run, _, { frames }) {
      const counted = of(run.tracker);
      counted.runsFailed++;
      counted.framesEnded += frames;
      begunMs.delete(keyOf(run));
    },
    failedForNow(run, _, { frames }) {
      retries++;
      of(run.tracker).framesEnded += frames;
      begunMs.delete(keyOf(run));
    },
    dropped: (run) => void begunMs.delete(keyOf(run)),
    elsewhere(run, _, frames) {
      const counted = of(run.tracker);
      counted.runsDone++;
      counted.framesEnded += frames;
      framesElsewhere += frames;
    },
    damaged() {},
  };

  function framesPerSecond(framesDone: number): number | undefined {
    const nowMs = clock();
    const latest = samples.at(-1);
    if (latest === undefined || nowMs - latest.atMs >= sampleEveryMs) samples.push({ atMs: nowMs, frames: framesDone });
    while (samples.length > 2 && nowMs - samples[1]!.atMs > rateWindowMs) samples.shift();
    const [first] = samples;
    const elapsedMs = nowMs - first!.atMs;
    return elapsedMs < sampleEveryMs ? undefined : ((framesDone - first!.frames) * 1000) / elapsedMs;
  }

  function timeLeft(workers: readonly Activity[], count: number): number | undefined {
    const work = new Map<string, TrackerWork>();
    for (const [tracker, { framesPlanned, framesEnded, framesTimed, secondsTimed }] of trackers) {
      work.set(tracker, { framesLeft: framesPlanned - framesEnded, framesTimed, secondsTimed });
    }
    const inHand = workers.flatMap(({ run, frame = 0, frames = 0, silentSeconds = 0 }) => {
      const begun = run === undefined ? undefined : begunMs.get(keyOf(run));
      if (run === undefined || begun === undefined) return [];
      const seconds = Math.max(0, (clock() - begun) / 1000 - silentSeconds);
      return [{ tracker: run.tracker, frame, frames, seconds, silentSeconds }];
    });
    return secondsLeft(work, inHand, count);
  }

  return {
    observer,
    snapshot() {
      const executor = source();
      const workers = executor?.activity?.() ?? [];
      const framesDone = (executor?.framesDone() ?? 0) + framesElsewhere;
      const all = [...trackers];
      const sum = (count: (one: Counted) => number): number => all.reduce((total, [, one]) => total + count(one), 0);
      return {
        runsPlanned: totals.runs,
        runsDone: sum(({ runsDone }) => runsDone),
        runsFailed: sum(({ runsFailed }) => runsFailed),
        retries,
        framesPlanned: totals.frames,
        framesDone,
        framesPerSecond: framesPerSecond(framesDone),
        secondsLeft: timeLeft(workers, executor?.workers ?? 1),
        trackers: all.map(([tracker, { runsPlanned, runsDone, runsFailed }]) => ({
          tracker,
          runsPlanned,
          runsDone,
          runsFailed,
        })),
        workers,
      };
    },
  };
}

function keyOf({ tracker, experiment, sequence, repetition }: RunKey): string {
  return JSON.stringify([tracker, experiment, sequence, repetition]);
}
