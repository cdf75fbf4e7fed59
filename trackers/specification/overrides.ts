/** @file The settings that a user may change of a tracker, and what becomes of them. */
import type { z } from 'zod';
import { InputError } from '../../datasets/inputError.ts';
import { unknownName } from '../../datasets/unknownName.ts';
import { externalKeys, externalName } from '../external/externalConfiguration.ts';
import { mdnetSchema } from '../mdnet-n/configuration.ts';
import { mdnetPreset } from '../mdnet-n/presets.ts';
import {
  type BackboneName,
  backboneNames,
  type BackboneSpec,
  parseBackboneSpec,
} from '../network/backbones/backboneSpec.ts';
import type { OnlineSettings } from '../online/onlineSettings.ts';
import { onlinePresets, type PresetName, presetNames } from '../online/presets.ts';
import { lossNames, trackingLossSchema } from '../tracking-loss/configuration.ts';
import { trackingLossPreset } from '../tracking-loss/presets.ts';
import { strategyNames } from '../tracking-loss/strategies.ts';
import { mdnetName, paperTrackers } from './names.ts';
import type { TrackerConfiguration } from './specification.ts';

/** Settings by key, as YAML gives them; `online` may hold a part of the online tracker's numbers, nested as they are. */
export type Overrides = Readonly<Record<string, unknown>>;

export const defaultPreset: PresetName = 'tuned';
/** It needs no download. */
export const defaultBackbone: BackboneName = 'builtin';

const common = [
  'preset',
  'backbone',
  'hiddenChannels',
  'initialDeviation',
  'learningRate',
  'momentum',
  'weightDecay',
  'online',
];
const ofTrackingLoss = [
  ...common,
  'loss',
  'strategies',
  'alpha',
  'beta',
  'firstConfidence',
  'labels',
  'centreShare',
  'reduction',
];

/** What may be changed of a tracker, for its help and errors. */
export function overrideKeys(tracker: string): readonly string[] {
  if (tracker === mdnetName) return common;
  if (tracker === externalName) return externalKeys;
  return tracker in paperTrackers ? ofTrackingLoss : [];
}

/** Backbones under names of the user's, such as those that the verb compress has trained. */
export type NamedBackbones = ReadonlyMap<string, BackboneSpec>;

/**
 * The complete configuration of a tracker; undefined for one without settings.
 * @param where the specification stands, for errors
 * @param backbones that have names beside the program's own
 * @throws InputError for a key that is not known or a value that cannot be
 */
export function resolveConfiguration(
  tracker: string,
  overrides: Overrides,
  where?: string,
  backbones: NamedBackbones = new Map(),
): TrackerConfiguration | undefined {
  const keys = overrideKeys(tracker);
  for (const [key, value] of Object.entries(overrides)) {
    if (keys.length === 0) {
      throw new InputError(`invalid setting of ${tracker}: ${key}; it has none`, where);
    }
    if (!keys.includes(key)) throw unknownName(`setting of ${tracker}`, key, keys, where);
    // As YAML reads a key with nothing behind it.
    if (value === null) throw new InputError(`missing value: ${key}`, where, 'give it one, or leave the setting out');
  }
  if (keys.length === 0) return undefined;
  const preset = oneOf('preset', overrides['preset'] ?? defaultPreset, presetNames, where);
  const backbone = backboneOf(overrides['backbone'] ?? defaultBackbone, where, backbones);
  const online = (base: OnlineSettings): unknown => merged(base, overrides['online'], 'online', where);
  const plain = Object.fromEntries(
    Object.entries(overrides).filter(
      ([key]) => !['preset', 'backbone', 'online', 'loss', 'strategies', 'alpha', 'beta'].includes(key),
    ),
  );
  if (tracker === mdnetName) {
    const base = mdnetPreset(preset, backbone);
    return checked(mdnetSchema, { ...base, ...plain, online: online(base.online) }, tracker, where);
  }
  const kind = paperTrackers[tracker]!;
  const losses = 'loss' in overrides ? namesOf('loss', overrides['loss'], lossNames, where) : kind.losses;
  const strategies =
    'strategies' in overrides ? namesOf('strategy', overrides['strategies'], strategyNames, where) : kind.strategies;
  const base = trackingLossPreset(preset, backbone, { losses, strategies });
  const { learningRate, ...others } = plain;
  const ofBranches = { alpha: overrides['alpha'], beta: overrides['beta'], learningRate };
  const changed = Object.fromEntries(Object.entries(ofBranches).filter(([, value]) => value !== undefined));
  return checked(
    trackingLossSchema,
    {
      ...base,
      ...others,
      branches: base.branches.map((branch) => ({ ...branch, ...changed })),
      online: online(base.online),
    },
    tracker,
    where,
  );
}

function backboneOf(value: unknown, where: string | undefined, backbones: NamedBackbones): BackboneSpec {
  const isName = typeof value === 'string' && !backboneNames.some((name) => name === value);
  const found = isName ? backbones.get(value) : undefined;
  if (isName && found === undefined)
    throw unknownName('backbone', value, [...backboneNames, ...backbones.keys()], where);
  const backbone = (found ?? value) as BackboneSpec;
  parseBackboneSpec(backbone, where);
  return backbone;
}

/** `a+b`, or a list, of known names, none twice. */
function namesOf<T extends string>(thing: string, value: unknown, known: readonly T[], where?: string): T[] {
  const names: readonly unknown[] = Array.isArray(value) ? value : String(value).split('+');
  if (names.length === 0) throw new InputError(`missing ${thing}: an empty list`, where);
  const checkedNames = names.map((name) => oneOf(thing, name, known, where));
  const twice = checkedNames.find((name, index) => checkedNames.indexOf(name) !== index);
  if (twice !== undefined) throw new InputError(`invalid ${thing}: ${twice} is given twice`, where);
  return checkedNames;
}

function oneOf<T extends string>(thing: string, value: unknown, known: readonly T[], where?: string): T {
  const found = known.find((name) => name === value);
  if (found === undefined)
    throw unknownName(thing, typeof value === 'string' ? value : JSON.stringify(value), known, where);
  return found;
}

function checked<T>(schema: z.ZodType<T>, value: unknown, tracker: string, where?: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // A user gives all branches one number, so it is wrong once.
  const said = result.error.issues.map(
    ({ path, message }) => `${path.join('.').replace(/^branches\.\d+\./, '')}: ${message}`,
  );
  const waysOut = result.error.issues.flatMap((issue) =>
    issue.code === 'custom' && typeof issue.params?.['wayOut'] === 'string' ? [issue.params['wayOut']] : [],
  );
  throw new InputError(
    `invalid setting of ${tracker}: ${[...new Set(said)].join('; ')}`,
    where,
    [...new Set(waysOut)].join('; '),
  );
}

/** Settings inside `online` that are no parts of a whole but one of several forms: given whole. */
export const forms: readonly string[] = ['context', 'failure', 'refinement'];

/**
 * The part's values in the place of the base's.
 * @throws InputError for a key that the base lacks, and for less than the whole where the base has nothing
 */
function merged(base: unknown, part: unknown, path: string, where?: string): unknown {
  if (part === undefined) return base;
  if (forms.includes(path.slice(path.lastIndexOf('.') + 1))) return part;
  if (base === null && isRecord(part)) checkWhole(part, path, where);
  if (!isRecord(base) || !isRecord(part)) return part;
  const known = Object.keys(base);
  for (const key of Object.keys(part)) {
    if (!known.includes(key)) throw unknownName(`setting in ${path}`, key, known, where);
  }
  return Object.fromEntries(known.map((key) => [key, merged(base[key], part[key], `${path}.${key}`, where)]));
}

/** What a preset leaves out has no values to change: it is given whole, or another preset is. */
function checkWhole(part: Overrides, path: string, where?: string): void {
  const wholes = presetNames.map((preset) => ({ preset, whole: valueAt(onlinePresets[preset], path) }));
  const known = wholes.flatMap(({ preset, whole }) => (isRecord(whole) ? [{ preset, keys: Object.keys(whole) }] : []));
  const keys = known[0]?.keys ?? [];
  for (const key of Object.keys(part)) {
    if (keys.length > 0 && !keys.includes(key)) throw unknownName(`setting in ${path}`, key, keys, where);
  }
  if (keys.every((key) => key in part)) return;
  throw new InputError(
    `missing ${path}: the preset has none that could be changed in part`,
    where,
    `choose preset ${known.map(({ preset }) => preset).join(' or ')}, or give all of it: ${keys.join(', ')}`,
  );
}

/** @param path from `online` on */
function valueAt(online: OnlineSettings, path: string): unknown {
  return path
    .split('.')
    .slice(1)
    .reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), online);
}

/**
 * The second settings over the first, inside `online` too.
 * @returns settings for `resolveConfiguration`, which says what is wrong with them
 */
export function mergedOverrides(first: Overrides, second: Overrides): Overrides {
  const result: Record<string, unknown> = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const before = result[key];
    const isPart = isRecord(before) && isRecord(value) && key !== 'backbone' && !forms.includes(key);
    result[key] = isPart ? mergedOverrides(before, value) : value;
  }
  return result;
}

function isRecord(value: unknown): value is Overrides {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
