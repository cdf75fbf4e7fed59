/** @file What the harness itself costs: a frame, a second worker, a plan of 100,000 runs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rectangle } from '../datasets/region.ts';
import type { Sequence } from '../datasets/sequence.ts';
import { writeSyntheticDataset } from '../datasets/synthetic/writeSyntheticDataset.ts';
import { openDataset } from '../datasets/readers/openDataset.ts';
import { trajectory } from '../datasets/trajectory.ts';
import { coordinate } from '../harness/execution/coordinator.ts';
import { crewExecutor } from '../harness/execution/crew/crew.ts';
import type { Executor, Job } from '../harness/execution/job.ts';
import { planSeries } from '../harness/execution/plan.ts';
import { runBaseline } from '../harness/experiments/baseline.ts';
import type { ExperimentOptions } from '../harness/experiments/experiment.ts';
import { runUnsupervised } from '../harness/experiments/unsupervised.ts';
import { openClaimFiles } from '../results/claims/claimFiles.ts';
import { openClaims } from '../results/claims/claims.ts';
import { thisProcess } from '../results/claims/processIdentity.ts';
import { openJournal } from '../results/journal/journal.ts';
import type { RunKey } from '../results/run.ts';
import { measure, median } from './measure.ts';

const box = rectangle(40, 40, 20, 20);

function stillSequence(name: string, length: number): Sequence {
  return {
    name,
    length,
    width: 100,
    height: 100,
    groundTruth: trajectory(Array.from({ length }, () => box)),
    tags: {},
    framePaths: Array.from({ length }, (_, index) => `/frames/${index}.jpg`),
  };
}

const overheadFrames = 5000;
const overheadRuns = 10;

/**
 * A frame of both experiments with a tracker that does nothing and pictures that need no decoding, in the processor's
 * time: waiting for a shared machine is not the harness's.
 */
export async function overheadBench(): Promise<string> {
  const sequence = stillSequence('s', overheadFrames);
  const options: ExperimentOptions = {
    convention: 'vot2016',
    clock: () => performance.now(),
    frameAt: (_, index) => ({ index, path: '', image: () => Promise.reject(new Error('no picture')) }),
    decode: false,
    signal: { aborted: false },
    onFrame() {},
  };
  const nothing = async (): Promise<Awaited<ReturnType<Parameters<typeof runBaseline>[1]>>> => ({
    initialize: async () => {},
    track: async () => ({ region: box, confidence: 1 }),
    dispose: async () => {},
  });
  const lines: string[] = [];
  for (const [name, experiment] of Object.entries({ unsupervised: runUnsupervised, baseline: runBaseline })) {
    await experiment(sequence, nothing, options);
    const before = process.cpuUsage();
    const wallMs = await took(async () => {
      for (let run = 0; run < overheadRuns; run++) await experiment(sequence, nothing, options);
    });
    const { user, system } = process.cpuUsage(before);
    const frames = overheadRuns * overheadFrames;
    const [cpu, wall] = [(user + system) / frames, (1000 * wallMs) / frames];
    lines.push(`${name}: ${cpu.toFixed(1)} µs of the processor a frame (${wall.toFixed(1)} µs by the clock)`);
  }
  return lines.join('\n');
}

/** One crew of two workers beside two crews of one, with the same runs at the same time of day. */
export async function poolBench(rounds: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tracking-loss-bench-'));
  const crew = (workers: number): Executor =>
    crewExecutor(
      {
        workers: Array.from({ length: workers }, () => ({ device: 'cpu' })),
        memoryBytes: 2e9,
        notes: [],
      },
      { cache: folder },
    );
  try {
    await writeSyntheticDataset(folder, { maxLength: 200, sequences: ['ball'] });
    const [sequence] = (await openDataset(folder)).sequences;
    const job = (repetition: number): Job => ({
      tracker: { label: 'kcf', tracker: 'kcf' },
      experiment: 'unsupervised',
      sequence: sequence!,
      repetition,
      convention: 'vot2016',
      seed: 0,
    });
    const [first, second, both] = [crew(1), crew(1), crew(2)];
    // So that all processes are there and warm.
    await Promise.all([first.execute(job(1)), second.execute(job(1)), both.execute(job(1)), both.execute(job(2))]);
    const apart: number[] = [];
    const together: number[] = [];
    for (let round = 0; round < rounds; round++) {
      apart.push(await took(() => Promise.all([inTurn(first, 4, job), inTurn(second, 4, job)])));
      together.push(await took(() => Promise.all(Array.from({ length: 8 }, (_, index) => both.execute(job(index))))));
    }
    const memory = both.activity!().map(({ memoryBytes = 0 }) => (memoryBytes / 2 ** 20).toFixed(0));
    await Promise.all([first, second, both].map((executor) => executor.close()));
    const [single, pool] = [median(apart), median(together)];
    return [
      `two coordinators of one worker, 8 runs of kcf: ${single.toFixed(0)} ms`,
      `one of two workers, the same: ${pool.toFixed(0)} ms, efficiency ${((100 * single) / pool).toFixed(0)} %`,
      `resident memory of its worker processes: ${memory.join(' and ')} MiB`,
    ].join('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inTurn(executor: Executor, runs: number, job: (repetition: number) => Job): Promise<void> {
  for (let run = 0; run < runs; run++) await executor.execute(job(run));
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The coordinator with 100,000 runs that all fail at once, and what a run costs in files that are not results. */
export async function coordinatorBench(): Promise<string> {
  const workspace = await mkdtemp(join(tmpdir(), 'tracking-loss-bench-'));
  try {
    const sequences = Array.from({ length: 60 }, (_, index) => stillSequence(`s${index}`, 100 + index));
    const trackers = Array.from({ length: 556 }, (_, index) => ({ label: `t${index}`, tracker: 'static' }));
    const plan = planSeries(trackers, ['baseline'], sequences, 3);
    globalThis.gc?.();
    const before = process.memoryUsage();
    let planned = 0;
    let plannedMs = 0;
    let memory = before;
    const start = performance.now();
    const cpuBefore = process.cpuUsage();
    const { failed } = await coordinate(plan, {
      workspace,
      convention: 'vot2016',
      seed: 0,
      now: () => Date.now(),
      observer: {
        planned: (runs) => void (planned = runs),
        stored() {},
        failed() {},
        damaged() {},
      },
      async openExecutor() {
        plannedMs = performance.now() - start;
        globalThis.gc?.();
        memory = process.memoryUsage();
        return {
          workers: 16,
          execute: async () => ({ state: 'failed', failure: { message: 'a tracker that always fails' } }),
          framesDone: () => 0,
          stop() {},
          close: async () => {},
        };
      },
    });
    const workedMs = performance.now() - start - plannedMs;
    const cpu = process.cpuUsage(cpuBefore);
    const cpuMs = (cpu.user + cpu.system) / 1000;
    const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
    const files = openClaimFiles(workspace, thisProcess(), { monotonicMs: () => performance.now() });
    const claims = openClaims(workspace, files);
    const run = (repetition: number): RunKey => ({ tracker: 't', experiment: 'baseline', sequence: 's', repetition });
    let repetition = 0;
    const claim = await measure('claim', async () => {
      repetition++;
      await claims.take(run(repetition));
      await claims.isHeld(run(repetition));
      await claims.release(run(repetition));
    });
    const journal = openJournal(workspace, 'bench', () => Date.now());
    const line = await measure('line', () => journal.write({ event: 'begun', run: run(1), attempt: 1 }));
    const flushed = await measure('flushed', () =>
      journal.write({ event: 'stored', run: run(1), attempt: 1, frames: 100 }),
    );
    journal.close();
    return [
      `${planned} runs planned in ${plannedMs.toFixed(0)} ms, ` +
        `${mebibytes(memory.heapUsed - before.heapUsed)} MiB more of heap, ${mebibytes(memory.rss)} MiB resident`,
      `${failed.length} runs through it in ${workedMs.toFixed(0)} ms: both took ${((1000 * cpuMs) / planned).toFixed(1)} µs of the processor a run`,
      `to claim and release a run: ${claim.medianMs.toFixed(3)} ms`,
      `to write down that it begins: ${line.medianMs.toFixed(3)} ms, that it is stored: ${flushed.medianMs.toFixed(3)} ms`,
    ].join('\n');
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}
