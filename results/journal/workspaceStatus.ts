import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LiveProcess, readProcesses } from '../claims/liveProcesses.ts';
import { type ExperimentName, experimentNames, type RunKey, type RunSeries } from '../run.ts';
import { resultsFolder, runFileName, seriesFolder, trajectoryFile } from '../store.ts';
import type { JournalEvent } from './journalEvent.ts';
import { type ReadJournal, readJournal } from './readJournal.ts';

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
  /** The latest command, which does what is missing of it; null where there was none. */
  readonly command: string | null;
}

const failuresKept = 10;

/** After so many equal repetitions the others are not run; see harness/experiments/determinism.ts. */
const repetitionsCompared = 3;

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
  for (const [key, { series, repetitions }] of wanted) {
    const { tracker, experiment } = series;
    const stored = await storedRepetitions(workspace, series);
    const place = JSON.stringify([tracker, experiment]);
    const count = counts.get(place) ?? { tracker, experiment, planned: 0, done: 0, failed: 0, running: 0 };
    counts.set(place, count);
    const isComplete = equal.has(key) || (await haveEqualFiles(workspace, series, repetitions, stored));
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
    command: journal.sessions.at(-1)?.about?.command ?? null,
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

/** How many repetitions of each series any command asked for. */
function wantedRepetitions({
  sessions,
}: ReadJournal): Map<string, { readonly series: RunSeries; readonly repetitions: number }> {
  const wanted = new Map<string, { readonly series: RunSeries; readonly repetitions: number }>();
  for (const { about } of sessions) {
    if (about === undefined) continue;
    const { trackers, repetitions: perExperiment, sequences } = about.plan;
    for (const tracker of trackers) {
      for (const experiment of experimentNames) {
        const repetitions = perExperiment[experiment];
        if (repetitions === undefined) continue;
        for (const sequence of sequences) {
          const series = { tracker, experiment, sequence };
          const before = wanted.get(keyOf(series))?.repetitions ?? 0;
          wanted.set(keyOf(series), { series, repetitions: Math.max(before, repetitions) });
        }
      }
    }
  }
  return wanted;
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
): Promise<boolean> {
  const first = Array.from({ length: repetitionsCompared }, (_, index) => index + 1);
  if (repetitions <= stored.size || first.some((repetition) => !stored.has(repetition))) return false;
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
