import { InputError } from '../datasets/inputError.ts';
import { parseBinaryTrajectory } from '../datasets/regionBinary.ts';
import { parseTrajectory } from '../datasets/regionText.ts';
import type { Sequence } from '../datasets/sequence.ts';
import type { Trajectory } from '../datasets/trajectory.ts';
import type { SequenceRuns } from './analysis/sequenceAnalysis.ts';
import { parseFrameValues } from './frameValues.ts';
import { breaksOff, framesWithoutRegion, type Oddities } from './oddities.ts';
import type { SequenceFiles, TrackerFiles } from './resultsLayout.ts';
import type { ResultsSource } from './resultsSource.ts';
import { experimentNames } from './run.ts';
import { parseTimeTable } from './timeTable.ts';

/** One tracker's stored runs of a sequence, and the times of its frames in both experiments. */
export interface StoredSequence {
  readonly runs: SequenceRuns;
  readonly times: StoredTimes;
  readonly oddities: Pick<Oddities, 'unended' | 'withoutRegion'>;
}

/** Frame times of each run, NaN where a frame was not timed. */
export interface StoredTimes {
  /** From the Python toolkit's files. */
  readonly inSeconds: readonly Float64Array[];
  /** From MATLAB's tables, which may be in milliseconds. */
  readonly inTableUnit: readonly Float64Array[];
}

/**
 * Reads what is stored of a tracker on a sequence.
 * @throws InputError naming the file, for a trajectory of another length than the sequence or that cannot be read
 */
export async function readSequence(files: TrackerFiles, sequence: Sequence): Promise<StoredSequence> {
  const inSeconds: Float64Array[] = [];
  const inTableUnit: Float64Array[] = [];
  const unended: string[] = [];
  const withoutRegion = { baseline: 0, unsupervised: 0 };
  const trajectories: Record<string, Trajectory[]> = {};
  for (const experiment of experimentNames) {
    const found = files.experiments[experiment].get(sequence.name);
    trajectories[experiment] = [];
    if (found === undefined) continue;
    for (const repetition of [...found.runs.keys()].toSorted((a, b) => a - b)) {
      const file = found.runs.get(repetition)!;
      const run = await readRun(files.source, file, sequence);
      trajectories[experiment].push(run.trajectory);
      if (run.isUnended) unended.push(file);
      withoutRegion[experiment] += framesWithoutRegion(run.trajectory, experiment);
    }
    const times = await readTimes(files.source, found, sequence.length);
    inSeconds.push(...times.inSeconds);
    inTableUnit.push(...times.inTableUnit);
  }
  const { baseline = [], unsupervised = [] } = trajectories;
  return {
    runs: { sequence, baseline, unsupervised },
    times: { inSeconds, inTableUnit },
    oddities: { unended, withoutRegion },
  };
}

/** Reads a trajectory file, text or binary; without a sequence of any length. */
export async function readTrajectory(source: ResultsSource, file: string, sequence?: Sequence): Promise<Trajectory> {
  return (await readRun(source, file, sequence)).trajectory;
}

/** The same, and whether the file breaks off in its last line. */
export async function readRun(
  source: ResultsSource,
  file: string,
  sequence?: Sequence,
): Promise<{ readonly trajectory: Trajectory; readonly isUnended: boolean }> {
  const where = `${source.path}:${file}`;
  const bytes = await source.read(file);
  const trajectory = file.endsWith('.bin') ? parseBinaryTrajectory(bytes, where) : parseTrajectory(bytes, where);
  if (sequence !== undefined && trajectory.length !== sequence.length) {
    throw new InputError(
      `invalid result: ${trajectory.length} regions for the ${sequence.length} frames of ${sequence.name}`,
      where,
      'run or fetch it again, give the dataset that it was made on, or leave the tracker out (--trackers)',
    );
  }
  return { trajectory, isUnended: breaksOff(file, bytes) };
}

async function readTimes(source: ResultsSource, files: SequenceFiles, frames: number): Promise<StoredTimes> {
  const inSeconds = new Map<number, Float64Array>();
  for (const [repetition, file] of files.runTimes) {
    // Times of a repetition that is not stored say nothing of a run that was read.
    if (!files.runs.has(repetition)) continue;
    const where = `${source.path}:${file}`;
    const times = parseFrameValues(new TextDecoder().decode(await source.read(file)), where);
    if (times.length !== frames) {
      throw new InputError(
        `invalid times: ${times.length} lines for ${frames} frames`,
        where,
        'mend or remove the file',
      );
    }
    inSeconds.set(repetition, times);
  }
  const inTableUnit: Float64Array[] = [];
  if (files.timeTable !== undefined && inSeconds.size < files.runs.size) {
    const where = `${source.path}:${files.timeTable}`;
    for (const [repetition, times] of parseTimeTable(await source.read(files.timeTable), frames, where)) {
      if (files.runs.has(repetition) && !inSeconds.has(repetition)) inTableUnit.push(times);
    }
  }
  return { inSeconds: [...inSeconds.values()], inTableUnit };
}
