import type { FailureKind } from '../../results/journal/journalEvent.ts';
import type { Failure } from './job.ts';

/** So many times a run is tried again: what comes twice comes always, or needs a person. */
export const defaultRetries = 1;

/**
 * Chance is seeded, so a run that is done again computes the same. What may help is another process, other neighbours and
 * another moment: against a crash, a lack of memory, a driver's error, a silence. A file that is damaged stays so, and a
 * tracker that is a program of its own has been started again already, as often as its entry says.
 */
const isWorthAnother: Readonly<Record<FailureKind, boolean>> = {
  input: false,
  error: true,
  tracker: false,
  crash: true,
  memory: true,
  silence: true,
};

/** @param attempt the one that failed, from 1 */
export function isTriedAgain({ kind = 'error' }: Failure, attempt: number, retries: number): boolean {
  return isWorthAnother[kind] && attempt <= retries;
}
