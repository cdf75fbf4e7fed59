/**
 * @file Regions as text, one a line, in every form that VOT's tools write: `x,y,w,h`, `x1,y1,...,xn,yn`, a lone code,
 * TraX's prefixes `rect:`, `poly:`, `mask:`, `special:`, the Python toolkit's `m x,y,w,h,...`, and lines with NaN
 * (trax src/region.c, vot-toolkit vot/region/io.py). OTB's tabs and spaces are read too.
 *
 * A challenge's archive is a gigabyte of such lines, so the reader works on bytes and makes no strings.
 */
import { InputError } from './inputError.ts';
import { isBlank, newline, readNumbers } from './numberLine.ts';
import type { Region } from './region.ts';
import { kind, regionAt, type Trajectory, trajectoryBuilder } from './trajectory.ts';

/**
 * Reads a trajectory, a region for each line. Empty lines at the end do not count; an empty line before is a frame
 * without a region (code 0).
 * @param where the file's name, for errors
 * @throws InputError naming the line
 */
export function parseTrajectory(text: string | Uint8Array, where: string): Trajectory {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  let end = bytes.length;
  while (end > 0 && isBlank(bytes[end - 1]!)) end--;
  const builder = trajectoryBuilder(Math.max(16, end >> 4));
  let line = 1;
  let start = hasByteOrderMark(bytes) ? 3 : 0;
  while (start < end) {
    let stop = bytes.indexOf(newline, start);
    if (stop < 0 || stop > end) stop = end;
    pushLine(bytes, start, stop, builder, where, line);
    start = stop + 1;
    line++;
  }
  return builder.build();
}

/** Reads one region. An empty text is code 0. */
export function parseRegion(text: string, where: string): Region {
  const parsed = parseTrajectory(text, where);
  if (parsed.length > 1) throw new InputError(`invalid region: ${JSON.stringify(text)}`, where, 'one line is expected');
  return parsed.length === 0 ? { type: 'special', code: 0 } : regionAt(parsed, 0);
}

/** How a coordinate is written. */
type NumberFormat = (value: number) => string;

/** VOT's `%.4f`. */
const fourDecimals: NumberFormat = (value) => value.toFixed(4);

/** Four decimals, or as many as give the same number again. */
export const exactNumber: NumberFormat = (value) => {
  const text = fourDecimals(value);
  return Number(text) === value ? text : String(value);
};

/** The same for a number that was stored as float32, where fewer decimals suffice. */
export const exactFloat32: NumberFormat = (value) => {
  const isSame = (text: string): boolean => Math.fround(Number(text)) === value;
  const text = fourDecimals(value);
  if (isSame(text)) return text;
  for (let digits = 6; digits < 9; digits++) {
    const short = String(Number(value.toPrecision(digits)));
    if (isSame(short)) return short;
  }
  return String(Number(value.toPrecision(9)));
};

/** One region as VOT prints it: `%.4f` joined by commas, codes as integers (trax region.c, got10k vot.py). */
export function formatRegion(region: Region): string {
  return regionText(region, fourDecimals);
}

function regionText(region: Region, format: NumberFormat): string {
  switch (region.type) {
    case 'special':
      return String(region.code);
    case 'rectangle':
      return [region.x, region.y, region.width, region.height].map(format).join(',');
    case 'polygon':
      return region.points.map(format).join(',');
    case 'mask':
      return `mask:${[region.x, region.y, region.width, region.height, ...region.runs].join(',')}`;
  }
}

/**
 * A trajectory as VOT's result files have it, a line a frame, with a newline at the end.
 * @param format of coordinates, where more than four decimals are to be kept
 */
export function formatTrajectory(trajectory: Trajectory, format = fourDecimals): string {
  let text = '';
  for (let i = 0; i < trajectory.length; i++) text += `${regionText(regionAt(trajectory, i), format)}\n`;
  return text;
}

const prefixes: readonly [prefix: string, kind: number][] = [
  ['rect:', kind.rectangle],
  ['poly:', kind.polygon],
  ['special:', kind.special],
  ['mask:', kind.mask],
  ['m ', kind.mask],
];

function pushLine(
  bytes: Uint8Array,
  start: number,
  end: number,
  builder: ReturnType<typeof trajectoryBuilder>,
  where: string,
  line: number,
): void {
  let at = start;
  while (at < end && isBlank(bytes[at]!)) at++;
  let prefixKind: number | undefined;
  if (at < end && isLetter(bytes[at]!)) {
    const prefix = prefixes.find(([word]) => startsWith(bytes, at, end, word));
    if (prefix !== undefined) {
      prefixKind = prefix[1];
      at += prefix[0].length;
    }
  }
  const fail = (why: string): InputError => {
    const text = new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 80))).trim();
    return new InputError(`invalid region: ${JSON.stringify(text)}`, `${where}:${line}`, why);
  };
  const read = readNumbers(bytes, at, end);
  if (read === undefined) throw fail('a code, x,y,width,height or x1,y1,...,xn,yn is expected');
  const count = read.length;
  let hasNaN = false;
  for (let i = 0; i < count; i++) if (Number.isNaN(read[i]!)) hasNaN = true;
  if (hasNaN) {
    // VOT2013 wrote a code c as NaN,NaN,NaN,-c; any other NaN is a frame without a region (trax region.c:346-356).
    const oldCode = count === 4 && prefixKind === undefined ? -read[3]! : 0;
    builder.push(kind.special, [oldCode > 0 ? oldCode : 0]);
  } else if (prefixKind === kind.mask) {
    if (count < 4 || read.some((value) => !Number.isInteger(value)))
      throw fail('a mask is x,y,width,height,run,run,...');
    builder.push(kind.mask, read);
  } else if (count === 0 && prefixKind === undefined) builder.push(kind.special, [0]);
  else if (count === 1 && isKind(prefixKind, kind.special)) {
    if (!Number.isInteger(read[0])) throw fail('a code is an integer: 0 unknown, 1 initialisation, 2 failure');
    builder.push(kind.special, read);
  } else if (count === 4 && isKind(prefixKind, kind.rectangle)) builder.push(kind.rectangle, read);
  else if (count >= 6 && count % 2 === 0 && isKind(prefixKind, kind.polygon)) builder.push(kind.polygon, read);
  else throw fail(`${count} numbers are neither a code (1), a rectangle (4) nor a polygon (6, 8, ...)`);
}

function isKind(prefixKind: number | undefined, wanted: number): boolean {
  return prefixKind === undefined || prefixKind === wanted;
}

function isLetter(byte: number): boolean {
  return (byte | 32) >= 97 && (byte | 32) <= 122;
}

function startsWith(bytes: Uint8Array, at: number, end: number, word: string): boolean {
  if (at + word.length > end) return false;
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return false;
  return true;
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
