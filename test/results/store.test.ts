import { spawn, spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeFileAtomically } from '../../datasets/atomicFile.ts';
import { InputError } from '../../datasets/inputError.ts';
import { polygon, rectangle, special } from '../../datasets/region.ts';
import { trajectory } from '../../datasets/trajectory.ts';
import type { RunKey, RunOutput } from '../../results/run.ts';
import {
  checkedFileName,
  findRun,
  removeAbandonedFiles,
  seriesFolder,
  setAside,
  storeRun,
  timeTableFile,
  trajectoryFile,
  updateTimeTable,
} from '../../results/store.ts';
import { temporaryFolders } from '../temporaryFolder.ts';

const temporaryFolder = temporaryFolders();
const run: RunKey = { tracker: 'kcf', experiment: 'baseline', sequence: 'bag', repetition: 1 };
const output: RunOutput = {
  trajectory: trajectory([special(1), rectangle(10, 20, 30.5, 40), special(2), polygon(0, 0, 10, 0, 10, 10)]),
  timesInSeconds: Float64Array.of(0.25, 0.0000015, 0.01, NaN),
  confidences: Float64Array.of(NaN, 0.5, -1, 1e-7),
};

async function filesOf(workspace: string): Promise<string[]> {
  return (await readdir(seriesFolder(workspace, run))).toSorted();
}

describe('storeRun(workspace, run, output)', () => {
  it("writes a run in VOT's layout: regions, seconds and confidences, a line a frame", async () => {
    const workspace = await temporaryFolder();
    await storeRun(workspace, run, output);
    const folder = join(workspace, 'results/kcf/baseline/bag');
    const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
    expect(await filesOf(workspace)).toEqual(['bag_001.txt', 'bag_001_confidence.value', 'bag_001_time.value']);
    // The form is that of toolkit-legacy: %.4f with commas, codes as integers; an empty line for no value.
    expect(await read('bag_001.txt')).toBe(
      '1\n10.0000,20.0000,30.5000,40.0000\n2\n0.0000,0.0000,10.0000,0.0000,10.0000,10.0000\n',
    );
    expect(await read('bag_001_time.value')).toBe('0.250000000\n0.000001500\n0.010000000\n\n');
    expect(await read('bag_001_confidence.value')).toBe('\n0.5\n-1\n1e-7\n');
  });

  it.each([1, 2, 3])('has not stored the run when write %i of 3 fails, and leaves no half file', async (failing) => {
    const workspace = await temporaryFolder();
    let writes = 0;
    const write: typeof writeFileAtomically = async (path, data) => {
      writes++;
      if (writes === failing) throw new Error('no space left on device');
      await writeFileAtomically(path, data);
    };
    await expect(storeRun(workspace, run, output, write)).rejects.toThrow('no space left on device');
    expect(await findRun(workspace, run, 4)).toEqual({ state: 'missing' });
    await storeRun(workspace, run, output);
    expect(await findRun(workspace, run, 4)).toMatchObject({ state: 'stored' });
  });

  it('leaves nothing behind when the system refuses the rest of a file (a full disk)', async () => {
    const workspace = await temporaryFolder();
    // No file may become larger than 8 blocks of 512 bytes: the system takes a part of the write and refuses the rest.
    const { status, stderr } = spawnSync('sh', [
      '-c',
      'ulimit -f 8; exec "$0" "$@"',
      ...writerCommand(workspace, 2000),
    ]);
    expect(status).not.toBe(0);
    expect(stderr.toString()).toMatch(
      /invalid place to write: (the file may not become so large|no space left on the disk) \(.*_time\.value\)/,
    );
    expect(await filesOf(workspace)).toEqual([]);
  });

  it('is stored whole or not at all when the process is killed at any moment', async () => {
    const workspace = await temporaryFolder();
    const frames = 20_000;
    let stored = 0;
    for (let attempt = 0; attempt < 12; attempt++) {
      const [program, ...words] = writerCommand(workspace, frames);
      const child = spawn(program!, words, { stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = once(child, 'exit');
      // It says when it begins and after each run: the kill falls into the first run, or into the second.
      for (let line = 0; line <= attempt % 2; line++) await once(child.stdout, 'data');
      await delay(attempt * 4);
      child.kill('SIGKILL');
      await ended;
      stored = 0;
      for (let repetition = 1; ; repetition++) {
        const found = await findRun(workspace, { ...run, repetition }, frames);
        if (found.state === 'missing') break;
        expect(found.state).toBe('stored');
        stored++;
      }
    }
    expect(stored).toBeGreaterThan(0);
  });
});

/** A process that says that it begins and then stores runs of so many frames until it is killed. */
function writerCommand(workspace: string, frames: number): string[] {
  const dist = new URL('../../dist/', import.meta.url);
  const program = `
    import { storeRun } from ${JSON.stringify(new URL('results/store.js', dist).href)};
    import { parseTrajectory } from ${JSON.stringify(new URL('datasets/regionText.js', dist).href)};
    const frames = ${frames};
    const trajectory = parseTrajectory('1\\n' + '1.5,2.5,3.5,4.5\\n'.repeat(frames - 1), 'here');
    const values = new Float64Array(frames).fill(0.5);
    console.log('begin');
    for (let repetition = 1; ; repetition++) {
      const run = { tracker: 'kcf', experiment: 'baseline', sequence: 'bag', repetition };
      await storeRun(${JSON.stringify(workspace)}, run, { trajectory, timesInSeconds: values, confidences: values });
      console.log('stored');
    }`;
  return [process.execPath, '--input-type=module', '--eval', program];
}

describe('findRun(workspace, run, frames)', () => {
  it('gives the trajectory of a stored run', async () => {
    const workspace = await temporaryFolder();
    await storeRun(workspace, run, output);
    expect(await findRun(workspace, run, 4)).toEqual({ state: 'stored', trajectory: output.trajectory });
  });

  it('says that a run is missing when only its times are there', async () => {
    const workspace = await temporaryFolder();
    await writeFileAtomically(join(seriesFolder(workspace, run), 'bag_001_time.value'), '0.5\n');
    expect(await findRun(workspace, run, 1)).toEqual({ state: 'missing' });
  });

  it.each([
    ['too few lines', '1\n1,2,3,4\n', /has 2 lines where 3 frames are/],
    ['too many lines', '1\n1,2,3,4\n1,2,3,4\n1,2,3,4\n', /has 4 lines where 3 frames are/],
    ['nothing', '', /has 0 lines where 3 frames are/],
    ['letters for numbers', '1\n1,2,x,4\n1,2,3,4\n', /bag_001.txt:2/],
    ['a last line that breaks off', '1\n1,2,3,4\n10.0000,20.0000,30.0000,4', /breaks off in its last line/],
    ['a last line that breaks off in a number list', '1\n1,2,3,4\n1,2,', /bag_001.txt:3/],
  ])('says that a file with %s is damaged, and why', async (_, text, reason) => {
    const workspace = await temporaryFolder();
    await writeFileAtomically(trajectoryFile(workspace, run), text);
    expect(await findRun(workspace, run, 3)).toEqual({ state: 'damaged', reason: expect.stringMatching(reason) });
  });
});

describe('setAside(workspace, run)', () => {
  it('renames the trajectory so that nothing is lost, however often', async () => {
    const workspace = await temporaryFolder();
    const file = trajectoryFile(workspace, run);
    await writeFileAtomically(file, 'first');
    expect(await setAside(workspace, run)).toBe(`${file}.damaged`);
    await writeFileAtomically(file, 'second');
    expect(await setAside(workspace, run)).toBe(`${file}.2.damaged`);
    expect(await readFile(`${file}.damaged`, 'utf8')).toBe('first');
    expect(await findRun(workspace, run, 1)).toEqual({ state: 'missing' });
  });
});

describe('updateTimeTable(workspace, series, frames, repetitions)', () => {
  it("writes VOT's table: a row a frame, a column a repetition, zeros for one that was not run, NaN for a skipped frame", async () => {
    const workspace = await temporaryFolder();
    await storeRun(workspace, run, output);
    await storeRun(workspace, { ...run, repetition: 3 }, { ...output, timesInSeconds: Float64Array.of(1, 2, 3, 4) });
    await updateTimeTable(workspace, run, 4, 4);
    expect(await readFile(timeTableFile(workspace, run), 'utf8')).toBe(
      '0.25,0,1,0\n0.0000015,0,2,0\n0.01,0,3,0\nNaN,0,4,0\n',
    );
  });

  it('brings a table up to runs that were stored after it', async () => {
    const workspace = await temporaryFolder();
    await storeRun(workspace, run, output);
    await updateTimeTable(workspace, run, 4, 2);
    await utimes(timeTableFile(workspace, run), 0, 0);
    await storeRun(workspace, { ...run, repetition: 2 }, output);
    await updateTimeTable(workspace, run, 4, 2);
    expect((await readFile(timeTableFile(workspace, run), 'utf8')).split('\n')[0]).toBe('0.25,0.25');
  });

  it('keeps the times of repetitions that have them only in the table', async () => {
    const workspace = await temporaryFolder();
    await mkdir(seriesFolder(workspace, run), { recursive: true });
    await writeFile(trajectoryFile(workspace, run), '1\n1,2,3,4\n1,2,3,4\n1,2,3,4\n');
    await writeFile(timeTableFile(workspace, run), '7,0\n8,0\n9,0\nNaN,0\n');
    await utimes(timeTableFile(workspace, run), 0, 0);
    await storeRun(workspace, { ...run, repetition: 2 }, output);
    await updateTimeTable(workspace, run, 4, 2);
    expect(await readFile(timeTableFile(workspace, run), 'utf8')).toBe('7,0.25\n8,0.0000015\n9,0.01\nNaN,NaN\n');
  });

  it('writes no table for a series without runs', async () => {
    const workspace = await temporaryFolder();
    await updateTimeTable(workspace, run, 4, 2);
    await expect(readFile(timeTableFile(workspace, run))).rejects.toThrow('ENOENT');
  });
});

describe('removeAbandonedFiles(workspace, series, now)', () => {
  it('removes temporary files of an hour ago, and neither newer ones nor data', async () => {
    const workspace = await temporaryFolder();
    await storeRun(workspace, run, output);
    const folder = dirname(trajectoryFile(workspace, run));
    await writeFile(join(folder, '.bag_001.txt.1.tmp'), '');
    await writeFile(join(folder, '.bag_001.txt.2.tmp'), '');
    const hourAgoSeconds = Date.now() / 1000 - 3601;
    await utimes(join(folder, '.bag_001.txt.1.tmp'), hourAgoSeconds, hourAgoSeconds);
    await utimes(trajectoryFile(workspace, run), hourAgoSeconds, hourAgoSeconds);
    expect(await removeAbandonedFiles(workspace, run, Date.now())).toBe(1);
    expect(await filesOf(workspace)).toEqual([
      '.bag_001.txt.2.tmp',
      'bag_001.txt',
      'bag_001_confidence.value',
      'bag_001_time.value',
    ]);
  });

  it('has nothing to do where nothing was stored', async () => {
    expect(await removeAbandonedFiles(await temporaryFolder(), run, 0)).toBe(0);
  });
});

describe('checkedFileName(thing, name)', () => {
  it.each(['', '.', '..', '../up', 'a/b', 'a\\b', 'a\0b', 'a\nb'])('refuses %j', (name) => {
    expect(() => checkedFileName('tracker', name)).toThrow(InputError);
  });

  it.each(['KCF', 'tracking-loss(1:10)', 'Ünïcode 2', '...', '.hidden'])('takes %j as it is', (name) => {
    expect(checkedFileName('tracker', name)).toBe(name);
  });

  it('refuses a name that no file could have with what stands before and behind it', () => {
    expect(checkedFileName('tracker', 'é'.repeat(90))).toHaveLength(90);
    expect(() => checkedFileName('tracker', 'é'.repeat(91))).toThrow(/"é{40}\.\.\." has 182 bytes/);
  });

  it('lets no name lead out of its folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', '\0') }), (name) => {
        try {
          expect(dirname(join('/results', checkedFileName('tracker', name)))).toBe('/results');
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });
});
