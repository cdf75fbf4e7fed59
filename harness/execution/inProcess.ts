import type { JobContext } from './executeJob.ts';
import { executeJob } from './executeJob.ts';
import type { Executor } from './job.ts';

/** Does one job at a time in this thread, where a debugger sees everything. */
export function inProcessExecutor(context: Omit<JobContext, 'signal' | 'onFrames'>): Executor {
  const stopper = new AbortController();
  let frames = 0;
  return {
    workers: 1,
    execute: (job) =>
      executeJob(job, {
        ...context,
        signal: stopper.signal,
        onFrames: (count) => {
          frames += count;
        },
      }),
    framesDone: () => frames,
    stop: () => stopper.abort(),
    close: () => context.networks.dispose(),
  };
}
