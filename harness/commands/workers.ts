import { availableParallelism } from 'node:os';
import type { Executor } from '../execution/job.ts';
import { type Arguments, integerOf } from './arguments.ts';
import type { Flag } from './command.ts';

export const workersFlag: Flag = {
  kind: 'value',
  describe:
    'NUMBER of runs at a time, each on one thread; 0 does one after the other in the main thread, for debuggers',
  default: 'as many as there are cores',
};

export function workersOf(values: Arguments): number {
  return integerOf(values, 'workers', 0) ?? availableParallelism();
}

/** Loads only the executor that is wanted, and that late: threads and image decoding take a while to load. */
export async function makeExecutor(workers: number): Promise<Executor> {
  if (workers > 0) return (await import('../execution/pool.ts')).poolExecutor(workers);
  const { inProcessExecutor } = await import('../execution/inProcess.ts');
  const { frameAt } = await import('../../datasets/frames.ts');
  const { trackerEntry } = await import('../../trackers/registry.ts');
  return inProcessExecutor({ trackerEntry, frameAt, clock: () => performance.now() });
}
