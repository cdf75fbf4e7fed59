import { describe, expect, it } from 'vitest';
import { listedTrackers, snapshotLine, workerText } from '../../../harness/progress/runLines.ts';
import { type FrameSource, runStatistics } from '../../../harness/progress/runStatistics.ts';
import { type RunInHand, secondsLeft, type TrackerWork } from '../../../harness/progress/timeLeft.ts';
import type { RunKey } from '../../../results/run.ts';

const inHand = (tracker: string, more: Partial<RunInHand>): RunInHand => ({
  tracker,
  frame: 0,
  frames: 100,
  seconds: 0,
  silentSeconds: 0,
  ...more,
});

const work = (framesLeft: number, framesTimed: number, secondsTimed: number): TrackerWork => ({
  framesLeft,
  framesTimed,
  secondsTimed,
});

describe('secondsLeft(trackers, inHand, workers)', () => {
  it("counts each tracker's frames by its own pace, over all workers", () => {
    const trackers = new Map([
      ['fast', work(1000, 100, 1)],
      ['slow', work(1000, 10, 10)],
    ]);
    expect(secondsLeft(trackers, [], 2)).toBe((1000 * 0.01 + 1000 * 1) / 2);
  });

  it('takes a tracker that has done nothing to be as fast as the others, and knows nothing before any has', () => {
    expect(
      secondsLeft(
        new Map([
          ['a', work(100, 100, 1)],
          ['b', work(100, 0, 0)],
        ]),
        [],
        1,
      ),
    ).toBe(2);
    expect(secondsLeft(new Map([['a', work(100, 0, 0)]]), [], 1)).toBeUndefined();
  });

  it('counts what runs in hand have done, and is at least what the longest of them still takes', () => {
    const trackers = new Map([['a', work(200, 0, 0)]]);
    expect(secondsLeft(trackers, [inHand('a', { frame: 50, seconds: 50 })], 1)).toBe(150);
    expect(secondsLeft(new Map([['a', work(110, 10, 10)]]), [inHand('a', { frame: 10, seconds: 10 })], 50)).toBe(90);
  });

  it('stays what it was while a tracker hangs', () => {
    const trackers = new Map([
      ['good', work(400, 100, 100)],
      ['hanging', work(100, 0, 0)],
    ]);
    const hanging = (silentSeconds: number): number =>
      secondsLeft(trackers, [inHand('hanging', { frame: 3, seconds: 3, silentSeconds })], 2)!;
    expect(hanging(1)).toBeCloseTo(497 / 2);
    // One worker less, and no more than that, after a day too.
    expect(hanging(86_400)).toBeCloseTo(497);
  });
});

describe('runStatistics(clock, source)', () => {
  it('counts runs by tracker, failures and retries, and says the speed of the last minute', () => {
    let nowMs = 0;
    let frames = 0;
    const source: FrameSource = { workers: 1, framesDone: () => frames };
    const statistics = runStatistics(
      () => nowMs,
      () => source,
    );
    const { observer } = statistics;
    const run = (tracker: string): RunKey => ({ tracker, experiment: 'baseline', sequence: 's', repetition: 1 });
    observer.queued!(run('a'), 2, 200);
    observer.queued!(run('b'), 1, 100);
    observer.planned(3, 300);
    statistics.snapshot();
    observer.begun!(run('a'), 1);
    nowMs = 50_000;
    frames = 100;
    observer.stored(run('a'), [], { attempt: 1, frames: 100 });
    observer.failed(run('b'), { message: 'no' }, { attempt: 2, frames: 100 });
    observer.failedForNow!(run('b'), { message: 'no' }, { attempt: 1, frames: 100 });
    const snapshot = statistics.snapshot();
    expect(snapshot).toMatchObject({
      runsPlanned: 3,
      runsDone: 1,
      runsFailed: 1,
      retries: 1,
      framesDone: 100,
      framesPerSecond: 2,
      secondsLeft: 50,
      trackers: [
        { tracker: 'a', runsPlanned: 2, runsDone: 1, runsFailed: 0 },
        { tracker: 'b', runsPlanned: 1, runsDone: 0, runsFailed: 1 },
      ],
    });
    expect(snapshotLine(snapshot)).toBe(
      '1 of 3 runs, 1 failed, 1 tried again; 100 of 300 frames; 2.0 frames/s; about 50 s left; a 1/2',
    );
  });
});

describe('workerText(activity)', () => {
  it('says what a worker does, and when it is silent', () => {
    const run = { tracker: 'kcf', experiment: 'baseline', sequence: 'ball', repetition: 2 } as const;
    const activity = { worker: 1, device: 'cuda:0', run, frame: 3, frames: 40, memoryBytes: 1.2e9 };
    expect(workerText({ ...activity, silentSeconds: 2 })).toBe(
      'worker 1 (cuda:0, 1.20 GB): kcf baseline ball repetition 2, frame 3 of 40',
    );
    expect(workerText({ ...activity, silentSeconds: 125 })).toMatch(/frame 3 of 40, silent for 2 min 05 s$/);
    expect(workerText({ worker: 2, device: 'cpu' })).toBe('worker 2 (cpu): waits for a run');
  });

  it('counts trackers that have no room', () => {
    const trackers = Array.from({ length: 8 }, (_, index) => ({
      tracker: `t${index}`,
      runsPlanned: 2,
      runsDone: 1,
      runsFailed: index === 0 ? 1 : 0,
    }));
    expect(listedTrackers(trackers)).toBe('t0 1/2 (1 failed), t1 1/2, t2 1/2, t3 1/2, t4 1/2, t5 1/2, and 2 more');
  });
});
