import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { InputError } from '../../datasets/inputError.ts';
import type { OverlapConvention } from '../../datasets/overlap/convention.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import { openDataset } from '../../datasets/readers/openDataset.ts';
import type { Evaluation } from '../../results/evaluation.ts';
import { resultsFolder } from '../../results/store.ts';
import { defaultConvention, readWorkspace, workspaceFile } from '../../results/workspace.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Arguments, integerOf, listOf, rangeOf, textOf } from './arguments.ts';
import type { Flag } from './command.ts';
import { datasetsFlag, readablePath } from './namedDataset.ts';
import { conventionFlag, conventionOf, sequencesFlag, workspaceFlag, workspaceOf } from './sharedFlags.ts';
import { shellQuote } from './shellQuote.ts';
import { UsageError } from './usageError.ts';
import { requireResults } from './workspaceDataset.ts';

/** What `evaluate` and `report` both take. */
export const evaluationFlags: Readonly<Record<string, Flag>> = {
  workspace: workspaceFlag,
  dataset: {
    kind: 'value',
    describe: 'FOLDER of sequences, JSON file of annotations, or NAME of a dataset',
    default: 'the one that the workspace was run on',
  },
  datasets: datasetsFlag,
  results: {
    kind: 'value',
    describe: 'FOLDERS (of archives, too) or zip archives of results, separated by commas, instead of the workspace',
  },
  trackers: {
    kind: 'value',
    describe: 'NAMES, separated by commas; tables by tag and sequence, charts and colours keep their order',
    default: 'all',
  },
  sequences: sequencesFlag,
  convention: conventionFlag,
  interval: {
    kind: 'value',
    describe: 'LOW,HIGH: sequence lengths that the expected average overlap is averaged over',
    default: "the season's, else from the lengths",
  },
  workers: { kind: 'value', describe: 'NUMBER of trackers analysed at a time', default: 'as many as there are cores' },
};

/** An evaluation, and what it was made from. */
export interface ReadEvaluation {
  readonly evaluation: Evaluation;
  readonly dataset: Dataset;
  /** Results folders and zip archives. */
  readonly sources: readonly string[];
  /** Folder of the workspace whose results they are; undefined for results from elsewhere. */
  readonly workspace: string | undefined;
}

/** Evaluates what the flags say; warnings go to the terminal. */
export async function readEvaluation(values: Arguments, terminal: Terminal): Promise<ReadEvaluation> {
  const trackers = listOf(values, 'trackers');
  const sequences = listOf(values, 'sequences');
  const interval = rangeOf(values, 'interval', 1);
  const workers = integerOf(values, 'workers', 1) ?? availableParallelism();
  const { sources, datasetPath, convention } = await chooseSources(values, terminal);
  const dataset = await openDataset(datasetPath, sequences === undefined ? {} : { sequences });
  const { evaluateWithProgress } = await import('../evaluateWithProgress.ts');
  const evaluation = await evaluateWithProgress(
    {
      dataset,
      sources,
      convention,
      workers,
      ...(trackers === undefined ? {} : { trackers }),
      ...(interval === undefined ? {} : { interval }),
    },
    terminal,
  );
  return { evaluation, dataset, sources, workspace: values.has('results') ? undefined : workspaceOf(values) };
}

export interface Sources {
  readonly sources: readonly string[];
  readonly datasetPath: string;
  readonly convention: OverlapConvention;
}

/** Results named by `--results`, else those of the workspace, which knows its dataset and convention. */
export async function chooseSources(values: Arguments, terminal: Terminal): Promise<Sources> {
  const sources = listOf(values, 'results');
  const convention = conventionOf(values);
  const given = textOf(values, 'dataset');
  if (sources !== undefined) {
    if (values.has('workspace'))
      throw new UsageError('invalid flags: --results and --workspace', undefined, 'give one');
    if (given === undefined) {
      throw new UsageError('missing flag: --dataset', undefined, 'results from elsewhere do not say what they are of');
    }
    return {
      sources,
      datasetPath: await readablePath(given, values, terminal),
      convention: convention ?? defaultConvention,
    };
  }
  const folder = workspaceOf(values);
  requireResults(folder, 'or --dataset and --results for results from elsewhere');
  const workspace = await readWorkspace(folder);
  if (workspace === undefined) {
    throw new UsageError(
      `missing dataset: ${folder} does not say which`,
      undefined,
      `give --dataset NAME --results ${shellQuote([resultsFolder(folder)])}`,
    );
  }
  if (given === undefined && !existsSync(workspace.dataset.path)) {
    throw new InputError(
      `missing dataset: ${workspace.dataset.path}`,
      workspaceFile(folder),
      'the workspace was run on it there: say with --dataset where it is now',
    );
  }
  return {
    sources: [resultsFolder(folder)],
    datasetPath: given === undefined ? workspace.dataset.path : await readablePath(given, values, terminal),
    convention: convention ?? workspace.convention,
  };
}
