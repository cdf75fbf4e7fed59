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

/**
 * Reads a table of frame times into a column for each repetition. Units are those of the file; columns of zeros stand
 * for repetitions that were not run and are undefined here.
 * @throws InputError naming the line
 */
export function parseTimeTable(text: string, where: string): (Float64Array | undefined)[] {
  const lines = linesOf(text);
  const width = lines[0]?.split(',').length ?? 0;
  const columns = Array.from({ length: width }, () => new Float64Array(lines.length));
  for (const [frame, line] of lines.entries()) {
    const words = line.split(',');
    if (words.length !== width) {
      throw new InputError(`invalid row: ${words.length} columns`, `${where}:${frame + 1}`, `${width} are expected`);
    }
    for (const [column, word] of words.entries()) columns[column]![frame] = parseValue(word, `${where}:${frame + 1}`);
  }
  return columns.map((column) => (column.every((value) => value === 0) ? undefined : column));
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
