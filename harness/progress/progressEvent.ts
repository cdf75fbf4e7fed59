import type { JournalEvent } from '../../results/journal/journalEvent.ts';
import type { RunSnapshot } from './runStatistics.ts';

/** How far the runs are, as `run --json` prints it now and then (docs/commands.md). */
export interface ProgressEvent extends Omit<RunSnapshot, 'framesPerSecond' | 'secondsLeft'> {
  readonly event: 'progress';
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly framesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** What `run --json` prints: the lines of the journal, and the progress between them. */
export type RunEvent = JournalEvent | ProgressEvent;

export const progressEventEveryMs = 5000;

export function progressEvent(snapshot: RunSnapshot, nowMs: number): ProgressEvent {
  const { framesPerSecond = null, secondsLeft = null } = snapshot;
  return { event: 'progress', at: new Date(nowMs).toISOString(), ...snapshot, framesPerSecond, secondsLeft };
}
