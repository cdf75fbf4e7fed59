import { InputError } from '../../datasets/inputError.ts';
import { counted } from '../../datasets/counted.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import { nearestName } from '../../datasets/unknownName.ts';
import { listed } from '../listed.ts';
import { filesOfNobody, layOutIfAny, type TrackerFiles } from '../resultsLayout.ts';
import { isArchive, type NestedArchive, nestedArchives, type ResultsSource } from '../resultsSource.ts';
import { layOutOnePass } from './onePassLayout.ts';

/** A tracker's results. Its archive may lie in another one, and is opened only while it is read. */
export interface FoundTracker {
  readonly name: string;
  /** Of the folder or archive. */
  readonly path: string;
  /** One box a line, as OTB has it, instead of VOT's layout. */
  readonly isOnePass: boolean;
  read<T>(use: (files: TrackerFiles) => Promise<T>): Promise<T>;
}

export interface FoundTrackers {
  readonly trackers: readonly FoundTracker[];
  /** What was left out, each as a sentence. */
  readonly notices: readonly string[];
  /** Archives inside that cannot be read, each as a sentence. */
  readonly problems: readonly string[];
}

/**
 * All trackers of a folder or archive and of the archives in it, in VOT's layout or, where a source has nothing in that
 * layout, as one box a line in files named after sequences of the dataset.
 * @throws InputError where nothing is a result
 */
export async function findTrackers(source: ResultsSource, dataset: Dataset | undefined): Promise<FoundTrackers> {
  const trackers: FoundTracker[] = [];
  const notices: string[] = [];
  const problems: string[] = [];
  const foreign: string[] = [];
  for (const nested of [undefined, ...nestedArchives(source)]) {
    try {
      await withSource(source, nested, async (opened) => {
        const found = await layOutAnyhow(opened, dataset);
        foreign.push(...found.foreign.filter((file) => !isArchive(file)));
        for (const { tracker } of found.trackers) {
          trackers.push({
            name: tracker,
            path: opened.path,
            isOnePass: found.isOnePass,
            read: (use) =>
              withSource(source, nested, async (again) => {
                const { trackers } = await layOutAnyhow(again, dataset);
                return use(trackers.find((files) => files.tracker === tracker)!);
              }),
          });
        }
      });
    } catch (error) {
      if (nested === undefined || !(error instanceof InputError)) throw error;
      problems.push(error.message);
    }
  }
  if (trackers.length === 0 && problems.length === 0) throw noResults(source, foreign, dataset);
  const misnamed = misnamedFiles(foreign, dataset);
  if (misnamed.size > 0) {
    const named = [...misnamed].map(([file, near]) => `${file}, did you mean ${near}?`);
    notices.push(`left out, named after no sequence of ${dataset!.name}: ${listed(named)}`);
  }
  const others = foreign.filter((file) => !misnamed.has(file));
  if (others.length > 0) notices.push(`left out, no results: ${counted(others.length, 'file')} (${listed(others)})`);
  return { trackers, notices, problems };
}

async function withSource<T>(
  outer: ResultsSource,
  nested: NestedArchive | undefined,
  use: (source: ResultsSource) => Promise<T>,
): Promise<T> {
  if (nested === undefined) return use(outer);
  const source = await nested.open();
  try {
    return await use(source);
  } finally {
    source.close();
  }
}

async function layOutAnyhow(
  source: ResultsSource,
  dataset: Dataset | undefined,
): Promise<
  Pick<FoundTracker, 'isOnePass'> & { readonly trackers: readonly TrackerFiles[]; readonly foreign: readonly string[] }
> {
  const trackers = await layOutIfAny(source);
  const isOnePass = trackers.length === 0 && dataset !== undefined;
  const found = isOnePass ? layOutOnePass(source, dataset) : trackers;
  return { isOnePass, trackers: found, foreign: filesOfNobody(source, found) };
}

function noResults(source: ResultsSource, foreign: readonly string[], dataset: Dataset | undefined): InputError {
  const looked = 'looked for <tracker>/<experiment>/<sequence>/<sequence>_001.txt (VOT)';
  const [problem, wayOut] =
    dataset === undefined
      ? [
          `none of ${source.files.length} files is in VOT's layout`,
          `${looked}; files of one box a line are found by the names of sequences: say with --dataset of which`,
        ]
      : [
          `none of ${source.files.length} files is in VOT's layout or named after a sequence of ${dataset.name}`,
          `${looked} and for <sequence>.txt or .csv (OTB)${meant(misnamedFiles(foreign, dataset))}; sequences: ${listed(dataset.sequences.map(({ name }) => name))}`,
        ];
  return new InputError(`missing results: ${problem}`, source.path, wayOut);
}

/** Files that a misspelt sequence may be named in, `<sequence>.txt` or `<tracker>_<sequence>.txt`, and the sequence that is nearest. */
function misnamedFiles(files: readonly string[], dataset: Dataset | undefined): ReadonlyMap<string, string> {
  const known = dataset?.sequences.map(({ name }) => name) ?? [];
  return new Map(
    files.flatMap((file): [string, string][] => {
      const stem = /([^/]+?)(?:_time)?\.(?:txt|csv)$/i.exec(file)?.[1];
      if (stem === undefined) return [];
      const names = [stem, ...[...stem.matchAll(/_/g)].map(({ index }) => stem.slice(index + 1))];
      const near = names.map((name) => nearestName(name, known)).find((name) => name !== undefined);
      return near === undefined ? [] : [[file, near]];
    }),
  );
}

function meant(misnamed: ReadonlyMap<string, string>): string {
  const pairs = [...misnamed].map(([file, near]) => `${near} for ${file}`);
  return pairs.length === 0 ? '' : `; did you mean ${listed(pairs)}?`;
}
