/** @file The flags of `run` that have its runs done elsewhere: by the workers of a queue, or by a cluster with Slurm. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileAtomically } from '../../datasets/atomicFile.ts';
import type { TrackerSpecification } from '../../trackers/specification/specification.ts';
import { networkIdentities } from '../networkIdentities.ts';
import { programVersion } from '../program.ts';
import type { SenderContext } from '../queue/runIdentity.ts';
import type { OpenedExecutor } from '../runExperiments.ts';
import type { SlurmExecutorOptions } from '../slurm/slurmExecutor.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Arguments, hasSwitch, integerOf, textOf } from './arguments.ts';
import type { Flag } from './command.ts';
import { queueFlag, queueOf } from './queueFlag.ts';
import { absolutePath } from './sharedFlags.ts';
import { shellQuote } from './shellQuote.ts';
import { UsageError } from './usageError.ts';
import { cacheOf } from './weightsCache.ts';
import { executionOf } from './workers.ts';

const defaultTasks = 200;

export const remoteFlags: Readonly<Record<string, Flag>> = {
  queue: { ...queueFlag, describe: `${queueFlag.describe}, whose workers do the runs` },
  slurm: { kind: 'switch', describe: 'submit the runs as a job array of Slurm, and wait for them' },
  'slurm-script': { kind: 'value', describe: 'FILE to write the script of the job array to, for sbatch' },
  'slurm-tasks': { kind: 'value', describe: 'NUMBER of tasks of the array at most', default: String(defaultTasks) },
  'slurm-option': { kind: 'value', describe: 'OPTION of sbatch, as --partition=gpu; may be given again' },
};

/** Where runs are done if not here. */
export interface RemoteRuns {
  /** Opens the executor. @throws InputError when the weights are missing, or the queue or Slurm cannot be reached */
  open(context: RemoteContext, terminal: Terminal): Promise<OpenedExecutor>;
  /** What there is to do when nothing else remains; gives the exit code where it is not the usual one. */
  finish?(terminal: Terminal): Promise<0 | undefined>;
}

export interface RemoteContext extends Pick<SenderContext, 'dataset'> {
  readonly trackers: readonly TrackerSpecification[];
  readonly workspace: string;
}

/** @throws UsageError for flags that do not go together; undefined where the runs are done in this process */
export function remoteRunsOf(values: Arguments): RemoteRuns | undefined {
  const address = queueOf(values);
  const script = textOf(values, 'slurm-script');
  const ways = ['queue', 'slurm', 'slurm-script'].filter((flag) => values.has(flag));
  if (ways.length > 1) {
    throw new UsageError(`invalid --${ways[1]}: it does not go with --${ways[0]}`, undefined, 'choose one of them');
  }
  const strange = ['slurm-tasks', 'slurm-option'].find((flag) => values.has(flag));
  if (strange !== undefined && !hasSwitch(values, 'slurm') && script === undefined) {
    throw new UsageError(`invalid --${strange}: it goes with --slurm or --slurm-script alone`);
  }
  if (address !== undefined) {
    const own = ['workers', 'workers-per-device', 'worker-memory', 'silence', 'device'].find((flag) =>
      values.has(flag),
    );
    if (own !== undefined) {
      throw new UsageError(
        `invalid --${own}: with --queue the runs are done elsewhere`,
        undefined,
        `give it to the command worker of each machine`,
      );
    }
    return {
      async open(context, terminal) {
        const { queueExecutor } = await import('../queue/queueExecutor.ts');
        const { workspace } = context;
        const say = (text: string): void => terminal.say(text);
        const sender = await senderContext(context, values);
        return { executor: await queueExecutor({ ...sender, address, workspace, say }), networks: sender.networks };
      },
    };
  }
  if (script !== undefined) return writtenScript(absolutePath(script), values);
  return hasSwitch(values, 'slurm') ? submittedArray(values) : undefined;
}

function submittedArray(values: Arguments): RemoteRuns {
  const array = arrayOf(values);
  return {
    async open(context, terminal) {
      const { slurmExecutor } = await import('../slurm/slurmExecutor.ts');
      const { slurmCommands } = await import('../slurm/slurmCommands.ts');
      const sender = await senderContext(context, values);
      const executor = await slurmExecutor({
        ...sender,
        ...array(context.workspace),
        slurm: slurmCommands,
        say: (text) => terminal.say(text),
        now: () => terminal.now(),
      });
      return { executor, networks: sender.networks };
    },
  };
}

function writtenScript(path: string, values: Arguments): RemoteRuns {
  const array = arrayOf(values);
  let write: ((terminal: Terminal) => Promise<void>) | undefined;
  return {
    async open(context, terminal) {
      const { collectingExecutor } = await import('../slurm/collectingExecutor.ts');
      const sender = await senderContext(context, values);
      const { executor, runs } = collectingExecutor(sender);
      write = async () => {
        const { writeBatch } = await import('../slurm/slurmExecutor.ts');
        const { tasks, text } = await writeBatch(runs, { ...array(context.workspace), now: () => terminal.now() });
        await writeFileAtomically(path, text);
        terminal.say(`"sbatch ${shellQuote([path])}" does ${runs.length} runs in ${tasks} tasks;`);
        terminal.say('when it has ended, this command again says what is still missing');
      };
      return { executor, networks: sender.networks };
    },
    async finish(terminal) {
      await write?.(terminal);
      return write === undefined ? undefined : 0;
    },
  };
}

/** What of a job array the flags say. */
function arrayOf(
  values: Arguments,
): (workspace: string) => Pick<SlurmExecutorOptions, 'tasks' | 'workers' | 'options' | 'command' | 'workspace'> {
  const tasks = integerOf(values, 'slurm-tasks', 1) ?? defaultTasks;
  const workers = Math.max(1, executionOf(values).workers ?? 1);
  const options = values.get('slurm-option') ?? [];
  const wrong = options.find((option) => !option.startsWith('-') || /[\r\n]/.test(option));
  if (wrong !== undefined) {
    throw new UsageError(
      `invalid --slurm-option: ${JSON.stringify(wrong)}`,
      undefined,
      'it is written as for sbatch, with its hyphens: --slurm-option=--partition=gpu',
    );
  }
  const program = fileURLToPath(new URL('../main.js', import.meta.url));
  return (workspace) => ({
    workspace,
    tasks,
    workers,
    options,
    command: (file) => {
      const device = textOf(values, 'device') ?? 'auto';
      const where = ['--runs', file, '--workspace', resolve(workspace), '--cache', cacheOf(values)];
      const limits = ['worker-memory', 'silence'].flatMap((flag) =>
        (values.get(flag) ?? []).flatMap((text) => [`--${flag}`, text]),
      );
      const execution = ['--device', device, '--workers', String(workers), ...limits];
      return [process.execPath, program, 'worker', ...where, ...execution];
    },
  });
}

/** The weights are read here too, so that the other machines can say whether they have the same. */
async function senderContext({ trackers, dataset }: RemoteContext, values: Arguments): Promise<SenderContext> {
  return { program: programVersion(), dataset, networks: await networkIdentities(trackers, cacheOf(values)) };
}
