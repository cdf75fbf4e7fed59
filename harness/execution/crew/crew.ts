/**
 * @file The executor of `run`: worker processes that the coordinator watches over. Networks are computed by native code,
 * and a fault there (a driver, a lack of memory, a bug) ends the whole process it happens in, whatever thread it was; so each
 * run is done in a process apart from the coordinator and from the other runs. Then a crash loses one run, and it is known
 * which; a tracker that hangs can be killed, native code too; memory is measured for each worker; and a device belongs to a
 * process. What it costs is in docs/performance.md. In the process the run is done by a thread of a pool (pool.ts).
 */
import type { NetworkSettings } from '../../../trackers/online/networkEnvironment.ts';
import type { Executor } from '../job.ts';
import { workerModule } from '../pool.ts';
import { crewMember } from './member.ts';
import type { PlannedWorkers } from '../planWorkers.ts';

export interface CrewOptions {
  /** The folder of weights. */
  readonly cache: NetworkSettings['cache'];
  /** A run without a new frame for so long is given up; default `defaultSilenceMs`. */
  readonly silenceMs?: number;
  /** What the threads of the processes run; see `poolExecutor`. */
  readonly workerFile?: URL;
  /** What the processes run; by default the module beside this one. */
  readonly processFile?: URL;
  /** Hears what worker processes say on their standard streams. */
  readonly onOutput?: (worker: number, line: string) => void;
  /** Milliseconds of a clock that cannot jump. */
  readonly clock?: () => number;
  /** How long a run that is to stop may take for its frame. */
  readonly patienceMs?: number;
}

/** Frames of large networks on a processor take minutes at most. */
export const defaultSilenceMs = 1_800_000;

/** As long as the experiments themselves wait for a frame, and some for the message. */
const stopPatienceMs = 5000;

export function crewExecutor({ workers, memoryBytes }: PlannedWorkers, options: CrewOptions): Executor {
  const {
    cache,
    silenceMs = defaultSilenceMs,
    workerFile = workerModule,
    processFile = new URL('./memberProcess.js', import.meta.url),
    onOutput = () => {},
    clock = () => performance.now(),
    patienceMs = stopPatienceMs,
  } = options;
  const members = workers.map(({ device }, index) =>
    crewMember({
      worker: index + 1,
      settings: {
        networks: { device, cache },
        workerFile: workerFile.href,
        heapMegabytes: Math.ceil(memoryBytes / 2 ** 20),
      },
      processFile,
      memoryBytes,
      silenceMs,
      clock,
      onOutput: (line) => onOutput(index + 1, line),
    }),
  );
  let isStopped = false;
  const waiting: (() => void)[] = [];
  return {
    workers: members.length,
    async execute(job) {
      for (;;) {
        if (isStopped) return { state: 'stopped' };
        const member = members.find((one) => one.isIdle);
        if (member !== undefined) return member.execute(job).finally(() => waiting.shift()?.());
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    framesDone: () => members.reduce((sum, member) => sum + member.framesDone(), 0),
    activity: () => members.map((member) => member.activity()),
    stop() {
      isStopped = true;
      for (const member of members) member.stop(patienceMs);
      for (const resolve of waiting.splice(0)) resolve();
    },
    async close() {
      await Promise.all(members.map((member) => member.close()));
    },
  };
}
