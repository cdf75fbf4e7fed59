import { availableParallelism } from 'node:os';
import { availableMemory } from '../execution/availableMemory.ts';
import type { Executor } from '../execution/job.ts';
import { type PlannedWorkers, planWorkers } from '../execution/planWorkers.ts';
import { defaultRetries } from '../execution/retryPolicy.ts';
import type { PreparedNetworks } from '../prepareNetworks.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Arguments, bytesOf, integerOf } from './arguments.ts';
import type { Flag } from './command.ts';
import { UsageError } from './usageError.ts';

export const workersFlag: Flag = {
  kind: 'value',
  describe:
    'NUMBER of runs at a time, each in a process of its own; 0 does one after the other in this process, for debuggers',
  default: 'as many as there are cores, or one a graphics card; fewer where memory lacks',
};

/** Flags of the verbs that run trackers: how many runs at a time, and what a run may take. */
export const executionFlags: Readonly<Record<string, Flag>> = {
  workers: workersFlag,
  'workers-per-device': {
    kind: 'value',
    describe: 'NUMBER of runs at a time on each device of --device',
    default: '1 on a graphics card',
  },
  'worker-memory': {
    kind: 'value',
    describe: 'SIZE that a run may take of memory, as 800M or 2G; a run that takes more is ended and fails',
    default: 'a fair share of what is free',
  },
  silence: {
    kind: 'value',
    describe: 'SECONDS after which a run without a new frame is ended and fails',
    default: '1800',
  },
  retries: {
    kind: 'value',
    describe: 'NUMBER of times that a run is tried again after a crash, an error, a lack of memory or a silence',
    default: String(defaultRetries),
  },
};

/** What the flags ask for. */
export interface ExecutionSettings {
  /** Undefined: as the devices have it. */
  readonly workers?: number | undefined;
  readonly workersPerDevice?: number | undefined;
  readonly memoryBytes?: number | undefined;
  readonly silenceMs?: number | undefined;
  readonly retries: number;
}

export function executionOf(values: Arguments): ExecutionSettings {
  const workers = integerOf(values, 'workers', 0);
  const workersPerDevice = integerOf(values, 'workers-per-device', 1);
  if (workers !== undefined && workersPerDevice !== undefined) {
    throw new UsageError('invalid flags: --workers and --workers-per-device', undefined, 'give one');
  }
  const silence = integerOf(values, 'silence', 1);
  return {
    workers,
    workersPerDevice,
    memoryBytes: bytesOf(values, 'worker-memory'),
    silenceMs: silence === undefined ? undefined : silence * 1000,
    retries: integerOf(values, 'retries', 0) ?? defaultRetries,
  };
}

/** The workers that `makeExecutor` would start. */
export function plannedWorkers(
  settings: ExecutionSettings,
  { devices, areUsed, mapsBytes }: Omit<PreparedNetworks, 'cache'>,
): PlannedWorkers {
  return planWorkers({
    ...settings,
    devices,
    usesNetworks: areUsed,
    mapsBytes,
    cores: availableParallelism(),
    availableBytes: availableMemory(),
  });
}

/** Loads only the executor that is wanted, and that late: image decoding takes a while to load. */
export async function makeExecutor(
  settings: ExecutionSettings,
  networks: PreparedNetworks,
  terminal: Terminal,
): Promise<Executor> {
  const { devices, cache } = networks;
  if (settings.workers !== 0) {
    const planned = plannedWorkers(settings, networks);
    for (const note of planned.notes) terminal.say(note);
    const { crewExecutor } = await import('../execution/crew/crew.ts');
    return crewExecutor(planned, {
      cache,
      ...(settings.silenceMs === undefined ? {} : { silenceMs: settings.silenceMs }),
      onOutput: (worker, line) => terminal.say(`worker ${worker}: ${line}`),
    });
  }
  const { inProcessExecutor } = await import('../execution/inProcess.ts');
  const { frameAt } = await import('../../datasets/frames.ts');
  const { trackerEntry } = await import('../../trackers/registry.ts');
  const { networkEnvironment } = await import('../../trackers/online/networkEnvironment.ts');
  const device = devices[0]!;
  return inProcessExecutor({
    trackerEntry,
    frameAt,
    device,
    clock: () => performance.now(),
    networks: networkEnvironment({ device, cache }),
  });
}
