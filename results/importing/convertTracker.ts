import type { Dataset } from '../../datasets/sequence.ts';
import { nearestName } from '../../datasets/unknownName.ts';
import { frameTimeUnit, inSeconds, type TimeUnit } from '../analysis/speed.ts';
import { formatFrameValues } from '../frameValues.ts';
import { listed } from '../listed.ts';
import { withIdentifier } from '../manifest.ts';
import type { TrackerFiles } from '../resultsLayout.ts';
import { type ExperimentName, experimentNames } from '../run.ts';
import { runFileName, timeTableName } from '../store.ts';
import { formatTimeTable, timeColumns } from '../timeTable.ts';
import { regionAt } from '../../datasets/trajectory.ts';
import { convertSeries, type FoundTable } from './convertSeries.ts';
import { type ForeignStart, startSentence } from './firstBox.ts';
import { addedOddities, noOddities, type Oddities, odditySentences } from '../oddities.ts';
import { isPlainLines } from '../foreignTrajectory.ts';

export interface ConversionOptions {
  /** The name that the results are stored under. */
  readonly name: string;
  /** What the lengths are checked against. Sequences that it lacks are left out. */
  readonly dataset?: Dataset | undefined;
  /** One box a line, as OTB has it, instead of VOT's layout. */
  readonly isOnePass: boolean;
  /** Of tables of times; told from the times if left out. */
  readonly timeUnit?: TimeUnit['unit'] | undefined;
}

/** A tracker's results as the store keeps them. */
export interface ConvertedTracker {
  /** Contents by path below the tracker's folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly runs: Readonly<Record<ExperimentName, number>>;
  readonly sequences: Readonly<Record<ExperimentName, number>>;
  /** What is damaged and so is not among the files, each as a sentence. */
  readonly problems: readonly string[];
  /** What was left out or is odd, each as a sentence. */
  readonly notices: readonly string[];
}

/**
 * Reads all that a tracker has and turns it into the store's files: trajectories as text, times in seconds for each run
 * and as a table, other values a frame, manifests. Nothing is written.
 */
export async function convertTracker(tracker: TrackerFiles, options: ConversionOptions): Promise<ConvertedTracker> {
  const { dataset, isOnePass } = options;
  const lengths = new Map(dataset?.sequences.map(({ name, length }) => [name, length]));
  const truths = new Map(dataset?.sequences.map(({ name, groundTruth }) => [name, regionAt(groundTruth, 0)]));
  const files = new Map<string, Uint8Array>();
  const runs = { baseline: 0, unsupervised: 0 };
  const sequences = { baseline: 0, unsupervised: 0 };
  const problems: string[] = [];
  const notices: string[] = [];
  const tables: PlacedTable[] = [];
  const starts: ForeignStart[] = [];
  let oddities: Oddities = noOddities();
  for (const experiment of experimentNames) {
    const found = [...tracker.experiments[experiment]].filter(([, series]) => series.runs.size > 0);
    for (const [sequence, series] of found) {
      if (dataset !== undefined && !lengths.has(sequence)) continue;
      const frames = lengths.get(sequence);
      const truth = truths.get(sequence);
      const converted = await convertSeries({
        ...tracker,
        experiment,
        sequence,
        found: series,
        frames,
        isOnePass,
        truth,
      });
      if (converted.frames !== undefined) lengths.set(sequence, converted.frames);
      const folder = `${experiment}/${sequence}`;
      for (const [name, text] of converted.files) files.set(`${folder}/${name}`, Buffer.from(text));
      if (converted.table !== undefined)
        tables.push({ ...converted.table, folder, sequence, frames: converted.frames! });
      runs[experiment] += converted.runs;
      if (converted.runs > 0) sequences[experiment]++;
      problems.push(...converted.problems);
      if (converted.start !== undefined) starts.push(converted.start);
      oddities = addedOddities(oddities, converted.oddities);
    }
    notices.push(...sequenceNotices(experiment, new Map(found), dataset));
  }
  const unit = unitOf(tables, options.timeUnit);
  for (const [path, text] of tables.flatMap((table) => timeFiles(table, unit))) files.set(path, Buffer.from(text));
  if (unit.unit === 'milliseconds')
    notices.push('times in its tables are taken for milliseconds and stored as seconds');
  if (unit.isDoubtful) {
    notices.push('times in its tables are taken for seconds, but may be milliseconds; --time-unit says which');
  }
  for (const [companion, file] of tracker.companions) {
    const text = Buffer.from(await tracker.source.read(file)).toString();
    const renamed = companion.startsWith('manifest') ? withIdentifier(text, options.name) : text;
    files.set(companion, Buffer.from(renamed));
    if (renamed !== text) notices.push(`its ${companion} named another tracker and says ${options.name} now`);
  }
  for (const [experiment, count] of tracker.otherExperiments) {
    notices.push(`${count} result files of the experiment ${JSON.stringify(experiment)} are left out`);
  }
  const startNotice = startSentence(starts);
  if (startNotice !== undefined) notices.push(startNotice);
  return { files, runs, sequences, problems, notices: [...notices, ...odditySentences(oddities)] };
}

interface PlacedTable extends FoundTable {
  readonly folder: string;
  readonly sequence: string;
  readonly frames: number;
}

/** Told by the runs that have no times of their own: the others do not need it. */
function unitOf(tables: readonly PlacedTable[], given: TimeUnit['unit'] | undefined): TimeUnit {
  const times = tables.flatMap(({ untimed, columns }) => untimed.map((repetition) => columns.get(repetition)!));
  if (times.length === 0) return { unit: 'seconds', isDoubtful: false };
  return given === undefined ? frameTimeUnit(times) : { unit: given, isDoubtful: false };
}

/** The store has times twice, in seconds: a file a run, and VOT's table of all runs, as it stands where that is in order. */
function timeFiles(
  { folder, sequence, frames, bytes, columns, untimed }: PlacedTable,
  unit: TimeUnit,
): [string, string][] {
  const seconds = (times: Float64Array): Float64Array =>
    // A division by a thousand leaves noise in the last place.
    inSeconds(times, unit).map((time) => Number(time.toPrecision(15)));
  const text = Buffer.from(bytes).toString();
  const all = Array.from({ length: timeColumns(bytes) }, (_, index) => columns.get(index + 1));
  const table =
    unit.unit === 'seconds' && isPlainLines(text)
      ? text
      : formatTimeTable(
          frames,
          all.map((times) => (times === undefined ? undefined : seconds(times))),
        );
  return [
    ...untimed.map((repetition): [string, string] => [
      `${folder}/${runFileName(sequence, repetition, '_time.value')}`,
      formatFrameValues(seconds(columns.get(repetition)!)),
    ]),
    [`${folder}/${timeTableName(sequence)}`, table],
  ];
}

/** Sequences of the results that the dataset lacks, with the nearest that it has, and the other way round. */
function sequenceNotices(
  experiment: ExperimentName,
  found: ReadonlyMap<string, unknown>,
  dataset: Dataset | undefined,
): string[] {
  if (dataset === undefined || found.size === 0) return [];
  const known = dataset.sequences.map(({ name }) => name);
  const unknown = [...found.keys()].filter((name) => !known.includes(name));
  const missing = known.filter((name) => !found.has(name));
  const notices: string[] = [];
  if (unknown.length > 0) {
    notices.push(
      `${experiment} runs of ${unknown.length} sequences are left out, which are none of the ${known.length} of ${dataset.name} (${listed(unknown)})${suggestions(unknown, missing)}`,
    );
  }
  if (missing.length > 0) {
    notices.push(`no ${experiment} run of ${missing.length} of ${known.length} sequences (${listed(missing)})`);
  }
  return notices;
}

/** Which missing sequences the unknown ones may have been meant to be. */
function suggestions(unknown: readonly string[], missing: readonly string[]): string {
  const pairs = unknown.flatMap((name) => {
    const nearest = nearestName(name, missing);
    return nearest === undefined ? [] : [`${nearest} for ${name}`];
  });
  return pairs.length === 0 ? '' : `; did you mean ${listed(pairs)}?`;
}
