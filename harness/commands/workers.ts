import { availableParallelism } from 'node:os';
import type { NetworkSettings } from '../../trackers/online/networkEnvironment.ts';
import type { Executor } from '../execution/job.ts';
import { type Arguments, integerOf } from './arguments.ts';
import type { Flag } from './command.ts';

export const workersFlag: Flag = {
  kind: 'value',
  describe:
    'NUMBER of runs at a time, each on one thread; 0 does one after the other in the main thread, for debuggers',
  default: 'as many as there are cores, or 1 on a graphics card',
};

/** Undefined: as the device has it. */
export function workersOf(values: Arguments): number | undefined {
  return integerOf(values, 'workers', 0);
}

/** Loads only the executor that is wanted, and that late: threads and image decoding take a while to load. */
export async function makeExecutor(workers: number | undefined, networks: NetworkSettings): Promise<Executor> {
  const count = workers ?? (networks.device === 'cpu' ? availableParallelism() : 1);
  if (count > 0) return (await import('../execution/pool.ts')).poolExecutor(count, networks);
  const { inProcessExecutor } = await import('../execution/inProcess.ts');
  const { frameAt } = await import('../../datasets/frames.ts');
  const { trackerEntry } = await import('../../trackers/registry.ts');
  const { networkEnvironment } = await import('../../trackers/online/networkEnvironment.ts');
  return inProcessExecutor({
    trackerEntry,
    frameAt,
    clock: () => performance.now(),
    networks: networkEnvironment(networks),
  });
}
