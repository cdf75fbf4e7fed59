import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../harness/commandLine.ts';
import { openSession } from '../../../harness/session.ts';
import type { WorkspaceStatus } from '../../../results/journal/workspaceStatus.ts';
import type { RunKey } from '../../../results/run.ts';
import { trajectoryFile } from '../../../results/store.ts';
import { writeWorkspace } from '../../../results/workspace.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { recordingTerminal } from '../recordingTerminal.ts';

const temporaryFolder = temporaryFolders();

async function answer(...words: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { terminal, stdout, stderr } = recordingTerminal();
  const code = await runCommandLine(words, terminal);
  return { code, stdout: stdout(), stderr: stderr() };
}

const run = (tracker: string, repetition: number): RunKey => ({
  tracker,
  experiment: 'baseline',
  sequence: 'ball',
  repetition,
});

/** A workspace in which a process works that has stored, failed and begun runs of two trackers. */
async function busyWorkspace(): Promise<{ folder: string; session: ReturnType<typeof openSession> }> {
  const folder = await temporaryFolder();
  await writeWorkspace(folder, {
    version: 1,
    madeBy: 'tests',
    dataset: { name: 'vot', path: '/vot' },
    convention: 'vot2016',
    seed: 4,
  });
  const session = openSession({
    folder,
    about: {
      command: 'npx tracking-loss run --dataset /vot --trackers kcf,mine',
      dataset: { name: 'vot', path: '/vot' },
      convention: 'vot2016',
      seed: 4,
      plan: { trackers: ['kcf', 'mine'], repetitions: { baseline: 15 }, sequences: ['ball'] },
    },
    now: () => 0,
    monotonicMs: () => 0,
  });
  for (const repetition of [1, 2, 3]) {
    const file = trajectoryFile(folder, run('kcf', repetition));
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, '1\n1,2,3,4\n');
    session.observer.begun!(run('kcf', repetition), 1);
    session.observer.stored(run('kcf', repetition), [], { attempt: 1, frames: 2 });
  }
  session.observer.begun!(run('mine', 1), 1);
  session.observer.failedForNow!(run('mine', 1), { message: 'it fell', kind: 'crash' }, { attempt: 1, frames: 2 });
  session.observer.begun!(run('mine', 1), 2);
  session.observer.failed(run('mine', 1), { message: 'it fell again', kind: 'crash' }, { attempt: 2, frames: 2 });
  session.observer.begun!(run('mine', 2), 1);
  await session.begin(() => ({
    runsDone: 3,
    runsPlanned: 6,
    failures: 1,
    workers: [{ worker: 1, device: 'cuda:1', run: run('mine', 2), frame: 1, frames: 2 }],
  }));
  return { folder, session };
}

describe('tracking-loss status', () => {
  it('says what is planned, done, failed and running, what each process does, and why runs failed', async () => {
    const { folder, session } = await busyWorkspace();
    const { code, stdout } = await answer('status', '--workspace', folder);
    expect(code).toBe(0);
    expect(stdout).toContain('vot (/vot), convention vot2016, seed 4');
    // Three equal repetitions are complete.
    expect(stdout).toMatch(/^kcf +baseline +3 +3 +0 +0$/m);
    expect(stdout).toMatch(/^mine +baseline +15 +0 +1 +1$/m);
    expect(stdout).toMatch(/process \d+ on .* since 1970-01-01T00:00:00.000Z: 3 of 6 runs, 1 failed$/m);
    expect(stdout).toContain('  worker 1 (cuda:1): mine baseline ball repetition 2, frame 1 of 2');
    expect(stdout).toContain('mine baseline ball repetition 1: it fell again (crash)');
    expect(stdout).not.toContain('to finish');
    await session.close();
    const idle = await answer('status', '--workspace', folder);
    expect(idle.stdout).toContain('no process works here');
    // What an ended process had begun is not running.
    expect(idle.stdout).toMatch(/^mine +baseline +15 +0 +1 +0$/m);
    expect(idle.stdout).toContain('to finish: npx tracking-loss run --dataset /vot --trackers kcf,mine');
  });

  it('prints the same as JSON', async () => {
    const { folder, session } = await busyWorkspace();
    const { stdout } = await answer('status', '--workspace', folder, '--json');
    const status = JSON.parse(stdout) as WorkspaceStatus & { seed: number };
    expect(status).toMatchObject({
      seed: 4,
      trackers: [
        { tracker: 'kcf', experiment: 'baseline', planned: 3, done: 3, failed: 0, running: 0 },
        { tracker: 'mine', planned: 15, done: 0, failed: 1, running: 1 },
      ],
      processes: [{ pid: process.pid, runsDone: 3 }],
      failures: [{ kind: 'crash', reason: 'it fell again' }],
      sessions: 1,
      unreadableLines: 0,
    });
    await session.close();
  });

  it('misses runs that were found equal and deleted since', async () => {
    const { folder, session } = await busyWorkspace();
    session.observer.equal!({ tracker: 'kcf', experiment: 'baseline', sequence: 'ball' }, 12);
    const count = async (): Promise<unknown> => {
      const { stdout } = await answer('status', '--workspace', folder, '--json');
      const { trackers } = JSON.parse(stdout) as WorkspaceStatus;
      return trackers.map(({ tracker, planned, done }) => `${tracker} ${done}/${planned}`)[0];
    };
    expect(await count()).toBe('kcf 3/3');
    await rm(trajectoryFile(folder, run('kcf', 1)));
    expect(await count()).toBe('kcf 2/15');
    await session.close();
  });

  it('says the commands that do what is missing, whatever was done since', async () => {
    const { folder, session } = await busyWorkspace();
    await session.close();
    const given = async (
      atMs: number,
      command: string,
      trackers: readonly string[],
      repetitions = 15,
    ): Promise<void> => {
      const session = openSession({
        folder,
        about: {
          command,
          dataset: { name: 'vot', path: '/vot' },
          convention: 'vot2016',
          seed: 4,
          plan: { trackers: [...trackers], repetitions: { baseline: repetitions }, sequences: ['ball'] },
        },
        now: () => atMs,
        monotonicMs: () => 0,
      });
      session.observer.dropped!(run(trackers[0]!, 1));
      await session.close();
    };
    const commands = async (): Promise<readonly string[]> =>
      (JSON.parse((await answer('status', '--workspace', folder, '--json')).stdout) as WorkspaceStatus).commands;
    // Nothing is missing of it, and it asks for less of what is.
    await given(1, 'less', ['kcf', 'mine'], 3);
    expect(await commands()).toEqual(['npx tracking-loss run --dataset /vot --trackers kcf,mine']);
    await given(2, 'mine again', ['mine']);
    expect(await commands()).toEqual(['mine again']);
    await given(3, 'other', ['other']);
    await given(4, 'other again', ['other']);
    expect(await commands()).toEqual(['other again', 'mine again']);
    const { stdout } = await answer('status', '--workspace', folder);
    expect(stdout).toMatch(/runs missing\nto finish: other again\nto finish: mine again\n$/);
  });
});
