import { Piscina } from 'piscina';
import { failureOf } from './executeJob.ts';
import type { Executor, Failure, Job, JobResult } from './job.ts';
import { withoutTelemetry } from '../../trackers/network/engines/telemetry.ts';
import type { NetworkSettings } from '../../trackers/online/networkEnvironment.ts';
import { framesDone, sharedControl, stopWorkers, type WorkerSettings } from './sharedControl.ts';

export interface PoolOptions {
  /** Of JavaScript's own memory, a thread; what it takes beyond ends the thread and fails its run. Default Node's. */
  readonly heapMegabytes?: number;
}

/** What threads run, unless told otherwise. */
export const workerModule: URL = new URL('./worker.js', import.meta.url);

/**
 * Does jobs in `workers` threads, one at a time in each. Each thread opens backbones and graphs for itself, once.
 * A thread that dies fails only its own job and is replaced.
 * @param workerFile module whose default export does a job, whose `load` does nothing and whose `free` frees the networks; by default the one beside this file
 */
export function poolExecutor(
  workers: number,
  networks: NetworkSettings,
  workerFile: URL = workerModule,
  { heapMegabytes }: PoolOptions = {},
): Executor & { /** Rejects when the threads cannot do any job. */ readonly loaded: Promise<unknown> } {
  // Here, since threads inherit the process's environment and cannot change it.
  withoutTelemetry(process.env);
  const control = sharedControl();
  const pool = new Piscina<Job | null, JobResult>({
    filename: workerFile.href,
    minThreads: workers,
    maxThreads: workers,
    workerData: { control, networks } satisfies WorkerSettings,
    // Waiting on a lock between jobs would stop whatever a tracker has still open (a process, a download).
    atomics: 'disabled',
    ...(heapMegabytes === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } }),
  });
  // A thread that dies between two jobs (a tracker's late timer throws) is replaced, and no run is lost by it.
  pool.on('error', () => {});
  // Piscina rejects a thread's first job when the thread's module cannot be loaded, and leaves later ones waiting for
  // ever. So the first job is none, and all others wait for it.
  const loaded: Promise<unknown> = pool.run(null, { name: 'load' });
  loaded.catch(() => {});
  let isStopped = false;
  let usesNetworks = false;
  return {
    workers,
    loaded,
    async execute(job) {
      if (isStopped) return { state: 'stopped' };
      usesNetworks ||= job.tracker.configuration !== undefined;
      await loaded;
      try {
        return await pool.run(job);
      } catch (error) {
        // executeJob gives failures as values; only the death of the thread itself comes here.
        return { state: 'failed', failure: deathOf(error) };
      }
    },
    framesDone: () => framesDone(control),
    stop() {
      isStopped = true;
      stopWorkers(control);
    },
    async close() {
      // One such job occupies each thread, for they are idle. A thread that died has nothing left to free.
      const freeing = usesNetworks ? Array.from({ length: workers }, () => pool.run(null, { name: 'free' })) : [];
      await Promise.allSettled(freeing);
      await pool.destroy();
    },
  };
}

/** Why a thread died. */
function deathOf(error: unknown): Failure {
  const failure = failureOf(error);
  if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') return { ...failure, kind: 'crash' };
  return { message: 'out of memory: its thread took more than it may have', kind: 'memory' };
}
