import type { OverlapConvention } from '../../datasets/overlap/convention.ts';
import type { Trajectory } from '../../datasets/trajectory.ts';
import { findRun } from '../../results/store.ts';
import { type SeriesPlan, seriesOf } from '../execution/job.ts';
import { nextRepetitions } from '../execution/plan.ts';
import { areEqualRepetitions, repetitionsToCompare } from '../experiments/determinism.ts';

/** Runs of a tracker that are not stored, of which a tracker without chance may need fewer. */
export interface RemainingRuns {
  readonly label: string;
  readonly runs: number;
  readonly frames: number;
}

/**
 * What of a plan a workspace's store lacks, at most, by tracker; trackers that lack nothing are left out. Nothing is
 * changed. Trackers without settings are taken for deterministic until their runs say otherwise, as all of ours are.
 */
export async function remainingRuns(
  plan: readonly SeriesPlan[],
  workspace: string,
  convention: OverlapConvention,
): Promise<RemainingRuns[]> {
  const remaining = new Map<string, RemainingRuns>();
  for (const series of plan) {
    const { label } = series.tracker;
    const runs = await missingRepetitions(series, workspace, convention);
    const before = remaining.get(label) ?? { label, runs: 0, frames: 0 };
    const frames = before.frames + runs * series.sequence.length;
    remaining.set(label, { label, runs: before.runs + runs, frames });
  }
  return [...remaining.values()].filter(({ runs }) => runs > 0);
}

async function missingRepetitions(
  series: SeriesPlan,
  workspace: string,
  convention: OverlapConvention,
): Promise<number> {
  const { sequence, repetitions, tracker } = series;
  const stored = new Set<number>();
  const first: Trajectory[] = [];
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    const found = await findRun(workspace, { ...seriesOf(series), repetition }, sequence.length);
    if (found.state !== 'stored') continue;
    stored.add(repetition);
    if (repetition <= repetitionsToCompare) first.push(found.trajectory);
  }
  const next = nextRepetitions(repetitions, stored, () => areEqualRepetitions(first, sequence, convention)).length;
  const areFirstMissing = first.length < Math.min(repetitions, repetitionsToCompare);
  // Of a tracker with chance the first ones will differ, so the others come after them.
  return areFirstMissing && tracker.configuration !== undefined ? repetitions - stored.size : next;
}
