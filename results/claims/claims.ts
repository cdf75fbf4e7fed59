/**
 * @file Who does which run, where several processes work in one workspace, on one machine or on many with a shared folder.
 *
 * A claim is a file that only one process can create: `claims/<tracker>/<experiment>/<sequence>_001.claim-N`, with its
 * owner inside. The claim of the highest N holds. A claim whose owner is gone is not removed but outdone: whoever creates
 * N + 1 has the run, which again only one can do. So nobody ever removes what another one has just created.
 *
 * An owner on this machine is gone when its process is (a number that was given to another process is told apart by when
 * that one began). Of an owner elsewhere only its file in `processes/` is seen: it is gone when that has not changed while
 * this process watched it for `staleAfterMs` by a clock that cannot jump. Clocks of different machines are never compared.
 */
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asWriteProblem } from '../../datasets/atomicFile.ts';
import { namesIn, undefinedIfMissing } from '../missingPlace.ts';
import type { RunKey } from '../run.ts';
import { checkedFileName, runFileName } from '../store.ts';
import { processFile, signOfLife } from './liveProcesses.ts';
import { lookUp, type ProcessIdentity, processIdentitySchema } from './processIdentity.ts';

/** Shared folders may show a change as late as a minute. */
export const staleAfterMs = 90_000;

export type Taking =
  | { readonly state: 'taken' /** Whose claim was outdone. */; readonly from?: string }
  | { readonly state: 'held'; readonly by: string };

export interface Claims {
  /** Claims a run, unless another process that lives has it. */
  take(run: RunKey): Promise<Taking>;
  /** Whether a claim of this process still holds: one that seemed dead (a machine that slept) may have been outdone. */
  isHeld(run: RunKey): Promise<boolean>;
  release(run: RunKey): Promise<void>;
}

export interface ClaimsOptions {
  /** Milliseconds of a clock that cannot jump. */
  readonly monotonicMs: () => number;
  /** Tells of processes on this machine; replaced in tests. */
  readonly lookUp?: (identity: ProcessIdentity) => 'alive' | 'gone' | 'unknown';
}

export function claimsFolder(workspace: string): string {
  return join(workspace, 'claims');
}

export function openClaims(workspace: string, self: ProcessIdentity, options: ClaimsOptions): Claims {
  const { monotonicMs, lookUp: look = lookUp } = options;
  const own = new Map<string, number>();
  /** What was last seen of owners that cannot be looked up, and since when it has been so. */
  const watched = new Map<string, { readonly sign: string; readonly sinceMs: number }>();

  async function isGone(claim: string): Promise<boolean> {
    const text = await readFile(claim, 'utf8').catch(undefinedIfMissing);
    // Released in this moment: the next look will tell.
    if (text === undefined) return false;
    const owner = parseOwner(text);
    const known = owner === undefined ? 'unknown' : look(owner);
    if (known !== 'unknown') return known === 'gone';
    // An owner that was killed before it had written its name, where it could not link it, shows no sign either.
    const sign = (owner === undefined ? undefined : await signOfLife(workspace, owner.id)) ?? 'none';
    const key = owner?.id ?? claim;
    const before = watched.get(key);
    if (before?.sign !== sign) {
      watched.set(key, { sign, sinceMs: monotonicMs() });
      return false;
    }
    return monotonicMs() - before.sinceMs >= staleAfterMs;
  }

  /**
   * A second name for this process's file in `processes/`: a claim that has its content from the first moment, however soon
   * the process dies.
   * @returns whether it was made; undefined where none can be: without hard links, or without that file
   */
  async function linkOwner(file: string): Promise<boolean | undefined> {
    try {
      await link(processFile(workspace, self.id), file);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EEXIST' ? false : undefined;
    }
  }

  async function writeOwner(file: string): Promise<boolean> {
    try {
      const handle = await open(file, 'wx');
      try {
        await handle.writeFile(JSON.stringify(self));
      } catch (error) {
        await rm(file, { force: true });
        throw error;
      } finally {
        await handle.close();
      }
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  async function create(base: string, number: number): Promise<boolean> {
    const file = `${base}${number}`;
    try {
      await mkdir(dirname(base), { recursive: true });
      const isMade = (await linkOwner(file)) ?? (await writeOwner(file));
      if (isMade) own.set(base, number);
      return isMade;
    } catch (error) {
      throw asWriteProblem(error, file);
    }
  }

  return {
    async take(run) {
      const base = claimBase(workspace, run);
      const highest = await highestClaim(base);
      if (highest === 0) {
        return (await create(base, 1)) ? { state: 'taken' } : { state: 'held', by: await ownerOf(`${base}1`) };
      }
      const standing = `${base}${highest}`;
      const by = await ownerOf(standing);
      if (!(await isGone(standing)) || !(await create(base, highest + 1))) return { state: 'held', by };
      return { state: 'taken', from: by };
    },
    async isHeld(run) {
      const base = claimBase(workspace, run);
      return own.has(base) && (await highestClaim(base)) === own.get(base);
    },
    async release(run) {
      const base = claimBase(workspace, run);
      const number = own.get(base) ?? 0;
      own.delete(base);
      // The outdone ones first: were they left alone, they would hold again. A claim that outdid ours is not ours to remove.
      for (let old = 1; old <= number; old++) await rm(`${base}${old}`, { force: true });
    },
  };
}

/** Of a claim's file without its number. */
function claimBase(workspace: string, { tracker, experiment, sequence, repetition }: RunKey): string {
  return join(
    claimsFolder(workspace),
    checkedFileName('tracker', tracker),
    experiment,
    runFileName(checkedFileName('sequence', sequence), repetition, '.claim-'),
  );
}

/** 0 where nobody claims the run. */
async function highestClaim(base: string): Promise<number> {
  const folder = dirname(base);
  const prefix = base.slice(folder.length + 1);
  const names = await namesIn(folder);
  const numbers = names.filter((name) => name.startsWith(prefix)).map((name) => Number(name.slice(prefix.length)));
  return Math.max(0, ...numbers.filter(Number.isInteger));
}

/** In words, for messages. */
async function ownerOf(claim: string): Promise<string> {
  const owner = parseOwner((await readFile(claim, 'utf8').catch(undefinedIfMissing)) ?? '');
  return owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`;
}

function parseOwner(text: string): ProcessIdentity | undefined {
  try {
    return processIdentitySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
