/**
 * @file `processes/<id>.json` of a workspace: what each process that works in it does. The file is written anew every few
 * seconds, so that it changes as long as the process lives, and is removed when it ends.
 */
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { temporarySuffix, writeFileAtomically } from '../../datasets/atomicFile.ts';
import { runKeySchema } from '../run.ts';
import { lookUp, type ProcessIdentity, processIdentitySchema } from './processIdentity.ts';

const activitySchema = z.object({
  worker: z.int(),
  device: z.string(),
  /** Missing where the worker waits for one. */
  run: runKeySchema.optional(),
  /** Frames that the run is through with, of how many. */
  frame: z.int().optional(),
  frames: z.int().optional(),
  /** Since its last frame. */
  silentSeconds: z.number().optional(),
  memoryBytes: z.number().optional(),
});

/** What a worker does at the moment. */
export type Activity = Readonly<z.infer<typeof activitySchema>>;

const schema = processIdentitySchema.extend({
  startedAt: z.string(),
  /** When this was written, by the clock of its machine: for people, never compared. */
  at: z.string(),
  /** Counts how often the file was written. */
  beat: z.int(),
  command: z.string(),
  runsDone: z.int(),
  runsPlanned: z.int(),
  failures: z.int(),
  workers: z.array(activitySchema),
});

export type LiveProcess = Readonly<z.infer<typeof schema>>;

export type ProcessReport = Pick<LiveProcess, 'runsDone' | 'runsPlanned' | 'failures' | 'workers'>;

/** Between two signs of life. */
export const beatMs = 5000;

export function processesFolder(workspace: string): string {
  return join(workspace, 'processes');
}

export function processFile(workspace: string, id: string): string {
  return join(processesFolder(workspace), `${id}.json`);
}

export interface SignsOfLife {
  stop(): Promise<void>;
}

/**
 * Says every few seconds that this process lives, and what it does. Rejects where the first sign cannot be written; later
 * ones that cannot (a full disk) at least touch the file.
 */
export async function giveSignsOfLife(
  workspace: string,
  identity: ProcessIdentity,
  {
    command,
    report,
    now,
  }: { readonly command: string; readonly report: () => ProcessReport; readonly now: () => number },
): Promise<SignsOfLife> {
  const file = processFile(workspace, identity.id);
  const startedAt = new Date(now()).toISOString();
  let beat = 0;
  const write = (): Promise<void> => {
    const at = new Date(now()).toISOString();
    const content: LiveProcess = { ...identity, startedAt, at, beat: ++beat, command, ...report() };
    return writeFileAtomically(file, JSON.stringify(content), { flush: false });
  };
  await write();
  let inHand: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // Another time than the last, whatever the clock says.
    inHand = inHand.then(write).catch(() => utimes(file, beat, beat).catch(() => undefined));
  }, beatMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await inHand;
      await rm(file, { force: true }).catch(() => undefined);
    },
  };
}

/**
 * What the processes of a workspace say of themselves; those that are known to be gone are left out.
 */
export async function readProcesses(workspace: string): Promise<LiveProcess[]> {
  const found: LiveProcess[] = [];
  for (const name of await namesIn(processesFolder(workspace))) {
    if (!name.endsWith('.json')) continue;
    const process = await readProcess(join(processesFolder(workspace), name));
    if (process !== undefined && lookUp(process) !== 'gone') found.push(process);
  }
  return found;
}

/** Removes what processes of this machine that were killed left behind. */
export async function forgetDeadProcesses(workspace: string): Promise<void> {
  for (const name of await namesIn(processesFolder(workspace))) {
    const file = join(processesFolder(workspace), name);
    const isLeftover = name.endsWith(temporarySuffix);
    const process = isLeftover ? undefined : await readProcess(file);
    if (isLeftover || (process !== undefined && lookUp(process) === 'gone')) await rm(file, { force: true });
  }
}

/** What changes as long as a process gives signs of life; undefined where there is no file. */
export async function signOfLife(workspace: string, id: string): Promise<string | undefined> {
  const file = processFile(workspace, id);
  try {
    // Opening the file is what makes a shared folder ask its server for news.
    const text = await readFile(file, 'utf8');
    return `${text}${(await stat(file)).mtimeMs}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readProcess(file: string): Promise<LiveProcess | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    // It ended in this moment, or is no such file.
    return undefined;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
