import { InputError, WrongRequest } from '../../datasets/inputError.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import { unknownName } from '../../datasets/unknownName.ts';
import type { TimeUnit } from '../analysis/speed.ts';
import { looselyEqual } from '../published/contrastTrackers.ts';
import { openResults } from '../resultsSource.ts';
import type { ExperimentName } from '../run.ts';
import { checkedFileName } from '../store.ts';
import { convertTracker } from './convertTracker.ts';
import { findTrackers, type FoundTracker } from './findTrackers.ts';
import { type Placement, placeTracker, removeAbandonedImports, StoreConflict } from './placeTracker.ts';

export interface ImportOptions {
  /** Folder or zip archive. */
  readonly source: string;
  /** Folder of the workspace. */
  readonly workspace: string;
  /** What lengths and names of sequences are checked against; results that are one box a line need it. */
  readonly dataset?: Dataset | undefined;
  /** Names of trackers in the source; all if left out. */
  readonly trackers?: readonly string[] | undefined;
  /** Take these trackers alone, however the source spells them, and store them under these names. */
  readonly named?: readonly string[] | undefined;
  /** The name to store a single tracker under. */
  readonly as?: string | undefined;
  /** Leave out what is damaged, instead of refusing the tracker. */
  readonly skipDamaged: boolean;
  /** Of tables of times; told from the times if left out. */
  readonly timeUnit?: TimeUnit['unit'] | undefined;
  /** Program and version. */
  readonly madeBy: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Asked before each tracker. */
  readonly isStopped: () => boolean;
  /** Called before the first tracker is stored. */
  readonly onFound?: () => Promise<void>;
  readonly onProgress?: (done: number, total: number, tracker: string) => void;
}

/** What became of a tracker. */
export interface ImportedTracker {
  /** The name that it is stored under. */
  readonly name: string;
  /** What it is called in the source. */
  readonly tracker: string;
  readonly source: string;
  /**
   * `damaged` where files are, `other sequences` where none is of a sequence of the dataset, `refused` where the store has
   * other results of the name: then nothing was stored.
   */
  readonly state: Placement | 'damaged' | 'other sequences' | 'refused';
  /** That are in the store now. */
  readonly runs: Readonly<Record<ExperimentName, number>>;
  /** With at least one of these runs. */
  readonly sequences: Readonly<Record<ExperimentName, number>>;
  /** Runs of the source that are whole and of the dataset, whether they were stored or not. */
  readonly wholeRuns: number;
  /** Why nothing was stored, or with `skipDamaged` what was left out as damaged. */
  readonly problems: readonly string[];
  /** What was left out or is odd. */
  readonly notices: readonly string[];
}

export interface ImportOutcome {
  readonly trackers: readonly ImportedTracker[];
  /** Those of `named` that are not in the source. */
  readonly notFound: readonly string[];
  readonly notices: readonly string[];
  /** Archives inside that cannot be read. */
  readonly problems: readonly string[];
  /** Trackers that were not looked at, because of an interruption. */
  readonly left: number;
}

/**
 * Takes results of others into a workspace's store, in its layout. Each tracker is stored whole or not at all; what is
 * there already is never changed.
 * @throws InputError where the source or a name is wrong; what is wrong with a tracker stands in its outcome
 */
export async function importResults(options: ImportOptions): Promise<ImportOutcome> {
  const source = await openResults(options.source);
  try {
    const { trackers: found, notices, problems } = await findTrackers(source, options.dataset);
    const { chosen, notFound } = choose(found, options, source.path);
    await options.onFound?.();
    await removeAbandonedImports(options.workspace, options.nowMs);
    const trackers: ImportedTracker[] = [];
    for (const [index, { tracker, name }] of chosen.entries()) {
      if (options.isStopped()) break;
      options.onProgress?.(index, chosen.length, name);
      trackers.push(await importTracker(tracker, name, source.name, options));
    }
    return { trackers, notFound, notices, problems, left: chosen.length - trackers.length };
  } finally {
    source.close();
  }
}

interface Chosen {
  readonly tracker: FoundTracker;
  /** The name to store it under. */
  readonly name: string;
}

function choose(
  found: readonly FoundTracker[],
  { trackers, named, as }: ImportOptions,
  where: string,
): { readonly chosen: readonly Chosen[]; readonly notFound: readonly string[] } {
  const names = [...new Set(found.map(({ name }) => name))];
  const one = (name: string): FoundTracker => {
    const [tracker, other] = found.filter((candidate) => candidate.name === name);
    if (tracker === undefined) throw unknownName('tracker', name, names, where);
    if (other === undefined) return tracker;
    throw new InputError(
      `invalid results: two trackers of one name: ${JSON.stringify(name)}`,
      `${tracker.path} and ${other.path}`,
      'import one of them by itself',
    );
  };
  if (named !== undefined) {
    const matched = named.map((name) => ({ name, spellings: looselyEqual(name, names) }));
    const ambiguous = matched.find(({ spellings }) => spellings.length > 1);
    if (ambiguous !== undefined) {
      throw new InputError(
        `invalid results: several trackers may be ${ambiguous.name}: ${ambiguous.spellings.join(', ')}`,
        where,
        `take one with --trackers and --as ${ambiguous.name}`,
      );
    }
    return {
      chosen: matched.flatMap(({ name, spellings }) => spellings.map((spelling) => ({ name, tracker: one(spelling) }))),
      notFound: matched.filter(({ spellings }) => spellings.length === 0).map(({ name }) => name),
    };
  }
  const chosen = (trackers ?? names).map(one);
  if (as !== undefined && chosen.length !== 1) {
    throw new WrongRequest(
      `invalid --as: it names one tracker, and there are ${chosen.length}`,
      where,
      `choose one with --trackers: ${names.join(', ')}`,
    );
  }
  return {
    chosen: chosen.map((tracker) => ({ tracker, name: checkedFileName('tracker', as ?? tracker.name) })),
    notFound: [],
  };
}

const noRuns: ImportedTracker['runs'] = { baseline: 0, unsupervised: 0 };

async function importTracker(
  found: FoundTracker,
  name: string,
  sourceName: string,
  { workspace, dataset, skipDamaged, timeUnit, madeBy, nowMs }: ImportOptions,
): Promise<ImportedTracker> {
  const { isOnePass } = found;
  const converted = await found.read((files) => convertTracker(files, { name, dataset, isOnePass, timeUnit }));
  const { runs, sequences, notices } = converted;
  const wholeRuns = runs.baseline + runs.unsupervised;
  const about = { name, tracker: found.name, source: found.path, wholeRuns, notices };
  const outcome = { ...about, runs, sequences };
  const none = { ...about, runs: noRuns, sequences: noRuns };
  if (converted.problems.length > 0 && (!skipDamaged || wholeRuns === 0)) {
    return { ...none, state: 'damaged', problems: converted.problems };
  }
  if (wholeRuns === 0) {
    const nothing = `missing results: no run of ${found.name} is of a sequence of ${dataset?.name ?? 'the dataset'} (${found.path})`;
    return { ...none, state: 'other sequences', problems: [`${nothing}; give the dataset that they are of`] };
  }
  try {
    const state = await placeTracker(workspace, name, converted.files, {
      version: 1,
      madeBy,
      source: sourceName,
      tracker: found.name,
      layout: isOnePass ? 'one-pass' : 'vot',
      importedAt: new Date(nowMs).toISOString(),
    });
    return { ...outcome, state, problems: converted.problems };
  } catch (error) {
    if (error instanceof StoreConflict) return { ...none, state: 'refused', problems: [error.message] };
    throw error;
  }
}
