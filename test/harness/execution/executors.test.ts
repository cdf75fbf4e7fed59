import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Executor, Job } from '../../../harness/execution/job.ts';
import { poolExecutor } from '../../../harness/execution/pool.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { crew, inProcess, named, stillSequence, testNetworks, testWorker } from './testRuns.ts';

const temporaryFolder = temporaryFolders();

function jobOf(tracker: string, length: number, repetition = 1): Job {
  const sequence = stillSequence('s', length);
  return { tracker: named(tracker), experiment: 'baseline', sequence, repetition, convention: 'vot2016', seed: 0 };
}

async function withExecutor<T>(make: () => Executor, use: (executor: Executor) => Promise<T>): Promise<T> {
  const executor = make();
  try {
    return await use(executor);
  } finally {
    await executor.close();
  }
}

describe.each<[string, () => Executor]>([
  ['inProcessExecutor(context)', inProcess],
  ['poolExecutor(workers, workerFile)', () => poolExecutor(2, testNetworks, testWorker)],
  ['crewExecutor(workers, options)', () => crew(2)],
])('%s', (_, make) => {
  it('gives the output of a run', async () => {
    const result = await withExecutor(make, (executor) => executor.execute(jobOf('still', 5)));
    if (result.state !== 'done') throw new Error(result.state);
    expect(result.output.trajectory.length).toBe(5);
    expect(result.output.timesInSeconds).toHaveLength(5);
    expect([...result.output.confidences]).toEqual([NaN, 1, 1, 1, 1]);
  });

  it('gives what the tracker noticed with the output', async () => {
    const results = await withExecutor(make, async (executor) => [
      await executor.execute(jobOf('noticing', 5)),
      await executor.execute(jobOf('still', 5)),
    ]);
    expect(results).toMatchObject([{ notices: ['it is dark'] }, { notices: [] }]);
  });

  it('gives another run for another repetition or seed, and the same for the same', async () => {
    const [first, again, repetition, seed] = await withExecutor(make, (executor) =>
      Promise.all([
        executor.execute(jobOf('wandering', 30)),
        executor.execute(jobOf('wandering', 30)),
        executor.execute(jobOf('wandering', 30, 2)),
        executor.execute({ ...jobOf('wandering', 30), seed: 1 }),
      ]),
    );
    const regions = [first, again, repetition, seed].map((result) =>
      result?.state === 'done' ? [...result.output.trajectory.values].join() : '',
    );
    expect(regions[1]).toBe(regions[0]);
    expect(new Set(regions).size).toBe(3);
  });

  it('counts the frames of all runs, those skipped after a failure and those of runs that break off too', async () => {
    await withExecutor(make, async (executor) => {
      await executor.execute(jobOf('wandering', 40));
      await executor.execute(jobOf('failing', 7));
      expect(executor.framesDone()).toBe(47);
    });
  });

  it('gives a failure as a value: the message in one line, and the stack', async () => {
    const result = await withExecutor(make, (executor) => executor.execute(jobOf('failing', 9)));
    expect(result).toMatchObject({
      state: 'failed',
      failure: {
        message: 'frame 3: no such cell',
        details: expect.stringContaining('testTrackers.mjs'),
        kind: 'error',
      },
      ran: { host: hostname(), device: 'cpu', seconds: expect.any(Number) },
    });
  });

  it('stops runs in flight at their next frame and does none after', async () => {
    await withExecutor(make, async (executor) => {
      const inFlight = executor.execute(jobOf('waiting', 100_000));
      while (executor.framesDone() === 0) await new Promise((resolve) => setImmediate(resolve));
      executor.stop();
      expect(await inFlight).toEqual({ state: 'stopped' });
      expect(await executor.execute(jobOf('still', 5))).toEqual({ state: 'stopped' });
    });
  });
});

describe('poolExecutor(workers, workerFile)', () => {
  it('fails only the run of a thread that dies, and replaces the thread', async () => {
    const results = await withExecutor(
      () => poolExecutor(1, testNetworks, testWorker),
      async (executor) => [
        await executor.execute(jobOf('dying', 5)),
        await executor.execute(jobOf('still', 5)),
        await executor.execute(jobOf('dying', 5)),
      ],
    );
    expect(results.map(({ state }) => state)).toEqual(['failed', 'done', 'failed']);
    expect(results[0]).toMatchObject({ failure: { message: expect.stringContaining('exited with code: 3') } });
  });

  it.each([
    ['is missing', ''],
    ['cannot be loaded', "import 'no-such-package';"],
  ])('rejects when the module of its threads %s', async (_, text) => {
    const file = join(await temporaryFolder(), 'worker.mjs');
    if (text !== '') await writeFile(file, text);
    const jobs = withExecutor(
      () => poolExecutor(2, testNetworks, pathToFileURL(file)),
      (executor) => Promise.all([1, 2, 3].map((repetition) => executor.execute(jobOf('still', 3, repetition)))),
    );
    await expect(jobs).rejects.toThrow(/Cannot find (module|package)/);
  });

  it('replaces a thread that dies when its run is done', async () => {
    const results = await withExecutor(
      () => poolExecutor(1, testNetworks, testWorker),
      async (executor) => {
        const first = await executor.execute(jobOf('haunting', 3));
        await new Promise((resolve) => setTimeout(resolve, 500));
        return [first, await executor.execute(jobOf('still', 3))];
      },
    );
    expect(results.map(({ state }) => state)).toEqual(['done', 'done']);
  });
});
