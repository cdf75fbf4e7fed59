import { openDataset } from '../../datasets/readers/openDataset.ts';
import { InputError } from '../../datasets/inputError.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import { experimentNames } from '../../results/run.ts';
import { vot2016Repetitions } from '../execution/plan.ts';
import { openWorkspace } from '../openWorkspace.ts';
import { runExperiments } from '../runExperiments.ts';
import { prepareNetworks } from '../prepareNetworks.ts';
import { type Arguments, choicesOf, integerOf, listOf, requiredTextOf } from './arguments.ts';
import type { Command } from './command.ts';
import {
  absolutePath,
  conventionFlag,
  conventionOf,
  sequencesFlag,
  workspaceFlag,
  workspaceOf,
} from './sharedFlags.ts';
import { shellQuote } from './shellQuote.ts';
import { deviceOf, networkFlags, trackersFlag, trackersOf } from './trackerFlags.ts';
import { cacheOf } from './weightsCache.ts';
import { makeExecutor, workersFlag, workersOf } from './workers.ts';

const command: Command = {
  usage: '--dataset FOLDER --trackers A,B',
  flags: {
    dataset: { kind: 'value', describe: 'FOLDER of sequences in the layout of VOT or OTB' },
    trackers: trackersFlag,
    experiments: { kind: 'value', describe: experimentNames.join(', '), default: experimentNames.join(',') },
    sequences: sequencesFlag,
    repetitions: {
      kind: 'value',
      describe: 'NUMBER of repetitions of the baseline; fewer where the first three are equal',
      default: String(vot2016Repetitions.baseline),
    },
    'unsupervised-repetitions': {
      kind: 'value',
      describe: 'NUMBER of repetitions of the unsupervised experiment',
      default: String(vot2016Repetitions.unsupervised),
    },
    ...networkFlags,
    workers: workersFlag,
    seed: {
      kind: 'value',
      describe: 'NUMBER that all chance comes from',
      default: "the workspace's, else 0",
    },
    convention: conventionFlag,
    workspace: workspaceFlag,
  },
  examples: [
    { command: 'run --dataset ./vot2016 --trackers ncc,kcf', describe: 'Run two trackers on a dataset' },
    {
      command:
        "run --dataset ./vot2016 --trackers 'Ours_softmax{backbone: squeezenet}' --experiments unsupervised --sequences bag,ball1",
      describe: 'One pass over two sequences',
    },
  ],
  async run(values, terminal) {
    const trackers = await trackersOf(values);
    const experiments = choicesOf(values, 'experiments', experimentNames) ?? experimentNames;
    const repetitions = integerOf(values, 'repetitions', 1);
    const unsupervisedRepetitions = integerOf(values, 'unsupervised-repetitions', 1);
    const workers = workersOf(values);
    const device = deviceOf(values);
    const seed = integerOf(values, 'seed', 0);
    const convention = conventionOf(values);
    const folder = workspaceOf(values);

    const path = absolutePath(requiredTextOf(values, 'dataset'));
    const sequences = listOf(values, 'sequences');
    const dataset = await openDataset(path, sequences === undefined ? {} : { sequences });
    for (const warning of dataset.warnings) terminal.say(`warning: ${warning}`);
    requireFrames(dataset);
    const workspace = await openWorkspace(folder, { dataset: { name: dataset.name, path }, convention, seed });
    return runExperiments(
      {
        dataset,
        trackers,
        experiments,
        ...(repetitions === undefined ? {} : { repetitions }),
        ...(unsupervisedRepetitions === undefined ? {} : { unsupervisedRepetitions }),
        folder,
        workspace,
        resumeCommand: commandLineOf('run', values),
      },
      async () => makeExecutor(workers, await prepareNetworks(trackers, { device, cache: cacheOf(values) }, terminal)),
      terminal,
    );
  },
};

export default command;

function requireFrames({ name, sequences }: Dataset): void {
  const without = sequences.filter(({ framePaths }) => framePaths === undefined);
  if (without.length === 0) return;
  throw new InputError(
    `missing images: ${without.length} of ${sequences.length} sequences of ${JSON.stringify(name)} are annotations only`,
    undefined,
    'trackers need the frames; such a dataset serves evaluate and report',
  );
}

/** The same command again, which does what is missing. */
function commandLineOf(verb: string, values: Arguments): string {
  const words = [...values].flatMap(([flag, texts]) => texts.flatMap((text) => [`--${flag}`, text]));
  return shellQuote(['npx', 'tracking-loss', verb, ...words]);
}
