import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CatalogueDataset,
  catalogueDataset,
  datasetCatalogue,
  findCatalogueDataset,
} from '../catalogue/catalogue.ts';
import type { DownloadOptions } from '../download/download.ts';
import { downloadFromAny, mirrorAddresses } from '../download/mirrors.ts';
import { WrongRequest } from '../inputError.ts';
import { readFolder } from '../readers/inputFile.ts';
import { openZip } from '../zip/zipArchive.ts';
import { bundleSequences } from './bundle.ts';
import type { DatasetPlan, SequencePlan } from './datasetPlan.ts';
import { type LocalArchives, localArchives } from './localArchives.ts';
import { parseVotIndex, type VotIndex } from './votIndex.ts';

export type Waiting = Pick<DownloadOptions, 'signal' | 'pause' | 'silenceMs'>;

export interface PlanOptions extends Waiting {
  /** Addresses that stand for the publisher's host and are asked first. */
  readonly mirrors?: readonly string[];
  /** A folder of archives that are there already, or one archive with all of the dataset. */
  readonly from?: string | undefined;
}

export interface PlannedDataset {
  readonly plan: DatasetPlan;
  /** Archives that need no download. */
  readonly local?: LocalArchives;
}

export const fetchWayOut = '--mirror ADDRESS asks another host, --from FOLDER|ZIP takes archives that you have';

/**
 * What a dataset consists of and where from: as VOT's index says, which is downloaded, or the catalogue (OTB), or an
 * archive that is here.
 * @param source a name of the catalogue or the address of a description.json
 * @throws InputError for an unknown name, and when the index cannot be had or is none
 */
export async function planDataset(source: string, options: PlanOptions = {}): Promise<PlannedDataset> {
  const { names, source: sourceText, known, index } = findSource(source);
  const [name] = names;
  const planned = (content: VotIndex, isWhole = true): DatasetPlan => ({
    name,
    source: sourceText,
    ...content,
    isWhole,
  });
  const { from } = options;
  if (from === undefined) return { plan: planned(await publishedSequences(known, index, options)) };
  const found = await stat(from).catch(() => undefined);
  if (found === undefined) throw new WrongRequest(`missing archives: ${from}`, '--from', 'a folder or zip is expected');
  const bundle = found.isDirectory() ? await bundleIn(from, name) : from;
  if (bundle !== undefined) return { plan: planned({ sequences: await readBundle(bundle) }, false) };
  const local = await localArchives(from);
  const savedIndex = join(from, indexFile);
  const text = index === undefined ? undefined : await readFile(savedIndex, 'utf8').catch(() => undefined);
  const content = text === undefined ? await publishedSequences(known, index, options) : parseVotIndex(text, index!);
  return { plan: planned(content), local };
}

const indexFile = 'description.json';

interface Source {
  /** For its folder: the one that is wanted, then longer ones, which are its own. */
  readonly names: readonly [string, ...string[]];
  readonly source: string;
  readonly known: CatalogueDataset | undefined;
  /** Address of VOT's index. */
  readonly index: string | undefined;
}

/** Whether a text is an address rather than a name. */
export function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/**
 * Names for the folder that a dataset is kept in: the first, unless that folder has a dataset of another address.
 * @throws InputError for a name or an address that is none
 */
export function datasetNames(source: string): readonly [string, ...string[]] {
  return findSource(source).names;
}

function findSource(text: string): Source {
  if (!isAddress(text)) {
    const known = catalogueDataset(text);
    return { names: [known.name], source: known.name, known, index: known.form === 'vot' ? known.index : undefined };
  }
  if (!URL.canParse(text) || !new URL(text).pathname.endsWith('.json')) {
    throw new WrongRequest(
      `invalid address of a dataset: ${text}`,
      undefined,
      "that of VOT's description.json is expected; a zip with all of a dataset is taken by NAME --from ZIP once it is here",
    );
  }
  const { href } = new URL(text);
  const known = datasetCatalogue().find(
    (entry) => entry.form === 'vot' && withoutScheme(entry.index) === withoutScheme(href),
  );
  return known === undefined
    ? { names: namesOfAddress(href), source: href, known, index: href }
    : { names: [known.name], source: known.name, known, index: href };
}

function withoutScheme(address: string): string {
  return address.replace(/^https?:/, '');
}

/** Folders that say nothing about which dataset it is. */
const plainFolders = ['main', 'dataset', 'meta', 'datasets', 'data'];

/**
 * `vot2019-longterm` for `https://data.votchallenge.net/vot2019/longterm/description.json`; then with the host and its port,
 * then with a checksum of all of the address. A name of the catalogue is its alone.
 */
function namesOfAddress(address: string): readonly [string, ...string[]] {
  const { pathname, host } = new URL(address);
  const words = pathname
    .split('/')
    .slice(0, -1)
    .map((word) => word.replace(/[^\w.-]|^\.+/g, ''))
    .filter((word) => word !== '' && !plainFolders.includes(word.toLowerCase()));
  const place = host.replace(/[^\w.-]/g, '-').replace(/^[.-]+/, '');
  const whole = [...words, place, createHash('sha256').update(address).digest('hex').slice(0, 8)].join('-');
  const short = words.join('-');
  const isFree = short !== '' && findCatalogueDataset(short) === undefined;
  const withPlace = [...words, place].join('-');
  return isFree ? [short, withPlace, whole] : [withPlace, whole];
}

async function publishedSequences(
  known: CatalogueDataset | undefined,
  index: string | undefined,
  options: PlanOptions,
): Promise<VotIndex> {
  if (index !== undefined) return parseVotIndex(await fetchIndex(index, known, options), index);
  if (known?.form !== 'otb') return { sequences: [] };
  const sequences = known.names.map((name) => ({
    name,
    archives: [{ label: 'sequence', from: { address: known.archives.replace('{sequence}', name) }, into: '' }],
  }));
  return { sequences };
}

async function fetchIndex(index: string, known: CatalogueDataset | undefined, options: PlanOptions): Promise<string> {
  const { mirrors = [], signal, pause, silenceMs } = options;
  const bundle = known?.form === 'vot' && known.bundle !== null ? `; all of it in one zip was at ${known.bundle}` : '';
  const folder = await mkdtemp(join(tmpdir(), 'tracking-loss-index-'));
  try {
    const path = join(folder, indexFile);
    await downloadFromAny(mirrorAddresses(index, mirrors), { size: undefined, checksum: undefined }, path, {
      wayOut: `${fetchWayOut}${bundle}`,
      ...(signal && { signal }),
      ...(pause && { pause }),
      ...(silenceMs !== undefined && { silenceMs }),
    });
    return await readFile(path, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The zip of a folder that is named after the dataset. */
async function bundleIn(folder: string, name: string): Promise<string | undefined> {
  const { files } = await readFolder(folder);
  const file = files.find((file) => file.toLowerCase() === `${name}.zip`.toLowerCase());
  return file === undefined ? undefined : join(folder, file);
}

async function readBundle(path: string): Promise<SequencePlan[]> {
  const zip = await openZip(path);
  try {
    return bundleSequences(zip);
  } finally {
    zip.close();
  }
}
