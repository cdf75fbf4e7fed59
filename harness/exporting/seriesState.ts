import { InputError } from '../../datasets/inputError.ts';
import type { OverlapConvention } from '../../datasets/overlap/convention.ts';
import type { Dataset, Sequence } from '../../datasets/sequence.ts';
import type { Trajectory } from '../../datasets/trajectory.ts';
import { listed } from '../../results/listed.ts';
import { readRun } from '../../results/readTracker.ts';
import type { SequenceFiles, TrackerFiles } from '../../results/resultsLayout.ts';
import type { ExperimentName } from '../../results/run.ts';
import { areEqualRepetitions, repetitionsToCompare } from '../experiments/determinism.ts';
import { nextRepetitions } from '../execution/plan.ts';

/** What is stored of a tracker on a sequence in an experiment. */
export interface SeriesState {
  readonly experiment: ExperimentName;
  readonly sequence: Sequence;
  /** Undefined where nothing is. */
  readonly files: SequenceFiles | undefined;
  /** Repetitions that are stored whole. */
  readonly whole: readonly number[];
  /** Repetitions that `run` would do next. */
  readonly missing: readonly number[];
  /** What is wrong with stored files, each as a sentence. */
  readonly damaged: readonly string[];
  /** Stored files that break off in a line. */
  readonly unended: readonly string[];
}

export interface Demand {
  readonly experiments: readonly ExperimentName[];
  /** Of each experiment; after three equal ones no others are needed. */
  readonly repetitions: Readonly<Record<ExperimentName, number>>;
  readonly convention: OverlapConvention;
}

/** Looks at every run that the experiments on a dataset ask for. */
export async function seriesStates(tracker: TrackerFiles, dataset: Dataset, demand: Demand): Promise<SeriesState[]> {
  const states: SeriesState[] = [];
  for (const experiment of demand.experiments) {
    for (const sequence of dataset.sequences) {
      const files = tracker.experiments[experiment].get(sequence.name);
      const whole = new Map<number, Trajectory>();
      const damaged: string[] = [];
      const unended: string[] = [];
      for (const [repetition, file] of files?.runs ?? []) {
        try {
          const { trajectory, isUnended } = await readRun(tracker.source, file, sequence);
          whole.set(repetition, trajectory);
          if (isUnended) unended.push(file);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          damaged.push(error.message);
        }
      }
      const first = (): Trajectory[] =>
        [...whole].filter(([index]) => index <= repetitionsToCompare).map(([, run]) => run);
      const missing = nextRepetitions(demand.repetitions[experiment], new Set(whole.keys()), () =>
        areEqualRepetitions(first(), sequence, demand.convention),
      );
      states.push({ experiment, sequence, files, whole: [...whole.keys()], missing, damaged, unended });
    }
  }
  return states;
}

/** What the experiments lack, each as a sentence; none for complete results. */
export function missingRuns(states: readonly SeriesState[]): string[] {
  const sentences = states.flatMap(({ damaged }) => damaged);
  for (const experiment of new Set(states.map((state) => state.experiment))) {
    const series = states.filter((state) => state.experiment === experiment);
    const none = series.filter(({ whole }) => whole.length === 0);
    if (none.length > 0) {
      sentences.push(
        `no ${experiment} run of ${none.length} of ${series.length} sequences (${listed(none.map(({ sequence }) => sequence.name))})`,
      );
    }
    const short = series.filter(({ whole, missing }) => whole.length > 0 && missing.length > 0);
    if (short.length > 0) {
      const names = short.map(({ sequence, missing }) => `${sequence.name}: ${missing.join(' ')}`);
      sentences.push(`${experiment} repetitions are missing of ${short.length} sequences (${listed(names)})`);
    }
  }
  return sentences;
}
