/**
 * @file Numbers a frame, in the two forms of VOT's tools: `<sequence>_001_<property>.value` with a number a line and an
 * empty line for none (vot-toolkit; toolkit-legacy properties_save.m), and `<sequence>_time.txt` with a row a frame and a
 * column a repetition (toolkit-legacy experiment_supervised.m, csvwrite).
 */
import { InputError } from '../datasets/inputError.ts';

/** A line a frame, empty where the value is NaN. `decimals` fixes the places; without it a number is written shortest. */
export function formatFrameValues(values: ArrayLike<number>, decimals?: number): string {
  let text = '';
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isNaN(value)) text += decimals === undefined ? String(value) : value.toFixed(decimals);
    text += '\n';
  }
  return text;
}

/**
 * Reads a value file: NaN for an empty line or `NaN`.
 * @param where the file's name, for errors
 * @throws InputError naming the line
 */
export function parseFrameValues(text: string, where: string): Float64Array {
  return Float64Array.from(linesOf(text), (line, index) => parseValue(line, `${where}:${index + 1}`));
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

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function parseValue(text: string, where: string): number {
  const word = text.trim();
  if (word === '' || /^nan$/i.test(word)) return NaN;
  const value = Number(word);
  if (!Number.isNaN(value)) return value;
  throw new InputError(`invalid value: ${JSON.stringify(word)}`, where, 'a number is expected');
}

function formatSeconds(seconds: number): string {
  return Number.isNaN(seconds) ? 'NaN' : String(Number(seconds.toPrecision(5)));
}
