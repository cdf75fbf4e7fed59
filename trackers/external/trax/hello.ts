/** @file The first message of a tracker, `hello`: what it is and what it takes. */
import { InputError } from '../../../datasets/inputError.ts';
import type { MessageType, TraxMessage } from './traxMessage.ts';
import { type RegionFormat, regionFormats } from './traxRegion.ts';
import { type ImageFormat, imageFormats } from './traxImage.ts';

export const traxVersions = [1, 2, 3, 4] as const;

export type TraxVersion = (typeof traxVersions)[number];

/** A tracker that has this key in its hello is told which run it is in (`runProperties`). */
export const runWanted = 'trackingloss.run';

export interface Hello {
  /** That is spoken: the tracker's, or the newest known where the tracker's is newer. */
  readonly version: TraxVersion;
  readonly regions: ReadonlySet<RegionFormat>;
  /** Never empty. */
  readonly images: ReadonlySet<ImageFormat>;
  /** Whether it was made with VOT's wrapper, which tracks one target and ends. */
  readonly hasVotWrapper: boolean;
  readonly wantsRun: boolean;
  /** What it offers that is not known here, for the user. */
  readonly notes: readonly string[];
}

/** @throws InputError when it offers nothing that can be given, or is no hello */
export function readHello({ type, arguments: values, properties }: TraxMessage): Hello {
  if (type !== ('hello' satisfies MessageType)) throw new InputError(`invalid first message: ${type}, not hello`);
  if (values.length > 0) throw new InputError(`invalid hello: an argument ${JSON.stringify(values[0]!.slice(0, 40))}`);
  const notes: string[] = [];
  const regions = offered(properties, 'trax.region', regionFormats, 'rectangle', notes);
  const images = offered(properties, 'trax.image', imageFormats, 'path', notes);
  const version = versionOf(properties.get('trax.version') ?? '1', notes);
  const channels = version === 1 ? [] : wordsOf(properties.get('trax.channels') ?? '');
  const other = channels.find((channel) => channel !== 'color');
  if (other !== undefined) {
    throw new InputError(`invalid trax.channels: ${other}`, undefined, 'sequences here have the channel color alone');
  }
  return {
    version,
    regions,
    images,
    hasVotWrapper: properties.has('vot'),
    wantsRun: properties.has(runWanted),
    notes,
  };
}

function versionOf(text: string, notes: string[]): TraxVersion {
  const version = Number(text);
  if (!(Number.isInteger(version) && version >= 1)) {
    throw new InputError(`invalid trax.version: ${JSON.stringify(text)}`, undefined, 'a whole number is expected');
  }
  const known = traxVersions.find((candidate) => candidate === version);
  const newest = traxVersions.at(-1)!;
  if (known === undefined) notes.push(`it speaks TraX ${version}; ${newest} is spoken with it`);
  return known ?? newest;
}

/** What is both in the tracker's list and known here. Where the list is missing it takes the protocol's default alone. */
function offered<T extends string>(
  properties: ReadonlyMap<string, string>,
  key: string,
  known: readonly T[],
  fallback: T,
  notes: string[],
): ReadonlySet<T> {
  const words = wordsOf(properties.get(key) ?? '');
  if (words.length === 0) return new Set([fallback]);
  const taken = known.filter((format) => words.includes(format));
  const others = words.filter((word) => !known.some((format) => format === word));
  if (taken.length === 0) {
    throw new InputError(
      `unknown ${key}: ${JSON.stringify(others.join(';'))}`,
      undefined,
      `known: ${known.join(', ')}`,
    );
  }
  if (others.length > 0) notes.push(`its ${key} has ${others.join(', ')}, which is not known`);
  return new Set(taken);
}

function wordsOf(list: string): string[] {
  return list.split(/[ ;]+/).filter(Boolean);
}
