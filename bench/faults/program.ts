/** @file The program under test, as a process: started, killed, and held against what it left in its workspace. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { readJournal } from '../../results/journal/readJournal.ts';
import type { RunKey } from '../../results/run.ts';
import { resultsFolder } from '../../results/store.ts';

export interface Subject {
  /** Path of the compiled `harness/main.js`. */
  readonly program: string;
  readonly dataset: string;
  /** As `--trackers` has them. */
  readonly trackers: string;
}

export interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts `run` on a workspace, with two workers. */
export function startRun(
  { program, dataset, trackers }: Subject,
  workspace: string,
  words: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Started {
  const own = ['--dataset', dataset, '--trackers', trackers, '--workspace', workspace, '--workers', '2', ...words];
  const child = spawn(process.execPath, [program, 'run', ...own], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  const ended = Promise.all([text(child.stderr), once(child, 'exit')]).then(
    ([stderr, [code]]): Ended => ({ code: code as number | null, stderr }),
  );
  return { child, ended };
}

/** Worker processes of a coordinator. */
export function workersOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** All stored files but those of times, which differ from run to run, and what was set aside, with their contents. */
export async function storedContents(workspace: string): Promise<Map<string, string>> {
  const root = resultsFolder(workspace);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const contents = new Map<string, string>();
  for (const entry of entries) {
    if (!entry.isFile() || /_time\.|\.damaged$|\.tmp$/.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    contents.set(file.slice(root.length + 1), await readFile(file, 'latin1'));
  }
  return contents;
}

/** Files that differ, or are there on one side alone. */
export function differing(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((file) => a.get(file) !== b.get(file));
}

/** What a workspace's journal says of one thing: how often each run was begun and stored, and what was lost. */
export interface JournalCounts {
  readonly sessions: number;
  readonly begun: number;
  readonly stored: number;
  readonly failedForNow: number;
  readonly takenOver: number;
  readonly tornLines: number;
  /** Runs that were begun again though they were stored, and not damaged since. */
  readonly doneTwice: readonly string[];
}

/**
 * Counts by the journal.
 * @param storedBefore for each session by name the runs that were stored when it began, as file names
 */
export async function journalCounts(
  workspace: string,
  storedBefore: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<JournalCounts> {
  const { sessions, unreadableLines } = await readJournal(workspace);
  const counts = { begun: 0, stored: 0, failedForNow: 0, takenOver: 0 };
  const doneTwice: string[] = [];
  for (const { session, events } of sessions) {
    const stored = new Set(storedBefore.get(session));
    for (const event of events) {
      if (event.event === 'damaged') stored.delete(trajectoryName(event.run));
      else if (event.event === 'begun') {
        counts.begun++;
        if (stored.has(trajectoryName(event.run))) doneTwice.push(`${session}: ${trajectoryName(event.run)}`);
      } else if (event.event === 'stored') {
        counts.stored++;
        stored.add(trajectoryName(event.run));
      } else if (event.event === 'takenOver') counts.takenOver++;
      else if (event.event === 'failed' && event.again) counts.failedForNow++;
    }
  }
  return { sessions: sessions.length, ...counts, tornLines: unreadableLines, doneTwice };
}

export function trajectoryName({ tracker, experiment, sequence, repetition }: RunKey): string {
  return `${tracker}/${experiment}/${sequence}/${sequence}_${String(repetition).padStart(3, '0')}.txt`;
}

/** Names of the sessions that a workspace's journal has. */
export async function sessionNames(workspace: string): Promise<string[]> {
  return (await readJournal(workspace)).sessions.map(({ session }) => session);
}
