import { InputError } from '../../datasets/inputError.ts';
import { code, type Region } from '../../datasets/region.ts';
import { codeAt } from '../../datasets/trajectory.ts';
import { parseFrameValues } from '../frameValues.ts';
import type { SequenceFiles } from '../resultsLayout.ts';
import type { ResultsSource } from '../resultsSource.ts';
import type { ExperimentName } from '../run.ts';
import { runFileName } from '../store.ts';
import { parseTimeTable } from '../timeTable.ts';
import { foreignStart, type ForeignStart } from './firstBox.ts';
import { asUtf8 } from './foreignText.ts';
import { breaksOff, framesWithoutRegion, noOddities, type Oddities } from '../oddities.ts';
import { onePassTrajectory, type ForeignTrajectory, votTrajectory } from '../foreignTrajectory.ts';

export interface SeriesToConvert {
  readonly source: ResultsSource;
  readonly experiment: ExperimentName;
  readonly sequence: string;
  readonly found: SequenceFiles;
  /** Number of frames; that of the first run if not known. */
  readonly frames: number | undefined;
  /** One box a line, as OTB has it, instead of VOT's layout. */
  readonly isOnePass: boolean;
  /** The ground truth's first region; undefined where no dataset is known. */
  readonly truth: Region | undefined;
}

/** What a tracker has of a sequence in an experiment, as the store keeps it. */
export interface ConvertedSeries {
  readonly runs: number;
  readonly frames: number | undefined;
  /** Contents by file name; the table of times is not among them, since its unit shows only with those of all sequences. */
  readonly files: ReadonlyMap<string, string>;
  readonly table: FoundTable | undefined;
  /** What is damaged and so is not among the files, each as a sentence. */
  readonly problems: readonly string[];
  readonly oddities: Oddities;
  /** The first box of a run of one box a line, where it is not the ground truth's. */
  readonly start: ForeignStart | undefined;
}

/** A table of times, in a unit not known yet. */
export interface FoundTable {
  readonly bytes: Uint8Array;
  readonly columns: ReadonlyMap<number, Float64Array>;
  /** Repetitions whose times stand only here. */
  readonly untimed: readonly number[];
}

/** Reads all repetitions of a tracker on a sequence. */
export async function convertSeries(series: SeriesToConvert): Promise<ConvertedSeries> {
  const { source, experiment, sequence, found, truth } = series;
  const files = new Map<string, string>();
  const problems: string[] = [];
  const stored = new Set<number>();
  const timed = new Set<number>();
  const oddities = noOddities();
  const unended: string[] = [];
  const withoutRegion = { baseline: 0, unsupervised: 0 };
  let { frames } = series;
  let start: ForeignStart | undefined;

  for (const [repetition, file] of found.runs) {
    const where = `${source.path}:${file}`;
    await collecting(problems, async () => {
      const read = await source.read(file);
      const bytes = file.endsWith('.bin') ? read : asUtf8(read);
      const run = series.isOnePass ? onePassTrajectory(bytes, where) : votTrajectory(bytes, file, where);
      frames = checkedLength(run, frames, sequence, where);
      files.set(runFileName(sequence, repetition, '.txt'), run.text);
      stored.add(repetition);
      if (run.start !== undefined && truth !== undefined) start ??= foreignStart(sequence, run.start, truth);
      if (breaksOff(file, bytes)) unended.push(file);
      if (codeAt(run.trajectory, 0) !== code.initialization) oddities.uninitialised++;
      withoutRegion[experiment] += framesWithoutRegion(run.trajectory, experiment);
    });
  }
  const keepValues = async (repetition: number, file: string, linesIn: (text: string, where: string) => number) => {
    const ending = file.slice(file.lastIndexOf('/') + 1 + sequence.length + 1).replace(/^\d+/, '');
    return collecting(problems, async () => {
      const text = await readValues(source, file, frames!, linesIn);
      files.set(runFileName(sequence, repetition, ending), text);
    });
  };
  for (const [repetition, file] of found.runTimes) {
    if (!stored.has(repetition)) oddities.timesWithoutRun++;
    else if (await keepValues(repetition, file, (text, where) => parseFrameValues(text, where).length))
      timed.add(repetition);
  }
  for (const [repetition, propertyFiles] of found.properties) {
    if (!stored.has(repetition)) continue;
    for (const file of propertyFiles) await keepValues(repetition, file, (text) => text.split('\n').length - 1);
  }
  const { timeTable } = found;
  let table: FoundTable | undefined;
  if (timeTable !== undefined && stored.size > 0) {
    await collecting(problems, async () => {
      const bytes = asUtf8(await source.read(timeTable));
      const columns = parseTimeTable(bytes, frames!, `${source.path}:${timeTable}`);
      oddities.timesWithoutRun += [...columns.keys()].filter((repetition) => !stored.has(repetition)).length;
      table = {
        bytes,
        columns,
        untimed: [...stored].filter((repetition) => !timed.has(repetition) && columns.has(repetition)),
      };
    });
  }
  oddities.besideText = found.besideText.length;
  return {
    runs: stored.size,
    frames,
    files,
    table,
    problems,
    oddities: { ...oddities, unended, withoutRegion },
    start,
  };
}

/** Does something with a file; where the file is damaged, notes why and gives false. */
async function collecting(problems: string[], read: () => Promise<void>): Promise<boolean> {
  try {
    await read();
    return true;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.push(error.message);
    return false;
  }
}

/** @throws InputError naming the line where the file breaks off or goes on */
function checkedLength(
  { trajectory: { length } }: ForeignTrajectory,
  frames: number | undefined,
  sequence: string,
  where: string,
): number {
  if (length === 0) throw new InputError('invalid result: the file is empty', where);
  if (frames === undefined || length === frames) return length;
  const [line, wayOut] =
    length < frames
      ? [length, 'the file ends there: it is half-written, or of another sequence']
      : [frames + 1, 'the file goes on there: it is of another sequence or version of the dataset'];
  throw new InputError(
    `invalid result: ${length} regions for the ${frames} frames of ${sequence}`,
    `${where}:${line}`,
    wayOut,
  );
}

/** A file of values a frame, with a line break at its end. */
async function readValues(
  source: ResultsSource,
  file: string,
  frames: number,
  linesIn: (text: string, where: string) => number,
): Promise<string> {
  const where = `${source.path}:${file}`;
  const text = new TextDecoder().decode(asUtf8(await source.read(file))).replaceAll('\r\n', '\n');
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const lines = linesIn(whole, where);
  if (lines === frames) return whole;
  throw new InputError(`invalid values: ${lines} lines for ${frames} frames`, where, 'mend or remove the file');
}
