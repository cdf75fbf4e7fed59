/**
 * @file Results of one pass, a file a sequence, as they are passed around for OTB: `<sequence>.txt` (a tracker's own
 * folder or archive), `<tracker>/<sequence>.txt` (pysot), `<tracker>_<sequence>.txt`, `<tracker>/<sequence>/<sequence>_001.txt`
 * (GOT-10k), with `.csv` for `.txt`, and `<sequence>_time.txt` beside them (pytracking). Nothing in such a file says what
 * it is, so the dataset's names decide.
 */
import { InputError } from '../../datasets/inputError.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import { bareName } from '../published/contrastTrackers.ts';
import { nameWithoutDate, type SequenceFiles, type TrackerFiles } from '../resultsLayout.ts';
import type { ResultsSource } from '../resultsSource.ts';

/** @throws InputError where two files are the same run */
export function layOutOnePass(source: ResultsSource, dataset: Dataset): TrackerFiles[] {
  const sequenceNamed = sequenceFinder(dataset.sequences.map(({ name }) => name));
  const trackers = new Map<string, Map<string, MutableSequence>>();
  const tables: FoundRun[] = [];
  for (const file of source.files) {
    const name = file.slice(file.lastIndexOf('/') + 1);
    const stem = /^(.+)\.(txt|csv)$/i.exec(name)?.[1];
    if (stem === undefined) continue;
    const run = findRun(file, stem, source.name, sequenceNamed);
    const timed = /^(.+)_time$/i.exec(stem)?.[1];
    if (run !== undefined) addRun(trackers, run, source.path);
    else if (timed !== undefined) {
      const times = findRun(file, timed, source.name, sequenceNamed);
      if (times !== undefined) tables.push(times);
    }
  }
  for (const { tracker, sequence, file } of tables) {
    const found = trackers.get(tracker)?.get(sequence);
    if (found !== undefined) found.timeTable = file;
  }
  return [...trackers].map(([tracker, sequences]) => ({
    tracker,
    source,
    folder: '',
    experiments: { baseline: new Map(), unsupervised: sequences },
    otherExperiments: new Map(),
    companions: new Map(),
  }));
}

type MutableSequence = { -readonly [Key in keyof SequenceFiles]: SequenceFiles[Key] } & {
  readonly runs: Map<number, string>;
};

interface FoundRun {
  readonly tracker: string;
  readonly sequence: string;
  readonly repetition: number;
  readonly file: string;
}

function findRun(
  file: string,
  stem: string,
  sourceName: string,
  sequenceNamed: (name: string) => string | undefined,
): FoundRun | undefined {
  const folders = file.split('/').slice(0, -1);
  const ownFolder = folders.at(-1) ?? nameWithoutDate(sourceName);
  const whole = sequenceNamed(stem);
  const folderSequence = folders.length === 0 ? undefined : sequenceNamed(folders.at(-1)!);
  // `<tracker>/<sequence>/<sequence>_001.txt`
  const [, numbered, repetition] = /^(.+)_(\d{3})$/.exec(stem) ?? [];
  if (numbered !== undefined && folderSequence !== undefined && sequenceNamed(numbered) === folderSequence) {
    return {
      tracker: folders.at(-2) ?? nameWithoutDate(sourceName),
      sequence: folderSequence,
      repetition: Number(repetition),
      file,
    };
  }
  if (whole !== undefined) {
    const tracker = whole === folderSequence ? (folders.at(-2) ?? nameWithoutDate(sourceName)) : ownFolder;
    return { tracker, sequence: whole, repetition: 1, file };
  }
  // The longest end that is a sequence: its name may hold an underscore too.
  for (let at = stem.indexOf('_'); at >= 0; at = stem.indexOf('_', at + 1)) {
    const sequence = sequenceNamed(stem.slice(at + 1));
    if (sequence !== undefined && at > 0) return { tracker: stem.slice(0, at), sequence, repetition: 1, file };
  }
  return undefined;
}

function addRun(trackers: Map<string, Map<string, MutableSequence>>, run: FoundRun, path: string): void {
  let sequences = trackers.get(run.tracker);
  if (sequences === undefined) trackers.set(run.tracker, (sequences = new Map()));
  let sequence = sequences.get(run.sequence);
  if (sequence === undefined) {
    sequences.set(
      run.sequence,
      (sequence = { runs: new Map(), runTimes: new Map(), properties: new Map(), besideText: [] }),
    );
  }
  const other = sequence.runs.get(run.repetition);
  if (other !== undefined) {
    throw new InputError(
      `invalid results: two runs of ${run.tracker} on ${run.sequence}`,
      `${path}: ${other} and ${run.file}`,
      'leave one of them out, or import the folders one by one with --as',
    );
  }
  sequence.runs.set(run.repetition, run.file);
}

/** Finds the sequence of a name: as it is spelt, else the only one that differs in case and punctuation (`jogging-1`, `Jogging.1`). */
function sequenceFinder(names: readonly string[]): (name: string) => string | undefined {
  const exact = new Set(names);
  const loose = new Map<string, string | undefined>();
  for (const name of names) loose.set(bareName(name), loose.has(bareName(name)) ? undefined : name);
  return (name) => (exact.has(name) ? name : loose.get(bareName(name)));
}
