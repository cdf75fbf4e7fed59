import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openClaimFiles, staleAfterMs } from '../../results/claims/claimFiles.ts';
import { claimsFolder, openClaims } from '../../results/claims/claims.ts';
import { LabelInUse, openLabelUses } from '../../results/claims/labelUse.ts';
import {
  forgetDeadProcesses,
  giveSignsOfLife,
  processFile,
  readProcesses,
  type SignsOfLife,
} from '../../results/claims/liveProcesses.ts';
import { lookUp, type ProcessIdentity, thisProcess } from '../../results/claims/processIdentity.ts';
import type { RunKey } from '../../results/run.ts';
import { temporaryFolders } from '../temporaryFolder.ts';

const temporaryFolder = temporaryFolders();
const open: SignsOfLife[] = [];
afterEach(async () => {
  for (const signs of open.splice(0)) await signs.stop();
});

const run: RunKey = { tracker: 'kcf', experiment: 'baseline', sequence: 'ball', repetition: 3 };
const idle = { runsDone: 0, runsPlanned: 0, failures: 0, workers: [] };

/** Of another machine: nothing tells here whether it lives. */
const elsewhere: ProcessIdentity = { id: 'far-7-1', host: 'far', pid: 7, system: 'other', began: '1' };

/** Time that passes only when told. */
function clock(): { monotonicMs: () => number; pass: (ms: number) => void } {
  let nowMs = 0;
  return { monotonicMs: () => nowMs, pass: (ms) => (nowMs += ms) };
}

async function deadProcess(): Promise<ProcessIdentity> {
  const child = spawn(process.execPath, ['-e', '']);
  const { pid } = child;
  await once(child, 'exit');
  return { ...thisProcess(), id: 'dead-1', pid: pid!, began: '1' };
}

describe('openLabelUses(workspace, session, files)', () => {
  const patient = { onWaiting: () => {}, isStopped: () => false };
  const uses = (workspace: string, self: ProcessIdentity, time = clock()) =>
    openLabelUses(workspace, self.id, openClaimFiles(workspace, self, time));
  const refuse = async (usedBy: string | undefined): Promise<void> => {
    if (usedBy !== undefined) throw new LabelInUse(`invalid settings: ${usedBy} has others`);
  };

  it('tells a process of another one that does runs under the label, until that leaves', async () => {
    const workspace = await temporaryFolder();
    const [first, second] = [uses(workspace, thisProcess()), uses(workspace, thisProcess())];
    await first.enter('kcf', refuse, patient);
    await second.enter('ncc', refuse, patient);
    await expect(second.enter('kcf', refuse, patient)).rejects.toThrow(`process ${process.pid}`);
    await first.leave();
    await second.enter('kcf', refuse, patient);
    await second.check('kcf');
    await second.leave();
    expect(await readdir(join(claimsFolder(workspace), 'kcf'))).toEqual(['in-use']);
    expect(await readdir(join(claimsFolder(workspace), 'kcf/in-use'))).toEqual([]);
  });

  it('lets exactly one of many that ask at once be first', async () => {
    const workspace = await temporaryFolder();
    const entering = Array.from({ length: 8 }, () => uses(workspace, thisProcess()).enter('kcf', refuse, patient));
    const ended = await Promise.allSettled(entering);
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('does not mind a process that died, on its way in or later', async () => {
    const workspace = await temporaryFolder();
    const dead = await deadProcess();
    await uses(workspace, dead).enter('kcf', refuse, patient);
    const lock = join(claimsFolder(workspace), 'kcf/tracker.claim-1');
    await writeFile(lock, JSON.stringify(dead));
    const own = uses(workspace, thisProcess());
    await own.enter('kcf', refuse, patient);
    expect(await readdir(join(claimsFolder(workspace), 'kcf'))).toEqual(['in-use']);
  });

  it('waits for a process of another machine until it is seen to live or taken for dead, which it learns', async () => {
    const workspace = await temporaryFolder();
    const far = uses(workspace, elsewhere);
    await far.enter('kcf', refuse, patient);
    const sign = processFile(workspace, elsewhere.id);
    await mkdir(join(sign, '..'), { recursive: true });
    const beat = (beat: number): Promise<void> => writeFile(sign, JSON.stringify({ ...elsewhere, beat }));
    await beat(1);
    const waitedFor: string[] = [];
    const onWaiting = (by: string) => waitedFor.push(by);
    const alive = uses(workspace, thisProcess()).enter('kcf', refuse, { ...patient, onWaiting });
    setTimeout(() => void beat(2), 300);
    await expect(alive).rejects.toThrow('process 7 on far has others');
    expect(waitedFor).toEqual(['process 7 on far']);
    await far.check('kcf');

    const time = clock();
    await uses(workspace, thisProcess(), time).enter('kcf', refuse, {
      ...patient,
      onWaiting: () => time.pass(staleAfterMs),
    });
    await expect(far.check('kcf')).rejects.toThrow('invalid use of kcf: this process was silent for so long');
  });
});

describe('openClaims(workspace, files)', () => {
  const claimsOf = (workspace: string, self: ProcessIdentity, time: Pick<ReturnType<typeof clock>, 'monotonicMs'>) =>
    openClaims(workspace, openClaimFiles(workspace, self, time));

  it('gives a run to one process at a time', async () => {
    const workspace = await temporaryFolder();
    const first = claimsOf(workspace, thisProcess(), clock());
    const second = claimsOf(workspace, thisProcess(), clock());
    expect(await first.take(run)).toEqual({ state: 'taken' });
    expect(await second.take(run)).toEqual({ state: 'held', by: expect.stringContaining(`process ${process.pid}`) });
    expect(await first.isHeld(run)).toBe(true);
    expect(await second.isHeld(run)).toBe(false);
    expect(await second.take({ ...run, repetition: 4 })).toEqual({ state: 'taken' });
    await first.release(run);
    expect(await second.take(run)).toEqual({ state: 'taken' });
    // What is not one's own is not released.
    await first.release(run);
    expect(await second.isHeld(run)).toBe(true);
  });

  it('gives a run to exactly one of many that ask at once, whether it is free or its owner died', async () => {
    const workspace = await temporaryFolder();
    const owner = await deadProcess();
    await claimsOf(workspace, owner, clock()).take({ ...run, repetition: 2 });
    const many = Array.from({ length: 20 }, () => claimsOf(workspace, thisProcess(), clock()));
    for (const repetition of [1, 2]) {
      const takings = await Promise.all(many.map((claims) => claims.take({ ...run, repetition })));
      expect(takings.filter(({ state }) => state === 'taken')).toHaveLength(1);
    }
  });

  it('takes over at once from a process of this machine that is gone, though its number may be in use again', async () => {
    const workspace = await temporaryFolder();
    // This process has the number, and began at another time.
    const reused = { ...thisProcess(), id: 'reused', began: '1' };
    await claimsOf(workspace, reused, clock()).take(run);
    const claims = claimsOf(workspace, thisProcess(), clock());
    expect(await claims.take(run)).toEqual({ state: 'taken', from: expect.stringContaining('process') });
    await claims.release(run);
    expect(await readdir(join(claimsFolder(workspace), 'kcf/baseline'))).toEqual([]);
  });

  it('never takes over from a process of this machine that is there, however long it is silent', async () => {
    const workspace = await temporaryFolder();
    const time = clock();
    await claimsOf(workspace, thisProcess(), clock()).take(run);
    const claims = claimsOf(workspace, thisProcess(), time);
    await claims.take(run);
    time.pass(10 * staleAfterMs);
    expect(await claims.take(run)).toMatchObject({ state: 'held' });
  });

  it('takes over from another machine when its sign of life has not changed while this process watched', async () => {
    const workspace = await temporaryFolder();
    const time = clock();
    await claimsOf(workspace, elsewhere, clock()).take(run);
    const sign = processFile(workspace, elsewhere.id);
    await mkdir(join(sign, '..'), { recursive: true });
    // Its clock is years behind: dates say nothing.
    await writeFile(sign, JSON.stringify({ ...elsewhere, at: '1999-01-01T00:00:00Z', beat: 1 }));
    const claims = claimsOf(workspace, thisProcess(), time);
    expect(await claims.take(run)).toMatchObject({ state: 'held' });
    time.pass(staleAfterMs - 1);
    expect(await claims.take(run)).toMatchObject({ state: 'held' });
    await writeFile(sign, JSON.stringify({ ...elsewhere, at: '1999-01-01T00:00:00Z', beat: 2 }));
    time.pass(1);
    expect(await claims.take(run)).toMatchObject({ state: 'held' });
    time.pass(staleAfterMs);
    expect(await claims.take(run)).toEqual({ state: 'taken', from: 'process 7 on far' });
    // The one that seemed dead finds that its run was taken over, and does not store it.
    expect(await claims.isHeld(run)).toBe(true);
  });

  it('tells an owner that slept that its run was taken over', async () => {
    const workspace = await temporaryFolder();
    const time = clock();
    const slept = claimsOf(workspace, elsewhere, clock());
    await slept.take(run);
    const claims = claimsOf(workspace, thisProcess(), time);
    await claims.take(run);
    time.pass(staleAfterMs);
    expect(await claims.take(run)).toMatchObject({ state: 'taken' });
    expect(await slept.isHeld(run)).toBe(false);
    await slept.release(run);
    expect(await claims.isHeld(run)).toBe(true);
  });

  it('names the owner of a claim by the file of its signs of life, and still does when that is gone', async () => {
    const workspace = await temporaryFolder();
    const signs = await giveSignsOfLife(workspace, elsewhere, { command: 'run', report: () => idle, now: () => 0 });
    await claimsOf(workspace, elsewhere, clock()).take(run);
    const sign = await stat(processFile(workspace, elsewhere.id));
    const claim = await stat(join(claimsFolder(workspace), 'kcf/baseline/ball_003.claim-1'));
    expect(claim.ino).toBe(sign.ino);
    await signs.stop();
    const claims = claimsOf(workspace, thisProcess(), clock());
    expect(await claims.take(run)).toEqual({ state: 'held', by: 'process 7 on far' });
  });

  it('takes over a claim that was cut off before it had its owner', async () => {
    const workspace = await temporaryFolder();
    const folder = join(claimsFolder(workspace), 'kcf/baseline');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'ball_003.claim-1'), '');
    const time = clock();
    const claims = claimsOf(workspace, thisProcess(), time);
    expect(await claims.take(run)).toEqual({ state: 'held', by: 'another process' });
    time.pass(staleAfterMs);
    expect(await claims.take(run)).toMatchObject({ state: 'taken' });
  });
});

describe('lookUp(identity)', () => {
  it('knows this process, a dead one, one whose number was given away, and none of another machine', async () => {
    expect(lookUp(thisProcess())).toBe('alive');
    expect(lookUp(await deadProcess())).toBe('gone');
    expect(lookUp({ ...thisProcess(), began: '1' })).toBe('gone');
    expect(lookUp(elsewhere)).toBe('unknown');
    expect(lookUp({ ...thisProcess(), system: 'another container' })).toBe('unknown');
  });
});

describe('giveSignsOfLife(workspace, identity, options)', () => {
  it('says what a process does as long as it lives', async () => {
    const workspace = await temporaryFolder();
    const self = thisProcess();
    const report = (): typeof idle => ({ ...idle, runsDone: 4 });
    const signs = await giveSignsOfLife(workspace, self, { command: 'run', report, now: () => 0 });
    expect(await readProcesses(workspace)).toMatchObject([{ id: self.id, command: 'run', beat: 1, runsDone: 4 }]);
    await signs.stop();
    expect(await readProcesses(workspace)).toEqual([]);
  });

  it('is forgotten of a process that was killed', async () => {
    const workspace = await temporaryFolder();
    const dead = await deadProcess();
    open.push(await giveSignsOfLife(workspace, dead, { command: 'run', report: () => idle, now: () => 0 }));
    const far = await giveSignsOfLife(workspace, elsewhere, { command: 'run', report: () => idle, now: () => 0 });
    open.push(far);
    expect((await readProcesses(workspace)).map(({ id }) => id)).toEqual([elsewhere.id]);
    expect(JSON.parse(await readFile(processFile(workspace, dead.id), 'utf8'))).toMatchObject({ id: dead.id });
    await forgetDeadProcesses(workspace);
    expect(await readdir(join(workspace, 'processes'))).toEqual([`${elsewhere.id}.json`]);
  });
});
