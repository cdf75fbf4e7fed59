import { experimentNames } from '../../results/run.ts';
import { vot2016Repetitions } from '../execution/plan.ts';
import { openWorkspace } from '../openWorkspace.ts';
import { runExperiments } from '../runExperiments.ts';
import { prepareNetworks } from '../prepareNetworks.ts';
import { choicesOf, hasSwitch, integerOf } from './arguments.ts';
import type { Command } from './command.ts';
import { remoteFlags, remoteRunsOf } from './remoteRuns.ts';
import { resumeCommand } from './resumeCommand.ts';
import { datasetFlags, openRunnableDataset } from './runnableDataset.ts';
import { conventionFlag, conventionOf, seedFlag, sequencesFlag, workspaceFlag, workspaceOf } from './sharedFlags.ts';
import { devicesFlag, devicesOf, networkFlags, trackersFlag, trackersOf } from './trackerFlags.ts';
import { cacheOf } from './weightsCache.ts';
import { executionFlags, executionOf, makeExecutor } from './workers.ts';

const command: Command = {
  usage: '--dataset FOLDER|NAME --trackers A,B',
  flags: {
    ...datasetFlags,
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
    device: devicesFlag,
    ...executionFlags,
    ...remoteFlags,
    seed: seedFlag,
    convention: conventionFlag,
    workspace: workspaceFlag,
    json: { kind: 'switch', describe: 'print what happens as a JSON object a line' },
  },
  examples: [
    { command: 'run --dataset ./vot2016 --trackers ncc,kcf', describe: 'Run two trackers on a dataset' },
    {
      command: 'run --dataset vot2016 --yes --trackers kcf',
      describe: 'The same, and fetch the dataset if it is not here',
    },
    {
      command:
        "run --dataset ./vot2016 --trackers 'Ours_softmax{backbone: squeezenet}' --experiments unsupervised --sequences bag,ball1",
      describe: 'One pass over two sequences',
    },
    {
      command: 'run --dataset ./vot2016 --trackers kcf --queue redis://10.0.0.1',
      describe: 'Have the runs done by the workers of a queue',
    },
  ],
  async run(values, terminal) {
    const trackers = await trackersOf(values, (text) => terminal.say(text));
    const experiments = choicesOf(values, 'experiments', experimentNames) ?? experimentNames;
    const repetitions = integerOf(values, 'repetitions', 1);
    const unsupervisedRepetitions = integerOf(values, 'unsupervised-repetitions', 1);
    const execution = executionOf(values);
    const devices = devicesOf(values);
    const remote = remoteRunsOf(values);
    const seed = integerOf(values, 'seed', 0);
    const convention = conventionOf(values);
    const folder = workspaceOf(values);

    const opened = await openRunnableDataset('run', values, terminal);
    if (opened === undefined) return 130;
    const { dataset, path } = opened;
    const workspace = await openWorkspace(folder, { dataset: { name: dataset.name, path }, convention, seed });
    const code = await runExperiments(
      {
        dataset,
        trackers,
        experiments,
        ...(repetitions === undefined ? {} : { repetitions }),
        ...(unsupervisedRepetitions === undefined ? {} : { unsupervisedRepetitions }),
        folder,
        workspace,
        resumeCommand: resumeCommand('run', values),
        retries: execution.retries,
        ...(hasSwitch(values, 'json') ? { onEvent: (event) => terminal.print(JSON.stringify(event)) } : {}),
      },
      async (terminal) => {
        if (remote !== undefined) {
          return remote.open({ trackers, dataset: workspace.dataset, workspace: folder }, terminal);
        }
        const networks = await prepareNetworks(trackers, { devices, cache: cacheOf(values) }, terminal);
        return { executor: await makeExecutor(execution, networks, terminal), networks: networks.identities };
      },
      terminal,
    );
    return (await remote?.finish?.(terminal)) ?? code;
  },
};

export default command;
