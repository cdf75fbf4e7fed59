import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LiveProcess, readProcesses } from '../claims/liveProcesses.ts';
import { type ExperimentName, experimentNames, type RunKey, type RunSeries, repetitionsToCompare } from '../run.ts';
import { resultsFolder, runFileName, seriesFolder, trajectoryFile } from '../store.ts';
import type { JournalEvent } from './journalEvent.ts';
import { type JournalSession, type ReadJournal, readJournal } from './readJournal.ts';

/** How far a tracker is in an experiment, in runs. */
export interface TrackerStatus {
  readonly tracker: string;
  readonly experiment: ExperimentName;
  /** That commands asked for; of a series whose first repetitions are equal only those. */
  readonly planned: number;
  readonly done: number;
  /** Whose last try failed. */
  readonly failed: number;
  /** Begun by a process that lives. */
  readonly running: number;
}

export interface LastFailure {
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly run: RunKey;
  readonly kind: string;
  readonly reason: string;
}

/** Where a workspace stands. Plain data. */
export interface WorkspaceStatus {
  readonly trackers: readonly TrackerStatus[];
  readonly processes: readonly LiveProcess[];
  /** The latest first. */
  readonly failures: readonly LastFailure[];
  /** Commands that the journal knows of. */
  readonly sessions: number;
  /** Lines of the journal that could not be read. */
  readonly unreadableLines: number;
  /** Those of the journal that together do what is missing, the latest first; none where nothing is. */
  readonly commands: readonly string[];
}

const failuresKept = 10;

/** Reads where a workspace stands, from its results, its journal and what its processes say. */
export async function workspaceStatus(workspace: string): Promise<WorkspaceStatus> {
  const [journal, processes] = await Promise.all([readJournal(workspace), readProcesses(workspace)]);
  const last = lastEvents(journal);
  const living = new Set(processes.map(({ id }) => id));
  const wanted = wantedRepetitions(journal);
  for (const series of await storedSeries(workspace)) {
    const key = keyOf(series);
    if (!wanted.has(key)) wanted.set(key, { series, repetitions: 0 });
  }
  const equal = new Set(
    journal.sessions.flatMap(({ events }) => events.filter(isEqualEvent).map((event) => keyOf(event))),
  );
  const counts = new Map<string, { -readonly [Key in keyof TrackerStatus]: TrackerStatus[Key] }>();
  const failures: LastFailure[] = [];
  const missing = new Map<string, number>();
  for (const [key, { series, repetitions }] of wanted) {
    const { tracker, experiment } = series;
    const stored = await storedRepetitions(workspace, series);
    const place = JSON.stringify([tracker, experiment]);
    const count = counts.get(place) ?? { tracker, experiment, planned: 0, done: 0, failed: 0, running: 0 };
    counts.set(place, count);
    const isComplete = await haveEqualFiles(workspace, series, repetitions, stored, equal.has(key));
    if (!isComplete && stored.size < repetitions) missing.set(key, repetitions);
    count.planned += isComplete ? stored.size : Math.max(repetitions, stored.size);
    count.done += stored.size;
    for (let repetition = 1; repetition <= repetitions; repetition++) {
      const found = last.get(keyOf({ ...series, repetition }));
      if (found === undefined) continue;
      const { event, session } = found;
      if (living.has(session) && (event.event === 'begun' || (event.event === 'failed' && event.again))) {
        count.running++;
      } else if (event.event === 'failed' && !stored.has(repetition)) {
        count.failed++;
        failures.push({ at: event.at, run: event.run, kind: event.kind, reason: event.reason });
      }
    }
  }
  return {
    trackers: [...counts.values()],
    processes,
    failures: failures.toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, failuresKept),
    sessions: journal.sessions.length,
    unreadableLines: journal.unreadableLines,
    commands: finishingCommands(journal, missing),
  };
}

type RunEvent = Extract<JournalEvent, { run: RunKey; event: 'begun' | 'stored' | 'failed' | 'dropped' | 'elsewhere' }>;

/** What happened last to each run, and in which session. */
function lastEvents({ sessions }: ReadJournal): Map<string, { readonly event: RunEvent; readonly session: string }> {
  const last = new Map<string, { readonly event: RunEvent; readonly session: string }>();
  for (const { session, events } of sessions) {
    for (const event of events) {
      if (!('run' in event) || event.event === 'damaged' || event.event === 'takenOver') continue;
      last.set(keyOf(event.run), { event, session });
    }
  }
  return last;
}

function isEqualEvent(event: JournalEvent): event is Extract<JournalEvent, { event: 'equal' }> {
  return event.event === 'equal';
}

interface WantedSeries {
  readonly series: RunSeries;
  readonly repetitions: number;
}

/** How many repetitions of each series any command asked for. */
function wantedRepetitions({ sessions }: ReadJournal): Map<string, WantedSeries> {
  const wanted = new Map<string, WantedSeries>();
  for (const { series, repetitions } of sessions.flatMap(seriesOf)) {
    const before = wanted.get(keyOf(series))?.repetitions ?? 0;
    wanted.set(keyOf(series), { series, repetitions: Math.max(before, repetitions) });
  }
  return wanted;
}

/** What a command asked for. */
function seriesOf({ about }: JournalSession): WantedSeries[] {
  if (about === undefined) return [];
  const { trackers, repetitions: perExperiment, sequences } = about.plan;
  return experimentNames.flatMap((experiment) => {
    const repetitions = perExperiment[experiment];
    if (repetitions === undefined) return [];
    return trackers.flatMap((tracker) =>
      sequences.map((sequence) => ({ series: { tracker, experiment, sequence }, repetitions })),
    );
  });
}

/**
 * The latest commands that ask for all repetitions of what is missing.
 * @param missing repetitions of each series that lacks some
 */
function finishingCommands({ sessions }: ReadJournal, missing: ReadonlyMap<string, number>): string[] {
  const left = new Map(missing);
  return sessions.toReversed().flatMap((session) => {
    const done = seriesOf(session).filter(({ series, repetitions }) => left.get(keyOf(series)) === repetitions);
    for (const { series } of done) left.delete(keyOf(series));
    return done.length > 0 ? [session.about!.command] : [];
  });
}

async function storedSeries(workspace: string): Promise<RunSeries[]> {
  const found: RunSeries[] = [];
  for (const tracker of await namesIn(resultsFolder(workspace))) {
    for (const experiment of experimentNames) {
      const sequences = await namesIn(join(resultsFolder(workspace), tracker, experiment));
      found.push(...sequences.map((sequence) => ({ tracker, experiment, sequence })));
    }
  }
  return found;
}

/** By their names alone: what is in them is looked at by the next run. */
async function storedRepetitions(workspace: string, series: RunSeries): Promise<Set<number>> {
  const { sequence } = series;
  const stored = new Set<number>();
  for (const name of await namesIn(seriesFolder(workspace, series))) {
    const repetition = Number(/_(\d{3,})\.txt$/.exec(name)?.[1]);
    if (repetition > 0 && name === runFileName(sequence, repetition, '.txt')) stored.add(repetition);
  }
  return stored;
}

/** Whether the first repetitions are equal byte for byte, so that no others are wanted. */
async function haveEqualFiles(
  workspace: string,
  series: RunSeries,
  repetitions: number,
  stored: ReadonlySet<number>,
  areKnownEqual: boolean,
): Promise<boolean> {
  const first = Array.from({ length: repetitionsToCompare }, (_, index) => index + 1);
  if (repetitions <= stored.size || first.some((repetition) => !stored.has(repetition))) return false;
  if (areKnownEqual) return true;
  const files = await Promise.all(
    first.map((repetition) => readFile(trajectoryFile(workspace, { ...series, repetition }))),
  );
  return files.every((bytes) => bytes.equals(files[0]!));
}

function keyOf(run: RunSeries & Partial<RunKey>): string {
  return JSON.stringify([run.tracker, run.experiment, run.sequence, run.repetition]);
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
}
