/**
 * @file Which file is what in a results folder or archive: `.../<tracker>/<experiment>/<sequence>/<sequence>_001.txt`
 * and the times beside it, at any depth. An archive of a single tracker, as vot-toolkit packs it, may begin with the
 * experiment; the tracker's name is then in its manifest, else the archive's own.
 */
import { basename, dirname } from 'node:path/posix';
import { InputError } from '../datasets/inputError.ts';
import { identifierIn } from './manifest.ts';
import type { ResultsSource } from './resultsSource.ts';
import { type ExperimentName, experimentNames } from './run.ts';

export interface TrackerFiles {
  readonly tracker: string;
  readonly source: ResultsSource;
  /** Where in the source, for messages. */
  readonly folder: string;
  readonly experiments: Readonly<Record<ExperimentName, ReadonlyMap<string, SequenceFiles>>>;
  /** Result files of experiments that are not evaluated (realtime, say), by experiment. */
  readonly otherExperiments: ReadonlyMap<string, number>;
  /** What stands beside the experiments and says where they come from, by base name (`companionNames`). */
  readonly companions: ReadonlyMap<string, string>;
}

/** Manifests of VOT's toolkits, the hardware profile of the MATLAB toolkit, and this program's own settings of a tracker. */
export const companionNames = ['manifest.yml', 'manifest.txt', 'performance.txt', 'tracker.yaml'] as const;

export interface SequenceFiles {
  /** Trajectory files by repetition, 1-based, ascending. */
  readonly runs: ReadonlyMap<number, string>;
  /** MATLAB toolkit: one file with a column for each repetition. */
  readonly timeTable?: string;
  /** Python toolkit and this one: a file for each repetition. */
  readonly runTimes: ReadonlyMap<number, string>;
  /** Files of other values a frame (confidences, say), by repetition. */
  readonly properties: ReadonlyMap<number, readonly string[]>;
  /** Binary trajectories of repetitions that are there as text too, which is what is read. */
  readonly besideText: readonly string[];
}

/**
 * @throws InputError where the source holds no result, or a tracker twice
 */
export async function layOut(source: ResultsSource): Promise<TrackerFiles[]> {
  const trackers = await layOutIfAny(source);
  if (trackers.length > 0) return trackers;
  throw new InputError(
    `missing results: no <tracker>/<experiment>/<sequence>/<sequence>_001.txt in ${source.files.length} files`,
    source.path,
    `experiments are ${experimentNames.join(' and ')}; the verb import takes other layouts`,
  );
}

/** The same, with none where the source holds no result. */
export async function layOutIfAny(source: ResultsSource): Promise<TrackerFiles[]> {
  const trackers = new Map<string, MutableTrackerFiles>();
  for (const file of source.files) {
    const segments = file.split('/');
    const [experiment, sequence, name] = segments.slice(-3);
    if (experiment === undefined || sequence === undefined || name === undefined) continue;
    const found = classify(name, sequence);
    if (found === undefined) continue;
    const folder = segments.slice(0, -3).join('/');
    let files = trackers.get(folder);
    if (files === undefined) trackers.set(folder, (files = emptyTracker()));
    if (!isExperiment(experiment)) {
      if (found.type === 'run')
        files.otherExperiments.set(experiment, (files.otherExperiments.get(experiment) ?? 0) + 1);
      continue;
    }
    let sequenceFiles = files.experiments[experiment].get(sequence);
    if (sequenceFiles === undefined) {
      files.experiments[experiment].set(sequence, (sequenceFiles = emptySequence()));
    }
    if (found.type === 'timeTable') sequenceFiles.timeTable = file;
    else if (found.type === 'runTimes') sequenceFiles.runTimes.set(found.repetition, file);
    else if (found.type === 'property') addTo(sequenceFiles.properties, found.repetition, file);
    else addRun(sequenceFiles, found.repetition, file);
  }
  const named = new Map<string, TrackerFiles>();
  for (const [folder, files] of trackers) {
    const hasRuns = experimentNames.some((experiment) =>
      [...files.experiments[experiment].values()].some(({ runs }) => runs.size > 0),
    );
    if (!hasRuns) continue;
    const tracker = folder === '' ? await nameOfSource(source) : folder.slice(folder.lastIndexOf('/') + 1);
    const other = named.get(tracker);
    if (other !== undefined) {
      throw new InputError(
        `invalid results: two trackers of one name: ${JSON.stringify(tracker)}`,
        `${source.path}: ${other.folder || '.'} and ${folder || '.'}`,
        'rename one of the folders',
      );
    }
    named.set(tracker, { tracker, source, folder, ...files, companions: companionsIn(source, folder) });
  }
  return [...named.values()];
}

/**
 * Names of trackers in a source that have settings of this program and no run: all failed, or none was done yet.
 * @param trackers that the source has runs of
 */
export function trackersWithoutRuns(source: ResultsSource, trackers: readonly TrackerFiles[]): string[] {
  const withRuns = new Set(trackers.map(({ folder }) => folder));
  const settings = source.files.filter((file) => file.endsWith('/tracker.yaml'));
  const folders = settings.map((file) => dirname(file)).filter((folder) => !withRuns.has(folder));
  return folders.map((folder) => basename(folder));
}

interface MutableTrackerFiles {
  readonly experiments: Record<ExperimentName, Map<string, MutableSequenceFiles>>;
  readonly otherExperiments: Map<string, number>;
}

interface MutableSequenceFiles {
  readonly runs: Map<number, string>;
  timeTable?: string;
  readonly runTimes: Map<number, string>;
  readonly properties: Map<number, string[]>;
  readonly besideText: string[];
}

function emptyTracker(): MutableTrackerFiles {
  return { experiments: { baseline: new Map(), unsupervised: new Map() }, otherExperiments: new Map() };
}

function emptySequence(): MutableSequenceFiles {
  return { runs: new Map(), runTimes: new Map(), properties: new Map(), besideText: [] };
}

function addTo(lists: Map<number, string[]>, key: number, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** The Python toolkit takes the text where both are there; so do we. Files come in alphabetical order: text last. */
function addRun({ runs, besideText }: MutableSequenceFiles, repetition: number, file: string): void {
  const before = runs.get(repetition);
  if (before !== undefined) besideText.push(before);
  runs.set(repetition, file);
}

function companionsIn(source: ResultsSource, folder: string): Map<string, string> {
  const path = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const files = new Set(source.files);
  return new Map(companionNames.filter((name) => files.has(path(name))).map((name) => [name, path(name)]));
}

function isExperiment(name: string): name is ExperimentName {
  return (experimentNames as readonly string[]).includes(name);
}

type FoundFile =
  | { readonly type: 'run' | 'runTimes' | 'property'; readonly repetition: number }
  | { readonly type: 'timeTable' };

/** What a file in a sequence's folder is; undefined for what is no result. */
function classify(name: string, sequence: string): FoundFile | undefined {
  if (!name.startsWith(`${sequence}_`)) return undefined;
  const rest = name.slice(sequence.length + 1);
  if (rest === 'time.txt') return { type: 'timeTable' };
  const [, repetition, ending] = /^(\d+)(\.txt|\.bin|_[^/]+\.value)$/.exec(rest) ?? [];
  if (repetition === undefined) return undefined;
  const type = ending === '_time.value' ? 'runTimes' : ending!.endsWith('.value') ? 'property' : 'run';
  return { type, repetition: Number(repetition) };
}

/** Files of a source that are no part of the trackers in it, nor of other experiments of theirs. */
export function filesOfNobody(source: ResultsSource, trackers: readonly TrackerFiles[]): string[] {
  const used = new Set<string>();
  for (const { experiments, companions } of trackers) {
    for (const file of companions.values()) used.add(file);
    for (const series of experimentNames.flatMap((experiment) => [...experiments[experiment].values()])) {
      for (const file of [...series.runs.values(), ...series.runTimes.values(), ...series.besideText]) used.add(file);
      for (const file of [...series.properties.values()].flat()) used.add(file);
      if (series.timeTable !== undefined) used.add(series.timeTable);
    }
  }
  const others = trackers.flatMap(({ folder, otherExperiments }) =>
    [...otherExperiments.keys()].map((experiment) => (folder === '' ? `${experiment}/` : `${folder}/${experiment}/`)),
  );
  return source.files.filter((file) => !used.has(file) && !others.some((folder) => file.startsWith(folder)));
}

/** The tracker of an archive that begins with the experiment: from a manifest, else the archive's name without its date. */
async function nameOfSource(source: ResultsSource): Promise<string> {
  for (const name of ['manifest.yml', 'manifest.txt']) {
    if (!source.files.includes(name)) continue;
    const identifier = identifierIn(new TextDecoder().decode(await source.read(name)));
    if (identifier !== undefined) return identifier;
  }
  return nameWithoutDate(source.name);
}

/** `tracker_2019-05-01T10-00-00` is called `tracker`. */
export function nameWithoutDate(archiveName: string): string {
  return archiveName.replace(/[_-]\d{4}-?\d{2}-?\d{2}.*$/, '');
}
