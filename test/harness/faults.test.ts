/** @file A handful of the faults that `npm run faults` makes by the dozen. */
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  damageFiles,
  type FaultReport,
  fillDisk,
  jumpClock,
  killAtRandom,
  undisturbed,
  workTogether,
} from '../../bench/faults/faults.ts';
import type { Subject } from '../../bench/faults/program.ts';
import { randomFrom } from '../../datasets/random.ts';
import { writeSyntheticDataset } from '../../datasets/synthetic/writeSyntheticDataset.ts';

const folder = join(tmpdir(), `tracking-loss-faults-${process.pid}`);
const subject: Subject = {
  program: fileURLToPath(new URL('../../dist/harness/main.js', import.meta.url)),
  dataset: join(folder, 'dataset'),
  trackers: 'static,ncc',
};
let expected: Map<string, string>;
let tookMs: number;

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  await writeSyntheticDataset(subject.dataset, { maxLength: 8, sequences: ['ball', 'car'] });
  const start = performance.now();
  expected = await undisturbed(subject, join(folder, 'undisturbed'));
  tookMs = performance.now() - start;
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

function expectUnharmed(report: FaultReport): void {
  expect({ ...report, said: [] }).toMatchObject({ code: 0, differing: [], doneTwice: [] });
}

describe('tracking-loss run, disturbed and given again', () => {
  it('finishes with the undisturbed results, nothing stored done again, after kill -9 of coordinator and workers', async () => {
    const random = randomFrom('faults');
    const workspace = join(folder, 'killed');
    const report = await killAtRandom(subject, workspace, expected, {
      kills: 4,
      withinMs: 1000,
      random,
    });
    expectUnharmed(report);
    expect(report.faults['coordinatorsKilled']! + report.faults['workersKilled']!).toBeGreaterThan(0);
  });

  it('says that the disk is full, and finishes when there is room', async () => {
    const report = await fillDisk(subject, join(folder, 'disk'), expected);
    if (report === undefined) {
      if (process.env['CI'] === 'true') throw new Error('missing right: this test mounts a file system, as root');
      console.warn('skipped: only root may mount the small file system that is filled');
      return;
    }
    expectUnharmed(report);
    expect(report.faults['disksFilled']).toBe(1);
  });

  it('does not mind a clock that jumps', async () => {
    const report = await jumpClock(subject, join(folder, 'clock'), expected);
    expectUnharmed(report);
    expect(report.faults['clocksJumped']).toBe(1);
  });

  it('does again what was damaged, and only that', async () => {
    const report = await damageFiles(subject, join(folder, 'damage'), expected, 3);
    expectUnharmed(report);
    const runs = [...expected.keys()].filter((name) => /_\d{3}\.txt$/.test(name)).length;
    expect(report.stored).toBe(runs + 3);
  });

  it('shares its runs with other processes in the workspace, each run done once, and takes over from one that is killed', async () => {
    const report = await workTogether(subject, join(folder, 'together'), expected, {
      processes: 3,
      killAfterMs: tookMs / 2,
    });
    expectUnharmed(report);
    expect(report.faults['processesDone']).toBeGreaterThanOrEqual(2);
    const runs = [...expected.keys()].filter((name) => /_\d{3}\.txt$/.test(name)).length;
    // A run that was stored in the moment of the kill may lack its line.
    expect(report.stored).toBeLessThanOrEqual(runs);
    expect(report.stored).toBeGreaterThanOrEqual(runs - 2);
  });
});
