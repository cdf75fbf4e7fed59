/** @file What a run costs that goes through Redis and back, with a worker that does nothing for it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataset } from '../datasets/readers/openDataset.ts';
import { writeSyntheticDataset } from '../datasets/synthetic/writeSyntheticDataset.ts';
import type { Executor, Job } from '../harness/execution/job.ts';
import { addressText, parseQueueAddress } from '../harness/queue/queueAddress.ts';
import { packRun } from '../harness/queue/packedRun.ts';
import { queueExecutor } from '../harness/queue/queueExecutor.ts';
import { queueWorker } from '../harness/queue/queueWorker.ts';
import { runReceiver } from '../harness/queue/receiveRun.ts';
import type { RunOutput } from '../results/run.ts';

const runs = 1000;

/**
 * @param queue the address of a Redis that has no other work; the database must be empty
 * @throws InputError when it does not answer
 */
export async function queueBench(queue: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tracking-loss-bench-'));
  const address = parseQueueAddress(queue, process.env);
  const dataset = { name: 'bench', path: folder };
  const said: string[] = [];
  try {
    await writeSyntheticDataset(folder, { sequences: ['ball'] });
    const [sequence] = (await openDataset(folder)).sequences;
    const { length, groundTruth } = sequence!;
    const output: RunOutput = {
      trajectory: groundTruth,
      timesInSeconds: new Float64Array(length).fill(0.0123),
      confidences: Float64Array.from({ length }, (_, index) => Math.sin(index)),
    };
    const idle: Executor = {
      workers: 1,
      execute: async () => ({ state: 'done', output, notices: [] }),
      framesDone: () => 0,
      stop() {},
      async close() {},
    };
    const common = { address, say: (text: string) => void said.push(text) };
    const executor = await queueExecutor({
      ...common,
      program: 'bench',
      dataset,
      networks: new Map(),
      workspace: folder,
    });
    const receiver = runReceiver({
      program: 'bench',
      cache: folder,
      findDataset: async () => folder,
      openDataset: (path) => openDataset(path),
    });
    const worker = await queueWorker({
      ...common,
      receiver,
      openExecutor: async () => idle,
      takeoverSeconds: 60,
      now: () => Date.now(),
    });
    const jobs = Array.from(
      { length: runs },
      (_, index): Job => ({
        tracker: { label: 'static', tracker: 'static' },
        experiment: 'unsupervised',
        sequence: sequence!,
        repetition: index + 1,
        convention: 'vot2016',
        seed: 0,
      }),
    );
    const start = performance.now();
    const startCpu = process.cpuUsage();
    const results = await Promise.all(jobs.map((job) => executor.execute(job)));
    const ms = performance.now() - start;
    const { user, system } = process.cpuUsage(startCpu);
    for (const job of jobs) executor.stored?.(job);
    const done = results.filter(({ state }) => state === 'done').length;
    await executor.close();
    worker.leave();
    await worker.left;
    const bytes = packRun({ output, notices: [] }).length;
    return (
      `${done} of ${runs} runs through ${addressText(address)}: ${(ms / runs).toFixed(2)} ms a run, of which ` +
      `${((user + system) / 1000 / runs).toFixed(2)} ms are work of run and worker together (Redis apart); ` +
      `a result of ${length} frames is ${bytes} bytes, ${(bytes / length).toFixed(0)} a frame`
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
