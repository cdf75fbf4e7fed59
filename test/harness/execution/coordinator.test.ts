import { mkdirSync, writeFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coordinate } from '../../../harness/execution/coordinator.ts';
import { poolExecutor } from '../../../harness/execution/pool.ts';
import { type SeriesPlan, seriesOf } from '../../../harness/execution/job.ts';
import { planSeries } from '../../../harness/execution/plan.ts';
import { openClaimFiles } from '../../../results/claims/claimFiles.ts';
import { type Claims, openClaims } from '../../../results/claims/claims.ts';
import { thisProcess } from '../../../results/claims/processIdentity.ts';
import { seriesFolder, trajectoryFile } from '../../../results/store.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { carryOut, crew, inProcess, named, stillSequence, storedFiles, testNetworks, testWorker } from './testRuns.ts';

const temporaryFolder = temporaryFolders();

function baselineOf(tracker: string, ...lengths: number[]): SeriesPlan[] {
  return planSeries(
    [named(tracker)],
    ['baseline'],
    lengths.map((length) => stillSequence(`s${length}`, length)),
  );
}

describe('coordinate(plan, options)', () => {
  it('does three repetitions of a tracker without chance and stores them with a table of times', async () => {
    const workspace = await temporaryFolder();
    const outcome = await carryOut(
      planSeries([named('still')], ['baseline', 'unsupervised'], [stillSequence('s', 9)]),
      workspace,
    );
    expect(outcome).toEqual({ alreadyStored: 0, stored: 4, failed: [], left: 0 });
    const folder = join(workspace, 'results/still/baseline/s');
    const runFiles = ['001', '002', '003'].flatMap((n) => [
      `s_${n}.txt`,
      `s_${n}_confidence.value`,
      `s_${n}_time.value`,
    ]);
    expect((await readdir(folder)).toSorted()).toEqual([...runFiles, 's_time.txt'].toSorted());
    // Three columns of times, twelve of zeros for what needed no run.
    const [row] = (await readFile(join(folder, 's_time.txt'), 'utf8')).split('\n');
    expect(row!.split(',').map((value) => Number(value) > 0)).toEqual([
      ...Array(3).fill(true),
      ...Array(12).fill(false),
    ]);
  });

  it('does all repetitions of a tracker that lives by chance, each of them another', async () => {
    const workspace = await temporaryFolder();
    const events: string[] = [];
    const outcome = await carryOut(baselineOf('wandering', 30), workspace, inProcess(), events);
    expect(outcome).toMatchObject({ stored: 15, left: 0 });
    expect(events.filter((event) => event.startsWith('planned'))).toEqual([
      'planned 3 runs, 90 frames',
      'planned 15 runs, 450 frames',
    ]);
    const trajectories = Object.entries(await storedFiles(workspace)).filter(([file]) => file.endsWith('.txt'));
    expect(new Set(trajectories.map(([, text]) => text)).size).toBe(15);
  });

  it('does the longest sequences first, and the further repetitions of a long one before a short one', async () => {
    const executor = inProcess();
    const begun: number[] = [];
    await carryOut(baselineOf('wandering', 10, 30, 20), await temporaryFolder(), {
      ...executor,
      execute(job) {
        begun.push(job.sequence.length);
        return executor.execute(job);
      },
    });
    expect(begun.slice(0, 3)).toEqual([30, 30, 30]);
    expect(begun.filter((length) => length === 20)).toHaveLength(15);
    // While the third run of the longest is stored and compared, runs of the next sequence begin.
    expect(begun.indexOf(10)).toBeGreaterThan(begun.lastIndexOf(30));
  });

  it('opens no executor when there is nothing to do', async () => {
    const workspace = await temporaryFolder();
    const plan = baselineOf('still', 8);
    await carryOut(plan, workspace);
    const outcome = await coordinate(plan, {
      workspace,
      convention: 'vot2016',
      seed: 0,
      openExecutor: () => Promise.reject(new Error('opened')),
      observer: { planned() {}, stored() {}, failed() {}, damaged() {} },
      now: () => 0,
    });
    expect(outcome).toEqual({ alreadyStored: 3, stored: 0, failed: [], left: 0 });
  });

  it('does nothing again that is stored', async () => {
    const workspace = await temporaryFolder();
    const plan = baselineOf('wandering', 20, 10);
    await carryOut(plan, workspace);
    const before = await storedFiles(workspace);
    const events: string[] = [];
    const outcome = await carryOut(plan, workspace, inProcess(), events);
    expect(outcome).toEqual({ alreadyStored: 30, stored: 0, failed: [], left: 0 });
    expect(events).toEqual([]);
    expect(await storedFiles(workspace)).toEqual(before);
  });

  it('gives the same files in this thread, in two threads, and in one, two and four worker processes', async () => {
    const plan = [...baselineOf('wandering', 40, 25), ...baselineOf('still', 30)];
    const alone = await temporaryFolder();
    await carryOut(plan, alone);
    const expected = await storedFiles(alone);
    expect(Object.keys(expected)).toHaveLength(2 * (15 + 15 + 3));
    for (const executor of [poolExecutor(2, testNetworks, testWorker), crew(1), crew(2), crew(4)]) {
      const workspace = await temporaryFolder();
      await carryOut(plan.toReversed(), workspace, executor);
      expect(await storedFiles(workspace)).toEqual(expected);
    }
  });

  it('shares the runs of a workspace with another coordinator: each run is done by one of them', async () => {
    const plan = [...baselineOf('wandering', 40, 25), ...baselineOf('still', 30)];
    const alone = await temporaryFolder();
    await carryOut(plan, alone);
    const workspace = await temporaryFolder();
    const events: string[] = [];
    const outcomes = await Promise.all(
      [1, 2].map(() => {
        const files = openClaimFiles(workspace, thisProcess(), { monotonicMs: () => performance.now() });
        const claims = openClaims(workspace, files);
        return carryOut(plan, workspace, inProcess(), events, undefined, { claims });
      }),
    );
    const stored = events.filter((event) => event.startsWith('stored'));
    expect(stored).toHaveLength(33);
    expect(new Set(stored).size).toBe(33);
    expect(outcomes.every(({ stored, elsewhere = 0, left }) => stored + elsewhere === 33 && left === 0)).toBe(true);
    expect(await storedFiles(workspace)).toEqual(await storedFiles(alone));
  });

  it('drops a run that another process took over meanwhile', async () => {
    const workspace = await temporaryFolder();
    const events: string[] = [];
    let looks = 0;
    const claims: Claims = {
      take: async () => ({ state: looks++ === 0 ? 'taken' : 'held', by: 'another' }),
      isHeld: async () => false,
      release: async () => {},
    };
    const [series] = planSeries([named('still')], ['unsupervised'], [stillSequence('s', 5)]);
    const outcome = await carryOut([series!], workspace, inProcess(), events, undefined, {
      claims,
      isStopped: () => looks > 1,
    });
    expect(outcome).toEqual({ alreadyStored: 0, stored: 0, failed: [], left: 1 });
    expect(await storedFiles(workspace).catch(() => ({}))).toEqual({});
  });

  it('gives the same files when it is stopped after any number of runs and done again', async () => {
    const plan = baselineOf('wandering', 20, 15);
    const undisturbed = await temporaryFolder();
    await carryOut(plan, undisturbed);
    for (const runsBefore of [1, 3, 4, 17]) {
      const workspace = await temporaryFolder();
      const executor = inProcess();
      let runs = 0;
      const outcome = await carryOut(plan, workspace, executor, [], (event) => {
        if (event.startsWith('stored') && ++runs === runsBefore) executor.stop();
      });
      expect(outcome.left).toBeGreaterThan(0);
      expect(outcome.stored).toBeLessThan(30);
      expect(await carryOut(plan, workspace)).toMatchObject({ alreadyStored: outcome.stored, left: 0 });
      expect(await storedFiles(workspace)).toEqual(await storedFiles(undisturbed));
    }
  });

  it('goes on with other trackers when one fails, and says which run failed and why', async () => {
    const workspace = await temporaryFolder();
    const plan = [...baselineOf('failing', 8), ...baselineOf('still', 8)];
    const { failed, ...counts } = await carryOut(plan, workspace);
    expect(counts).toEqual({ alreadyStored: 0, stored: 3, left: 0 });
    // The first three, and none of the twelve that would fail alike.
    expect(failed.map(({ run }) => run.repetition)).toEqual([1, 2, 3]);
    expect(failed[0]!.run).toEqual({ tracker: 'failing', experiment: 'baseline', sequence: 's8', repetition: 1 });
    expect(failed[0]!.failure.message).toBe('frame 3: no such cell');
    expect(failed[0]!.failure.details).toContain('testTrackers.mjs');
    expect(Object.keys(await storedFiles(workspace)).some((file) => file.startsWith('failing'))).toBe(false);
  });

  it('moves a damaged file aside and does its run again', async () => {
    const workspace = await temporaryFolder();
    const plan = baselineOf('still', 8);
    await carryOut(plan, workspace);
    const before = await storedFiles(workspace);
    const file = trajectoryFile(workspace, { tracker: 'still', experiment: 'baseline', sequence: 's8', repetition: 2 });
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, -20));
    const events: string[] = [];
    expect(await carryOut(plan, workspace, inProcess(), events)).toMatchObject({ alreadyStored: 2, stored: 1 });
    expect(events[0]).toBe('damaged still s8 2');
    const { 'still/baseline/s8/s8_002.txt.damaged': damaged, ...after } = await storedFiles(workspace);
    expect(damaged).toBeDefined();
    expect(after).toEqual(before);
  });

  it('stops everything when the executor can do no job at all', async () => {
    const executor = { ...inProcess(), execute: () => Promise.reject(new Error('no threads')) };
    await expect(carryOut(baselineOf('still', 8, 9), await temporaryFolder(), executor)).rejects.toThrow('no threads');
  });

  it('stops everything when the store cannot be written', async () => {
    const workspace = await temporaryFolder();
    const plan = [...baselineOf('wandering', 30), ...baselineOf('still', 8)];
    // A file where the series' folder should be.
    const folder = seriesFolder(workspace, seriesOf(plan[0]!));
    const events: string[] = [];
    const work = carryOut(plan, workspace, inProcess(), events, (event) => {
      if (!event.startsWith('planned 6')) return;
      mkdirSync(dirname(folder), { recursive: true });
      writeFileSync(folder, '');
    });
    await expect(work).rejects.toThrow('a file is where a folder should be');
    expect(events.filter((event) => event.startsWith('stored')).length).toBeLessThan(3);
  });
});
