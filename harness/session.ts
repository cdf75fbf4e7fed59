/** @file What one command leaves in a workspace besides results: its journal, its signs of life, its claims. */
import { cpus, hostname } from 'node:os';
import { openClaimFiles } from '../results/claims/claimFiles.ts';
import { type Claims, openClaims } from '../results/claims/claims.ts';
import { type LabelUses, openLabelUses } from '../results/claims/labelUse.ts';
import {
  forgetDeadProcesses,
  giveSignsOfLife,
  type ProcessReport,
  type SignsOfLife,
} from '../results/claims/liveProcesses.ts';
import { thisProcess } from '../results/claims/processIdentity.ts';
import { type Journal, openJournal } from '../results/journal/journal.ts';
import type { JournalEvent, NewEvent } from '../results/journal/journalEvent.ts';
import type { Attempt, RunObserver } from './execution/runObserver.ts';
import { programName } from './program.ts';

type SessionEvent = Extract<NewEvent, { event: 'session' }>;

export interface SessionOptions {
  readonly folder: string;
  /** What the command is to do. */
  readonly about: Pick<SessionEvent, 'command' | 'dataset' | 'convention' | 'seed' | 'plan'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly monotonicMs: () => number;
  /** Hears each event that is written down. */
  readonly onEvent?: (event: JournalEvent) => void;
}

export interface Session {
  readonly claims: Claims;
  readonly labels: LabelUses;
  /** Writes the journal. */
  readonly observer: RunObserver;
  write(event: NewEvent): void;
  /** From now on other processes see what this one does. */
  begin(report: () => ProcessReport): Promise<void>;
  /** Why the journal lacks lines; undefined where it has all, or there was nothing to write down. */
  journalProblem(): string | undefined;
  close(): Promise<void>;
}

/** Nothing is written before there is something to do, or to say of what is stored. */
export function openSession({ folder, about, now, monotonicMs, onEvent = () => {} }: SessionOptions): Session {
  const identity = thisProcess();
  const files = openClaimFiles(folder, identity, { monotonicMs });
  const claims = openClaims(folder, files);
  const labels = openLabelUses(folder, identity.id, files);
  let journal: Journal | undefined;
  let signs: SignsOfLife | undefined;

  function write(event: NewEvent): void {
    if (journal === undefined) {
      journal = openJournal(folder, identity.id, now);
      const first: SessionEvent = {
        event: 'session',
        version: 1,
        session: identity.id,
        program: programName(),
        node: process.version,
        platform: `${process.platform} ${process.arch}`,
        processor: cpus()[0]?.model ?? 'unknown',
        host: hostname(),
        pid: process.pid,
        ...about,
      };
      onEvent(journal.write(first));
    }
    onEvent(journal.write(event));
  }

  return {
    claims: {
      ...claims,
      async isHeld(run) {
        await labels.check(run.tracker);
        return claims.isHeld(run);
      },
    },
    labels,
    observer: journalObserver(write),
    write,
    async begin(report) {
      await forgetDeadProcesses(folder);
      signs = await giveSignsOfLife(folder, identity, { command: about.command, report, now });
    },
    journalProblem: () => journal?.problem(),
    async close() {
      await labels.leave();
      await signs?.stop();
      journal?.close();
    },
  };
}

function journalObserver(write: (event: NewEvent) => void): RunObserver {
  const about = ({ attempt, ran }: Attempt): Pick<Attempt, 'attempt' | 'ran'> => ({
    attempt,
    ...(ran === undefined ? {} : { ran }),
  });
  return {
    planned() {},
    begun: (run, attempt) => write({ event: 'begun', run, attempt }),
    stored: (run, notices, attempt) =>
      write({
        event: 'stored',
        run,
        frames: attempt.frames,
        ...about(attempt),
        ...(notices.length === 0 ? {} : { notices: [...notices] }),
      }),
    failed: (run, { kind = 'error', message }, attempt) =>
      write({ event: 'failed', run, kind, reason: message, again: false, ...about(attempt) }),
    failedForNow: (run, { kind = 'error', message }, attempt) =>
      write({ event: 'failed', run, kind, reason: message, again: true, ...about(attempt) }),
    dropped: (run) => write({ event: 'dropped', run, reason: 'stopped' }),
    elsewhere: (run, by) => write({ event: 'elsewhere', run, by }),
    takenOver: (run, from) => write({ event: 'takenOver', run, from }),
    equal: (series, leftOut) => write({ event: 'equal', ...series, leftOut }),
    damaged: (run, reason, movedTo) => write({ event: 'damaged', run, reason, movedTo }),
  };
}
