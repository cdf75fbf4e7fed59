import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { journalFolder } from './journal.ts';
import { type JournalEvent, journalEventSchema } from './journalEvent.ts';

type SessionEvent = Extract<JournalEvent, { event: 'session' }>;

/** One command's part of the journal. */
export interface JournalSession {
  /** Its name, which is its file's. */
  readonly session: string;
  /** What it was; undefined where its file has lost the first line. */
  readonly about: Omit<SessionEvent, 'event'> | undefined;
  /** What happened, in order, without the first line. */
  readonly events: readonly JournalEvent[];
  /** Whether it says itself that it ended; a killed one does not. */
  readonly hasEnded: boolean;
}

export interface ReadJournal {
  /** In the order of their beginnings, by the clocks of their machines. */
  readonly sessions: readonly JournalSession[];
  /** Lines that could not be read: torn by a kill or a full disk, or of a newer program. */
  readonly unreadableLines: number;
}

/** Reads what a workspace's sessions wrote down, those that still run among them. Empty where there is no journal. */
export async function readJournal(workspace: string): Promise<ReadJournal> {
  const folder = journalFolder(workspace);
  const names = (await readdir(folder).catch(noneIfMissing)).filter((name) => name.endsWith('.jsonl')).toSorted();
  const sessions: JournalSession[] = [];
  let unreadableLines = 0;
  for (const name of names) {
    const { events, unreadable } = parseJournal(await readFile(join(folder, name), 'utf8'));
    unreadableLines += unreadable;
    const about = events.find((event) => event.event === 'session');
    sessions.push({
      session: name.slice(0, -'.jsonl'.length),
      about,
      events: events.filter((event) => event !== about),
      hasEnded: events.at(-1)?.event === 'end',
    });
  }
  const begun = ({ about }: JournalSession): string => about?.at ?? '';
  return { sessions: sessions.toSorted((a, b) => begun(a).localeCompare(begun(b))), unreadableLines };
}

/** The events of a file's text; what cannot be read is counted. */
export function parseJournal(text: string): { readonly events: JournalEvent[]; readonly unreadable: number } {
  const events: JournalEvent[] = [];
  let unreadable = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const event = parseLine(line);
    if (event === undefined) unreadable++;
    else events.push(event);
  }
  return { events, unreadable };
}

function parseLine(line: string): JournalEvent | undefined {
  try {
    return journalEventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function noneIfMissing(error: unknown): string[] {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return [];
}
