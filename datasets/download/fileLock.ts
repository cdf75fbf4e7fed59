import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A holder touches its lock this often. */
const heartbeatMs = 2000;
/** A lock that nobody touched for so long is that of a process that died, on whichever machine. */
const staleMs = 20_000;
const pollMs = 100;

export interface FileLockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once when another process holds the lock. */
  readonly onWait?: () => void;
}

/**
 * Runs the action while no other process that asks for the same lock does: the others wait. The lock is a file that its
 * holder keeps touching; one left by a killed process is taken over, at once where the process was one of this machine.
 */
export async function withFileLock<T>(
  path: string,
  action: () => Promise<T>,
  { signal, onWait }: FileLockOptions = {},
): Promise<T> {
  const token = JSON.stringify({ host: hostname(), process: process.pid, token: randomUUID() });
  await mkdir(dirname(path), { recursive: true });
  let hasWaited = false;
  while (!(await take(path, token))) {
    if (await removeStale(path)) continue;
    if (!hasWaited) onWait?.();
    hasWaited = true;
    await wait(pollMs, undefined, { ...(signal && { signal }) });
  }
  const heartbeat = setInterval(() => {
    utimes(path, new Date(), new Date()).catch(() => undefined);
  }, heartbeatMs);
  heartbeat.unref();
  try {
    return await action();
  } finally {
    clearInterval(heartbeat);
    if ((await textOf(path)) === token) await rm(path, { force: true });
  }
}

async function take(path: string, token: string): Promise<boolean> {
  try {
    await writeFile(path, token, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Whether the lock was that of a process that died, and is gone now. */
async function removeStale(path: string): Promise<boolean> {
  const [state, text] = [await stat(path).catch(() => undefined), await textOf(path)];
  if (state === undefined || text === undefined) return true;
  if (Date.now() - state.mtimeMs < staleMs && !holderIsGone(text)) return false;
  // Only one of several that wait can rename it away.
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  // Another may have taken the lock over since it was looked at: that one gets it back.
  const renamed = await textOf(aside);
  if (renamed !== undefined && renamed !== text) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
  return true;
}

/** Whether the lock says that it belongs to a process of this machine that is not there any more. */
function holderIsGone(text: string): boolean {
  const holder = /^\{"host":(".*"),"process":(\d+),/.exec(text);
  if (holder === null || holder[1] !== JSON.stringify(hostname())) return false;
  try {
    process.kill(Number(holder[2]), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
