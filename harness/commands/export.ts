import { join } from 'node:path';
import { experimentNames } from '../../results/run.ts';
import { defaultConvention, readWorkspace } from '../../results/workspace.ts';
import { configurationFile } from '../../results/trackerConfiguration.ts';
import { trackerNames } from '../../trackers/registry.ts';
import { vot2016Repetitions } from '../execution/plan.ts';
import { type ExportedTracker, exportResults, ExportStopped } from '../exporting/exportResults.ts';
import { programName } from '../program.ts';
import { onFirstInterrupt } from '../terminal/interruption.ts';
import { showProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { alignColumns } from './alignColumns.ts';
import { type Arguments, choicesOf, hasSwitch, integerOf, listOf, textOf } from './arguments.ts';
import type { Command } from './command.ts';
import { jsonFlag, sequencesFlag, workspaceFlag, workspaceOf } from './sharedFlags.ts';
import { shellQuote } from './shellQuote.ts';
import { UsageError } from './usageError.ts';
import { requireResults, workspaceDataset, workspaceDatasetFlags } from './workspaceDataset.ts';

const command: Command = {
  usage: '[--trackers A,B] [--out FOLDER|FILE.zip]',
  flags: {
    workspace: workspaceFlag,
    trackers: { kind: 'value', describe: 'NAMES, separated by commas', default: 'all' },
    out: {
      kind: 'value',
      describe: 'FOLDER for an archive a tracker, NAME_TIMESTAMP.zip, or FILE.zip for one of all',
      default: "the workspace's folder export",
    },
    experiments: {
      kind: 'value',
      describe: `what has to be complete and is packed: ${experimentNames.join(', ')}`,
      default: experimentNames.join(','),
    },
    ...workspaceDatasetFlags,
    sequences: sequencesFlag,
    repetitions: {
      kind: 'value',
      describe: 'NUMBER of baseline repetitions that are asked for; fewer where the first three are equal',
      default: String(vot2016Repetitions.baseline),
    },
    binary: {
      kind: 'switch',
      describe: "trajectories in the Python toolkit's binary form (single precision), not as text",
    },
    incomplete: { kind: 'switch', describe: 'pack what there is of trackers that lack runs' },
    json: jsonFlag,
  },
  examples: [
    { command: 'export --trackers Ours_softmax', describe: 'Pack results for VOT' },
    { command: 'export --trackers kcf,ncc --out both.zip', describe: 'Pack two trackers into one archive' },
  ],
  async run(values, terminal) {
    const folder = workspaceOf(values);
    const experiments = choicesOf(values, 'experiments', experimentNames) ?? experimentNames;
    const repetitions = {
      ...vot2016Repetitions,
      baseline: integerOf(values, 'repetitions', 1) ?? vot2016Repetitions.baseline,
    };
    requireResults(folder);
    const found = await workspaceDataset(values, terminal);
    if (found === undefined) {
      throw new UsageError(
        `missing dataset: ${folder} does not say which`,
        undefined,
        'give --dataset: whether results are complete shows only beside it',
      );
    }
    const { dataset, path } = found;
    const workspace = await readWorkspace(folder);
    const convention = workspace?.convention ?? defaultConvention;
    let isStopped = false;
    let done = 0;
    const progress = showProgress(terminal, 'trackers', () => done);
    const forgetInterrupt = onFirstInterrupt(terminal, () => {
      isStopped = true;
    });
    let exported: readonly ExportedTracker[];
    try {
      exported = await exportResults({
        workspace: folder,
        dataset,
        experiments,
        repetitions,
        convention,
        trackers: listOf(values, 'trackers'),
        out: textOf(values, 'out') ?? join(folder, 'export'),
        isBinary: hasSwitch(values, 'binary'),
        isIncompleteAllowed: hasSwitch(values, 'incomplete'),
        nowMs: terminal.now(),
        machine: { toolkit: programName(), platform: process.platform, node: process.version },
        details: {
          dataset: { name: dataset.name, sequences: dataset.sequences.length },
          convention,
        },
        seed: workspace?.seed,
        isStopped: () => isStopped,
        onProgress(trackersDone, total, tracker) {
          done = trackersDone;
          progress.update(total, tracker);
        },
      });
    } catch (error) {
      if (!(error instanceof ExportStopped)) throw error;
      progress.say('stopped; the archive at hand was not written');
      return 130;
    } finally {
      progress.stop();
      forgetInterrupt();
    }
    for (const { name, notices } of exported) {
      for (const notice of notices) terminal.say(`warning: ${name}: ${notice}`);
    }
    for (const tracker of exported)
      sayMissing(tracker, values, { folder, path, count: dataset.sequences.length }, terminal);
    if (hasSwitch(values, 'json')) terminal.print(JSON.stringify(exported, undefined, 2));
    else {
      const packed = exported.filter(({ archive }) => archive !== undefined);
      if (packed.length > 0)
        terminal.print(
          alignColumns(
            packed.map((one) => [one.name, `${one.runs} runs`, one.archive!]),
            [1],
          ),
        );
    }
    return exported.every(({ archive }) => archive !== undefined) ? 0 : 1;
  },
};

export default command;

function sayMissing(
  { name, archive, missing, incompleteSequences, tracker, isImported }: ExportedTracker,
  values: Arguments,
  { folder, path, count }: { readonly folder: string; readonly path: string; readonly count: number },
  terminal: Terminal,
): void {
  if (missing.length === 0 && archive === undefined)
    terminal.say(`not packed: ${name}: the others of its archive are incomplete`);
  const what = archive === undefined ? 'incomplete' : 'packed without';
  for (const sentence of missing) terminal.say(`${what}: ${name}: ${sentence}`);
  if (missing.length === 0 || archive !== undefined) return;
  const less = 'or: --experiments, --sequences or --repetitions ask for less, and --incomplete packs what there is';
  if (isImported) {
    terminal.say(`to finish: import complete results of ${name}`);
    terminal.say(less);
    return;
  }
  const isNamedSoItself = trackerNames().includes(name) && (tracker === undefined || tracker === name);
  const sequences =
    incompleteSequences.length === count && !values.has('sequences')
      ? []
      : ['--sequences', incompleteSequences.join(',')];
  const asked = ['experiments', 'repetitions'].flatMap((flag) =>
    values.has(flag) ? [`--${flag}`, values.get(flag)!.join(',')] : [],
  );
  const flags = ['--workspace', folder, '--dataset', path, ...sequences, ...asked];
  if (isNamedSoItself) {
    terminal.say(`to finish: ${shellQuote(['npx', 'tracking-loss', 'run', '--trackers', name, ...flags])}`);
  } else {
    // Its settings are stored, but not where they were written.
    const settings = configurationFile(folder, name);
    terminal.say(
      `to finish: run ${name} with --trackers as before (${settings} has its settings) and ${shellQuote(flags)}`,
    );
  }
  terminal.say(less);
}
