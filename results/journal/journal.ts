/**
 * @file The journal of a workspace: what ran where, when, how long, with which versions, seeds, devices and settings.
 * `journal/<session>.jsonl` has the lines of one process, which alone writes it, so lines of several processes or
 * machines never mix, on a shared folder either. A file is only ever appended to, a whole line at a time; the last line
 * of a process that was killed may be torn, and readers pass over it.
 */
import { closeSync, fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { asWriteProblem } from '../../datasets/atomicFile.ts';
import type { JournalEvent, NewEvent } from './journalEvent.ts';

export function journalFolder(workspace: string): string {
  return join(workspace, 'journal');
}

export interface Journal {
  /** Appends a line and gives the event as it was written. Never throws: see `problem`. */
  write(event: NewEvent): JournalEvent;
  /** Why lines are missing, such as a full disk; undefined where all were written. */
  problem(): string | undefined;
  close(): void;
}

/**
 * Opens the journal of a session.
 * @param session a name that no other process has
 * @param now milliseconds since 1970
 * @throws InputError when the folder cannot be written
 */
export function openJournal(workspace: string, session: string, now: () => number): Journal {
  const folder = journalFolder(workspace);
  const file = join(folder, `${session}.jsonl`);
  let handle: number;
  try {
    mkdirSync(folder, { recursive: true });
    handle = openSync(file, 'a');
  } catch (error) {
    throw asWriteProblem(error, file);
  }
  let problem: string | undefined;
  let isTorn = false;

  function append(line: string): void {
    // What a full disk cut off must not run into the next line.
    const bytes = Buffer.from(isTorn ? `\n${line}\n` : `${line}\n`);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(handle, bytes, written);
      isTorn = false;
    } catch (error) {
      isTorn ||= written > 0;
      throw error;
    }
  }

  return {
    write(event) {
      const { event: name, ...rest } = event;
      const dated = { event: name, at: new Date(now()).toISOString(), ...rest } as JournalEvent;
      try {
        append(JSON.stringify(dated));
        // A stored run is flushed; so is what says of it how it came about.
        if (event.event === 'stored' || event.event === 'end') fdatasyncSync(handle);
      } catch (error) {
        problem ??= (asWriteProblem(error, file) as Error).message;
      }
      return dated;
    },
    problem: () => problem,
    close: () => closeSync(handle),
  };
}
