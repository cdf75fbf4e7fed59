import type { Sequence } from '../../datasets/sequence.ts';
import type { ExperimentName } from '../../results/run.ts';
import { repetitionsToCompare } from '../experiments/determinism.ts';
import type { TrackerSpecification } from '../../trackers/specification/specification.ts';
import type { SeriesPlan } from './job.ts';

/** VOT2016's (toolkit-legacy stacks/stack_vot2016.m). */
export const vot2016Repetitions: Readonly<Record<ExperimentName, number>> = { baseline: 15, unsupervised: 1 };

/**
 * All series of a set of trackers, experiments and sequences, the longest sequences first: a long run started last would
 * keep one worker busy while the others are idle.
 * @param repetitions of the baseline; default VOT2016's
 * @param unsupervisedRepetitions default VOT2016's, one
 */
export function planSeries(
  trackers: readonly TrackerSpecification[],
  experiments: readonly ExperimentName[],
  sequences: readonly Sequence[],
  repetitions: number = vot2016Repetitions.baseline,
  unsupervisedRepetitions: number = vot2016Repetitions.unsupervised,
): SeriesPlan[] {
  const series = trackers.flatMap((tracker) =>
    experiments.flatMap((experiment) =>
      sequences.map((sequence) => ({
        tracker,
        experiment,
        sequence,
        repetitions: experiment === 'baseline' ? repetitions : unsupervisedRepetitions,
      })),
    ),
  );
  return series.toSorted((a, b) => b.sequence.length - a.sequence.length);
}

/**
 * Which repetitions of a series are to be run next: of the first three those that are not stored; when all three are,
 * and they differ, of the others those that are not stored. Empty when the series is complete.
 * @param areFirstEqual whether the first three are equal; asked only when they are stored
 */
export function nextRepetitions(
  repetitions: number,
  stored: ReadonlySet<number>,
  areFirstEqual: () => boolean,
): number[] {
  const all = Array.from({ length: repetitions }, (_, index) => index + 1);
  const missing = (wanted: readonly number[]): number[] => wanted.filter((repetition) => !stored.has(repetition));
  const first = all.slice(0, repetitionsToCompare);
  const missingFirst = missing(first);
  if (missingFirst.length > 0) return missingFirst;
  const others = missing(all.slice(repetitionsToCompare));
  return others.length === 0 || areFirstEqual() ? [] : others;
}
