/** @file The runs that a reproduction needs, which of them are missing, and what they will cost. */
import { formatBytes } from '../../datasets/byteSize.ts';
import { InputError } from '../../datasets/inputError.ts';
import type { OverlapConvention } from '../../datasets/overlap/convention.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import { readImportRecord } from '../../results/importing/importRecord.ts';
import type { ExperimentName } from '../../results/run.ts';
import type { TrackerSpecification } from '../../trackers/specification/specification.ts';
import type { Executor, SeriesPlan } from '../execution/job.ts';
import { planSeries } from '../execution/plan.ts';
import { type Cost, costOf, type Pace, paceGroups } from './costAhead.ts';
import { measurePace, storedPace } from './measurePace.ts';
import { type RemainingRuns, remainingRuns } from './remainingRuns.ts';
import type { TargetPlan } from './targets.ts';

export interface Repetitions {
  readonly baseline: number;
  readonly unsupervised: number;
}

/** Trackers of a target that this program runs itself: not those of which the challenge's results are imported. */
export async function trackersToRun({ rows }: TargetPlan, folder: string): Promise<TrackerSpecification[]> {
  const trackers: TrackerSpecification[] = [];
  for (const { specification, importedAs } of rows) {
    const isImported = importedAs !== undefined && (await readImportRecord(folder, importedAs)) !== undefined;
    if (specification !== undefined && !isImported) trackers.push(specification);
  }
  return trackers;
}

/** The runs of some trackers on a dataset. */
export interface RunGroup {
  readonly dataset: Dataset;
  readonly trackers: readonly TrackerSpecification[];
  readonly experiments: readonly ExperimentName[];
}

/** Every series of all groups once. */
export function plannedSeries(groups: readonly RunGroup[], { baseline, unsupervised }: Repetitions): SeriesPlan[] {
  const series = new Map<string, SeriesPlan>();
  for (const { dataset, trackers, experiments } of groups) {
    for (const plan of planSeries(trackers, experiments, dataset.sequences, baseline, unsupervised)) {
      series.set(JSON.stringify([plan.tracker.label, plan.experiment, plan.sequence.name]), plan);
    }
  }
  return [...series.values()];
}

export interface Ahead {
  readonly remaining: readonly RemainingRuns[];
  readonly cost: Cost;
  /** Where the hours are from, for people. */
  readonly basis: string;
  /** Why no pace could be measured. */
  readonly problem?: string;
}

/** How runs would be done. */
export interface Means {
  /** How many at a time. */
  workers(): Promise<number>;
  /** For a measurement; not called where no pace has to be measured. */
  openExecutor(): Promise<Executor>;
}

/** What is missing of a plan, and what it will cost by the pace of stored runs, else by a short measurement. */
export async function whatIsAhead(
  plan: readonly SeriesPlan[],
  { folder, convention }: { readonly folder: string; readonly convention: OverlapConvention },
  means: Means,
): Promise<Ahead> {
  const remaining = await remainingRuns(plan, folder, convention);
  const groups = paceGroups(plan);
  const stored = await storedPaces(plan, folder);
  const measured = new Map<string, Pace>();
  const ofGroup = (group: string): Pace | undefined =>
    [...stored].find(([label]) => groups.get(label) === group)?.[1] ?? measured.get(group);
  const unknown = [...new Set(remaining.map(({ label }) => groups.get(label)!))].filter(
    (group) => ofGroup(group) === undefined,
  );
  async function measurePaces(unknown: readonly string[]): Promise<void> {
    const executor = await means.openExecutor();
    try {
      for (const group of unknown) {
        const series = plan.find(({ tracker }) => groups.get(tracker.label) === group)!;
        const pace = await measurePace(series, executor);
        if (pace !== undefined) measured.set(group, pace);
      }
    } finally {
      await executor.close();
    }
  }
  let workers = 1;
  let problem: string | undefined;
  if (remaining.length > 0) {
    try {
      workers = await means.workers();
      if (unknown.length > 0) await measurePaces(unknown);
    } catch (error) {
      // A device that does not work keeps nobody from seeing what is stored; the runs will say the same.
      if (!(error instanceof InputError)) throw error;
      problem = error.message;
    }
  }
  const paceOf = (label: string): Pace | undefined => stored.get(label) ?? ofGroup(groups.get(label)!);
  return {
    remaining,
    cost: costOf(remaining, paceOf, workers),
    ...(problem === undefined ? {} : { problem }),
    basis: unknown.length === 0 ? 'by the pace of stored runs' : 'by the pace of a short measurement',
  };
}

async function storedPaces(plan: readonly SeriesPlan[], folder: string): Promise<Map<string, Pace>> {
  const paces = new Map<string, Pace>();
  for (const label of new Set(plan.map(({ tracker }) => tracker.label))) {
    const pace = await storedPace(
      plan.filter(({ tracker }) => tracker.label === label),
      folder,
    );
    if (pace !== undefined) paces.set(label, pace);
  }
  return paces;
}

/** The cost in a line: `ahead: 30 runs of 600 frames, about 0.4 h by the pace of stored runs, 120 kB`. */
export function aheadText({ cost: { runs, frames, hours, bytes }, basis, problem }: Ahead): string {
  const time =
    hours === null
      ? `for an unknown time${problem === undefined ? '' : ` (${problem})`}`
      : `about ${hoursText(hours)} ${basis}`;
  return `ahead: at most ${runs} runs, ${frames} frames, ${time}, ${formatBytes(bytes)} of disk`;
}

function hoursText(hours: number): string {
  if (hours < 0.1) return `${Math.max(1, Math.round(hours * 60))} min`;
  return hours < 10 ? `${hours.toFixed(1)} h` : `${Math.round(hours)} h`;
}
