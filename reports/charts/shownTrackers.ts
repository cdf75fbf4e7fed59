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
  const leftOut: Groups = new Map();
  const incomplete: Groups = new Map();
  const all = evaluation.dataset.sequences;
  for (const name of names) {
    const tracker = evaluation.trackers[name]!;
    const found = valuesOf(tracker, name);
    if (typeof found === 'string') addTo(leftOut, found, name);
    else {
      shown.push({ tracker: name, appearance: looks.get(name)!, values: found });
      const sequences = tracker.sequences[experiment];
      if (sequences < all) addTo(incomplete, `${sequences} of ${all} sequences`, name);
    }
  }
  const notes: string[] = [];
  if (leftOut.size > 0) notes.push(`${names.length - shown.length} of ${names.length} not shown: ${listed(leftOut)}`);
  if (incomplete.size > 0) notes.push(`Incomplete, so not comparable: ${listed(incomplete)}`);
  return { shown, notes };
}

/** Names by what is to be said of them. */
type Groups = Map<string, string[]>;

function addTo(groups: Groups, what: string, name: string): void {
  groups.set(what, [...(groups.get(what) ?? []), name]);
}

function listed(groups: Groups): string {
  return [...groups].map(([what, names]) => `${names.join(', ')} (${what})`).join('; ');
}

/** Why a number of an experiment is missing: the tracker has no run of it, or else what the measure itself lacks. */
export function missingReason(tracker: TrackerEvaluation, experiment: ExperimentName, otherwise: string): string {
  return tracker.sequences[experiment] === 0 ? `no ${experiment} run` : otherwise;
}
