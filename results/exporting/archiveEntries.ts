import { formatBinaryTrajectory } from '../../datasets/regionBinary.ts';
import { votTrajectory } from '../foreignTrajectory.ts';
import { formatTextManifest, formatYamlManifest, type ManifestContent } from '../manifest.ts';
import type { SequenceFiles, TrackerFiles } from '../resultsLayout.ts';
import type { ResultsSource } from '../resultsSource.ts';
import type { ExperimentName } from '../run.ts';
import { runFileName, timeTableName } from '../store.ts';
import type { ArchiveEntry } from './writeArchive.ts';

/** A tracker's runs of a sequence in an experiment that are packed. */
export interface PackedSeries {
  readonly experiment: ExperimentName;
  readonly sequence: string;
  readonly files: SequenceFiles;
  /** Repetitions that are whole. */
  readonly repetitions: readonly number[];
}

/**
 * The files of a tracker's archive, as `vot pack` arranges them: `<experiment>/<sequence>/<file>` and the manifests.
 * Manifests that came with imported results are packed as they are, since they say who made the runs.
 * @param folder that all is put into, for archives of several trackers; none if empty
 * @param isBinary trajectories in the Python toolkit's binary form instead of text
 */
export function archiveEntries(
  tracker: TrackerFiles,
  series: readonly PackedSeries[],
  manifest: ManifestContent,
  { folder, isBinary }: { readonly folder: string; readonly isBinary: boolean },
): ArchiveEntry[] {
  const { source, companions } = tracker;
  const entries = new Map<string, () => Promise<Uint8Array>>([
    ['manifest.yml', async () => Buffer.from(formatYamlManifest(manifest))],
    ['manifest.txt', async () => Buffer.from(formatTextManifest(manifest))],
  ]);
  for (const [name, file] of companions) entries.set(name, () => source.read(file));
  for (const one of series) {
    for (const [name, read] of seriesEntries(source, one, isBinary)) {
      entries.set(`${one.experiment}/${one.sequence}/${name}`, read);
    }
  }
  return [...entries]
    .map(([path, read]) => ({ path: folder === '' ? path : `${folder}/${path}`, read }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function seriesEntries(
  source: ResultsSource,
  { sequence, files, repetitions }: PackedSeries,
  isBinary: boolean,
): [name: string, read: () => Promise<Uint8Array>][] {
  const entries: [string, () => Promise<Uint8Array>][] = [];
  for (const repetition of repetitions) {
    const run = files.runs.get(repetition)!;
    entries.push([
      runFileName(sequence, repetition, isBinary ? '.bin' : '.txt'),
      async () => inForm(await source.read(run), run, `${source.path}:${run}`, isBinary),
    ]);
    const times = files.runTimes.get(repetition);
    for (const file of [...(times === undefined ? [] : [times]), ...(files.properties.get(repetition) ?? [])]) {
      entries.push([file.slice(file.lastIndexOf('/') + 1), () => source.read(file)]);
    }
  }
  const { timeTable } = files;
  if (timeTable !== undefined) entries.push([timeTableName(sequence), () => source.read(timeTable)]);
  return entries;
}

/** A trajectory file as text or binary; one in that form already is passed on as it is. */
function inForm(bytes: Uint8Array, file: string, where: string, isBinary: boolean): Uint8Array {
  if (file.endsWith('.bin') === isBinary) return bytes;
  const { trajectory, text } = votTrajectory(bytes, file, where);
  return isBinary ? formatBinaryTrajectory(trajectory) : Buffer.from(text);
}
