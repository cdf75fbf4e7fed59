/** @file `results/<tracker>/tracker.yaml`: what a tracker's results were made with, so that runs of different settings never mix. */
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { writeFileAtomically } from '../datasets/atomicFile.ts';
import { WrongRequest } from '../datasets/inputError.ts';
import { readImportRecord } from './importing/importRecord.ts';
import { experimentNames } from './run.ts';
import { checkedFileName, resultsFolder } from './store.ts';
import { readYamlFile } from '../datasets/yamlFile.ts';

export const configurationSchema = z.strictObject({
  /** Of this file's form. */
  version: z.literal(1),
  /** Program and version that made it. */
  madeBy: z.string(),
  /** The registry's name of the tracker; the folder has that of its results. */
  tracker: z.string(),
  /** Empty for a tracker without settings. */
  configuration: z.record(z.string(), z.unknown()),
});

export type StoredConfiguration = Readonly<z.infer<typeof configurationSchema>>;

/** What the registry calls programs of their own, which stand in files of trackers. */
export const externalTracker = 'trax';

/** How the tracker is asked for under another label. */
function relabelled(tracker: string, label: string, settings: string): string {
  return tracker === externalTracker ? `FILE:${label}{label: mine}` : `${tracker}{label: mine${settings}}`;
}

/** Of the settings that differ, so many are named. */
const differencesShown = 8;

export function configurationFile(workspace: string, label: string): string {
  return join(resultsFolder(workspace), checkedFileName('tracker', label), 'tracker.yaml');
}

/** What stands with a tracker's results; undefined where nothing does. @throws InputError for a file that cannot be read */
export async function readConfiguration(workspace: string, label: string): Promise<StoredConfiguration | undefined> {
  return readYamlFile(configurationFile(workspace, label), configurationSchema, 'configuration', wayOut);
}

const wayOut = 'mend the file, or give the tracker another label or --workspace';

/**
 * Writes what a tracker is made of beside its results, or checks that those there were made with the same.
 * @throws WrongRequest, with what differs, when they were not, for imported results, and for results of a tracker with settings that do not say
 */
export async function keepConfiguration(
  workspace: string,
  label: string,
  own: Omit<StoredConfiguration, 'version'>,
): Promise<void> {
  const imported = await readImportRecord(workspace, label);
  if (imported !== undefined) {
    throw new WrongRequest(
      `invalid label: the results of ${label} were imported, from ${imported.source}`,
      dirname(configurationFile(workspace, label)),
      `give this one another label, as in ${relabelled(own.tracker, label, '')}, or another --workspace`,
    );
  }
  const stored = await readConfiguration(workspace, label);
  if (stored === undefined) {
    if (Object.keys(own.configuration).length > 0 && (await hasResults(workspace, label))) {
      throw new WrongRequest(
        `invalid results of ${label}: they do not say which settings made them`,
        configurationFile(workspace, label),
        `give ${own.tracker} another label, as in ${relabelled(own.tracker, label, ', ...')}, or another --workspace`,
      );
    }
    await writeFileAtomically(configurationFile(workspace, label), stringify({ version: 1, ...own }));
    return;
  }
  const mine = { tracker: own.tracker, ...own.configuration };
  const differing = settingDifferences({ tracker: stored.tracker, ...stored.configuration }, mine).map(
    ({ setting, before, after }) => `${setting}: ${before ?? 'undefined'} -> ${after ?? 'undefined'}`,
  );
  if (differing.length === 0) return;
  const more = differing.length > differencesShown ? ` and ${differing.length - differencesShown} more` : '';
  throw new WrongRequest(
    `invalid settings of ${label}: its results were made with others: ${differing.slice(0, differencesShown).join('; ')}${more}`,
    configurationFile(workspace, label),
    `give this one another label, as in ${relabelled(own.tracker, label, ', ...')}, or another --workspace`,
  );
}

/** Whether any experiment's results are there. */
async function hasResults(workspace: string, label: string): Promise<boolean> {
  try {
    const names = await readdir(dirname(configurationFile(workspace, label)));
    return experimentNames.some((experiment) => names.includes(experiment));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** A setting that two trees of settings have otherwise, its values as JSON; null where one has none. */
export interface SettingDifference {
  /** Keys with dots between them. */
  readonly setting: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What differs between two trees of settings. */
export function settingDifferences(before: unknown, after: unknown, path = ''): SettingDifference[] {
  const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null;
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => settingDifferences(before[key], after[key], path === '' ? key : `${path}.${key}`));
  }
  const text = (value: unknown): string | null => JSON.stringify(value) ?? null;
  return before === after ? [] : [{ setting: path, before: text(before), after: text(after) }];
}
