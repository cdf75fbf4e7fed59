import { availableParallelism } from 'node:os';
import { frameAt } from '../../datasets/frames.ts';
import { trackerEntry } from '../../trackers/registry.ts';
import { inProcessExecutor } from '../execution/inProcess.ts';
import type { Executor } from '../execution/job.ts';
import { poolExecutor } from '../execution/pool.ts';
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

export function makeExecutor(workers: number): Executor {
  if (workers > 0) return poolExecutor(workers);
  return inProcessExecutor({ trackerEntry, frameAt, clock: () => performance.now() });
}
