import type { Evaluation, TrackerEvaluation } from '../../results/evaluation.ts';
import { type Appearance, appearances } from './appearance.ts';

/** A tracker that a chart draws, with what the chart draws of it. */
export interface Shown<Values> {
  readonly tracker: string;
  readonly appearance: Appearance;
  readonly values: Values;
}

/** What a chart draws, and a sentence for what it had to leave out. */
export interface Selection<Values> {
  readonly shown: readonly Shown<Values>[];
  /** Counts and names the trackers left out, with the reason; missing when there are none. */
  readonly leftOut?: string;
}

/**
 * Splits the trackers of an evaluation into those a chart can draw and those it must name as left out.
 * @param valuesOf what the chart needs of a tracker, or the reason (`no unsupervised run`) why it cannot draw it
 */
export function shownTrackers<T extends object>(
  evaluation: Evaluation,
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
  if (namesByReason.size === 0) return { shown };
  const groups = [...namesByReason].map(([reason, trackers]) => `${trackers.join(', ')} (${reason})`);
  return { shown, leftOut: `${names.length - shown.length} of ${names.length} not shown: ${groups.join('; ')}` };
}

/** Why a number of an experiment is missing: the tracker has no run of it, or else what the measure itself lacks. */
export function missingReason(
  tracker: TrackerEvaluation,
  experiment: 'baseline' | 'unsupervised',
  otherwise: string,
): string {
  return tracker.sequences[experiment] === 0 ? `no ${experiment} run` : otherwise;
}
