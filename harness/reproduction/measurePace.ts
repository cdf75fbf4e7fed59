import { readFile } from 'node:fs/promises';
import type { Sequence } from '../../datasets/sequence.ts';
import { regionsOf, trajectory } from '../../datasets/trajectory.ts';
import { parseFrameValues } from '../../results/frameValues.ts';
import type { RunKey } from '../../results/run.ts';
import { timeFile } from '../../results/store.ts';
import { type Executor, type SeriesPlan, seriesOf } from '../execution/job.ts';
import type { Pace } from './costAhead.ts';

/** One update of a tracker with a network is among them. */
const framesMeasured = 12;
/** Of a tracker, to read its pace from. */
const runsRead = 3;

/** The pace of a tracker's stored runs of these series; undefined where there is none with times. */
export async function storedPace(plan: readonly SeriesPlan[], workspace: string): Promise<Pace | undefined> {
  const runs: Float64Array[] = [];
  for (const series of plan) {
    if (runs.length === runsRead) break;
    const times = await frameTimes(workspace, { ...seriesOf(series), repetition: 1 });
    if (times !== undefined) runs.push(times);
  }
  return paceOf(runs);
}

/** Runs a tracker on the first frames of a sequence and stores nothing; undefined when it fails. */
export async function measurePace({ tracker, sequence }: SeriesPlan, executor: Executor): Promise<Pace | undefined> {
  const result = await executor.execute({
    tracker,
    experiment: 'unsupervised',
    sequence: firstFrames(sequence, framesMeasured),
    repetition: 1,
    convention: 'vot2016',
    seed: 0,
  });
  return result.state === 'done' ? paceOf([result.output.timesInSeconds]) : undefined;
}

async function frameTimes(workspace: string, run: RunKey): Promise<Float64Array | undefined> {
  const file = timeFile(workspace, run);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  return text === undefined ? undefined : parseFrameValues(text, file);
}

function paceOf(runs: readonly Float64Array[]): Pace | undefined {
  const first = average(runs.map((times) => times[0]!));
  const other = average(runs.flatMap((times) => Array.from(times.subarray(1))));
  if (first === undefined) return undefined;
  return { firstFrameInSeconds: first, otherFrameInSeconds: other ?? first };
}

function average(times: readonly number[]): number | undefined {
  const known = times.filter((time) => Number.isFinite(time));
  return known.length === 0 ? undefined : known.reduce((sum, time) => sum + time, 0) / known.length;
}

function firstFrames(sequence: Sequence, frames: number): Sequence {
  if (sequence.length <= frames) return sequence;
  return {
    ...sequence,
    length: frames,
    groundTruth: trajectory(regionsOf(sequence.groundTruth).slice(0, frames)),
    tags: {},
    practical: undefined,
    ...(sequence.framePaths === undefined ? {} : { framePaths: sequence.framePaths.slice(0, frames) }),
  };
}
