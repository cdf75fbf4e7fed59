import { regionsOf, type Trajectory, trajectory } from '../datasets/trajectory.ts';
import { code, type Region, special } from '../datasets/region.ts';
import { parseBinaryTrajectory } from '../datasets/regionBinary.ts';
import { withDecimalPoints } from './importing/foreignText.ts';
import { exactFloat32, exactNumber, formatTrajectory, parseTrajectory } from '../datasets/regionText.ts';

/** A trajectory of others, and the text that the store keeps of it. */
export interface ForeignTrajectory {
  readonly trajectory: Trajectory;
  readonly text: string;
  /** The box that the tracker was given, where `trajectory` has the code of an initialisation for it. */
  readonly start?: Region;
}

/**
 * Reads a trajectory in VOT's text or binary form. Text that VOT's tools read is kept as it stands, with all its
 * decimals; other text and binary files are written anew with as many decimals as give the same numbers again.
 * @throws InputError naming the line
 */
export function votTrajectory(bytes: Uint8Array, file: string, where: string): ForeignTrajectory {
  if (file.endsWith('.bin')) {
    const trajectory = parseBinaryTrajectory(bytes, where);
    return { trajectory, text: formatTrajectory(trajectory, exactFloat32) };
  }
  const trajectory = parseTrajectory(bytes, where);
  const text = Buffer.from(bytes).toString('utf8');
  return { trajectory, text: isPlainLines(text) ? text : formatTrajectory(trajectory, exactNumber) };
}

/**
 * Reads one box a line, as OTB's tools write them: commas, semicolons, tabs or blanks between the numbers, perhaps a
 * line of column names, decimal commas where they can be nothing else. The first frame becomes the code of an initialisation,
 * as in VOT's unsupervised experiment: its box was given to the tracker, so it earns no overlap.
 * @throws InputError naming the line
 */
export function onePassTrajectory(bytes: Uint8Array, where: string): ForeignTrajectory {
  const pointed = withDecimalPoints(bytes, where, hasColumnNames(bytes));
  const regions = regionsOf(parseTrajectory(withoutColumnNames(pointed), where));
  const boxes = hasColumnNames(bytes) ? regions.slice(1) : regions;
  const run = trajectory(boxes.map((box, frame) => (frame === 0 ? special(code.initialization) : box)));
  const [start] = boxes;
  return { trajectory: run, text: formatTrajectory(run, exactNumber), ...(start === undefined ? {} : { start }) };
}

/** Whether all lines end as VOT's do and hold no blanks, so that all of its tools read them. */
export function isPlainLines(text: string): boolean {
  return (
    text.endsWith('\n') &&
    text
      .slice(0, -1)
      .split('\n')
      .every((line) => /^(?:m )?[^\s;]+$/.test(line))
  );
}

function hasColumnNames(bytes: Uint8Array): boolean {
  const words = firstLine(bytes)
    .split(/[\s,;]+/)
    .filter(Boolean);
  return (
    words.length > 1 && words.every((word) => /^["']?[a-z_]\w*["']?$/i.test(word) && !/^(nan|inf(inity)?)$/i.test(word))
  );
}

/** The line becomes a code, so that the lines after it keep their numbers in messages. */
function withoutColumnNames(bytes: Uint8Array): Uint8Array {
  if (!hasColumnNames(bytes)) return bytes;
  return Buffer.concat([Buffer.from(String(code.unknown)), bytes.subarray(bytes.indexOf(10))]);
}

function firstLine(bytes: Uint8Array): string {
  const end = bytes.indexOf(10);
  return new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end)).trim();
}
