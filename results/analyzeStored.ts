import { randomFrom } from '../datasets/random.ts';
import { type Dataset, tagsOf } from '../datasets/sequence.ts';
import { resample } from './analysis/bootstrap.ts';
import { analyzeSequence, type SequenceAnalysis } from './analysis/sequenceAnalysis.ts';
import { frameTimeUnit, inSeconds, type TimeUnit } from './analysis/speed.ts';
import { analyzeTracker, type TrackerAnalysis } from './analysis/trackerAnalysis.ts';
import type { OverlapConvention } from '../datasets/overlap/convention.ts';
import { addedOddities, noOddities, type Oddities, odditySentences } from './oddities.ts';
import { listed } from './listed.ts';
import type { TrackerFiles } from './resultsLayout.ts';
import { readSequence, type StoredTimes } from './readTracker.ts';
import { experimentNames } from './run.ts';

/** Repetitions of VOT2016's baseline experiment; a tracker with fewer is filled up with its mean (stack_vot2016.m). */
export const baselineRepetitions = 15;

export interface StoredAnalysis {
  readonly analysis: TrackerAnalysis;
  /** What was missing or odd in the tracker's files. */
  readonly warnings: readonly string[];
}

/** Reads a tracker's files sequence by sequence and analyses each, so that one sequence's runs are in memory at a time. */
export async function analyzeStored(
  files: TrackerFiles,
  dataset: Dataset,
  options: { readonly convention: OverlapConvention; readonly interval: readonly [number, number] },
): Promise<StoredAnalysis> {
  const { sequences } = dataset;
  const tags = tagsOf(sequences);
  const longest = Math.max(...sequences.map(({ length }) => length));
  const analyses: SequenceAnalysis[] = [];
  const times: StoredTimes[] = [];
  let oddities: Oddities = noOddities();
  let repetitions = baselineRepetitions;
  for (const sequence of sequences) {
    const stored = await readSequence(files, sequence);
    repetitions = Math.max(repetitions, stored.runs.baseline.length);
    analyses.push(analyzeSequence(stored.runs, { convention: options.convention, tags, longest }));
    times.push(stored.times);
    oddities = addedOddities(oddities, { ...noOddities(), ...stored.oddities });
  }
  const timeUnit = frameTimeUnit(times.flatMap(({ inTableUnit }) => inTableUnit));
  const analysis = analyzeTracker({
    sequences,
    tags,
    analyses,
    timesInSeconds: times.map((stored) => [
      ...stored.inSeconds,
      ...stored.inTableUnit.map((run) => inSeconds(run, timeUnit)),
    ]),
    interval: options.interval,
    repetitions,
    draws: resample(sequences.length, randomFrom('bootstrap over sequences')),
  });
  return { analysis, warnings: warningsOf(files, dataset, timeUnit, oddities) };
}

function warningsOf(
  files: TrackerFiles,
  { name, sequences }: Dataset,
  timeUnit: TimeUnit,
  oddities: Oddities,
): string[] {
  const warnings: string[] = [];
  const known = new Set(sequences.map((sequence) => sequence.name));
  for (const experiment of experimentNames) {
    const stored = [...files.experiments[experiment]]
      .filter(([, { runs }]) => runs.size > 0)
      .map(([sequence]) => sequence);
    if (stored.length === 0) continue;
    const missing = [...known].filter((sequence) => !stored.includes(sequence));
    if (missing.length > 0) {
      const share = `${missing.length} of ${sequences.length}`;
      warnings.push(
        `${files.tracker}: no ${experiment} run of ${share} sequences (${listed(missing)}): its scores are incomplete`,
      );
    }
    const unknown = stored.filter((sequence) => !known.has(sequence));
    if (unknown.length > 0) {
      warnings.push(
        `${files.tracker}: ${experiment} runs of ${unknown.length} sequences that ${name} lacks are left out (${listed(unknown)})`,
      );
    }
  }
  for (const [experiment, count] of files.otherExperiments) {
    warnings.push(
      `${files.tracker}: ${count} result files of the experiment ${JSON.stringify(experiment)} are left out`,
    );
  }
  warnings.push(...odditySentences(oddities).map((sentence) => `${files.tracker}: ${sentence}`));
  if (timeUnit.unit === 'milliseconds') warnings.push(`${files.tracker}: frame times are taken for milliseconds`);
  if (timeUnit.isDoubtful) {
    warnings.push(
      `${files.tracker}: frame times are taken for seconds, but may be milliseconds: a thousand times the fps`,
    );
  }
  return warnings;
}
