import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { counted } from '../datasets/counted.ts';
import { InputError, WrongRequest } from '../datasets/inputError.ts';
import type { OverlapConvention } from '../datasets/overlap/convention.ts';
import type { Dataset } from '../datasets/sequence.ts';
import { unknownName } from '../datasets/unknownName.ts';
import { leastSequences } from './analysis/bootstrap.ts';
import { averagingInterval } from './analysis/averagingInterval.ts';
import type { TrackerAnalysis } from './analysis/trackerAnalysis.ts';
import { analyzeStored, type StoredAnalysis } from './analyzeStored.ts';
import { evaluate } from './evaluate.ts';
import type { Evaluation } from './evaluation.ts';
import type { EvaluationResult, EvaluationTask, EvaluationWorkerData } from './evaluationWorker.ts';
import { openTrackers } from './openTrackers.ts';
import { contrastSetName, contrastTrackers, looselyEqual } from './published/contrastTrackers.ts';
import type { TrackerFiles } from './resultsLayout.ts';
import { experimentNames } from './run.ts';
import { seasonInterval } from './seasons.ts';

export interface EvaluateResultsOptions {
  readonly dataset: Dataset;
  /** Results folders and zip archives, of one tracker or many, and folders of such archives. */
  readonly sources: readonly string[];
  /** Trackers to evaluate, in this order; all that the sources hold if left out. */
  readonly trackers?: readonly string[];
  readonly convention: OverlapConvention;
  /** Interval of the expected average overlap; the season's or that of the lengths if left out. */
  readonly interval?: readonly [number, number];
  /** Threads that read and analyse trackers side by side; 1 (in this thread) if left out. */
  readonly workers?: number;
  readonly onProgress?: (done: number, total: number, tracker: string) => void;
}

/**
 * Evaluates stored results: reads every run of every tracker, computes all measures, and ranks.
 * @throws InputError for missing or damaged results, a wanted tracker of one name in two places, an unknown tracker
 */
export async function evaluateResults(options: EvaluateResultsOptions): Promise<Evaluation> {
  const { dataset, convention } = options;
  const opened = await openTrackers(options.sources);
  try {
    const { trackers, withoutRuns } = opened;
    const { files, notFound } = selectTrackers(trackers, options.trackers, withoutRuns);
    const longest = Math.max(...dataset.sequences.map(({ length }) => length));
    const { intervalAsked, intervalSource } = chooseInterval(dataset, options.interval);
    const interval = reachedInterval(intervalAsked, longest);
    const analyses = new Map<string, TrackerAnalysis>();
    const warnings = [
      ...dataset.warnings,
      ...intervalWarnings(intervalAsked, longest),
      ...practicalWarnings(dataset),
      ...unrunWarnings(dataset, files),
      ...notFoundWarnings(notFound),
      ...(options.trackers === undefined ? withoutRunsWarnings(withoutRuns, files) : []),
      ...fewSequencesWarnings(dataset),
    ];
    const results = await analyzeAll(files, options, interval);
    for (const [i, { tracker }] of files.entries()) {
      analyses.set(tracker, results[i]!.analysis);
      warnings.push(...results[i]!.warnings);
    }
    return evaluate(dataset, analyses, { convention, interval, intervalAsked, intervalSource, warnings });
  } finally {
    opened.close();
  }
}

function selectTrackers(
  found: readonly TrackerFiles[],
  wanted: readonly string[] | undefined,
  withoutRuns: readonly string[],
): { readonly files: readonly TrackerFiles[]; readonly notFound: readonly string[] } {
  const names = [...new Set(found.map(({ tracker }) => tracker))];
  const notFound: string[] = [];
  const chosen = (wanted ?? names).flatMap((name) => {
    if (name !== contrastSetName || names.includes(name)) return [name];
    const spellings = contrastTrackers.map((member) => looselyEqual(member, names));
    notFound.push(...contrastTrackers.filter((_, index) => spellings[index]!.length === 0));
    return spellings.flat();
  });
  const files = [...new Set(chosen)].map((name) => {
    const [files, other] = found.filter(({ tracker }) => tracker === name);
    if (files === undefined && withoutRuns.includes(name)) {
      throw new InputError(`missing results: ${name} has no runs`, undefined, 'the verb status says what is missing');
    }
    if (files === undefined) throw unknownName('tracker', name, [...names, contrastSetName], found[0]?.source.path);
    if (other === undefined) return files;
    throw new InputError(
      `invalid results: two trackers of one name: ${JSON.stringify(name)}`,
      `${files.source.path} and ${other.source.path}`,
      'name others with --trackers, or store one of the two under another name with the verb import and --as',
    );
  });
  if (files.length > 0) return { files, notFound };
  throw new InputError(
    `missing results: none of ${contrastSetName} is there: ${contrastTrackers.join(', ')}`,
    found[0]?.source.path,
    "the verb import vot2016-results takes them from the challenge's archives",
  );
}

function notFoundWarnings(names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`of ${contrastSetName} there are no results of ${names.join(', ')}`];
}

/** A tracker without runs in one source may have them in another. */
function withoutRunsWarnings(names: readonly string[], files: readonly TrackerFiles[]): string[] {
  const missing = [...new Set(names)].filter((name) => !files.some(({ tracker }) => tracker === name));
  return missing.map((name) => `${name}: no runs, so it is left out`);
}

function chooseInterval(
  dataset: Dataset,
  given: readonly [number, number] | undefined,
): Pick<Evaluation, 'intervalAsked' | 'intervalSource'> {
  if (given !== undefined) {
    const [low, high] = given;
    if (!(Number.isInteger(low) && Number.isInteger(high) && low >= 1 && low <= high)) {
      throw new WrongRequest(`invalid interval: ${low},${high}`, undefined, 'give two lengths in frames, e.g. 108,371');
    }
    return { intervalAsked: given, intervalSource: 'given' };
  }
  const season = seasonInterval(dataset.name);
  if (season !== undefined) return { intervalAsked: season, intervalSource: 'season' };
  const { low, high } = averagingInterval(dataset.sequences.map(({ length }) => length));
  return { intervalAsked: [low, high], intervalSource: 'lengths' };
}

/** The part of an interval that sequences reach; all of it where they reach none, and so there is no EAO. */
function reachedInterval([low, high]: readonly [number, number], longest: number): readonly [number, number] {
  return [low, low > longest ? high : Math.min(high, longest)];
}

function intervalWarnings(asked: readonly [number, number], longest: number): string[] {
  const [low, high] = asked;
  if (high <= longest) return [];
  const used =
    low > longest
      ? 'so there is no EAO'
      : `so the EAO is averaged over ${reachedInterval(asked, longest).join(' to ')}`;
  return [`the interval ${low} to ${high} goes beyond the longest sequence, ${longest} frames, ${used}`];
}

function practicalWarnings({ sequences }: Dataset): string[] {
  const without = sequences.filter(({ practical }) => practical === undefined).length;
  if (without === 0 || without === sequences.length) return [];
  return [`${without} of ${sequences.length} sequences have no practical differences, so the ranks use none`];
}

function fewSequencesWarnings({ sequences: { length } }: Dataset): string[] {
  if (length >= leastSequences) return [];
  return [
    `${counted(length, 'sequence')} of at least ${leastSequences}: too few for confidence intervals and tests of significance`,
  ];
}

/** Sequences that no tracker has results of: most likely only a part of the dataset was run. */
function unrunWarnings({ sequences }: Dataset, trackers: readonly TrackerFiles[]): string[] {
  const hasRun = (name: string): boolean =>
    trackers.some(({ experiments }) => experimentNames.some((experiment) => experiments[experiment].has(name)));
  const run = sequences.map(({ name }) => name).filter(hasRun);
  if (run.length === 0 || run.length === sequences.length) return [];
  const missing = sequences.length - run.length;
  return [
    `no tracker has results of ${missing} of ${sequences.length} sequences; --sequences ${run.join(',')} leaves them out`,
  ];
}

async function analyzeAll(
  files: readonly TrackerFiles[],
  { dataset, convention, workers = 1, onProgress }: EvaluateResultsOptions,
  interval: readonly [number, number],
): Promise<StoredAnalysis[]> {
  let done = 0;
  const report = <T>(tracker: string, result: T): T => {
    onProgress?.(++done, files.length, tracker);
    return result;
  };
  const threads = Math.min(workers, files.length, availableParallelism());
  if (threads <= 1) {
    const results: StoredAnalysis[] = [];
    for (const tracker of files) {
      results.push(report(tracker.tracker, await analyzeStored(tracker, dataset, { convention, interval })));
    }
    return results;
  }
  const workerData: EvaluationWorkerData = { dataset, convention, interval };
  const pool = new Piscina({
    filename: new URL('./evaluationWorker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    workerData,
  });
  try {
    return await Promise.all(
      files.map(async ({ source, tracker }) => {
        const task: EvaluationTask = { source: source.path, tracker };
        const result = (await pool.run(task)) as EvaluationResult;
        if ('mistake' in result) throw new InputError(result.mistake);
        return report(tracker, result);
      }),
    );
  } finally {
    await pool.destroy();
  }
}
