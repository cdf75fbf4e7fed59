/** @file Trackers as the command line and files name them: `kcf`, `Ours_softmax{backbone: squeezenet, alpha: 1}`. */
import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import { InputError } from '../../datasets/inputError.ts';
import { unknownName } from '../../datasets/unknownName.ts';
import { externalConfiguration, externalName } from '../external/externalConfiguration.ts';
import { trackerNames } from '../registry.ts';
import {
  defaultBackbone,
  defaultPreset,
  mergedOverrides,
  type NamedBackbones,
  overrideKeys,
  type Overrides,
  resolveConfiguration,
} from './overrides.ts';
import type { TrackerSpecification } from './specification.ts';

/** A name with the settings that differ from its preset's. */
export interface NamedTracker {
  readonly tracker: string;
  readonly overrides: Overrides;
  /** The name for its results; by default made of the name and the settings. */
  readonly label?: string;
  /** Where it stands, for errors. */
  readonly where?: string;
  /** What of its description has no effect, for the user. */
  readonly notes?: readonly string[];
}

/** The parts of a list, parted by the commas outside braces and brackets. */
export function splitSpecifications(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if ('{['.includes(text[i]!)) depth++;
    else if ('}]'.includes(text[i]!)) depth--;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}

/** @throws InputError for text that is no name with settings */
export function parseNamedTracker(text: string): NamedTracker {
  const brace = text.indexOf('{');
  if (brace < 0) return { tracker: text, overrides: {} };
  const settings = readSettings(text.slice(brace), text);
  const { label, ...overrides } = settings;
  if (label !== undefined && typeof label !== 'string') {
    throw new InputError(`invalid label: ${JSON.stringify(label)}`, text, 'a label is a word');
  }
  const tracker = text.slice(0, brace).trim();
  return { tracker, overrides, ...(label === undefined ? {} : { label }) };
}

function readSettings(yaml: string, where: string): Overrides {
  let settings: unknown;
  try {
    settings = parse(yaml);
  } catch (error) {
    throw new InputError(
      `invalid settings: ${(error as Error).message.split('\n')[0]!.replace(/ at line.*/, '')}`,
      where,
      'as in Ours_softmax{backbone: squeezenet, alpha: 1}',
    );
  }
  if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) return settings as Overrides;
  throw new InputError(`invalid settings: ${yaml}`, where, 'as in Ours_softmax{backbone: squeezenet, alpha: 1}');
}

/**
 * A specification with everything that follows.
 * @param defaults settings for trackers that have them and do not set them
 * @param backbones what further names of backbones stand for
 * @throws InputError for a tracker or setting that is not known
 */
export function specificationOf(
  { tracker, overrides, label, where }: NamedTracker,
  defaults: Overrides = {},
  backbones: NamedBackbones = new Map(),
): TrackerSpecification {
  if (tracker === externalName) {
    if (label === undefined) {
      throw new InputError(`missing label: ${tracker}`, where, `as in ${tracker}{label: mine, command: [...]}`);
    }
    return { label, tracker, external: externalConfiguration(overrides, where) };
  }
  if (!trackerNames().includes(tracker)) throw unknownName('tracker', tracker, trackerNames(), where);
  const settings = overrideKeys(tracker).length === 0 ? overrides : { ...defaults, ...overrides };
  const configuration = resolveConfiguration(tracker, settings, where, backbones);
  return {
    label: label ?? labelOf(tracker, settings),
    tracker,
    ...(configuration === undefined ? {} : { configuration }),
  };
}

/** The same tracker with further settings; they follow its label, if it has one. */
export function changedTracker(named: NamedTracker, overrides: Overrides): NamedTracker {
  return {
    ...named,
    overrides: mergedOverrides(named.overrides, overrides),
    ...(named.label === undefined ? {} : { label: labelOf(named.label, overrides) }),
  };
}

/** Letters of a label: the names of files that are made from it must stay below a file system's 255 bytes. */
const longestLabel = 160;

/**
 * The tracker's name and the settings that are not the defaults, as the name of a file. Where that is too long, the end
 * gives way to a mark that is another one for other settings.
 */
export function labelOf(tracker: string, settings: Overrides): string {
  const words = Object.entries(flatten(settings))
    .filter(([key, value]) => !(key === 'preset' && value === defaultPreset))
    .filter(([key, value]) => !(key === 'backbone' && value === defaultBackbone))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `_${key}-${Array.isArray(value) ? value.join('+') : String(value)}`);
  const whole = [tracker, ...words].join('');
  const label = whole.replaceAll(/[^A-Za-z0-9_.+-]+/g, '-');
  if (label.length <= longestLabel) return label;
  const mark = `_${createHash('sha256').update(whole).digest('hex').slice(0, 8)}`;
  return `${label.slice(0, longestLabel - mark.length)}${mark}`;
}

function flatten(settings: Overrides, prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]): [string, unknown][] => {
      const nested = typeof value === 'object' && value !== null && !Array.isArray(value);
      return nested ? Object.entries(flatten(value as Overrides, `${prefix}${key}.`)) : [[`${prefix}${key}`, value]];
    }),
  );
}
