import { execFile } from 'node:child_process';
import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openJournal } from '../../results/journal/journal.ts';
import type { NewEvent, Ran } from '../../results/journal/journalEvent.ts';
import { provenanceOf } from '../../results/journal/provenance.ts';
import { readJournal } from '../../results/journal/readJournal.ts';
import type { RunKey } from '../../results/run.ts';
import { temporaryFolders } from '../temporaryFolder.ts';

const temporaryFolder = temporaryFolders();

const run = (repetition: number, tracker = 'kcf'): RunKey => ({
  tracker,
  experiment: 'baseline',
  sequence: 'ball',
  repetition,
});

const sessionEvent = (session: string): NewEvent => ({
  event: 'session',
  version: 1,
  session,
  program: 'tracking-loss 1.0.0',
  node: 'v22.0.0',
  platform: 'linux x64',
  processor: 'a processor',
  host: 'here',
  pid: 5,
  command: 'npx tracking-loss run',
  dataset: { name: 'd', path: '/d' },
  convention: 'vot2016',
  seed: 3,
  plan: { trackers: ['kcf'], repetitions: { baseline: 15 }, sequences: ['ball'] },
});

const storedEvent = (repetition: number, ran: Partial<Ran> = {}): NewEvent => ({
  event: 'stored',
  run: run(repetition),
  attempt: 1,
  frames: 20,
  ran: { host: 'here', pid: 6, device: 'cpu', startedAt: '2026-01-01T00:00:00.000Z', seconds: 2, ...ran },
});

describe('openJournal(workspace, session, now)', () => {
  it('keeps what happened, dated, a line each', async () => {
    const workspace = await temporaryFolder();
    const journal = openJournal(workspace, 's1', () => 1000);
    journal.write(sessionEvent('s1'));
    journal.write({ event: 'begun', run: run(1), attempt: 1 });
    journal.write({ event: 'end', stored: 0, failed: 0, left: 0 });
    expect(journal.problem()).toBeUndefined();
    journal.close();
    const text = await readFile(join(workspace, 'journal/s1.jsonl'), 'utf8');
    expect(text.split('\n')[1]).toBe(
      '{"event":"begun","at":"1970-01-01T00:00:01.000Z","run":{"tracker":"kcf","experiment":"baseline","sequence":"ball","repetition":1},"attempt":1}',
    );
    expect(await readJournal(workspace)).toMatchObject({
      unreadableLines: 0,
      sessions: [{ session: 's1', about: { seed: 3 }, hasEnded: true, events: [{ event: 'begun' }, { event: 'end' }] }],
    });
  });

  it('is readable up to a torn last line, wherever a kill cut it', async () => {
    const workspace = await temporaryFolder();
    const journal = openJournal(workspace, 's1', () => 0);
    journal.write(sessionEvent('s1'));
    journal.write({ event: 'begun', run: run(1), attempt: 1 });
    journal.close();
    const file = join(workspace, 'journal/s1.jsonl');
    const whole = await readFile(file);
    const lastLine = whole.subarray(0, -1).lastIndexOf(10) + 1;
    for (let length = whole.length - 2; length > lastLine; length -= 7) {
      await truncate(file, length);
      expect(await readJournal(workspace)).toMatchObject({
        unreadableLines: 1,
        sessions: [{ about: { seed: 3 }, events: [], hasEnded: false }],
      });
    }
    // Whoever appends to it again, as `cat` of two machines' files does, finds the torn line alone lost.
    await appendFile(file, `\n${whole.subarray(lastLine).toString()}`);
    expect(await readJournal(workspace)).toMatchObject({
      unreadableLines: 1,
      sessions: [{ events: [{ event: 'begun' }] }],
    });
  });

  it('keeps whole lines of several processes that write at once', async () => {
    const workspace = await temporaryFolder();
    const module = new URL('../../dist/results/journal/journal.js', import.meta.url).href;
    const script = join(workspace, 'writer.mjs');
    await writeFile(
      script,
      `import { openJournal } from ${JSON.stringify(module)};
      const [workspace, session] = process.argv.slice(2);
      const journal = openJournal(workspace, session, Date.now);
      for (let repetition = 1; repetition <= 300; repetition++) {
        journal.write({ event: 'begun', run: { tracker: session.repeat(200), experiment: 'baseline', sequence: 's', repetition }, attempt: 1 });
      }`,
    );
    const names = ['a', 'b', 'c'];
    await Promise.all(names.map((session) => promisify(execFile)(process.execPath, [script, workspace, session])));
    const { sessions, unreadableLines } = await readJournal(workspace);
    expect({ unreadableLines, counts: sessions.map(({ events }) => events.length) }).toEqual({
      unreadableLines: 0,
      counts: [300, 300, 300],
    });
  });

  it('is empty where nothing was run', async () => {
    expect(await readJournal(await temporaryFolder())).toEqual({ sessions: [], unreadableLines: 0 });
  });
});

describe('provenanceOf(journal)', () => {
  it('sums up runs by what made them, each run by the last that stored it', async () => {
    const workspace = await temporaryFolder();
    const first = openJournal(workspace, 'a', () => 0);
    for (const event of [sessionEvent('a'), storedEvent(1), storedEvent(2), storedEvent(3)]) first.write(event);
    const second = openJournal(workspace, 'b', () => 5000);
    second.write(sessionEvent('b'));
    second.write(
      storedEvent(3, { device: 'cuda:1', host: 'there', seconds: 1, startedAt: '2026-01-02T00:00:00.000Z' }),
    );
    const common = {
      tracker: 'kcf',
      program: 'tracking-loss 1.0.0',
      node: 'v22.0.0',
      platform: 'linux x64',
      processor: 'a processor',
      seed: 3,
      convention: 'vot2016',
    };
    expect(provenanceOf(await readJournal(workspace))).toEqual([
      {
        ...common,
        host: 'here',
        device: 'cpu',
        runs: 2,
        frames: 40,
        seconds: 4,
        from: '2026-01-01T00:00:00.000Z',
        to: '1970-01-01T00:00:00.000Z',
      },
      {
        ...common,
        host: 'there',
        device: 'cuda:1',
        runs: 1,
        frames: 20,
        seconds: 1,
        from: '2026-01-02T00:00:00.000Z',
        to: '1970-01-01T00:00:05.000Z',
      },
    ]);
    first.close();
    second.close();
  });
});
