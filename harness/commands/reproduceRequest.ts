/** @file What `reproduce` is asked for. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { publishedTable2 } from '../../results/published/publishedTables.ts';
import { type BackboneName, backboneNames } from '../../trackers/network/backbones/backboneSpec.ts';
import { presetNames } from '../../trackers/online/presets.ts';
import type { Overrides } from '../../trackers/specification/overrides.ts';
import { vot2016Repetitions } from '../execution/plan.ts';
import {
  papersBackbones,
  planTarget,
  studentBackbone,
  targetNames,
  type TargetName,
  type TargetPlan,
} from '../reproduction/targets.ts';
import { type Arguments, choiceOf, choicesOf, integerOf, requiredPositional, textOf } from './arguments.ts';
import { absolutePath, workspaceOf } from './sharedFlags.ts';
import { devicesOf } from './trackerFlags.ts';
import { asUsage, UsageError } from './usageError.ts';
import { cacheOf } from './weightsCache.ts';
import { executionOf, type ExecutionSettings } from './workers.ts';

export const papersPreset = publishedTable2().settings.preset;

export interface ReproduceRequest {
  readonly targets: readonly TargetName[];
  /** Of the targets that need runs. */
  readonly plans: readonly (TargetPlan & { readonly backbones: readonly BackboneName[] })[];
  readonly figure2Backbone: BackboneName;
  readonly preset: string;
  readonly student: string | undefined;
  readonly settings: Overrides;
  readonly repetitions: { readonly baseline: number; readonly unsupervised: number };
  readonly execution: ExecutionSettings;
  readonly devices: readonly string[];
  readonly cache: string;
  readonly folder: string;
  readonly out: string;
}

/** @throws UsageError for flags that do not go together, settings that are not known and a file that is not there */
export function requestOf(values: Arguments): ReproduceRequest {
  requiredPositional(values, 'target', `reproduce ${targetNames.join('|')}|all`);
  const target = choiceOf(values, 'target', [...targetNames, 'all'])!;
  const targets = target === 'all' ? targetNames : [target];
  const given = choicesOf(values, 'backbone', backboneNames);
  const preset = choiceOf(values, 'preset', presetNames) ?? papersPreset;
  const student = studentOf(values);
  const settings = settingsOf(values);
  const folder = workspaceOf(values);
  const request: ReproduceRequest = {
    targets,
    plans: targets
      .filter((one) => one !== 'figure2')
      .map((one) => {
        const backbones = given ?? (papersBackbones(one) as readonly BackboneName[]);
        const used = one === 'table1' ? backbones : backbones.slice(0, 1);
        const plan = asUsage(() => planTarget(one, { preset, backbones: used, student, settings }));
        return { ...plan, backbones: used };
      }),
    figure2Backbone: given?.[0] ?? 'zf',
    preset,
    student,
    settings,
    repetitions: {
      baseline: integerOf(values, 'repetitions', 1) ?? vot2016Repetitions.baseline,
      unsupervised: integerOf(values, 'unsupervised-repetitions', 1) ?? vot2016Repetitions.unsupervised,
    },
    execution: executionOf(values),
    devices: devicesOf(values),
    cache: cacheOf(values),
    folder,
    out: textOf(values, 'out') ?? join(folder, 'reproduction'),
  };
  if (student !== undefined && !request.plans.some(({ backbones }) => backbones.includes(studentBackbone))) {
    throw new UsageError(
      `invalid --student: no tracker has ${studentBackbone}`,
      undefined,
      `with --backbone ${studentBackbone}`,
    );
  }
  return request;
}

function studentOf(values: Arguments): string | undefined {
  const text = textOf(values, 'student');
  if (text === undefined) return undefined;
  const file = absolutePath(text);
  if (existsSync(file)) return file;
  throw new UsageError(`missing weights: ${file}`, '--student', 'a file of safetensors is expected');
}

function settingsOf(values: Arguments): Overrides {
  const text = textOf(values, 'settings');
  if (text === undefined) return {};
  const wayOut = "as in --settings '{alpha: 1, beta: 5}'";
  let settings: unknown;
  try {
    settings = parse(text);
  } catch (error) {
    throw new UsageError(`invalid settings: ${(error as Error).message.split('\n')[0]}`, undefined, wayOut);
  }
  if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) return settings as Overrides;
  throw new UsageError(`invalid settings: ${text}`, undefined, wayOut);
}
