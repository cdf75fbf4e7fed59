/** @file `results/<tracker>/tracker.yaml`: what a tracker's results were made with, so that runs of different settings never mix. */
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { writeFileAtomically } from '../datasets/atomicFile.ts';
import { WrongRequest } from '../datasets/inputError.ts';
import { LabelInUse } from './claims/labelUse.ts';
import { readImportRecord } from './importing/importRecord.ts';
import { undefinedIfMissing } from './missingPlace.ts';
import { experimentNames } from './run.ts';
import { checkedFileName, resultsFolder } from './store.ts';
import { readYamlFile } from '../datasets/yamlFile.ts';

const networkSchema = z.strictObject({
  /** Fingerprint of the backbone with its weights and input. */
  weights: z.string(),
  /** Which normalisation of the map; none where the tracker has none, or it is chosen elsewhere. */
  normalization: z.string().optional(),
});

/** What tells a tracker's network from others that its settings could name as well. */
export type NetworkIdentity = Readonly<z.infer<typeof networkSchema>>;

export const configurationSchema = z.strictObject({
  /** Of this file's form. */
  version: z.literal(1),
  /** Program and version that made it. */
  madeBy: z.string(),
  /** The registry's name of the tracker; the folder has that of its results. */
  tracker: z.string(),
  /** Empty for a tracker without settings. */
  configuration: z.record(z.string(), z.unknown()),
  /** Of a tracker with a backbone; earlier files do not have it. */
  network: networkSchema.optional(),
});

export type StoredConfiguration = Readonly<z.infer<typeof configurationSchema>>;

export type OwnConfiguration = Omit<StoredConfiguration, 'version'>;

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
 * Writes what a tracker is made of beside its results, anew where there are none yet; where there are, they must have been
 * made with the same. Called by one process at a time (claims/labelUse.ts).
 * @param usedBy another process that is about to store results under the label
 * @throws LabelInUse where that one has others; WrongRequest as `checkConfiguration`
 */
export async function keepConfiguration(
  workspace: string,
  label: string,
  own: OwnConfiguration,
  usedBy?: string,
): Promise<void> {
  const stored = await checkConfiguration(workspace, label, own);
  if (stored !== undefined) {
    if (await hasResults(workspace, label)) return;
    const differing = differencesOf(stored, own);
    if (usedBy !== undefined && differing.length > 0) {
      throw new LabelInUse(
        `invalid settings of ${label}: ${usedBy} makes its first results with others: ${describeDifferences(differing)}`,
        configurationFile(workspace, label),
        `wait for it, or ${anotherPlace(own, label)}`,
      );
    }
    if (usedBy !== undefined) return;
  }
  await writeFileAtomically(configurationFile(workspace, label), stringify({ version: 1, ...own }));
}

/**
 * Checks that a tracker's results, if there are any, were made with the same settings and network.
 * @param own without a network, that is not checked; nor is it where the file does not say
 * @returns what stands with them; undefined where nothing does
 * @throws WrongRequest, with what differs, when they were not, for imported results, and for results of a tracker with settings that do not say
 */
export async function checkConfiguration(
  workspace: string,
  label: string,
  own: OwnConfiguration,
): Promise<StoredConfiguration | undefined> {
  const file = configurationFile(workspace, label);
  const imported = await readImportRecord(workspace, label);
  if (imported !== undefined) {
    throw new WrongRequest(
      `invalid label: the results of ${label} were imported, from ${imported.source}`,
      dirname(file),
      `give this one another label, as in ${relabelled(own.tracker, label, '')}, or another --workspace`,
    );
  }
  const stored = await readConfiguration(workspace, label);
  const differing = stored === undefined ? [] : differencesOf(stored, own);
  const isUnsaid = stored === undefined && Object.keys(own.configuration).length > 0;
  if ((differing.length === 0 && !isUnsaid) || !(await hasResults(workspace, label))) return stored;
  if (isUnsaid) {
    throw new WrongRequest(
      `invalid results of ${label}: they do not say which settings made them`,
      file,
      `give ${own.tracker} another label, as in ${relabelled(own.tracker, label, ', ...')}, or another --workspace`,
    );
  }
  if (differing.every(({ setting }) => setting.startsWith('network.'))) {
    throw new WrongRequest(
      `invalid network of ${label}: its results were made with another: ${describeDifferences(differing)}`,
      file,
      `bring back the weights and normalisation of then, or ${anotherPlace(own, label)}`,
    );
  }
  throw new WrongRequest(
    `invalid settings of ${label}: its results were made with others: ${describeDifferences(differing)}`,
    file,
    anotherPlace(own, label),
  );
}

function anotherPlace({ tracker }: OwnConfiguration, label: string): string {
  return `give this one another label, as in ${relabelled(tracker, label, ', ...')}, or another --workspace`;
}

/** Of networks what both say: earlier files say nothing, and what is run elsewhere not all. */
export function differencesOf(stored: StoredConfiguration, own: OwnConfiguration): SettingDifference[] {
  const settings = settingDifferences(
    { tracker: stored.tracker, ...stored.configuration },
    { tracker: own.tracker, ...own.configuration },
  );
  const networks = settingDifferences(stored.network ?? {}, own.network ?? {}, 'network');
  return [...settings, ...networks.filter(({ before, after }) => before !== null && after !== null)];
}

/** In a line; of many the first. */
export function describeDifferences(differing: readonly SettingDifference[]): string {
  const shown = differing
    .slice(0, differencesShown)
    .map(({ setting, before, after }) => `${setting}: ${before ?? 'undefined'} -> ${after ?? 'undefined'}`);
  const more = differing.length - differencesShown;
  return `${shown.join('; ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/**
 * Whether any file of results is there. Folders alone are none, nor are what a killed writer left and damaged
 * trajectories: their runs are done again.
 */
export async function hasResults(workspace: string, label: string): Promise<boolean> {
  const folder = dirname(configurationFile(workspace, label));
  for (const experiment of experimentNames) if (await holdsFiles(join(folder, experiment))) return true;
  return false;
}

/** A run is stored when its trajectory is there, which comes after its values. */
const unfinished = /\.(tmp|value|damaged)$/;

async function holdsFiles(folder: string): Promise<boolean> {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(undefinedIfMissing)) ?? [];
  if (entries.some((entry) => !entry.isDirectory() && !unfinished.test(entry.name))) return true;
  for (const entry of entries) if (entry.isDirectory() && (await holdsFiles(join(folder, entry.name)))) return true;
  return false;
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
