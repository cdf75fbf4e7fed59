/** @file Faults that really happen to a run, each ended by a run that finishes the workspace, and what is to be seen of them. */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../datasets/random.ts';
import { resultsFolder } from '../../results/store.ts';
import {
  differing,
  type Ended,
  journalCounts,
  type JournalCounts,
  sessionNames,
  startRun,
  storedContents,
  type Subject,
  workersOf,
} from './program.ts';

export interface FaultReport extends JournalCounts {
  /** What happened, so often. */
  readonly faults: Readonly<Record<string, number>>;
  /** Files that differ from the undisturbed ones in the end. */
  readonly differing: readonly string[];
  /** Of the run that finished the workspace. */
  readonly code: number | null;
  /** What the disturbed runs said. */
  readonly said: readonly string[];
}

/** Runs once without a disturbance, for the others to be held against, and says how long it took. */
export async function undisturbed(subject: Subject, workspace: string): Promise<Map<string, string>> {
  const { code, stderr } = await startRun(subject, workspace).ended;
  if (code !== 0) throw new Error(`the undisturbed run failed: ${stderr}`);
  return storedContents(workspace);
}

/** What a disturbed workspace has been through, to be counted in the end. */
function witness(
  subject: Subject,
  workspace: string,
): {
  readonly said: string[];
  readonly run: (
    disturb?: (child: NonNullable<ReturnType<typeof startRun>['child']>) => Promise<void>,
    env?: NodeJS.ProcessEnv,
  ) => Promise<Ended>;
  readonly report: (
    expected: ReadonlyMap<string, string>,
    faults: Readonly<Record<string, number>>,
  ) => Promise<FaultReport>;
} {
  const storedBefore = new Map<string, ReadonlySet<string>>();
  const said: string[] = [];
  const run = async (
    disturb: (child: ReturnType<typeof startRun>['child']) => Promise<void> = async () => {},
    env: NodeJS.ProcessEnv = {},
  ): Promise<Ended> => {
    const before = new Set((await storedContents(workspace)).keys());
    const known = await sessionNames(workspace);
    const { child, ended } = startRun(subject, workspace, [], env);
    await disturb(child);
    const end = await ended;
    said.push(end.stderr);
    for (const name of await sessionNames(workspace)) if (!known.includes(name)) storedBefore.set(name, before);
    return end;
  };
  return {
    said,
    run,
    async report(expected, faults) {
      const { code, stderr } = await run();
      if (code !== 0) said.push(stderr);
      const counts = await journalCounts(workspace, storedBefore);
      return { ...counts, faults, differing: differing(expected, await storedContents(workspace)), code, said };
    },
  };
}

/**
 * `kill -9` of the coordinator and of workers in turn, at random moments up to `withinMs` after the start; the same
 * command again after each.
 */
export async function killAtRandom(
  subject: Subject,
  workspace: string,
  expected: ReadonlyMap<string, string>,
  { kills, withinMs, random }: { readonly kills: number; readonly withinMs: number; readonly random: Random },
): Promise<FaultReport> {
  const { run, report } = witness(subject, workspace);
  const faults = { coordinatorsKilled: 0, workersKilled: 0, endedBefore: 0 };
  for (let kill = 0; kill < kills; kill++) {
    await run(async (child) => {
      const gone = new Promise((resolve) => child.once('exit', () => resolve(true)));
      if (kill % 2 === 0) {
        await Promise.race([delay(withinMs * random.uniform()), gone]);
        if (child.exitCode !== null) faults.endedBefore++;
        else if (child.kill('SIGKILL')) faults.coordinatorsKilled++;
        return;
      }
      // Workers start some time after the coordinator.
      let workers: number[] = [];
      while (workers.length === 0 && child.exitCode === null) {
        await delay(20);
        workers = workersOf(child.pid!);
      }
      await Promise.race([delay((withinMs / 2) * random.uniform()), gone]);
      workers = workersOf(child.pid!);
      const victim = workers[Math.floor(random.uniform() * workers.length)];
      if (victim === undefined) faults.endedBefore++;
      else {
        process.kill(victim, 'SIGKILL');
        faults.workersKilled++;
        // The run goes on without it; this one is ended, so that there is something left for the next.
        await Promise.race([delay((withinMs / 4) * random.uniform()), gone]);
        child.kill('SIGINT');
      }
    });
  }
  return report(expected, faults);
}

/** A file system of a few hundred kilobytes that fills up, and is made larger. Undefined where none can be mounted. */
export async function fillDisk(
  subject: Subject,
  workspace: string,
  expected: ReadonlyMap<string, string>,
): Promise<FaultReport | undefined> {
  await mkdir(workspace, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', workspace], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  try {
    const { run, report } = witness(subject, workspace);
    const full = await run();
    execFileSync('mount', ['-o', 'remount,size=64m', workspace]);
    return await report(expected, { disksFilled: full.code === 1 && /no space left/.test(full.stderr) ? 1 : 0 });
  } finally {
    execFileSync('umount', ['-l', workspace]);
  }
}

/** The system's clock jumps by up to a year, forth and back, at every look. */
export async function jumpClock(
  subject: Subject,
  workspace: string,
  expected: ReadonlyMap<string, string>,
): Promise<FaultReport> {
  const jumping = `const real = Date.now; let look = 0;
    Date.now = () => real() + [0, 3.1e10, -3.1e10, 60000][look++ % 4];`;
  const { run, report } = witness(subject, workspace);
  const { code } = await run(undefined, {
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(jumping)}`,
  });
  return report(expected, { clocksJumped: code === 0 ? 1 : 0 });
}

/** Trajectories that are cut off between two runs. */
export async function damageFiles(
  subject: Subject,
  workspace: string,
  expected: ReadonlyMap<string, string>,
  count: number,
): Promise<FaultReport> {
  const { run, report } = witness(subject, workspace);
  await run();
  const names = [...expected.keys()].filter((name) => /_\d{3}\.txt$/.test(name)).slice(0, count);
  for (const name of names) {
    const file = join(resultsFolder(workspace), name);
    await truncate(file, Math.floor((await readFile(file)).length / 2));
  }
  return report(expected, { filesDamaged: names.length });
}

/** Several commands at once in one workspace, one of which is killed. */
export async function workTogether(
  subject: Subject,
  workspace: string,
  expected: ReadonlyMap<string, string>,
  { processes, killAfterMs }: { readonly processes: number; readonly killAfterMs: number },
): Promise<FaultReport> {
  const started = Array.from({ length: processes }, () => startRun(subject, workspace));
  await delay(killAfterMs);
  started[0]!.child.kill('SIGKILL');
  const ends = await Promise.all(started.map(({ ended }) => ended));
  const { report } = witness(subject, workspace);
  return report(expected, {
    processesAtOnce: processes,
    processesKilled: 1,
    processesDone: ends.filter(({ code }) => code === 0).length,
  });
}
