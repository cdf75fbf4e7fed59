/** @file What is odd about a tracker's files but keeps none of them from being used. */
import { newline } from '../datasets/numberLine.ts';
import { code } from '../datasets/region.ts';
import { codeAt, type Trajectory } from '../datasets/trajectory.ts';
import { listed } from './listed.ts';
import type { ExperimentName } from './run.ts';

/** Counts, and files where they are to be looked at. */
export interface Oddities {
  /** Files of trajectories that break off in a line. */
  readonly unended: readonly string[];
  /** Runs that do not begin with the code of an initialisation. */
  readonly uninitialised: number;
  /** Frames without a region in which the tracker was running. */
  readonly withoutRegion: Readonly<Record<ExperimentName, number>>;
  /** Binary files of runs that are there as text too. */
  readonly besideText: number;
  /** Times of runs that are not there. */
  readonly timesWithoutRun: number;
}

export function noOddities(): { -readonly [Key in keyof Oddities]: Oddities[Key] } {
  return {
    unended: [],
    uninitialised: 0,
    withoutRegion: { baseline: 0, unsupervised: 0 },
    besideText: 0,
    timesWithoutRun: 0,
  };
}

export function addedOddities(a: Oddities, b: Oddities): Oddities {
  return {
    unended: [...a.unended, ...b.unended],
    uninitialised: a.uninitialised + b.uninitialised,
    withoutRegion: {
      baseline: a.withoutRegion.baseline + b.withoutRegion.baseline,
      unsupervised: a.withoutRegion.unsupervised + b.withoutRegion.unsupervised,
    },
    besideText: a.besideText + b.besideText,
    timesWithoutRun: a.timesWithoutRun + b.timesWithoutRun,
  };
}

/** Whether a file of text ends inside a line, and so may have lost a part of it; binary files have no lines. */
export function breaksOff(file: string, bytes: Uint8Array): boolean {
  return !file.endsWith('.bin') && bytes.at(-1) !== newline;
}

/**
 * The frames of a run, after its first, that have a code where the tracker should have said a region. In the baseline
 * that is from an initialisation to the next failure; the frames skipped after it are no tracker's.
 */
export function framesWithoutRegion(trajectory: Trajectory, experiment: ExperimentName): number {
  let count = 0;
  let isRunning = trajectory.length > 0 && codeAt(trajectory, 0) !== code.unknown;
  for (let i = 1; i < trajectory.length; i++) {
    const found = codeAt(trajectory, i);
    if (found === undefined) continue;
    if (experiment === 'unsupervised') count++;
    else if (found === code.initialization) isRunning = true;
    else if (found === code.failure) isRunning = false;
    else if (isRunning) count++;
  }
  return count;
}

/** Each that there is as a sentence. */
export function odditySentences(oddities: Oddities): string[] {
  const { unended, withoutRegion } = oddities;
  const sentences: readonly [count: number, what: string][] = [
    [unended.length, `trajectories end without a line break: their last line may be cut (${listed(unended)})`],
    [oddities.uninitialised, 'runs do not begin with the code 1 of an initialisation: their first frame counts'],
    [
      withoutRegion.baseline,
      'frames of baseline runs have no region without a failure: accuracy leaves them out, EAO counts them as overlap 0',
    ],
    [withoutRegion.unsupervised, 'frames of unsupervised runs have no region and count as overlap 0'],
    [oddities.besideText, 'files are left out: the same runs are there in another file'],
    [oddities.timesWithoutRun, 'times are left out: their runs are not there'],
  ];
  return sentences.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
}
