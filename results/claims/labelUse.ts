/**
 * @file Which processes do runs under a label. Each that does has a file `claims/<tracker>/in-use/<session>`, made while it
 * held the claim `claims/<tracker>/tracker.claim-N`. So what a label stands for changes only where no other process
 * relies on it, and of several that ask at once one is first.
 */
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { InputError, WrongRequest } from '../../datasets/inputError.ts';
import { namesIn } from '../missingPlace.ts';
import { checkedFileName } from '../store.ts';
import { type ClaimFiles, ownerOf } from './claimFiles.ts';
import { claimsFolder } from './claims.ts';

/** Another process that does runs under the label wants it otherwise. */
export class LabelInUse extends WrongRequest {}

export interface LabelUses {
  /**
   * Makes this process one of those that do runs under a label. Of an owner on another machine it may take a while to see
   * whether it lives; only then is it waited.
   * @param agree writes down what the label stands for, while no other process can; it is told of one that uses the label
   * @throws LabelInUse as `agree` does
   */
  enter(label: string, agree: (usedBy: string | undefined) => Promise<void>, waiting: Waiting): Promise<void>;
  /** @throws InputError where this process seemed dead (a machine that slept) and others may have changed the label since */
  check(label: string): Promise<void>;
  leave(): Promise<void>;
}

export interface Waiting {
  /** Called once for each process. */
  readonly onWaiting: (usedBy: string) => void;
  /** Whether to wait no longer; then nothing is entered. */
  readonly isStopped: () => boolean;
}

const lookAgainMs = 1000;
/** What others do meanwhile takes milliseconds. */
const lockAgainMs = 50;

export function openLabelUses(workspace: string, session: string, files: ClaimFiles): LabelUses {
  const entered = new Set<string>();
  const folderOf = (label: string): string => join(claimsFolder(workspace), checkedFileName('tracker', label));
  const usesOf = (label: string): string => join(folderOf(label), 'in-use');
  const ownUse = (label: string): string => join(usesOf(label), session);

  /** The others; what those that are gone have left is removed. */
  async function othersOf(label: string): Promise<{ readonly by: string; readonly isAlive: boolean }[]> {
    const others = [];
    for (const name of await namesIn(usesOf(label))) {
      const file = join(usesOf(label), name);
      if (name === session) continue;
      const state = await files.stateOf(file);
      if (state === 'gone') await rm(file, { force: true });
      else others.push({ by: await ownerOf(file), isAlive: state === 'alive' });
    }
    return others;
  }

  /** Gives who is in the way where it must be seen first whether that process lives. */
  async function tryToEnter(
    label: string,
    agree: (usedBy: string | undefined) => Promise<void>,
    isStopped: () => boolean,
  ): Promise<string | undefined> {
    const others = await othersOf(label);
    try {
      await agree((others.find(({ isAlive }) => isAlive) ?? others[0])?.by);
    } catch (error) {
      if (!(error instanceof LabelInUse) || others.some(({ isAlive }) => isAlive) || isStopped()) throw error;
      return others[0]!.by;
    }
    await files.create(ownUse(label));
    entered.add(label);
    return undefined;
  }

  return {
    async enter(label, agree, { onWaiting, isStopped }) {
      const lock = join(folderOf(label), 'tracker.claim-');
      let waitedFor = '';
      while (!isStopped()) {
        if ((await files.take(lock)).state === 'held') {
          await wait(lockAgainMs);
          continue;
        }
        try {
          const by = await tryToEnter(label, agree, isStopped);
          if (by === undefined) return;
          if (by !== waitedFor) onWaiting(by);
          waitedFor = by;
        } finally {
          await files.release(lock);
        }
        await wait(lookAgainMs);
      }
    },
    async check(label) {
      if (!entered.has(label)) return;
      await access(ownUse(label)).catch(() => {
        throw new InputError(
          `invalid use of ${label}: this process was silent for so long that others took it for dead`,
          ownUse(label),
          'give the command again: what is stored is whole',
        );
      });
    },
    async leave() {
      for (const label of entered) await rm(ownUse(label), { force: true }).catch(() => undefined);
      entered.clear();
    },
  };
}
