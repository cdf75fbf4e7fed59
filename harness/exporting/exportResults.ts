import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WrongRequest } from '../../datasets/inputError.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import { unknownName } from '../../datasets/unknownName.ts';
import { archiveEntries, type PackedSeries } from '../../results/exporting/archiveEntries.ts';
import { type ArchiveEntry, writeArchive } from '../../results/exporting/writeArchive.ts';
import { readImportRecord } from '../../results/importing/importRecord.ts';
import { noOddities, odditySentences } from '../../results/oddities.ts';
import { archiveTimestamp, type ManifestContent } from '../../results/manifest.ts';
import { layOut, type TrackerFiles } from '../../results/resultsLayout.ts';
import { openResults } from '../../results/resultsSource.ts';
import { experimentNames } from '../../results/run.ts';
import { resultsFolder } from '../../results/store.ts';
import { readConfiguration } from '../../results/trackerConfiguration.ts';
import { type Demand, missingRuns, type SeriesState, seriesStates } from './seriesState.ts';

export interface ExportOptions extends Demand {
  /** Folder of the workspace. */
  readonly workspace: string;
  readonly dataset: Dataset;
  /** All that the store has if left out. */
  readonly trackers?: readonly string[] | undefined;
  /** A folder for an archive a tracker, or a file ending in `.zip` for one of all. */
  readonly out: string;
  readonly isBinary: boolean;
  /** Pack what there is of trackers that lack runs. */
  readonly isIncompleteAllowed: boolean;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Program and version, system, version of Node. */
  readonly machine: Pick<ManifestContent, 'toolkit' | 'platform' | 'node'>;
  /** Of the workspace's own runs. */
  readonly seed?: number | undefined;
  /** What manifests say beside that. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Asked before each file. */
  readonly isStopped: () => boolean;
  readonly onProgress?: (done: number, total: number, tracker: string) => void;
}

/** What became of a tracker. */
export interface ExportedTracker {
  readonly name: string;
  /** Undefined where it was refused. */
  readonly archive: string | undefined;
  readonly runs: number;
  /** What its experiments lack, each as a sentence. */
  readonly missing: readonly string[];
  /** Sequences that it lacks runs of. */
  readonly incompleteSequences: readonly string[];
  /** What is odd about its files, each as a sentence. */
  readonly notices: readonly string[];
  /** The registry's name of the tracker, where the store says it. */
  readonly tracker: string | undefined;
  readonly isImported: boolean;
}

/** An interruption; nothing half-written is left. */
export class ExportStopped extends Error {
  override readonly name = 'ExportStopped';
}

/**
 * Packs trackers' results as VOT's toolkits do. A tracker that lacks runs is refused; so is one archive of all that has
 * such a tracker.
 * @throws WrongRequest for a tracker that is not there or an archive that is there already; ExportStopped
 */
export async function exportResults(options: ExportOptions): Promise<ExportedTracker[]> {
  const { workspace, dataset, out, nowMs } = options;
  const isOneArchive = out.toLowerCase().endsWith('.zip');
  const source = await openResults(resultsFolder(workspace));
  try {
    const trackers = chosenTrackers(await layOut(source), options.trackers, workspace);
    const exported: ExportedTracker[] = [];
    const together: ArchiveEntry[] = [];
    for (const [index, tracker] of trackers.entries()) {
      options.onProgress?.(index, trackers.length, tracker.tracker);
      const states = await seriesStates(tracker, dataset, options);
      const missing = missingRuns(states);
      const { name, ...about } = await aboutTracker(workspace, tracker);
      const series = packedSeries(states);
      const runs = series.reduce((sum, { repetitions }) => sum + repetitions.length, 0);
      const isPacked = runs > 0 && (missing.length === 0 || options.isIncompleteAllowed);
      const archive = isOneArchive ? out : join(out, `${name}_${archiveTimestamp(nowMs)}.zip`);
      exported.push({
        name,
        archive: isPacked ? archive : undefined,
        runs: isPacked ? runs : 0,
        missing,
        incompleteSequences: [...new Set(states.filter(lacksRuns).map(({ sequence }) => sequence.name))],
        notices: odditySentences({ ...noOddities(), unended: states.flatMap(({ unended }) => unended) }),
        tracker: about.tracker,
        isImported: about.imported !== undefined,
      });
      if (!isPacked) continue;
      const manifest: ManifestContent = {
        identifier: name,
        packedAtMs: nowMs,
        ...options.machine,
        details: {
          ...options.details,
          ...(about.imported === undefined ? { seed: options.seed } : {}),
          experiments: experimentsOf(series),
          complete: missing.length === 0,
          ...about,
        },
      };
      const folder = isOneArchive && trackers.length > 1 ? name : '';
      const entries = archiveEntries(tracker, series, manifest, { folder, isBinary: options.isBinary });
      if (isOneArchive) together.push(...entries);
      else await write(archive, entries, options);
    }
    if (isOneArchive) {
      if (exported.every(({ archive }) => archive !== undefined)) await write(out, together, options);
      else return exported.map((one) => ({ ...one, archive: undefined, runs: 0 }));
    }
    return exported;
  } finally {
    source.close();
  }
}

function chosenTrackers(
  found: readonly TrackerFiles[],
  wanted: readonly string[] | undefined,
  where: string,
): TrackerFiles[] {
  const names = found.map(({ tracker }) => tracker);
  return (wanted ?? names).map((name) => {
    const files = found.find(({ tracker }) => tracker === name);
    if (files === undefined) throw unknownName('tracker', name, names, where);
    return files;
  });
}

/** What the store says of where a tracker's results come from, for manifests. */
async function aboutTracker(
  workspace: string,
  { tracker: name }: TrackerFiles,
): Promise<{
  readonly name: string;
  readonly tracker?: string;
  readonly configuration?: unknown;
  readonly imported?: unknown;
}> {
  const configuration = await readConfiguration(workspace, name);
  const imported = await readImportRecord(workspace, name);
  return {
    name,
    ...(configuration === undefined
      ? {}
      : { tracker: configuration.tracker, configuration: configuration.configuration }),
    ...(imported === undefined ? {} : { imported }),
  };
}

function packedSeries(states: readonly SeriesState[]): PackedSeries[] {
  return states.flatMap(({ experiment, sequence, files, whole }) =>
    files === undefined || whole.length === 0
      ? []
      : [{ experiment, sequence: sequence.name, files, repetitions: whole }],
  );
}

function lacksRuns({ missing, damaged }: SeriesState): boolean {
  return missing.length > 0 || damaged.length > 0;
}

/** The number of sequences with runs, by experiment. */
function experimentsOf(series: readonly PackedSeries[]): Record<string, number> {
  const counts = experimentNames.map((name): [string, number] => [
    name,
    series.filter(({ experiment }) => experiment === name).length,
  ]);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

async function write(archive: string, entries: readonly ArchiveEntry[], options: ExportOptions): Promise<void> {
  if (existsSync(archive)) {
    throw new WrongRequest(
      `invalid --out: the archive is there already: ${archive}`,
      undefined,
      'give another name, or remove it',
    );
  }
  const stoppable = entries.map((entry) => ({
    ...entry,
    async read() {
      if (options.isStopped()) throw new ExportStopped();
      return entry.read();
    },
  }));
  await writeArchive(archive, stoppable, options.nowMs);
}
