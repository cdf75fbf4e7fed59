import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A holder touches its lock this often. */
const heartbeatMs = 2000;
/** A lock that nobody touched for so long is that of a process that died, on whichever machine. */
const staleMs = 20_000;
const pollMs = 100;

/**
 * Runs the action while no other process that asks for the same lock does: the others wait. The lock is a file that its
 * holder keeps touching; one left by a killed process is taken over, at once where the process was one of this machine.
 */
export async function withFileLock<T>(path: string, action: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const token = JSON.stringify({ host: hostname(), process: process.pid, token: randomUUID() });
  await mkdir(dirname(path), { recursive: true });
  while (!(await take(path, token))) {
    await removeStale(path);
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
    if ((await readFile(path, 'utf8').catch(() => undefined)) === token) await rm(path, { force: true });
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

async function removeStale(path: string): Promise<void> {
  const state = await stat(path).catch(() => undefined);
  if (state === undefined) return;
  if (Date.now() - state.mtimeMs < staleMs && !(await holderIsGone(path))) return;
  // Only one of several that wait can rename it away.
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  await rm(aside, { force: true });
}

/** Whether the lock says that it belongs to a process of this machine that is not there any more. */
async function holderIsGone(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const holder = /^\{"host":(".*"),"process":(\d+),/.exec(text);
  if (holder === null || holder[1] !== JSON.stringify(hostname())) return false;
  try {
    process.kill(Number(holder[2]), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
