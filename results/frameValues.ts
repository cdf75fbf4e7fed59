/**
 * @file Numbers a frame: `<sequence>_001_<property>.value` has a number a line and an empty line for none (vot-toolkit;
 * toolkit-legacy properties_save.m).
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

/** A text a line, with its line breaks written as two characters. */
export function formatFrameTexts(texts: readonly string[]): string {
  return texts
    .map((text) => `${text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}\n`)
    .join('');
}

/**
 * Reads a value file: NaN for an empty line or `NaN`.
 * @param where the file's name, for errors
 * @throws InputError naming the line
 */
export function parseFrameValues(text: string, where: string): Float64Array {
  return Float64Array.from(linesOf(text), (line, index) => parseValue(line, `${where}:${index + 1}`));
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
