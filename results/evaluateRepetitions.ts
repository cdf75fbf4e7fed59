import type { OverlapConvention } from '../datasets/overlap/convention.ts';
import type { Dataset } from '../datasets/sequence.ts';
import type { Trajectory } from '../datasets/trajectory.ts';
import { accuracy } from './analysis/accuracy.ts';
import { averageOverlap } from './analysis/averageOverlap.ts';
import { expectedAverageOverlap } from './analysis/expectedOverlap.ts';
import { mean } from './analysis/mean.ts';
import { allFrames, analyzeSequence, type SequenceRuns } from './analysis/sequenceAnalysis.ts';
import type { TrackerEvaluation } from './evaluation.ts';
import { readSequence } from './readTracker.ts';
import { layOut, type TrackerFiles } from './resultsLayout.ts';
import { openResults } from './resultsSource.ts';

/** What one repetition scores over the whole dataset; null where the experiment has fewer repetitions. */
export type RepetitionFigures = Pick<TrackerEvaluation, 'baselineAo' | 'ao' | 'failures' | 'eao'>;

interface Options {
  readonly dataset: Dataset;
  readonly convention: OverlapConvention;
  /** Of the expected average overlap. */
  readonly interval: readonly [number, number];
}

/**
 * The figures of each repetition apart, by tracker: what their spread is taken from.
 * @param folder of results
 * @throws InputError for missing or damaged results
 */
export async function evaluateRepetitions(
  folder: string,
  trackers: readonly string[],
  options: Options,
): Promise<Readonly<Record<string, readonly RepetitionFigures[]>>> {
  const source = await openResults(folder);
  try {
    const figures: Record<string, readonly RepetitionFigures[]> = {};
    for (const files of await layOut(source)) {
      if (trackers.includes(files.tracker)) figures[files.tracker] = await figuresOf(files, options);
    }
    return figures;
  } finally {
    source.close();
  }
}

async function figuresOf(files: TrackerFiles, options: Options): Promise<RepetitionFigures[]> {
  const stored: SequenceRuns[] = [];
  for (const sequence of options.dataset.sequences) stored.push((await readSequence(files, sequence)).runs);
  const repetitions = {
    baseline: Math.max(0, ...stored.map(({ baseline }) => baseline.length)),
    unsupervised: Math.max(0, ...stored.map(({ unsupervised }) => unsupervised.length)),
  };
  // A sequence whose first three runs are equal has no others: they would be the same again.
  const runAt = (runs: readonly Trajectory[], index: number, count: number): Trajectory[] =>
    index < count && runs.length > 0 ? [runs[index] ?? runs[0]!] : [];
  return Array.from({ length: Math.max(repetitions.baseline, repetitions.unsupervised) }, (_, index) =>
    repetitionFigures(
      stored.map(({ sequence, baseline, unsupervised }) => ({
        sequence,
        baseline: runAt(baseline, index, repetitions.baseline),
        unsupervised: runAt(unsupervised, index, repetitions.unsupervised),
      })),
      options,
    ),
  );
}

function repetitionFigures(runs: readonly SequenceRuns[], { convention, interval }: Options): RepetitionFigures {
  const longest = Math.max(...runs.map(({ sequence }) => sequence.length));
  const analyses = runs.map((one) => analyzeSequence(one, { convention, tags: [], longest }));
  const baselines = analyses.map(({ baseline }) => baseline).filter((baseline) => baseline !== null);
  const all = baselines.map(({ selectors }) => selectors[allFrames]!);
  return {
    baselineAo: accuracy(baselines.map(({ trackedFrames }) => trackedFrames)),
    ao: averageOverlap(analyses.map(({ unsupervised }) => unsupervised?.frames ?? new Float64Array(0))),
    failures: all.length === 0 ? null : all.reduce((sum, { failures }) => sum + mean(failures)!, 0),
    eao:
      all.length === 0
        ? null
        : expectedAverageOverlap(
            all.map(({ expectedOverlap }) => expectedOverlap),
            interval,
          ),
  };
}
