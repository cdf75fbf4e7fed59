/** @file Datasets by name: where they are kept, and what `--dataset` means. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { datasetCatalogue, findCatalogueDataset } from '../../datasets/catalogue/catalogue.ts';
import { type DatasetOrigin, listedSequences, originFile, readOrigin } from '../../datasets/fetching/datasetFolder.ts';
import { datasetNames, isAddress } from '../../datasets/fetching/planDataset.ts';
import { InputError } from '../../datasets/inputError.ts';
import { readFolder } from '../../datasets/readers/inputFile.ts';
import { unknownName } from '../../datasets/unknownName.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Arguments, textOf } from './arguments.ts';
import type { Flag } from './command.ts';
import { absolutePath } from './sharedFlags.ts';
import { shellQuote } from './shellQuote.ts';
import { cacheOf } from './weightsCache.ts';

const environmentVariable = 'TRACKING_LOSS_DATASETS';

export const datasetsFlag: Flag = {
  kind: 'value',
  describe: 'FOLDER that keeps datasets by name',
  default: `${environmentVariable}, else datasets in the cache folder`,
};

/** Where datasets by name are kept. */
export function datasetsFolderOf(values: Arguments): string {
  const given = textOf(values, 'datasets') ?? (process.env[environmentVariable] || undefined);
  return given === undefined ? join(cacheOf(values), 'datasets') : absolutePath(given);
}

/** What `--dataset` means: a path, or a dataset by name. */
export interface LocatedDataset {
  /** Absolute. */
  readonly path: string;
  /** What `dataset download` takes, for a dataset by name. */
  readonly source?: string;
}

/**
 * A path that is there comes first; then a name of the catalogue, an address of an index, or the name of a dataset that
 * was fetched by its address.
 * @throws InputError for a word that is none of these
 */
export async function locateDataset(text: string, values: Arguments): Promise<LocatedDataset> {
  const datasets = datasetsFolderOf(values);
  if (isAddress(text)) return { path: await namedFolder(text, values), source: text };
  const path = absolutePath(text);
  if (existsSync(path) || basename(text) !== text) return { path };
  const known = findCatalogueDataset(text);
  if (known !== undefined) return { path: join(datasets, known.name), source: known.name };
  const origin = await readOrigin(join(datasets, text));
  if (origin !== undefined) return { path: join(datasets, text), source: origin.source };
  const catalogue = datasetCatalogue().map(({ name }) => name);
  const names = [...new Set([...catalogue, ...(await fetchedDatasets(datasets))])];
  // What is in the current folder may have been meant, but is no dataset for being there.
  const { files, folders } = await readFolder(dirname(path));
  const paths = [...folders, ...files.filter((file) => file.endsWith('.json'))];
  throw unknownName('dataset', text, names, undefined, [...names, ...paths]);
}

/**
 * The folder of a dataset by name or address: the one that it was fetched into, else the first of its names that no other
 * dataset has taken.
 */
export async function namedFolder(source: string, values: Arguments): Promise<string> {
  const names = datasetNames(source);
  // A name of the catalogue has one folder, and what somebody else put there is taken for it.
  if (!isAddress(source) || findCatalogueDataset(names[0]) !== undefined) {
    return join(datasetsFolderOf(values), names[0]);
  }
  const folders = names.map((name) => join(datasetsFolderOf(values), name));
  const origins = await Promise.all(folders.map(readOrigin));
  const own = folders.find((_, index) => origins[index]?.source === new URL(source).href);
  if (own !== undefined) return own;
  for (const [index, folder] of folders.entries()) {
    if (origins[index] === undefined && !(await hasSequences(folder))) return folder;
  }
  return folders.at(-1)!;
}

/** Names of the datasets that were fetched into the folder of datasets by name. */
async function fetchedDatasets(datasets: string): Promise<string[]> {
  if (!existsSync(datasets)) return [];
  const { folders } = await readFolder(datasets);
  return folders.filter((name) => existsSync(join(datasets, name, originFile)));
}

/** Whether anything is in the folder of a dataset by name. */
export async function hasSequences(folder: string): Promise<boolean> {
  return existsSync(folder) && (await readFolder(folder)).folders.length > 0;
}

export interface MissingSequences {
  readonly origin: DatasetOrigin;
  /** Names of those that the dataset has and its folder has not. */
  readonly missing: readonly string[];
  /** How many more it has by the catalogue, of which the names are not known: it was taken from an archive of a part. */
  readonly unnamed: number;
}

/** What a fetched dataset has and its folder has not; undefined where no dataset was fetched into it. */
export async function missingSequences(folder: string): Promise<MissingSequences | undefined> {
  const origin = await readOrigin(folder);
  if (origin === undefined) return undefined;
  const listed = await listedSequences(folder);
  const known = findCatalogueDataset(origin.name);
  const count = known?.form === 'vot' ? (known.sequences ?? 0) : 0;
  return {
    origin,
    missing: origin.sequences.filter((name) => !listed.includes(name)),
    unnamed: Math.max(0, count - origin.sequences.length),
  };
}

/** In words; those without a name are counted. */
export function missingText({ missing, unnamed }: Pick<MissingSequences, 'missing' | 'unnamed'>): string {
  return [...missing, ...(unnamed > 0 ? [`${unnamed} more`] : [])].join(', ');
}

/** Says which sequences of a fetched dataset are not there, where all that are there will be used. */
export async function sayMissing(folder: string, values: Arguments, terminal: Terminal): Promise<void> {
  if (values.has('sequences')) return;
  const state = await missingSequences(folder);
  if (state === undefined) return;
  const { origin, missing, unnamed } = state;
  const count = missing.length + unnamed;
  if (count === 0) return;
  terminal.say(
    `warning: ${folder}: ${count} of ${origin.sequences.length + unnamed} sequences are not there: ${missingText(state)}; ` +
      `"${downloadCommand(origin.source, { values, folder })}" fetches them`,
  );
}

/**
 * The path of a dataset that is to be read as far as it is there.
 * @throws InputError for a dataset by name that is not there at all
 */
export async function readablePath(text: string, values: Arguments, terminal: Terminal): Promise<string> {
  const { path, source } = await locateDataset(text, values);
  if (source !== undefined && !(await hasSequences(path))) {
    const command = downloadCommand(source, { values, folder: path });
    throw new InputError(`missing dataset: ${source}`, path, `"${command}" fetches it`);
  }
  await sayMissing(path, values, terminal);
  return path;
}

/** The command that fetches a dataset, or some of its sequences, into a folder. */
export function downloadCommand(
  source: string,
  {
    values,
    folder,
    sequences,
    again = false,
  }: {
    readonly values: Arguments;
    readonly folder: string;
    readonly sequences?: readonly string[] | undefined;
    readonly again?: boolean;
  },
): string {
  const place = ['cache', 'datasets'].flatMap((flag) => {
    const text = textOf(values, flag);
    return text === undefined ? [] : [`--${flag}`, text];
  });
  const isUsual = datasetNames(source).some((name) => resolve(folder) === join(datasetsFolderOf(values), name));
  return shellQuote([
    'npx',
    'tracking-loss',
    'dataset',
    'download',
    source,
    ...(isUsual ? place : ['--folder', folder]),
    ...(sequences === undefined ? [] : ['--sequences', sequences.join(',')]),
    ...(again ? ['--again'] : []),
  ]);
}
