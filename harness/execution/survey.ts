import { readdir } from 'node:fs/promises';
import { inParallel } from '../../datasets/inParallel.ts';
import type { Trajectory } from '../../datasets/trajectory.ts';
import type { RunKey } from '../../results/run.ts';
import { findRun, removeAbandonedFiles, seriesFolder, setAside } from '../../results/store.ts';
import { repetitionsToCompare } from '../experiments/determinism.ts';
import { type SeriesPlan, seriesOf } from './job.ts';

/** What is stored of a series. */
export interface SurveyedSeries {
  readonly plan: SeriesPlan;
  /** Repetitions. */
  readonly stored: Set<number>;
  /** The first ones, as far as they are stored and needed to decide about the others. */
  readonly first: readonly Trajectory[];
}

export interface SurveyOptions {
  readonly workspace: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onDamaged: (run: RunKey, reason: string, movedTo: string) => void;
}

/** Folders that are looked into at a time: a shared disk answers slowly, but many at once. */
const atATime = 16;

/**
 * Finds out what of a plan is stored; sets aside what is damaged, removes what killed writers left.
 * @param use gets each series in the order of the plan
 */
export async function surveyPlan(
  plan: readonly SeriesPlan[],
  options: SurveyOptions,
  use: (series: SurveyedSeries) => void,
): Promise<void> {
  for (let start = 0; start < plan.length; start += atATime) {
    const part = plan.slice(start, start + atATime);
    const surveyed: SurveyedSeries[] = Array.from({ length: part.length });
    await inParallel([...part.keys()], atATime, async (index) => {
      surveyed[index] = await survey(part[index]!, options);
    });
    for (const series of surveyed) use(series);
  }
}

async function survey(plan: SeriesPlan, { workspace, now, onDamaged }: SurveyOptions): Promise<SurveyedSeries> {
  const series = seriesOf(plan);
  const stored = new Set<number>();
  const first: Trajectory[] = [];
  const files = await filesIn(seriesFolder(workspace, series));
  if (files.length === 0) return { plan, stored, first };
  await removeAbandonedFiles(workspace, series, now());
  for (let repetition = 1; repetition <= plan.repetitions; repetition++) {
    const run = { ...series, repetition };
    const found = await findRun(workspace, run, plan.sequence.length);
    if (found.state === 'damaged') onDamaged(run, found.reason, await setAside(workspace, run));
    if (found.state !== 'stored') continue;
    stored.add(repetition);
    if (repetition <= repetitionsToCompare) first.push(found.trajectory);
  }
  return { plan, stored, first: stored.size === plan.repetitions ? [] : first };
}

async function filesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
