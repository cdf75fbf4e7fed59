/** @file What is odd about a tracker's files but keeps none of them from being used. */
import { listed } from './listed.ts';

/** Counts, and files where they are to be looked at. */
export interface Oddities {
  /** Files of trajectories that break off in a line. */
  readonly unended: readonly string[];
  /** Runs that do not begin with the code of an initialisation. */
  readonly uninitialised: number;
  /** Frames of unsupervised runs without a region. */
  readonly withoutRegion: number;
  /** Binary files of runs that are there as text too. */
  readonly besideText: number;
  /** Times of runs that are not there. */
  readonly timesWithoutRun: number;
}

export function noOddities(): { -readonly [Key in keyof Oddities]: Oddities[Key] } {
  return { unended: [], uninitialised: 0, withoutRegion: 0, besideText: 0, timesWithoutRun: 0 };
}

export function addedOddities(a: Oddities, b: Oddities): Oddities {
  return {
    unended: [...a.unended, ...b.unended],
    uninitialised: a.uninitialised + b.uninitialised,
    withoutRegion: a.withoutRegion + b.withoutRegion,
    besideText: a.besideText + b.besideText,
    timesWithoutRun: a.timesWithoutRun + b.timesWithoutRun,
  };
}

/** Whether a file of text ends inside a line, and so may have lost a part of it; binary files have no lines. */
export function breaksOff(file: string, bytes: Uint8Array): boolean {
  return !file.endsWith('.bin') && bytes.at(-1) !== newline;
}

const newline = 10;

/** Each that there is as a sentence. */
export function odditySentences(oddities: Oddities): string[] {
  const { unended } = oddities;
  const sentences: readonly [count: number, what: string][] = [
    [unended.length, `trajectories end without a line break: their last line may be cut (${listed(unended)})`],
    [oddities.uninitialised, 'runs do not begin with the code 1 of an initialisation: their first frame counts'],
    [oddities.withoutRegion, 'frames of unsupervised runs have no region and count as overlap 0'],
    [oddities.besideText, 'files are left out: the same runs are there in another file'],
    [oddities.timesWithoutRun, 'times are left out: their runs are not there'],
  ];
  return sentences.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
}
