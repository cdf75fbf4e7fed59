import { InputError } from '../inputError.ts';
import { emptyTag } from '../sequence.ts';
import { linesOf, parseNumber } from './textLines.ts';

/** Flags of a tag, or why they do not count. A warning beside flags says what was odd about them. */
export interface FrameTag {
  /** 1 on the frames that carry the tag. */
  readonly flags?: Uint8Array;
  readonly warning?: string;
}

/**
 * Reads a `.tag` or `.label` file: 0 or 1 a line, a line a frame. As in VOT's toolkit (toolkit-legacy
 * sequence_create.m:98-121) a shorter file is filled up with 0, and one that is longer or has several columns does not
 * count; here each of these is said.
 * @throws InputError naming the line that is no number
 */
export function readTag(text: string, length: number, where: string): FrameTag {
  const values: number[] = [];
  for (const [index, line] of linesOf(text).entries()) {
    const columns = line.trim().split(/\s*[,;\t ]\s*/);
    for (const column of columns) {
      const value = parseNumber(column);
      if (value === undefined) {
        throw new InputError(`invalid tag: ${JSON.stringify(line)}`, `${where}:${index + 1}`, '0 or 1 is expected');
      }
      values.push(value);
    }
    if (columns.length > 1) return { warning: `${where}: left out, line ${index + 1} has ${columns.length} columns` };
  }
  return frameTag(values, length, where);
}

/** The same for flags that are numbers already. More than 0 is set. */
export function frameTag(values: readonly number[], length: number, where: string): FrameTag {
  if (values.length > length) return { warning: `${where}: left out, ${values.length} flags for ${length} frames` };
  const flags = new Uint8Array(length);
  for (const [frame, value] of values.entries()) flags[frame] = value > 0 ? 1 : 0;
  if (values.length === length) return { flags };
  return { flags, warning: `${where}: ${values.length} flags for ${length} frames, the rest count as 0` };
}

/** A tag of the whole sequence, such as OTB's attributes: on each frame. */
export function sequenceTag(length: number): Uint8Array {
  return new Uint8Array(length).fill(1);
}

/** `empty` is derived from the other tags, so that no file may define it. */
export function isReserved(tag: string): boolean {
  return tag === emptyTag;
}

/**
 * Reads `practical.value`: the practical-difference threshold of the overlap, a line a frame.
 * @throws InputError for another number of lines or a line that is no number
 */
export function readPractical(text: string, length: number, where: string): Float64Array {
  const lines = linesOf(text);
  if (lines.length !== length) {
    throw new InputError(
      `invalid practical differences: ${lines.length} lines for ${length} frames`,
      where,
      'one line a frame is needed; without the file only the statistical tests rank trackers',
    );
  }
  return Float64Array.from(lines, (line, index) => {
    const value = parseNumber(line.trim());
    if (value === undefined) {
      throw new InputError(`invalid practical difference: ${JSON.stringify(line)}`, `${where}:${index + 1}`);
    }
    return value;
  });
}
