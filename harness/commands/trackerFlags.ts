/** @file The flags of the verbs that run trackers: which ones, and where their networks are computed. */
import { unknownName } from '../../datasets/unknownName.ts';
import { backboneNames } from '../../trackers/network/backbones/backboneSpec.ts';
import { deviceNames, parseDevice } from '../../trackers/network/engines/device.ts';
import { presetNames } from '../../trackers/online/presets.ts';
import {
  defaultBackbone,
  defaultPreset,
  type NamedBackbones,
  type Overrides,
} from '../../trackers/specification/overrides.ts';
import {
  changedTracker,
  type NamedTracker,
  parseNamedTracker,
  specificationOf,
  splitSpecifications,
} from '../../trackers/specification/parseSpecification.ts';
import type { TrackerSpecification } from '../../trackers/specification/specification.ts';
import { readTrackersFile } from '../../trackers/specification/trackersFile.ts';
import { readTrackersIni } from '../../trackers/specification/trackersIni.ts';
import { type Arguments, choiceOf, listOf, partsOf, textOf } from './arguments.ts';
import type { Flag } from './command.ts';
import { asRequest, asUsage, UsageError } from './usageError.ts';
import { trainedBackbones } from './trainedBackbones.ts';
import { cacheFlag, cacheOf } from './weightsCache.ts';

export const trackersFlag: Flag = {
  kind: 'value',
  describe:
    "NAMES, separated by commas, with settings in braces, or a FILE.yaml of trackers, or VOT's trackers.ini; the verb trackers lists them",
};

export const networkFlags: Readonly<Record<string, Flag>> = {
  preset: {
    kind: 'value',
    describe: `settings of trackers with networks: ${presetNames.join(', ')}`,
    default: defaultPreset,
  },
  backbone: {
    kind: 'value',
    describe: `network of trackers that name none: ${backboneNames.join(', ')}, or one that was trained (compress)`,
    default: defaultBackbone,
  },
  device: { kind: 'value', describe: `where networks are computed: ${deviceNames.join(', ')}`, default: 'auto' },
  cache: cacheFlag,
};

/**
 * The trackers that the flag names.
 * @param say hears what of a file has no effect
 * @throws WrongRequest for trackers or settings that are not known, and what is wrong in a file of trackers
 */
export async function trackersOf(
  values: Arguments,
  say: (text: string) => void,
  flag = 'trackers',
): Promise<TrackerSpecification[]> {
  const texts = values.get(flag)?.flatMap((text) => partsOf(text, flag, splitSpecifications)) ?? [];
  if (texts.length === 0) throw new UsageError(`missing flag: --${flag}`);
  const defaults = await defaultsOf(values);
  const named = (await Promise.all(texts.map(readNamed))).flat();
  for (const note of named.flatMap(({ notes = [] }) => notes)) say(note);
  const specifications = await Promise.all(named.map((one) => specified(one, defaults, flag)));
  const labels = specifications.map(({ label }) => label);
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice === undefined) return specifications;
  throw new UsageError(
    `invalid --${flag}: ${JSON.stringify(twice)} is given twice`,
    undefined,
    'give one of them a label',
  );
}

/**
 * A tracker with everything that follows, from the flag or an entry of a file.
 * @throws WrongRequest for settings that cannot be
 */
export async function specified(
  named: NamedTracker,
  { settings, backbones }: TrackerDefaults,
  flag: string,
): Promise<TrackerSpecification> {
  if (named.where !== undefined) return asRequest(() => specificationOf(named, settings, backbones));
  return asUsage(() => specificationOf({ where: `--${flag}`, ...named }, settings, backbones));
}

/** What holds for all trackers of a command. */
export interface TrackerDefaults {
  /** That the flags give to all trackers that have them. */
  readonly settings: Overrides;
  /** Those that were trained on this machine. */
  readonly backbones: NamedBackbones;
}

/** @throws UsageError for a preset or backbone that is not known */
export async function defaultsOf(values: Arguments): Promise<TrackerDefaults> {
  const backbones = await trainedBackbones(cacheOf(values));
  const preset = choiceOf(values, 'preset', presetNames);
  const backbone = choiceOf(values, 'backbone', [...backboneNames, ...backbones.keys()]);
  const settings = { ...(preset === undefined ? {} : { preset }), ...(backbone === undefined ? {} : { backbone }) };
  return { settings, backbones };
}

/**
 * `file.yaml` has all its trackers, `file.yaml:name` one, `file.yaml:name{...}` one with other settings; so has `file.ini`,
 * and `file.ini:#tag` those that carry a tag.
 */
export async function readNamed(text: string): Promise<NamedTracker[]> {
  const [, file, ending, name] = /^([^{]*\.(ya?ml|ini))(?::(.*))?$/s.exec(text) ?? [];
  if (file === undefined) return [asUsage(() => parseNamedTracker(text))];
  return asRequest(() => readFromFile(file, ending === 'ini', name));
}

async function readFromFile(file: string, isIni: boolean, name: string | undefined): Promise<NamedTracker[]> {
  if (name === undefined) return [...(await (isIni ? readTrackersIni(file) : readTrackersFile(file))).values()];
  if (isIni && name.startsWith('#')) return [...(await readTrackersIni(file, { tag: name.slice(1) })).values()];
  const { tracker, overrides, label } = asUsage(() => parseNamedTracker(name));
  const entries = await (isIni ? readTrackersIni(file, { label: tracker }) : readTrackersFile(file));
  const entry = entries.get(tracker);
  if (entry === undefined) throw unknownName('tracker', tracker, [...entries.keys()], file);
  return [changedTracker({ ...entry, ...(label === undefined ? {} : { label }) }, overrides)];
}

/** What a flag of several devices is, for its help. */
export const devicesFlag: Flag = {
  kind: 'value',
  describe: `where networks are computed: ${deviceNames.join(', ')}; several cards with commas, as cuda:0,cuda:1`,
  default: 'auto',
};

/**
 * What `--device` says where it may name several cards.
 * @throws UsageError for a device that is not known, and for several of different kinds, whose figures would differ
 */
export function devicesOf(values: Arguments): string[] {
  const names = listOf(values, 'device') ?? ['auto'];
  const devices = asUsage(() => names.map(parseDevice));
  const repeated = devices.find((device, index) => devices.indexOf(device) !== index);
  if (repeated !== undefined) throw new UsageError(`invalid --device: ${repeated} is given twice`);
  if (devices.length === 1 || devices.every((device) => device.startsWith('cuda:'))) return names;
  throw new UsageError(
    `invalid --device: ${names.join(',')}`,
    undefined,
    'several devices are cards alone, as cuda:0,cuda:1: on different kinds the same run gives different digits',
  );
}

/** What `--device` says. @throws UsageError for a device that is not known */
export function deviceOf(values: Arguments): string {
  const text = textOf(values, 'device') ?? 'auto';
  asUsage(() => parseDevice(text));
  return text;
}
