/** @file Where the results of a tracker come from, as far as the files beside them say. */
import { parse } from 'yaml';
import type { z } from 'zod';
import { importRecordName, importRecordSchema, type ImportRecord } from './importing/importRecord.ts';
import { openTrackers } from './openTrackers.ts';
import type { TrackerFiles } from './resultsLayout.ts';
import { type ExperimentName, experimentNames } from './run.ts';
import { configurationSchema, externalTracker, type StoredConfiguration } from './trackerConfiguration.ts';
import type { TrackerOrigin } from './trackerOrigin.ts';

/** `unknown` where nothing beside the results says. */
export type Origin = TrackerOrigin | 'unknown';

export interface TrackerRecord {
  readonly tracker: string;
  readonly origin: Origin;
  /** Base name of the folder or archive that was read. */
  readonly source: string;
  /** Which tracker of the program, and with which settings. */
  readonly configuration?: StoredConfiguration;
  readonly importRecord?: ImportRecord;
  /** What VOT's manifest and hardware profile say: lines of `key=value` or `key: value`. */
  readonly manifest: readonly string[];
  /** Most and fewest stored repetitions of a sequence, where it has any. */
  readonly repetitions: Readonly<Partial<Record<ExperimentName, { readonly fewest: number; readonly most: number }>>>;
}

/**
 * @param sources results folders and zip archives
 * @returns one for each of the trackers, in their order
 * @throws InputError for missing results
 */
export async function readTrackerRecords(
  sources: readonly string[],
  trackers: readonly string[],
): Promise<TrackerRecord[]> {
  const opened = await openTrackers(sources);
  try {
    const files = trackers.flatMap((name) => opened.trackers.filter(({ tracker }) => tracker === name));
    return await Promise.all(files.map(recordOf));
  } finally {
    opened.close();
  }
}

async function recordOf(files: TrackerFiles): Promise<TrackerRecord> {
  const { source, tracker, folder } = files;
  const text = async (name: string): Promise<string | undefined> => {
    const path = folder === '' ? name : `${folder}/${name}`;
    return source.files.includes(path) ? new TextDecoder().decode(await source.read(path)) : undefined;
  };
  const configuration = readRecord(await text('tracker.yaml'), configurationSchema);
  const importRecord = readRecord(await text(importRecordName), importRecordSchema);
  const manifest: string[] = [];
  for (const name of ['manifest.yml', 'manifest.txt', 'performance.txt']) {
    const lines = ((await text(name)) ?? '').split(/\r?\n/).filter((line) => line.trim() !== '');
    manifest.push(...lines.filter((line) => !manifest.includes(line)));
  }
  return {
    tracker,
    origin: originOf(configuration, importRecord, manifest),
    source: source.name,
    ...(configuration === undefined ? {} : { configuration }),
    ...(importRecord === undefined ? {} : { importRecord }),
    manifest,
    repetitions: repetitionsOf(files),
  };
}

function originOf(
  configuration: StoredConfiguration | undefined,
  importRecord: ImportRecord | undefined,
  manifest: readonly string[],
): Origin {
  if (importRecord !== undefined) return 'imported';
  if (configuration !== undefined) return configuration.tracker === externalTracker ? 'external' : 'native';
  return manifest.length > 0 ? 'imported' : 'unknown';
}

/** A report shows what it can: a record that cannot be read says nothing. Verbs that depend on one refuse it. */
function readRecord<T>(text: string | undefined, schema: z.ZodType<T>): T | undefined {
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(parse(text)).data;
  } catch {
    return undefined;
  }
}

function repetitionsOf({ experiments }: TrackerFiles): TrackerRecord['repetitions'] {
  const counts = experimentNames.map((experiment) => {
    const stored = [...experiments[experiment].values()].map(({ runs }) => runs.size).filter((size) => size > 0);
    return [experiment, { fewest: Math.min(...stored), most: Math.max(...stored) }] as const;
  });
  return Object.fromEntries(counts.filter(([, { most }]) => Number.isFinite(most)));
}
