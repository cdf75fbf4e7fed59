/**
 * @file `<sequence>_time.txt` of VOT's MATLAB toolkit: a line a frame, a column a repetition, in seconds, NaN where a
 * frame was skipped, a column of zeros for a repetition that was not run (experiment_supervised.m, csvwrite).
 */
import { InputError } from '../datasets/inputError.ts';
import { newline, readNumbers } from '../datasets/numberLine.ts';

/**
 * @returns times by 1-based repetition; repetitions that were not run are left out
 * @throws InputError naming the line
 */
export function parseTimeTable(bytes: Uint8Array, frames: number, where: string): Map<number, Float64Array> {
  const columns: Float64Array[] = [];
  let line = 0;
  for (let start = 0; start < bytes.length; line++) {
    let end = bytes.indexOf(newline, start);
    if (end < 0) end = bytes.length;
    const times = readNumbers(bytes, start, end);
    if (times === undefined) {
      throw new InputError('invalid time: numbers separated by commas are expected', `${where}:${line + 1}`);
    }
    if (line < frames) {
      for (const [column, time] of times.entries()) {
        const values = (columns[column] ??= new Float64Array(frames).fill(NaN));
        values[line] = time;
      }
    }
    start = end + 1;
  }
  if (line !== frames) {
    throw new InputError(`invalid times: ${line} lines for ${frames} frames`, where, 'mend or remove the file');
  }
  return new Map(
    columns
      .map((times, column): [number, Float64Array] => [column + 1, times])
      .filter(([, times]) => times.some((time) => time > 0)),
  );
}

/** How many columns the table's first line has, those of repetitions that were not run among them. */
export function timeColumns(bytes: Uint8Array): number {
  const end = bytes.indexOf(newline);
  return readNumbers(bytes, 0, end < 0 ? bytes.length : end)?.length ?? 0;
}

/**
 * The table of frame times as VOT's MATLAB toolkit has it: seconds with five significant digits, a column for each
 * repetition, NaN for skipped frames, and a column of zeros for a repetition that was not run.
 */
export function formatTimeTable(frames: number, columns: readonly (Float64Array | undefined)[]): string {
  let text = '';
  for (let frame = 0; frame < frames; frame++) {
    text += `${columns.map((times) => formatSeconds(times === undefined ? 0 : times[frame]!)).join(',')}\n`;
  }
  return text;
}

function formatSeconds(seconds: number): string {
  return Number.isNaN(seconds) ? 'NaN' : String(Number(seconds.toPrecision(5)));
}
