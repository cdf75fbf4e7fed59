import { basename, join } from 'node:path';
import { experimentNames } from '../../results/run.ts';
import { resultsFolder } from '../../results/store.ts';
import { openWorkspace } from '../openWorkspace.ts';
import { runExperiments } from '../runExperiments.ts';
import { specificationOf } from '../../trackers/specification/parseSpecification.ts';
import { prepareNetworks } from '../prepareNetworks.ts';
import { textOf } from './arguments.ts';
import type { Command } from './command.ts';
import { evaluationTable } from './evaluationTable.ts';
import { absolutePath, defaultWorkspace, workspaceFlag } from './sharedFlags.ts';
import { shellQuote } from './shellQuote.ts';
import { cacheFlag, cacheOf } from './weightsCache.ts';
import { executionOf, makeExecutor, workersFlag } from './workers.ts';

/** The demo has a workspace of its own, for a workspace holds the runs of one dataset. */
const demoWorkspace = `${defaultWorkspace}/demo`;

const trackers = ['static', 'ncc', 'kcf', 'Ours_softmax', 'Ours_ensemble'];

/** Without a download, and quick: a demonstration of a minute on two cores, no measurement. */
const demoSettings = {
  preset: 'fast',
  backbone: { name: 'builtin', inputSize: 65 },
  hiddenChannels: 16,
  online: {
    maps: { searchShifts: 1, channels: 32 },
    firstFrame: { training: { iterations: 15 } },
    update: { training: { iterations: 3 } },
  },
};

/** Frames of each sequence. */
const demoLength = 40;

const command: Command = {
  usage: '',
  flags: { workspace: { ...workspaceFlag, default: demoWorkspace }, workers: workersFlag, cache: cacheFlag },
  examples: [{ command: 'demo', describe: 'Run five trackers on synthetic sequences and write a report' }],
  async run(values, terminal) {
    const execution = executionOf(values);
    const folder = textOf(values, 'workspace') ?? demoWorkspace;
    const path = absolutePath(join(folder, 'demo-dataset'));
    const workspace = await openWorkspace(folder, { dataset: { name: basename(path), path } });
    const { drawDataset } = await import('../drawDataset.ts');
    const dataset = await drawDataset(path, terminal, demoLength);
    if (dataset === undefined) return 130;
    terminal.say(`${dataset.sequences.length} synthetic sequences are in ${path}; ${trackers.join(', ')} run on them`);
    const specifications = trackers.map((tracker) =>
      specificationOf({ tracker, overrides: {}, label: tracker }, demoSettings),
    );
    const code = await runExperiments(
      {
        dataset,
        trackers: specifications,
        experiments: experimentNames,
        repetitions: 1,
        folder,
        workspace,
        resumeCommand: shellQuote([
          'npx',
          'tracking-loss',
          'demo',
          '--workspace',
          folder,
          ...(execution.workers === undefined ? [] : ['--workers', String(execution.workers)]),
        ]),
      },
      async (terminal) => {
        const networks = await prepareNetworks(specifications, { devices: ['cpu'], cache: cacheOf(values) }, terminal);
        return { executor: await makeExecutor(execution, networks, terminal), networks: networks.identities };
      },
      terminal,
    );
    if (code !== 0) return code;
    const { evaluateWithProgress } = await import('../evaluateWithProgress.ts');
    const evaluation = await evaluateWithProgress(
      { dataset, sources: [resultsFolder(folder)], trackers, convention: workspace.convention },
      terminal,
    );
    terminal.print(evaluationTable(evaluation));
    const { writeReport } = await import('../../reports/writeReport.ts');
    const { reportDetails } = await import('../reportDetails.ts');
    const details = await reportDetails(
      {
        dataset,
        sources: [resultsFolder(folder)],
        trackers: Object.keys(evaluation.trackers),
        convention: workspace.convention,
      },
      folder,
      terminal,
    );
    const { page } = await writeReport(evaluation, join(folder, 'report'), details);
    terminal.print(page);
    return 0;
  },
};

export default command;
