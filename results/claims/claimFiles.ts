/**
 * @file Files that only one process can create, with their owner inside, and whether that owner is still there
 * (claims.ts says how runs are claimed with them, labelUse.ts how labels are).
 */
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asWriteProblem } from '../../datasets/atomicFile.ts';
import { namesIn, undefinedIfMissing } from '../missingPlace.ts';
import { processFile, signOfLife } from './liveProcesses.ts';
import { lookUp, type ProcessIdentity, processIdentitySchema } from './processIdentity.ts';

/** Shared folders may show a change as late as a minute. */
export const staleAfterMs = 90_000;

export type Taking =
  | { readonly state: 'taken' /** Whose claim was outdone. */; readonly from?: string }
  | { readonly state: 'held'; readonly by: string };

/** Claims by `base`, the path of their files without the number. */
export interface ClaimFiles {
  /** Claims a thing, unless another process that lives has it. */
  take(base: string): Promise<Taking>;
  /** Whether a claim of this process still holds: one that seemed dead (a machine that slept) may have been outdone. */
  isHeld(base: string): Promise<boolean>;
  release(base: string): Promise<void>;
  /** Makes a file that names this process as its owner. @returns false where it is there already */
  create(file: string): Promise<boolean>;
  /** Of the owner of a file; `unknown` as long as that cannot be told. */
  stateOf(file: string): Promise<OwnerState>;
}

export type OwnerState = 'alive' | 'gone' | 'unknown';

export interface ClaimsOptions {
  /** Milliseconds of a clock that cannot jump. */
  readonly monotonicMs: () => number;
  /** Tells of processes on this machine; replaced in tests. */
  readonly lookUp?: (identity: ProcessIdentity) => OwnerState;
}

export function openClaimFiles(workspace: string, self: ProcessIdentity, options: ClaimsOptions): ClaimFiles {
  const { monotonicMs, lookUp: look = lookUp } = options;
  const own = new Map<string, number>();
  /** What was last seen of owners that cannot be looked up, and since when it has been so. */
  const watched = new Map<string, { readonly sign: string; readonly sinceMs: number }>();

  async function stateOf(file: string): Promise<OwnerState> {
    const text = await readFile(file, 'utf8').catch(undefinedIfMissing);
    // Released in this moment: the next look will tell.
    if (text === undefined) return 'unknown';
    const owner = parseOwner(text);
    const known = owner === undefined ? 'unknown' : look(owner);
    if (known !== 'unknown') return known;
    // An owner that was killed before it had written its name, where it could not link it, shows no sign either.
    const sign = (owner === undefined ? undefined : await signOfLife(workspace, owner.id)) ?? 'none';
    const key = owner?.id ?? file;
    const before = watched.get(key);
    if (before?.sign !== sign) {
      watched.set(key, { sign, sinceMs: monotonicMs() });
      return before === undefined ? 'unknown' : 'alive';
    }
    return monotonicMs() - before.sinceMs >= staleAfterMs ? 'gone' : 'unknown';
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

  async function create(file: string): Promise<boolean> {
    try {
      await mkdir(dirname(file), { recursive: true });
      return (await linkOwner(file)) ?? (await writeOwner(file));
    } catch (error) {
      throw asWriteProblem(error, file);
    }
  }

  async function claim(base: string, number: number): Promise<boolean> {
    const isMade = await create(`${base}${number}`);
    if (isMade) own.set(base, number);
    return isMade;
  }

  return {
    async take(base) {
      const highest = await highestClaim(base);
      if (highest === 0) {
        return (await claim(base, 1)) ? { state: 'taken' } : { state: 'held', by: await ownerOf(`${base}1`) };
      }
      const standing = `${base}${highest}`;
      const by = await ownerOf(standing);
      if ((await stateOf(standing)) !== 'gone' || !(await claim(base, highest + 1))) return { state: 'held', by };
      return { state: 'taken', from: by };
    },
    async isHeld(base) {
      return own.has(base) && (await highestClaim(base)) === own.get(base);
    },
    async release(base) {
      const number = own.get(base) ?? 0;
      own.delete(base);
      // The outdone ones first: were they left alone, they would hold again. A claim that outdid ours is not ours to remove.
      for (let old = 1; old <= number; old++) await rm(`${base}${old}`, { force: true });
    },
    create,
    stateOf,
  };
}

/** 0 where nobody claims the thing. */
async function highestClaim(base: string): Promise<number> {
  const folder = dirname(base);
  const prefix = base.slice(folder.length + 1);
  const names = await namesIn(folder);
  const numbers = names.filter((name) => name.startsWith(prefix)).map((name) => Number(name.slice(prefix.length)));
  return Math.max(0, ...numbers.filter(Number.isInteger));
}

/** In words, for messages. */
export async function ownerOf(claim: string): Promise<string> {
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
