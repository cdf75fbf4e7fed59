/** @file A grid of settings of one tracker, as `ablate` is asked for it: `--over alpha:beta=1:1,1:10 --over loss=softmax,hinge`. */
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { InputError } from '../../datasets/inputError.ts';
import { unknownName } from '../../datasets/unknownName.ts';
import { pointName } from '../../results/ablation.ts';
import { parseBackboneSpec } from '../../trackers/network/backbones/backboneSpec.ts';
import {
  mergedOverrides,
  type NamedBackbones,
  overrideKeys,
  type Overrides,
} from '../../trackers/specification/overrides.ts';
import {
  changedTracker,
  type NamedTracker,
  specificationOf,
  splitSpecifications,
} from '../../trackers/specification/parseSpecification.ts';
import type { TrackerSpecification } from '../../trackers/specification/specification.ts';

/** Settings that change together. */
export interface Axis {
  /** Keys of settings; a dot leads into `online`. */
  readonly keys: readonly string[];
  /** For each step the texts of all keys. */
  readonly steps: readonly (readonly string[])[];
}

export interface GridPoint {
  /** A text for each of the grid's keys. */
  readonly values: readonly string[];
  readonly specification: TrackerSpecification;
}

/**
 * Reads `alpha:beta=1:1,1:10`.
 * @throws InputError for text of another form, and for a step that is given twice
 */
export function parseAxis(text: string): Axis {
  const equals = text.indexOf('=');
  const form = 'as in alpha:beta=1:1,1:10 or loss=softmax,hinge';
  if (equals < 1) throw new InputError(`invalid axis: ${JSON.stringify(text)}`, '--over', form);
  const keys = text
    .slice(0, equals)
    .split(':')
    .map((key) => key.trim());
  if (keys.includes('')) throw new InputError(`invalid axis: ${JSON.stringify(text)}`, '--over', form);
  const written = splitSpecifications(text.slice(equals + 1));
  const twice = written.find((step, index) => written.indexOf(step) !== index);
  if (twice !== undefined) throw new InputError(`invalid axis: ${twice} is given twice`, '--over', form);
  const steps = written.map((step) => (keys.length === 1 ? [step] : step.split(':').map((value) => value.trim())));
  for (const [index, step] of steps.entries()) {
    if (step.length === keys.length && !step.includes('')) continue;
    const problem = `${JSON.stringify(written[index])} is no value of ${keys.join(':')}`;
    throw new InputError(`invalid axis: ${problem}`, '--over', form);
  }
  return { keys, steps };
}

/**
 * A tracker at every point of the grid that the axes span, the last axis fastest.
 * @param base its own settings hold where no axis changes them
 * @param defaults settings for trackers that do not set them
 * @param backbones what further names of backbones stand for
 * @throws InputError for a key or value that the tracker does not take, a key on two axes, and two points that are one
 * tracker
 */
export function gridOf(
  base: NamedTracker,
  axes: readonly Axis[],
  defaults: Overrides,
  backbones?: NamedBackbones,
): readonly GridPoint[] {
  const keys = axes.flatMap((axis) => axis.keys);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw new InputError(`invalid axis: ${twice} is given twice`, '--over');
  const known = overrideKeys(base.tracker);
  for (const key of keys) {
    const [first] = key.split('.');
    // `online` alone has no value; the keys within it are checked with their values.
    if (known.length > 0 && (!known.includes(first!) || key === 'online')) {
      throw unknownName(`setting of ${base.tracker}`, key, known, '--over');
    }
  }
  const points = axes.reduce<readonly (readonly string[])[]>(
    (points, { steps }) => points.flatMap((point) => steps.map((step) => [...point, ...step])),
    [[]],
  );
  const grid = points.map((values): GridPoint => {
    const settings = values.reduce<Overrides>(
      (settings, value, index) => mergedOverrides(settings, nested(keys[index]!, valueOf(value))),
      {},
    );
    const changed = changedTracker(base, settings);
    return { values, specification: specificationOf({ ...changed, where: '--over' }, defaults, backbones) };
  });
  refuseEqual(keys, grid);
  return grid;
}

/** 1 and 1.0 are one value, and a preset's own value is that of the point without it. */
function refuseEqual(keys: readonly string[], points: readonly GridPoint[]): void {
  const settings = points.map(({ specification }) => settingsOf(specification));
  for (const [index, point] of points.entries()) {
    const first = settings.findIndex((one) => isDeepStrictEqual(one, settings[index]));
    if (first === index) continue;
    const names = `${pointName(keys, points[first]!.values)} and ${pointName(keys, point.values)}`;
    throw new InputError(`invalid grid: ${names} are one tracker`, '--over', 'leave one of them out');
  }
}

/** All that makes the tracker but its label, the backbone's name as the object that it stands for. */
function settingsOf({ tracker, configuration, external }: TrackerSpecification): unknown {
  if (configuration === undefined) return { tracker, external };
  return { tracker, configuration: { ...configuration, backbone: parseBackboneSpec(configuration.backbone) } };
}

function valueOf(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new InputError(`invalid value: ${text}: ${(error as Error).message.split('\n')[0]}`, '--over');
  }
}

/** `online.candidates.count` as settings within settings. */
function nested(key: string, value: unknown): Overrides {
  return key
    .split('.')
    .toReversed()
    .reduce<unknown>((inner, name) => ({ [name]: inner }), value) as Overrides;
}
