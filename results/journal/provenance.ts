import type { JournalSession, ReadJournal } from './readJournal.ts';
import type { JournalEvent } from './journalEvent.ts';

type StoredEvent = Extract<JournalEvent, { event: 'stored' }>;

/** Where the stored results of a tracker come from: a row for each way they were made. Plain data. */
export interface Provenance {
  readonly tracker: string;
  /** Program and version. */
  readonly program: string;
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly host: string;
  readonly device: string;
  readonly seed: number;
  readonly convention: string;
  /** Runs that were made so and were the last to be stored under their name. */
  readonly runs: number;
  readonly frames: number;
  /** Of all these runs, waiting for frames to be read included. */
  readonly seconds: number;
  /** When the first of them began and the last was stored (UTC, ISO 8601). */
  readonly from: string;
  readonly to: string;
}

/**
 * How the results of a workspace came about: by tracker, program, machine and device. Runs whose end the journal lacks
 * (a process killed in the moment after it stored one, results made before there was a journal) are in none of the rows.
 */
export function provenanceOf({ sessions }: ReadJournal): Provenance[] {
  const latest = new Map<string, { readonly session: JournalSession; readonly event: StoredEvent }>();
  for (const session of sessions) {
    for (const event of session.events) {
      if (event.event !== 'stored' || session.about === undefined) continue;
      latest.set(JSON.stringify(event.run), { session, event });
    }
  }
  const rows = new Map<string, Provenance>();
  for (const { session, event } of latest.values()) {
    const { program, node, platform, processor, host, seed, convention } = session.about!;
    const { run, ran, frames, at } = event;
    const own: Provenance = {
      tracker: run.tracker,
      program: ran?.program ?? program,
      node,
      platform,
      processor,
      host: ran?.host ?? host,
      device: ran?.device ?? 'unknown',
      seed,
      convention,
      runs: 1,
      frames,
      seconds: ran?.seconds ?? 0,
      from: ran?.startedAt ?? at,
      to: at,
    };
    const key = JSON.stringify([own.tracker, own.program, own.node, own.host, own.device, seed, convention]);
    const row = rows.get(key);
    rows.set(key, row === undefined ? own : joined(row, own));
  }
  return [...rows.values()].toSorted((a, b) => a.tracker.localeCompare(b.tracker) || a.from.localeCompare(b.from));
}

function joined(a: Provenance, b: Provenance): Provenance {
  return {
    ...a,
    runs: a.runs + b.runs,
    frames: a.frames + b.frames,
    seconds: a.seconds + b.seconds,
    from: a.from < b.from ? a.from : b.from,
    to: a.to > b.to ? a.to : b.to,
  };
}
