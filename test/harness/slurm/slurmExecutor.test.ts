/** @file What a cluster does seldom, with a Slurm that is told what to do. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { InputError } from '../../../datasets/inputError.ts';
import { openDataset } from '../../../datasets/readers/openDataset.ts';
import { writeSyntheticDataset } from '../../../datasets/synthetic/writeSyntheticDataset.ts';
import type { Executor, Job } from '../../../harness/execution/job.ts';
import type { Slurm } from '../../../harness/slurm/slurmCommands.ts';
import { slurmExecutor } from '../../../harness/slurm/slurmExecutor.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { named } from '../execution/testRuns.ts';

const temporaryFolder = temporaryFolders();
const open: Executor[] = [];
const patience = { timeout: 30_000, interval: 5 };

afterEach(() => Promise.all(open.splice(0).map((executor) => executor.close())));

interface Scene {
  readonly executor: Executor;
  readonly job: Job;
  readonly workspace: string;
  readonly said: readonly string[];
  /** Lets the executor's clock go on. */
  readonly passMs: (ms: number) => void;
}

async function scene(slurm: Slurm): Promise<Scene> {
  const [folder, workspace] = [await temporaryFolder(), await temporaryFolder()];
  await writeSyntheticDataset(folder, { maxLength: 5, sequences: ['beetle'] });
  const dataset = await openDataset(folder);
  const said: string[] = [];
  let nowMs = Date.UTC(2026, 0, 1);
  const executor = await slurmExecutor({
    program: '1.0.0',
    dataset: { name: 'synthetic', path: folder },
    networks: new Map(),
    workspace,
    tasks: 4,
    workers: 1,
    options: [],
    command: (file) => ['tracking-loss', 'worker', '--runs', file],
    slurm,
    say: (text) => said.push(text),
    now: () => nowMs,
    askEveryMs: 10,
  });
  open.push(executor);
  const job: Job = {
    tracker: named('static'),
    experiment: 'unsupervised',
    sequence: dataset.sequences[0]!,
    repetition: 1,
    convention: 'current',
    seed: 0,
  };
  return { executor, job, workspace, said, passMs: (ms) => void (nowMs += ms) };
}

const nothing = async (): Promise<never> => {
  throw new Error('not expected');
};

describe('slurmExecutor', () => {
  it('reports a run whose task ended without it, with the log that may say why, once a late file would have been seen', async () => {
    let asked = 0;
    const { executor, job, passMs } = await scene({
      submit: async () => '17',
      activeTasks: async () => new Set(asked++ < 2 ? [1] : []),
      cancel: nothing,
    });
    let isSettled = false;
    const result = executor.execute(job).finally(() => (isSettled = true));
    await vi.waitUntil(() => asked >= 5, patience);
    passMs(29_000);
    await wait(50);
    expect(isSettled).toBe(false);
    passMs(2000);
    const failure = {
      message: expect.stringMatching(/^Slurm's task 17_1 ended without it; .*task-1\.log may say why$/),
    };
    expect(await result).toEqual({ state: 'failed', failure });
  });

  it('asks again while Slurm does not answer, and says so once', async () => {
    let asked = 0;
    const { executor, job, said } = await scene({
      submit: async () => '17',
      activeTasks: async () => (asked++ < 5 ? undefined : new Set([1])),
      cancel: async () => {},
    });
    const result = executor.execute(job);
    await vi.waitUntil(() => asked >= 8, patience);
    expect(said.filter((text) => text.includes('does not answer'))).toHaveLength(1);
    executor.stop();
    expect(await result).toEqual({ state: 'stopped' });
  });

  it('cancels an array whose submission was under way when it was stopped, before it is closed', async () => {
    let submit!: (job: string) => void;
    let script = '';
    const cancelled: string[] = [];
    const { executor, job } = await scene({
      submit(file) {
        script = file;
        return new Promise((resolve) => (submit = resolve));
      },
      activeTasks: async () => new Set([1]),
      cancel: async (slurmJob) => void cancelled.push(slurmJob),
    });
    const result = executor.execute(job);
    await vi.waitUntil(() => script !== '', patience);
    executor.stop();
    expect(await result).toEqual({ state: 'stopped' });
    const closed = executor.close().then(() => [...cancelled]);
    await wait(20);
    submit('18');
    expect(await closed).toEqual(['18']);
    expect(await readFile(join(script, '../job.txt'), 'utf8')).toBe('18 1\n');
  });

  it('tells every run when Slurm refuses the array', async () => {
    const submit = async (): Promise<never> => {
      throw new InputError('failed: sbatch: no such partition');
    };
    const { executor, job } = await scene({ submit, activeTasks: nothing, cancel: nothing });
    const results = [executor.execute(job), executor.execute({ ...job, repetition: 2 })];
    for (const result of await Promise.allSettled(results)) {
      expect(String((result as PromiseRejectedResult).reason)).toContain('no such partition');
    }
  });
});
