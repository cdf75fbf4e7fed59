import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { Executor, Job, JobResult } from '../../../harness/execution/job.ts';
import { planSeries } from '../../../harness/execution/plan.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { carryOut, crew, named, stillSequence } from './testRuns.ts';

const temporaryFolder = temporaryFolders();

const open: Executor[] = [];
afterEach(async () => {
  for (const executor of open.splice(0)) await executor.close();
});

function opened(executor: Executor): Executor {
  open.push(executor);
  return executor;
}

function jobOf(tracker: string, length: number, repetition = 1): Job {
  const sequence = stillSequence('s', length);
  return { tracker: named(tracker), experiment: 'unsupervised', sequence, repetition, convention: 'vot2016', seed: 0 };
}

const stateOf = ({ state }: JobResult): string => state;

describe('crewExecutor(workers, options)', () => {
  it('loses only the run whose process crashes, says which signal it was, and goes on with a new process', async () => {
    const executor = opened(crew(2));
    const [crashed, neighbour] = await Promise.all([
      executor.execute(jobOf('crashing', 5)),
      executor.execute(jobOf('waiting', 20_000)),
    ]);
    expect(crashed).toMatchObject({
      state: 'failed',
      failure: {
        kind: 'crash',
        message: expect.stringMatching(/^its process ended with SIGSEGV, \d of 5 frames done$/),
      },
    });
    expect(neighbour.state).toBe('done');
    expect(stateOf(await executor.execute(jobOf('still', 5)))).toBe('done');
    // Each run's frames count once, whatever came of it.
    expect(executor.framesDone()).toBe(20_010);
  });

  it('fails the run of a tracker that ends its process or its thread', async () => {
    const executor = opened(crew(1));
    expect(await executor.execute(jobOf('dying', 5))).toMatchObject({ state: 'failed', failure: { kind: 'crash' } });
    expect(stateOf(await executor.execute(jobOf('still', 5)))).toBe('done');
  });

  it('ends a run without a new frame for too long, even one that never gives its thread back', async () => {
    const executor = opened(crew(1, { silenceMs: 3000 }));
    expect(await executor.execute(jobOf('hanging', 5))).toMatchObject({
      state: 'failed',
      failure: { kind: 'silence', message: expect.stringMatching(/^no new frame for \d+ s, 2 of 5 frames done$/) },
    });
    expect(stateOf(await executor.execute(jobOf('still', 5)))).toBe('done');
  });

  it.each(['leaking', 'hoarding'])('ends a run that takes more memory than it may: %s', async (tracker) => {
    const executor = opened(crew(1, { memoryBytes: 400e6 }));
    expect(await executor.execute(jobOf(tracker, 1000))).toMatchObject({
      state: 'failed',
      failure: { kind: 'memory' },
    });
    expect(stateOf(await executor.execute(jobOf('still', 5)))).toBe('done');
  });

  it('stops a run that never gives its thread back', async () => {
    const executor = opened(crew(1, { patienceMs: 300 }));
    const result = executor.execute(jobOf('hanging', 5));
    while (executor.framesDone() < 2) await delay(20);
    executor.stop();
    expect(await result).toEqual({ state: 'stopped' });
  });

  it('says what each worker does', async () => {
    const executor = opened(
      crew(2, {
        workers: [{ device: 'cuda:0' }, { device: 'cuda:1' }],
      }),
    );
    const result = executor.execute(jobOf('waiting', 200_000));
    while (executor.framesDone() === 0) await delay(20);
    const [busy, idle] = executor.activity!();
    expect(busy).toMatchObject({
      worker: 1,
      device: 'cuda:0',
      run: { tracker: 'waiting', experiment: 'unsupervised', sequence: 's', repetition: 1 },
      frame: expect.any(Number),
      frames: 200_000,
      memoryBytes: expect.any(Number),
    });
    expect(idle).toEqual({ worker: 2, device: 'cuda:1' });
    executor.stop();
    expect(await result).toEqual({ state: 'stopped' });
  });

  it('rejects, with what was said, when its processes cannot do any run', async () => {
    const folder = await temporaryFolder();
    const broken = join(folder, 'broken.mjs');
    await writeFile(broken, "import 'no-such-package';");
    for (const options of [{ processFile: pathToFileURL(broken) }, { workerFile: pathToFileURL(broken) }]) {
      const executor = opened(crew(1, options));
      await expect(executor.execute(jobOf('still', 3))).rejects.toThrow('no-such-package');
    }
  });

  it('leaves no process behind when its own is killed in the middle of a run that hangs', async () => {
    const script = join(await temporaryFolder(), 'coordinator.mjs');
    const dist = new URL('../../../dist/harness/execution/crew/crew.js', import.meta.url).href;
    const worker = new URL('./testWorker.mjs', import.meta.url).href;
    const job = { ...jobOf('hanging', 5), sequence: { ...jobOf('hanging', 5).sequence } };
    const { groundTruth, ...sequence } = job.sequence;
    await writeFile(
      script,
      `import { crewExecutor } from ${JSON.stringify(dist)};
      const groundTruth = ${JSON.stringify({ ...groundTruth, kinds: [], offsets: [], values: [] })};
      groundTruth.kinds = Uint8Array.from(${JSON.stringify([...groundTruth.kinds])});
      groundTruth.offsets = Uint32Array.from(${JSON.stringify([...groundTruth.offsets])});
      groundTruth.values = Float64Array.from(${JSON.stringify([...groundTruth.values])});
      const job = ${JSON.stringify({ ...job, sequence })};
      job.sequence.groundTruth = groundTruth;
      const executor = crewExecutor({ workers: [{ device: 'cpu' }], memoryBytes: 1e9, notes: [] },
        { cache: 'none', workerFile: new URL(${JSON.stringify(worker)}) });
      void executor.execute(job);
      setInterval(() => { if (executor.framesDone() === 2) console.log('hangs'); }, 50);`,
    );
    const coordinator = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(coordinator.stdout, 'data');
    const [workerPid] = childrenOf(coordinator.pid!);
    expect(workerPid).toBeGreaterThan(0);
    coordinator.kill('SIGKILL');
    await once(coordinator, 'exit');
    const until = Date.now() + 20_000;
    while (isRunning(workerPid!) && Date.now() < until) await delay(50);
    expect(isRunning(workerPid!)).toBe(false);
  });
});

describe('coordinate(plan, { retries }) with a crew', () => {
  const plan = planSeries(
    [named('crashing'), named('still')],
    ['unsupervised'],
    [stillSequence('a', 6), stillSequence('b', 5)],
  );

  it('tries a run that crashed once more, parks it as failed the second time, and does the others', async () => {
    const events: string[] = [];
    const outcome = await carryOut(plan, await temporaryFolder(), crew(2), events, undefined, { retries: 1 });
    expect(outcome).toMatchObject({ stored: 2, left: 0 });
    expect(outcome.failed.map(({ run, failure }) => `${run.sequence} ${failure.kind}`).toSorted()).toEqual([
      'a crash',
      'b crash',
    ]);
    expect(events.filter((event) => event.startsWith('again')).toSorted()).toEqual([
      'again crashing a 1: crash',
      'again crashing b 1: crash',
    ]);
  });

  it('stores a run that crashes only the first time', async () => {
    process.env['CRASHED_ONCE'] = join(await temporaryFolder(), 'crashed');
    const once = planSeries([named('crashingOnce')], ['unsupervised'], [stillSequence('a', 6)]);
    const events: string[] = [];
    const outcome = await carryOut(once, await temporaryFolder(), crew(1), events, undefined, { retries: 1 });
    expect(outcome).toEqual({ alreadyStored: 0, stored: 1, failed: [], left: 0 });
    expect(events).toContain('again crashingOnce a 1: crash');
  });
});

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
