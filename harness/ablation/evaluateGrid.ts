import type { Dataset } from '../../datasets/sequence.ts';
import { type Ablation, ablationOf } from '../../results/ablation.ts';
import { evaluateRepetitions } from '../../results/evaluateRepetitions.ts';
import type { ExperimentName } from '../../results/run.ts';
import { resultsFolder } from '../../results/store.ts';
import type { Workspace } from '../../results/workspace.ts';
import { evaluateWithProgress } from '../evaluateWithProgress.ts';
import { planSeries } from '../execution/plan.ts';
import { remainingRuns } from '../reproduction/remainingRuns.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { GridPoint } from './grid.ts';

/** A grid with the runs that are planned of it. */
export interface PlannedGrid {
  readonly dataset: Dataset;
  /** The workspace's. */
  readonly folder: string;
  readonly workspace: Pick<Workspace, 'convention'>;
  readonly experiments: readonly ExperimentName[];
  /** Of both experiments. */
  readonly repetitions: number;
  /** The label of the tracker without the axes. */
  readonly varied: string;
  readonly keys: readonly string[];
  readonly points: readonly GridPoint[];
  readonly notes: readonly string[];
}

/**
 * What the points score whose runs are all stored, experiment by experiment.
 * @param isWhole whether no run is missing, so that none has to be looked for
 * @returns undefined where no point has all runs of an experiment
 */
export async function evaluateGrid(
  grid: PlannedGrid,
  isWhole: boolean,
  terminal: Terminal,
): Promise<Ablation | undefined> {
  const { dataset, folder, workspace, experiments, varied: tracker, keys, notes } = grid;
  const { convention } = workspace;
  const lacking = isWhole ? [] : await Promise.all(experiments.map((experiment) => lackingIn(experiment, grid)));
  const points = grid.points.map(({ values, specification: { label } }) => ({
    label,
    values,
    missing: experiments.filter((_, index) => lacking[index]?.has(label) ?? false),
  }));
  const labels = points.filter(({ missing }) => missing.length < experiments.length).map(({ label }) => label);
  if (labels.length === 0) return undefined;
  const results = resultsFolder(folder);
  const evaluation = await evaluateWithProgress(
    { dataset, sources: [results], trackers: labels, convention },
    terminal,
  );
  const figures = await evaluateRepetitions(results, labels, { dataset, convention, interval: evaluation.interval });
  return ablationOf(evaluation, figures, { tracker, keys, points, notes });
}

/** Labels of the points that lack runs of an experiment. */
async function lackingIn(
  experiment: ExperimentName,
  { points, dataset, repetitions, folder, workspace }: PlannedGrid,
): Promise<ReadonlySet<string>> {
  const trackers = points.map(({ specification }) => specification);
  const plan = planSeries(trackers, [experiment], dataset.sequences, repetitions, repetitions);
  return new Set((await remainingRuns(plan, folder, workspace.convention)).map(({ label }) => label));
}
