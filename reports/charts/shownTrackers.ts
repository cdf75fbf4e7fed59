import type { Evaluation, TrackerEvaluation } from '../../results/evaluation.ts';
import type { ExperimentName } from '../../results/run.ts';
import { type Appearance, appearances } from './appearance.ts';

/** A tracker that a chart draws, with what the chart draws of it. */
export interface Shown<Values> {
  readonly tracker: string;
  readonly appearance: Appearance;
  readonly values: Values;
}

/** What a chart draws, and what has to be said of it. */
export interface Selection<Values> {
  readonly shown: readonly Shown<Values>[];
  /** A sentence that counts and names the trackers left out, with the reason, and one for those drawn of fewer sequences. */
  readonly notes: readonly string[];
}

/**
 * Splits the trackers of an evaluation into those a chart can draw and those it must name as left out.
 * @param experiment that the chart is of
 * @param valuesOf what the chart needs of a tracker, or the reason (`no unsupervised run`) why it cannot draw it
 */
export function shownTrackers<T extends object>(
  evaluation: Evaluation,
  experiment: ExperimentName,
  valuesOf: (tracker: TrackerEvaluation, name: string) => T | string,
): Selection<T> {
  const names = Object.keys(evaluation.trackers);
  const looks = appearances(names);
  const shown: Shown<T>[] = [];
  const namesByReason = new Map<string, string[]>();
  for (const tracker of names) {
    const found = valuesOf(evaluation.trackers[tracker]!, tracker);
    if (typeof found === 'string') namesByReason.set(found, [...(namesByReason.get(found) ?? []), tracker]);
    else shown.push({ tracker, appearance: looks.get(tracker)!, values: found });
  }
  const notes: string[] = [];
  if (namesByReason.size > 0) {
    const groups = [...namesByReason].map(([reason, trackers]) => `${trackers.join(', ')} (${reason})`);
    notes.push(`${names.length - shown.length} of ${names.length} not shown: ${groups.join('; ')}`);
  }
  const all = evaluation.dataset.sequences;
  const partial = shown
    .map(({ tracker }) => ({ tracker, sequences: evaluation.trackers[tracker]!.sequences[experiment] }))
    .filter(({ sequences }) => sequences < all)
    .map(({ tracker, sequences }) => `${tracker} (${sequences} of ${all} sequences)`);
  if (partial.length > 0) notes.push(`Incomplete, so not comparable: ${partial.join(', ')}`);
  return { shown, notes };
}

/** Why a number of an experiment is missing: the tracker has no run of it, or else what the measure itself lacks. */
export function missingReason(tracker: TrackerEvaluation, experiment: ExperimentName, otherwise: string): string {
  return tracker.sequences[experiment] === 0 ? `no ${experiment} run` : otherwise;
}
