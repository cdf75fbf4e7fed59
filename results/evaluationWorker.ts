import { workerData } from 'piscina';
import { InputError } from '../datasets/inputError.ts';
import type { OverlapConvention } from '../datasets/overlap/convention.ts';
import type { Dataset } from '../datasets/sequence.ts';
import { analyzeStored, type StoredAnalysis } from './analyzeStored.ts';
import { layOut, type TrackerFiles } from './resultsLayout.ts';
import { openResults } from './resultsSource.ts';

/** What all tasks of a worker share. */
export interface EvaluationWorkerData {
  readonly dataset: Dataset;
  readonly convention: OverlapConvention;
  readonly interval: readonly [number, number];
}

export interface EvaluationTask {
  /** Path of the folder or archive. */
  readonly source: string;
  readonly tracker: string;
}

const opened = new Map<string, Promise<TrackerFiles[]>>();

/** A user's mistake travels as its text, since errors lose their class between threads. */
export type EvaluationResult = StoredAnalysis | { readonly mistake: string };

/** Reads and analyses one tracker in a worker thread; a source is opened once a thread. */
export default async function analyzeInWorker({ source, tracker }: EvaluationTask): Promise<EvaluationResult> {
  const { dataset, convention, interval } = workerData as EvaluationWorkerData;
  let trackers = opened.get(source);
  if (trackers === undefined) opened.set(source, (trackers = openResults(source).then(layOut)));
  const files = (await trackers).find((candidate) => candidate.tracker === tracker)!;
  try {
    return await analyzeStored(files, dataset, { convention, interval });
  } catch (error) {
    if (error instanceof InputError) return { mistake: error.message };
    throw error;
  }
}
