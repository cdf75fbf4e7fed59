import { join } from 'node:path';
import { counted } from '../../datasets/counted.ts';
import { ablationTable } from '../../reports/ablation/ablationTable.ts';
import { pointsWithMissingRuns } from '../../results/ablation.ts';
import { listed } from '../../results/listed.ts';
import { experimentNames } from '../../results/run.ts';
import type { PlannedGrid } from '../ablation/evaluateGrid.ts';
import { gridOf, parseAxis } from '../ablation/grid.ts';
import { idleWeightNotes } from '../ablation/idleWeights.ts';
import { openWorkspace } from '../openWorkspace.ts';
import { prepareNetworks } from '../prepareNetworks.ts';
import { runExperiments } from '../runExperiments.ts';
import { type Arguments, choicesOf, hasSwitch, integerOf, textOf } from './arguments.ts';
import type { Command } from './command.ts';
import { resumeCommand } from './resumeCommand.ts';
import { datasetFlags, openRunnableDataset } from './runnableDataset.ts';
import {
  conventionFlag,
  conventionOf,
  jsonFlag,
  seedFlag,
  sequencesFlag,
  workspaceFlag,
  workspaceOf,
} from './sharedFlags.ts';
import { tableText } from './tableText.ts';
import { defaultsOf, devicesFlag, devicesOf, networkFlags, readNamed, specified } from './trackerFlags.ts';
import { asUsage, UsageError } from './usageError.ts';
import { cacheOf } from './weightsCache.ts';
import { executionFlags, executionOf, makeExecutor } from './workers.ts';

const defaultTracker = 'Ours_softmax';
/** Fewer than VOT's 15: a grid has many trackers, and three give a spread. */
const defaultRepetitions = 3;

const command: Command = {
  usage: '--dataset FOLDER|NAME --over KEY=A,B [--over KEY:KEY=A:B,C:D]',
  flags: {
    ...datasetFlags,
    tracker: {
      kind: 'value',
      describe: 'NAME of the tracker, with settings in braces that hold at all points of the grid',
      default: defaultTracker,
    },
    over: {
      kind: 'value',
      describe:
        'KEY=VALUES of a setting, or KEY:KEY=A:B,C:D of settings that change together; each is an axis of the grid',
    },
    experiments: { kind: 'value', describe: experimentNames.join(', '), default: experimentNames.join(',') },
    sequences: sequencesFlag,
    repetitions: {
      kind: 'value',
      describe: 'NUMBER of repetitions of each experiment',
      default: String(defaultRepetitions),
    },
    ...networkFlags,
    device: devicesFlag,
    ...executionFlags,
    seed: seedFlag,
    convention: conventionFlag,
    workspace: workspaceFlag,
    out: { kind: 'value', describe: 'FOLDER to write to', default: "the workspace's folder ablation" },
    json: jsonFlag,
  },
  examples: [
    {
      command: 'ablate --dataset ./vot2016 --over strategies=first,second,third,fourth,first+fourth',
      describe: "The matching strategies side by side; reproduce table1 has the paper's own",
    },
    {
      command: 'ablate --dataset ./vot2016 --over alpha:beta=1:1,1:5,1:10,10:1 --backbone squeezenet',
      describe: 'Weights of the two parts of the loss, with a heat map',
    },
  ],
  async run(values, terminal) {
    const tracker = textOf(values, 'tracker') ?? defaultTracker;
    const { varied, keys, points } = await readGrid(values, tracker);
    const experiments = choicesOf(values, 'experiments', experimentNames) ?? experimentNames;
    const repetitions = integerOf(values, 'repetitions', 1) ?? defaultRepetitions;
    const execution = executionOf(values);
    const devices = devicesOf(values);
    const seed = integerOf(values, 'seed', 0);
    const convention = conventionOf(values);
    const folder = workspaceOf(values);
    const out = textOf(values, 'out') ?? join(folder, 'ablation');

    const opened = await openRunnableDataset('ablate', values, terminal);
    if (opened === undefined) return 130;
    const { dataset, path } = opened;
    const notes = idleWeightNotes(points);
    for (const note of notes) terminal.say(`note: ${note}`);
    const workspace = await openWorkspace(folder, { dataset: { name: dataset.name, path }, convention, seed });
    const trackers = points.map(({ specification }) => specification);
    const code = await runExperiments(
      {
        dataset,
        trackers,
        experiments,
        repetitions,
        unsupervisedRepetitions: repetitions,
        folder,
        workspace,
        resumeCommand: resumeCommand('ablate', values),
        retries: execution.retries,
      },
      async (terminal) => {
        const networks = await prepareNetworks(trackers, { devices, cache: cacheOf(values) }, terminal);
        return { executor: await makeExecutor(execution, networks, terminal), networks: networks.identities };
      },
      terminal,
    );
    const { evaluateGrid } = await import('../ablation/evaluateGrid.ts');
    const grid = { dataset, folder, workspace, experiments, repetitions, varied, keys, points, notes };
    const ablation = await evaluateGrid(grid, code === 0, terminal);
    if (ablation === undefined) return code;
    const { replacedAblation } = await import('../../reports/ablation/replacedAblation.ts');
    const replaced = await replacedAblation(out, ablation);
    const { writeAblation } = await import('../../reports/ablation/writeAblation.ts');
    const files = await writeAblation(ablation, out);
    if (replaced !== undefined) {
      const { tracker, keys, points } = replaced;
      terminal.say(
        `replaced in ${out}: the ablation of ${tracker} over ${keys.join(', ')} (${counted(points.length, 'point')}); --out keeps another apart`,
      );
    }
    const missing = pointsWithMissingRuns(ablation);
    if (missing.length > 0) terminal.say(`no figures, as runs are missing: ${listed(missing)}`);
    if (hasSwitch(values, 'json')) terminal.print(JSON.stringify(ablation, undefined, 2));
    else terminal.print(`${tableText(ablationTable(ablation))}\n${files.length} files in ${out}`);
    return code;
  },
};

export default command;

async function readGrid(values: Arguments, tracker: string): Promise<Pick<PlannedGrid, 'varied' | 'keys' | 'points'>> {
  const texts = values.get('over') ?? [];
  if (texts.length === 0) throw new UsageError('missing flag: --over', undefined, 'as in --over alpha:beta=1:1,1:10');
  const axes = asUsage(() => texts.map(parseAxis));
  const [base, ...others] = await readNamed(tracker);
  if (base === undefined || others.length > 0) {
    throw new UsageError(`invalid tracker: ${tracker}`, '--tracker', 'one is expected, as trackers.yaml:NAME');
  }
  const defaults = await defaultsOf(values);
  const points = asUsage(() => gridOf(base, axes, defaults.settings, defaults.backbones));
  return {
    varied: (await specified(base, defaults, 'tracker')).label,
    keys: axes.flatMap((axis) => axis.keys),
    points,
  };
}
