import { InputError } from '../datasets/inputError.ts';
import { parseBinaryTrajectory } from '../datasets/regionBinary.ts';
import { parseTrajectory } from '../datasets/regionText.ts';
import type { Sequence } from '../datasets/sequence.ts';
import type { Trajectory } from '../datasets/trajectory.ts';
import type { SequenceRuns } from './analysis/sequenceAnalysis.ts';
import { parseFrameValues } from './frameValues.ts';
import type { SequenceFiles, TrackerFiles } from './resultsLayout.ts';
import type { ResultsSource } from './resultsSource.ts';
import { experimentNames } from './run.ts';
import { parseTimeTable } from './timeTable.ts';

/** One tracker's stored runs of a sequence, and the times of each, of both experiments, as they stand in the files. */
export interface StoredSequence {
  readonly runs: SequenceRuns;
  readonly times: readonly Float64Array[];
}

/**
 * Reads what is stored of a tracker on a sequence.
 * @throws InputError naming the file, for a trajectory of another length than the sequence or that cannot be read
 */
export async function readSequence(files: TrackerFiles, sequence: Sequence): Promise<StoredSequence> {
  const times: Float64Array[] = [];
  const trajectories: Record<string, Trajectory[]> = {};
  for (const experiment of experimentNames) {
    const found = files.experiments[experiment].get(sequence.name);
    trajectories[experiment] = [];
    if (found === undefined) continue;
    for (const repetition of [...found.runs.keys()].toSorted((a, b) => a - b)) {
      trajectories[experiment].push(await readTrajectory(files.source, found.runs.get(repetition)!, sequence));
    }
    times.push(...(await readTimes(files.source, found, sequence.length)));
  }
  const { baseline = [], unsupervised = [] } = trajectories;
  return { runs: { sequence, baseline, unsupervised }, times };
}

/** Reads a trajectory file, text or binary; without a sequence of any length. */
export async function readTrajectory(source: ResultsSource, file: string, sequence?: Sequence): Promise<Trajectory> {
  const where = `${source.path}:${file}`;
  const bytes = await source.read(file);
  const trajectory = file.endsWith('.bin') ? parseBinaryTrajectory(bytes, where) : parseTrajectory(bytes, where);
  if (sequence !== undefined && trajectory.length !== sequence.length) {
    throw new InputError(
      `invalid result: ${trajectory.length} regions for the ${sequence.length} frames of ${sequence.name}`,
      where,
      'run or fetch it again, or give the dataset that it was made on',
    );
  }
  return trajectory;
}

async function readTimes(source: ResultsSource, files: SequenceFiles, frames: number): Promise<Float64Array[]> {
  const times = new Map<number, Float64Array>();
  if (files.timeTable !== undefined) {
    const where = `${source.path}:${files.timeTable}`;
    for (const [repetition, column] of parseTimeTable(await source.read(files.timeTable), frames, where)) {
      times.set(repetition, column);
    }
  }
  for (const [repetition, file] of files.runTimes) {
    const text = new TextDecoder().decode(await source.read(file));
    times.set(repetition, parseFrameValues(text, `${source.path}:${file}`));
  }
  // Times of a repetition that is not stored say nothing of a run that was read.
  return [...times].filter(([repetition]) => files.runs.has(repetition)).map(([, column]) => column);
}
