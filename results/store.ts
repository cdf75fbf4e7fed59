/**
 * @file The results of a workspace, in the layout that VOT's tools read:
 *
 *     results/<tracker>/<experiment>/<sequence>/<sequence>_001.txt               the trajectory, a region a line
 *                                               <sequence>_001_time.value        seconds, a frame a line
 *                                               <sequence>_001_confidence.value
 *                                               <sequence>_001_<property>.value  what else a tracker says, a text a line
 *                                               <sequence>_time.txt              all repetitions' times, derived from the above
 *
 * Every file appears whole or not at all. The trajectory is written last, so where it is, the run is complete.
 */
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { temporarySuffix, writeFileAtomically } from '../datasets/atomicFile.ts';
import { InputError, WrongRequest } from '../datasets/inputError.ts';
import { formatTrajectory, parseTrajectory } from '../datasets/regionText.ts';
import type { Trajectory } from '../datasets/trajectory.ts';
import { formatFrameTexts, formatFrameValues, parseFrameValues } from './frameValues.ts';
import { breaksOff } from './oddities.ts';
import { namesIn, undefinedIfMissing } from './missingPlace.ts';
import type { RunKey, RunOutput, RunSeries } from './run.ts';
import { formatTimeTable, parseTimeTable } from './timeTable.ts';

/** What the store has of a run. */
export type StoredRun =
  | { readonly state: 'missing' }
  | { readonly state: 'stored'; readonly trajectory: Trajectory }
  | { readonly state: 'damaged'; readonly reason: string };

/** Nanoseconds: the classic trackers need only microseconds for a frame. */
export const timeDecimals = 9;

/** Of a tracker or sequence: file systems know names of 255 bytes, and a temporary file's is 70 longer. */
const longestNameInBytes = 180;

/** A writer that is alive has renamed its temporary file long before this. */
const abandonedAfterMs = 3_600_000;

export function resultsFolder(workspace: string): string {
  return join(workspace, 'results');
}

/** What trackers that are programs of their own said while they were run. */
export function logFolder(workspace: string): string {
  return join(workspace, 'logs');
}

/** @throws InputError when a name cannot be a file's name */
export function seriesFolder(workspace: string, { tracker, experiment, sequence }: RunSeries): string {
  return join(
    resultsFolder(workspace),
    checkedFileName('tracker', tracker),
    experiment,
    checkedFileName('sequence', sequence),
  );
}

/** The file whose presence says that the run is stored. */
export function trajectoryFile(workspace: string, run: RunKey): string {
  return join(seriesFolder(workspace, run), runFileName(run.sequence, run.repetition, '.txt'));
}

export function timeFile(workspace: string, run: RunKey): string {
  return join(seriesFolder(workspace, run), runFileName(run.sequence, run.repetition, '_time.value'));
}

export function confidenceFile(workspace: string, run: RunKey): string {
  return join(seriesFolder(workspace, run), runFileName(run.sequence, run.repetition, '_confidence.value'));
}

export function propertyFile(workspace: string, run: RunKey, property: string): string {
  return join(seriesFolder(workspace, run), runFileName(run.sequence, run.repetition, `_${property}.value`));
}

export function timeTableFile(workspace: string, series: RunSeries): string {
  return join(seriesFolder(workspace, series), timeTableName(series.sequence));
}

/**
 * Looks a run up. It is stored when its trajectory can be read, has a region for each of the sequence's `frames` frames
 * and ends with a whole line; anything else there is damage.
 */
export async function findRun(workspace: string, run: RunKey, frames: number): Promise<StoredRun> {
  const file = trajectoryFile(workspace, run);
  const bytes = await readIfThere(file);
  if (bytes === undefined) return { state: 'missing' };
  try {
    const trajectory = parseTrajectory(bytes, file);
    if (trajectory.length !== frames) {
      return { state: 'damaged', reason: `${file} has ${trajectory.length} lines where ${frames} frames are` };
    }
    if (breaksOff(file, bytes)) return { state: 'damaged', reason: `${file} breaks off in its last line` };
    return { state: 'stored', trajectory };
  } catch (error) {
    if (error instanceof InputError) return { state: 'damaged', reason: error.message };
    throw error;
  }
}

/** Writes a run. Whenever this is interrupted, the run is either stored whole or not stored. */
export async function storeRun(
  workspace: string,
  run: RunKey,
  { trajectory, timesInSeconds, confidences, properties = {} }: RunOutput,
  write: typeof writeFileAtomically = writeFileAtomically,
): Promise<void> {
  await write(timeFile(workspace, run), formatFrameValues(timesInSeconds, timeDecimals));
  await write(confidenceFile(workspace, run), formatFrameValues(confidences));
  for (const [property, values] of Object.entries(properties)) {
    await write(propertyFile(workspace, run, property), formatFrameTexts(values));
  }
  await write(trajectoryFile(workspace, run), formatTrajectory(trajectory));
}

/** Renames a damaged trajectory to the first free `*.damaged`, so that nothing is lost, and gives its new name. */
export async function setAside(workspace: string, run: RunKey): Promise<string> {
  const file = trajectoryFile(workspace, run);
  for (let i = 1; ; i++) {
    const aside = i === 1 ? `${file}.damaged` : `${file}.${i}.damaged`;
    if ((await modifiedMs(aside)) !== undefined) continue;
    await rename(file, aside);
    return aside;
  }
}

/**
 * Brings the table of frame times of a series up to its stored runs: written where it is missing or older than one of
 * them. Times come from the runs' own files, else from the table as it was (VOT's MATLAB toolkit writes only that).
 * A series without any times gets no table.
 */
export async function updateTimeTable(
  workspace: string,
  series: RunSeries,
  frames: number,
  repetitions: number,
): Promise<void> {
  const table = timeTableFile(workspace, series);
  const writtenMs = await modifiedMs(table);
  const runs = Array.from({ length: repetitions }, (_, index) => ({ ...series, repetition: index + 1 }));
  const storedMs = await Promise.all(runs.map((run) => modifiedMs(trajectoryFile(workspace, run))));
  if (storedMs.every((ms) => ms === undefined || (writtenMs !== undefined && ms <= writtenMs))) return;
  const before = await readTimeTable(table, frames);
  const columns: (Float64Array | undefined)[] = [];
  for (const [index, run] of runs.entries()) {
    const file = timeFile(workspace, run);
    const text = storedMs[index] === undefined ? undefined : await readIfThere(file);
    const times = text === undefined ? before?.get(run.repetition) : parseFrameValues(text.toString(), file);
    columns.push(times?.length === frames ? times : undefined);
  }
  if (columns.some((times) => times !== undefined)) {
    await writeFileAtomically(table, formatTimeTable(frames, columns));
  }
}

/** The table as it was; one that is damaged is set aside, since the runs' own files have what is needed. */
async function readTimeTable(table: string, frames: number): Promise<Map<number, Float64Array> | undefined> {
  const bytes = await readIfThere(table);
  if (bytes === undefined) return undefined;
  try {
    return parseTimeTable(bytes, frames, table);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    await rename(table, `${table}.damaged`);
    return undefined;
  }
}

/** Removes what killed writers left in a series' folder, and gives how many files that were. */
export async function removeAbandonedFiles(workspace: string, series: RunSeries, nowMs: number): Promise<number> {
  const folder = seriesFolder(workspace, series);
  let removed = 0;
  for (const name of await namesIn(folder)) {
    const file = join(folder, name);
    const writtenMs = name.endsWith(temporarySuffix) ? await modifiedMs(file) : undefined;
    if (writtenMs === undefined || nowMs - writtenMs < abandonedAfterMs) continue;
    await rm(file, { force: true });
    removed++;
  }
  return removed;
}

/**
 * The name itself, if it can be a file's name on every system that VOT's tools run on.
 * @throws InputError otherwise
 */
export function checkedFileName(thing: string, name: string): string {
  const bytes = Buffer.byteLength(name);
  if (bytes > longestNameInBytes) {
    throw new WrongRequest(
      `invalid ${thing} name: ${JSON.stringify(`${name.slice(0, 40)}...`)} has ${bytes} bytes`,
      undefined,
      `files are named after it: at most ${longestNameInBytes} bytes are possible`,
    );
  }
  // eslint-disable-next-line no-control-regex
  if (name !== '' && name !== '.' && name !== '..' && !/[/\\\u0000-\u001f\u007f]/.test(name)) return name;
  throw new WrongRequest(
    `invalid ${thing} name: ${JSON.stringify(name)}`,
    undefined,
    'results are stored in a folder of this name: use no slashes, dots alone or control characters',
  );
}

/** Name of a file of one run, which ends in `.txt` for its trajectory. */
export function runFileName(sequence: string, repetition: number, ending: string): string {
  return `${sequence}_${String(repetition).padStart(3, '0')}${ending}`;
}

/** Name of the table of a series' times. */
export function timeTableName(sequence: string): string {
  return `${sequence}_time.txt`;
}

async function modifiedMs(file: string): Promise<number | undefined> {
  return stat(file).then(({ mtimeMs }) => mtimeMs, undefinedIfMissing);
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch(undefinedIfMissing);
}
