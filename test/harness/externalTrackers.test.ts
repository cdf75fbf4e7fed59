/** @file Trackers that are programs of their own, through the command line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSyntheticDataset } from '../../datasets/synthetic/writeSyntheticDataset.ts';
import { readConfiguration } from '../../results/trackerConfiguration.ts';
import { temporaryFolders } from '../temporaryFolder.ts';
import { type Action, hear, hello, requirePython, say, scripted, state } from '../trackers/external/python.ts';
import { storedFiles } from './execution/testRuns.ts';
import { chancyTracker } from './quickSettings.ts';

const program = fileURLToPath(new URL('../../dist/harness/main.js', import.meta.url));
const temporaryFolder = temporaryFolders();
const shared = join(tmpdir(), `tracking-loss-external-${process.pid}`);
const dataset = join(shared, 'dataset');

beforeAll(async () => {
  requirePython();
  await mkdir(shared, { recursive: true });
  await writeSyntheticDataset(dataset, { maxLength: 14, sequences: ['beetle'] });
});
afterAll(() => rm(shared, { recursive: true, force: true }));

interface Answer {
  readonly code: number | null;
  readonly stderr: string;
}

function start(workspace: string, trackers: string, ...words: readonly string[]): ChildProcess {
  const places = ['--dataset', dataset, '--workspace', workspace, '--cache', join(shared, 'cache'), '--device', 'cpu'];
  return spawn(process.execPath, [program, 'run', ...places, '--workers', '1', '--trackers', trackers, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

async function end(child: ChildProcess): Promise<Answer> {
  const [stderr, [code]] = await Promise.all([text(child.stderr!), once(child, 'close')]);
  return { code: code as number | null, stderr };
}

const run = (workspace: string, trackers: string, ...words: readonly string[]): Promise<Answer> =>
  end(start(workspace, trackers, ...words));

/** A file of trackers, each with its settings. */
async function fileOf(entries: Record<string, Record<string, unknown>>, folder?: string): Promise<string> {
  const file = join(folder ?? (await temporaryFolder()), 'trackers.yaml');
  const trackers = Object.entries(entries).map(([name, settings]) => [name, { extends: 'trax', ...settings }]);
  await writeFile(file, stringify(Object.fromEntries(trackers)));
  return file;
}

const unsupervised = ['--experiments', 'unsupervised'];

/** The regions and confidences of a tracker, by file. */
async function stored(workspace: string, tracker: string): Promise<Record<string, string>> {
  const files = Object.entries(await storedFiles(workspace)).filter(
    ([name]) => name.startsWith(`${tracker}/`) && !name.endsWith('.yaml'),
  );
  return Object.fromEntries(files.map(([name, content]) => [name.slice(tracker.length + 1), content]));
}

describe('tracking-loss serve', () => {
  it('gives its client the regions of a run in the program itself, at every version and with every form of images', async () => {
    const tracker = chancyTracker('ours');
    const serve = [process.execPath, program, 'serve', '--device', 'cpu', '--cache', join(shared, 'cache')];
    const image = { 1: 'path', 2: 'url', 3: 'memory', 4: 'buffer' } as const;
    const file = await fileOf(
      Object.fromEntries(
        ([1, 2, 3, 4] as const).map((version) => [
          `v${version}`,
          {
            command: [...serve, '--trax-version', String(version), '--tracker', tracker],
            image: image[version],
            socket: version === 2,
          },
        ]),
      ),
    );
    const workspace = await temporaryFolder();
    const words = ['--experiments', 'baseline', '--repetitions', '1', '--seed', '5'];
    const { code, stderr } = await run(workspace, `${file},${tracker}`, ...words);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const own = await stored(workspace, 'ours');
    expect(Object.keys(own)).toContain('baseline/beetle/beetle_001_confidence.value');
    // It has to be initialised again, with the chance of the same run.
    expect(own['baseline/beetle/beetle_001.txt']!.match(/^1$/gm)!.length).toBeGreaterThan(1);
    for (const version of [1, 2, 3, 4]) expect(await stored(workspace, `v${version}`)).toEqual(own);
  });

  it('refuses what it cannot serve', async () => {
    const serve = async (...words: readonly string[]): Promise<Answer> =>
      end(spawn(process.execPath, [program, 'serve', ...words], { stdio: ['ignore', 'ignore', 'pipe'] }));
    expect(await serve('--tracker', 'kfc')).toMatchObject({ code: 2, stderr: expect.stringContaining('"kcf"') });
    expect(await serve('--tracker', 'kcf', '--trax-version', '5')).toMatchObject({ code: 2 });
    // One without chance has no seed to say.
    expect(await serve('--tracker', 'kcf')).toEqual({ code: 0, stderr: '' });
  });
});

describe('tracking-loss run with external trackers', () => {
  it('runs the tracker of docs/external-trackers.md from trackers.yaml and from trackers.ini', async () => {
    const folder = await temporaryFolder();
    const page = await readFile(new URL('../../docs/external-trackers.md', import.meta.url), 'utf8');
    await writeFile(join(folder, 'tracker.py'), /```python\n(.*?)```/s.exec(page)![1]!);
    const yaml = /^ {4}(mine: .*)$/m.exec(page)![1]!;
    await writeFile(join(folder, 'trackers.yaml'), yaml);
    await writeFile(join(folder, 'trackers.ini'), '[toolkit]\nprotocol = traxpython\ncommand = tracker\nnew = 1\n');
    const workspace = await temporaryFolder();
    const trackers = `${join(folder, 'trackers.yaml')},${join(folder, 'trackers.ini')}:toolkit`;
    const { code, stderr } = await run(workspace, trackers, ...unsupervised);
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^note: .*trackers\.ini:4: new of toolkit is not known and has no effect$/m),
    });
    const mine = await stored(workspace, 'mine');
    expect(await stored(workspace, 'toolkit')).toEqual(mine);
    const lines = mine['unsupervised/beetle/beetle_001.txt']!.split('\n');
    const [first, second] = [1, 2].map((index) => lines[index]!.split(',').map(Number));
    expect(second![0]! - first![0]!).toBeCloseTo(1, 3);
    expect(mine['unsupervised/beetle/beetle_001_confidence.value']).toMatch(/^\n(0\.5\n){13}$/);
  });

  it('keeps what a tracker says and its configuration with the results, and refuses another under the same name', async () => {
    const workspace = await temporaryFolder();
    const folder = await temporaryFolder();
    const answer = say('@@TRAX:state "1,2,3,4" "confidence=0.5" "mood=two\\nlines" ');
    const command = scripted([hello(1), { always: [hear, answer] }], join(folder, 'heard'));
    const secret = { command, env: { TOKEN: 'a secret' } };
    expect((await run(workspace, await fileOf({ mine: secret }, folder), ...unsupervised)).code).toBe(0);
    expect(await readConfiguration(workspace, 'mine')).toMatchObject({
      tracker: 'trax',
      configuration: { command, environment: ['TOKEN'] },
    });
    expect(await readFile(join(workspace, 'results/mine/tracker.yaml'), 'utf8')).not.toContain('a secret');
    expect((await stored(workspace, 'mine'))['unsupervised/beetle/beetle_001_mood.value']).toBe(
      `\n${'two\\nlines\n'.repeat(13)}`,
    );
    const patient = await fileOf({ mine: { ...secret, timeoutSeconds: 90, retries: 3 } }, folder);
    expect((await run(workspace, patient, ...unsupervised)).code).toBe(0);
    const other = await run(workspace, await fileOf({ mine: { ...secret, restart: true } }, folder), ...unsupervised);
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/restart: false -> true .*as in FILE:mine\{label: mine\}/),
    });
  });

  it('does a run again in which the tracker crashed, and says so', async () => {
    const workspace = await temporaryFolder();
    const folder = await temporaryFolder();
    const crash = [{ error: 'out of memory\n' }, { exit: 1 }];
    const actions: Action[] = [hello(1), hear, state, hear, state, hear, { once: crash }, { always: [state, hear] }];
    const file = await fileOf({ mine: { command: scripted(actions, join(folder, 'heard')) } });
    const { code, stderr } = await run(workspace, file, ...unsupervised);
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(
        /^note: mine unsupervised beetle repetition 1: it crashed and was run again: frame 3: the tracker ended with exit code 1, .*out of memory$/m,
      ),
    });
    const log = await readFile(join(workspace, 'logs/mine/unsupervised/beetle_001.log'), 'utf8');
    expect(log.match(/^--- started: /gm)).toHaveLength(2);
  });

  it('says where and why a tracker fails, with its last words', async () => {
    const workspace = await temporaryFolder();
    const folder = await temporaryFolder();
    const actions = [hello(1), hear, { error: 'loading\nno cuda\n' }, { exit: 1 }];
    const file = await fileOf({ mine: { command: scripted(actions, join(folder, 'heard')), retries: 0 } });
    const { code, stderr } = await run(workspace, file, ...unsupervised);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^failed: mine .*: frame 1: the tracker ended with exit code 1, .*its last words: no cuda$/m,
      ),
    });
    expect(await readFile(join(workspace, 'failures.txt'), 'utf8')).toMatch(/\n {4}\| loading\n {4}\| no cuda\n/);
    expect((await readFile(join(folder, 'heard'), 'utf8')).match(/initialize/g)).toHaveLength(1);
  });

  it('says once, before anything is run, that a program is missing', async () => {
    const workspace = await temporaryFolder();
    const file = await fileOf({ mine: { command: ['no-such-program'] } });
    expect(await run(workspace, file)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^missing program: no-such-program \(tracker mine\); no folder of PATH has it$/m),
    });
    expect(existsSync(join(workspace, 'failures.txt'))).toBe(false);
  });

  it('says of a missing program no command to finish with, and keeps the failures of the command before', async () => {
    const workspace = await temporaryFolder();
    const folder = await temporaryFolder();
    const actions = [hello(1), hear, { error: 'no cuda\n' }, { exit: 1 }];
    const failing = await fileOf({ broken: { command: scripted(actions, join(folder, 'heard')), retries: 0 } });
    expect((await run(workspace, failing, ...unsupervised)).stderr).toContain('to finish: ');
    const failures = await readFile(join(workspace, 'failures.txt'), 'utf8');
    expect(failures).toContain('broken unsupervised beetle repetition 1');
    const missing = await run(workspace, await fileOf({ mine: { command: ['no-such-program'] } }), ...unsupervised);
    expect(missing.code).toBe(2);
    expect(missing.stderr).not.toContain('to finish');
    expect(await readFile(join(workspace, 'failures.txt'), 'utf8')).toBe(failures);
  });

  describe('that is ended', () => {
    /** A tracker and a child of it that go on for ever, however they are asked. */
    async function hanging(answers: boolean): Promise<{ file: string; pids: () => Promise<number[]> }> {
      const record = join(await temporaryFolder(), 'heard');
      const actions = [
        { pid: true },
        { child: true },
        hello(1),
        { always: answers ? [hear, { sleep: 0.2 }, state] : [hear] },
      ];
      const file = await fileOf({ mine: { command: scripted(actions, record), timeoutSeconds: 600 } });
      const pids = async (): Promise<number[]> => {
        for (;;) {
          const heard = await readFile(record, 'utf8').catch(() => '');
          if (heard.includes('initialize')) return [...heard.matchAll(/^pid (\d+)$/gm)].map(([, pid]) => Number(pid));
          await wait(50);
        }
      };
      return { file, pids };
    }

    async function expectGone(pids: readonly number[]): Promise<void> {
      expect(pids).toHaveLength(2);
      for (const pid of pids) await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
    }

    it('by Ctrl-C ends at the next frame, and leaves no process', async () => {
      const { file, pids } = await hanging(true);
      const child = start(await temporaryFolder(), file, ...unsupervised);
      const ended = end(child);
      const processes = await pids();
      child.kill('SIGINT');
      expect((await ended).code).toBe(130);
      await expectGone(processes);
    });

    it.each<[string, (child: ChildProcess) => Promise<void>]>([
      [
        'by a second Ctrl-C',
        async (child) => {
          child.kill('SIGINT');
          await wait(1200);
          child.kill('SIGINT');
        },
      ],
      [
        'by kill -9',
        async (child) => {
          child.kill('SIGKILL');
        },
      ],
    ])('%s leaves no process of a tracker that hangs', async (_, kill) => {
      const { file, pids } = await hanging(false);
      const child = start(await temporaryFolder(), file, ...unsupervised);
      const ended = end(child);
      const processes = await pids();
      await kill(child);
      await ended;
      await expectGone(processes);
    });
  });
});

async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // One that has ended and whose parent has gone waits for the system to take it away.
  return !/\) Z /.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));
}
