import { InputError } from '../../datasets/inputError.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import { listed } from '../listed.ts';
import { filesOfNobody, layOutIfAny, type TrackerFiles } from '../resultsLayout.ts';
import { isArchive, type NestedArchive, nestedArchives, type ResultsSource } from '../resultsSource.ts';
import { suggestions } from './convertTracker.ts';
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
  if (foreign.length > 0) {
    notices.push(
      `${foreign.length} files that are no results are left out (${listed(foreign)})${meant(foreign, dataset)}`,
    );
  }
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
          `${looked} and for <sequence>.txt or .csv (OTB)${meant(foreign, dataset)}; sequences: ${listed(dataset.sequences.map(({ name }) => name))}`,
        ];
  return new InputError(`missing results: ${problem}`, source.path, wayOut);
}

/** Which sequences the names of files may have been meant to be. */
function meant(files: readonly string[], dataset: Dataset | undefined): string {
  if (dataset === undefined) return '';
  const stems = files
    .filter((file) => /\.(txt|csv)$/i.test(file))
    .map((file) => file.slice(file.lastIndexOf('/') + 1).replace(/\.\w+$/, ''));
  return suggestions(
    stems,
    dataset.sequences.map(({ name }) => name),
  );
}
