import { existsSync } from 'node:fs';
import { InputError, WrongRequest } from '../../datasets/inputError.ts';
import type { OverlapConvention } from '../../datasets/overlap/convention.ts';
import { randomFrom } from '../../datasets/random.ts';
import { openDataset } from '../../datasets/readers/openDataset.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import { comparedFigures, type Comparison, type ComparedSide } from '../../results/comparison/comparison.ts';
import type { Evaluation } from '../../results/evaluation.ts';
import { readRepetitionSums, type RepetitionSums } from '../../results/reproduction/repetitionSums.ts';
import { layOut } from '../../results/resultsLayout.ts';
import { openResults } from '../../results/resultsSource.ts';
import { resultsFolder } from '../../results/store.ts';
import { readConfiguration, settingDifferences } from '../../results/trackerConfiguration.ts';
import { readWorkspace, type Workspace, workspaceFile } from '../../results/workspace.ts';
import { evaluateWithProgress } from '../evaluateWithProgress.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface CompareOptions {
  /** In this order; those that both have, if left out. */
  readonly trackers: readonly string[] | undefined;
  readonly sequences: readonly string[] | undefined;
  /** Each workspace's own, if left out. */
  readonly convention: OverlapConvention | undefined;
  readonly interval: readonly [number, number] | undefined;
}

/** A workspace, and what is to be known of it before anything is computed. */
interface Side {
  readonly folder: string;
  readonly workspace: Workspace;
  readonly dataset: Dataset;
  /** That have results. */
  readonly trackers: readonly string[];
}

/**
 * Sets the trackers that two workspaces have in common side by side.
 * @throws WrongRequest for a folder that is no workspace and without a common tracker; InputError for a dataset that is not there
 */
export async function compareWorkspaces(
  folderA: string,
  folderB: string,
  options: CompareOptions,
  terminal: Terminal,
): Promise<Comparison> {
  const [a, b] = [await openSide(folderA, options), await openSide(folderB, options)];
  const common = options.trackers ?? a.trackers.filter((tracker) => b.trackers.includes(tracker));
  for (const tracker of common) {
    for (const { folder, trackers } of [a, b].filter(({ trackers }) => !trackers.includes(tracker))) {
      throw new WrongRequest(`missing results: ${tracker}`, folder, `it has ${trackers.join(', ')}`);
    }
  }
  if (common.length === 0) {
    throw new WrongRequest(
      'missing trackers: the two have none of the same name',
      `${folderA} and ${folderB}`,
      `${a.trackers.join(', ')} and ${b.trackers.join(', ')}`,
    );
  }
  const [resultsA, resultsB] = [
    await evaluateSide(a, common, options, terminal),
    await evaluateSide(b, common, options, terminal),
  ];
  const [sideA, sideB] = [describedSide(a, resultsA.evaluation), describedSide(b, resultsB.evaluation)];
  const isPaired = haveSameSequences(a.dataset, b.dataset);
  const trackers: Record<string, Comparison['trackers'][string]> = {};
  for (const tracker of common) {
    const [one, other] = [resultsA, resultsB].map(({ evaluation, sums }) => ({
      evaluation: evaluation.trackers[tracker]!,
      sums: sums.get(tracker)!,
    }));
    trackers[tracker] = {
      figures: comparedFigures(one!, other!, isPaired, (name) => randomFrom('comparison', tracker, name)),
      complete: one!.evaluation.complete && other!.evaluation.complete,
      differences: settingDifferences(
        await settingsOf(a, tracker, one!.evaluation.runs),
        await settingsOf(b, tracker, other!.evaluation.runs),
      ),
    };
  }
  return {
    a: sideA,
    b: sideB,
    isPaired,
    differences: settingDifferences(sharedSettings(a, sideA), sharedSettings(b, sideB)),
    trackers,
    onlyInA: a.trackers.filter((tracker) => !b.trackers.includes(tracker)),
    onlyInB: b.trackers.filter((tracker) => !a.trackers.includes(tracker)),
  };
}

async function openSide(folder: string, { sequences }: CompareOptions): Promise<Side> {
  const workspace = await readWorkspace(folder);
  if (workspace === undefined) {
    throw new WrongRequest(`missing workspace: ${folder}`, undefined, '--compare takes the folders of two workspaces');
  }
  if (!existsSync(workspace.dataset.path)) {
    throw new InputError(
      `missing dataset: ${workspace.dataset.path}`,
      workspaceFile(folder),
      `"tracking-loss run --workspace ${folder} --dataset PLACE" makes the workspace remember where it is now`,
    );
  }
  const dataset = await openDataset(workspace.dataset.path, sequences === undefined ? {} : { sequences });
  const source = await openResults(resultsFolder(folder));
  try {
    return { folder, workspace, dataset, trackers: (await layOut(source)).map(({ tracker }) => tracker) };
  } finally {
    source.close();
  }
}

interface SideResults {
  readonly evaluation: Evaluation;
  /** By tracker. */
  readonly sums: ReadonlyMap<string, readonly RepetitionSums[]>;
}

async function evaluateSide(
  { folder, workspace, dataset }: Side,
  trackers: readonly string[],
  { convention = workspace.convention, interval }: CompareOptions,
  terminal: Terminal,
): Promise<SideResults> {
  const results = resultsFolder(folder);
  const evaluation = await evaluateWithProgress(
    { dataset, sources: [results], trackers, convention, ...(interval === undefined ? {} : { interval }) },
    terminal,
  );
  const sums = new Map<string, readonly RepetitionSums[]>();
  const source = await openResults(results);
  try {
    for (const files of await layOut(source)) {
      if (!trackers.includes(files.tracker)) continue;
      sums.set(files.tracker, await readRepetitionSums(files, { ...evaluation, dataset }));
    }
  } finally {
    source.close();
  }
  return { evaluation, sums };
}

function describedSide({ folder, workspace }: Side, { dataset, convention, interval }: Evaluation): ComparedSide {
  return { workspace: folder, dataset, convention, interval, seed: workspace.seed };
}

/** The same names and lengths: then a sequence drawn for one is drawn for the other. */
function haveSameSequences(a: Dataset, b: Dataset): boolean {
  const listOf = ({ sequences }: Dataset): string =>
    JSON.stringify(sequences.map(({ name, length }) => [name, length]));
  return listOf(a) === listOf(b);
}

function sharedSettings({ workspace }: Side, { dataset, convention, interval, seed }: ComparedSide) {
  const { name, sequences, frames } = dataset;
  return { madeBy: workspace.madeBy, dataset: { name, sequences, frames }, convention, interval, seed };
}

async function settingsOf({ folder }: Side, tracker: string, runs: number) {
  const stored = await readConfiguration(folder, tracker);
  return { runs, madeBy: stored?.madeBy, tracker: stored?.tracker, ...stored?.configuration };
}
