/**
 * @file Which file is what in a results folder or archive: `.../<tracker>/<experiment>/<sequence>/<sequence>_001.txt`
 * and the times beside it, at any depth. An archive of a single tracker, as vot-toolkit packs it, may begin with the
 * experiment; the tracker's name is then in its manifest, else the archive's own.
 */
import { InputError } from '../datasets/inputError.ts';
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
}

export interface SequenceFiles {
  /** Trajectory files by repetition, 1-based, ascending. */
  readonly runs: ReadonlyMap<number, string>;
  /** MATLAB toolkit: one file with a column for each repetition. */
  readonly timeTable?: string;
  /** Python toolkit and this one: a file for each repetition. */
  readonly runTimes: ReadonlyMap<number, string>;
}

/**
 * @throws InputError where the source holds no result, or a tracker twice
 */
export async function layOut(source: ResultsSource): Promise<TrackerFiles[]> {
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
      files.experiments[experiment].set(sequence, (sequenceFiles = { runs: new Map(), runTimes: new Map() }));
    }
    if (found.type === 'timeTable') sequenceFiles.timeTable = file;
    else if (found.type === 'runTimes') sequenceFiles.runTimes.set(found.repetition, file);
    // The Python toolkit takes the text where both are there; so do we.
    else if (!sequenceFiles.runs.get(found.repetition)?.endsWith('.txt'))
      sequenceFiles.runs.set(found.repetition, file);
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
    named.set(tracker, { tracker, source, folder, ...files });
  }
  if (named.size === 0) {
    throw new InputError(
      `missing results: no <tracker>/<experiment>/<sequence>/<sequence>_001.txt in ${source.files.length} files`,
      source.path,
      `experiments are ${experimentNames.join(' and ')}`,
    );
  }
  return [...named.values()];
}

interface MutableTrackerFiles {
  readonly experiments: Record<ExperimentName, Map<string, MutableSequenceFiles>>;
  readonly otherExperiments: Map<string, number>;
}

interface MutableSequenceFiles {
  readonly runs: Map<number, string>;
  timeTable?: string;
  readonly runTimes: Map<number, string>;
}

function emptyTracker(): MutableTrackerFiles {
  return { experiments: { baseline: new Map(), unsupervised: new Map() }, otherExperiments: new Map() };
}

function isExperiment(name: string): name is ExperimentName {
  return (experimentNames as readonly string[]).includes(name);
}

type FoundFile = { readonly type: 'run' | 'runTimes'; readonly repetition: number } | { readonly type: 'timeTable' };

/** What a file in a sequence's folder is; undefined for what evaluation does not read (confidences, say). */
function classify(name: string, sequence: string): FoundFile | undefined {
  if (!name.startsWith(`${sequence}_`)) return undefined;
  const rest = name.slice(sequence.length + 1);
  if (rest === 'time.txt') return { type: 'timeTable' };
  const run = /^(\d+)(\.txt|\.bin|_time\.value)$/.exec(rest);
  if (run === null) return undefined;
  return { type: run[2] === '_time.value' ? 'runTimes' : 'run', repetition: Number(run[1]) };
}

/** The tracker of an archive that begins with the experiment: from a manifest, else the archive's name without its date. */
async function nameOfSource(source: ResultsSource): Promise<string> {
  const manifest = source.files.find((file) => file === 'manifest.yml' || file === 'manifest.txt');
  if (manifest !== undefined) {
    const text = new TextDecoder().decode(await source.read(manifest));
    const identifier = /^\s*(?:tracker\.)?identifier\s*[:=]\s*["']?(.+?)["']?\s*$/m.exec(text);
    if (identifier !== null) return identifier[1]!;
  }
  return source.name.replace(/[_-]\d{4}-?\d{2}-?\d{2}.*$/, '');
}
