import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Region, special } from '../../datasets/region.ts';
import { formatTrajectory } from '../../datasets/regionText.ts';
import { trajectory } from '../../datasets/trajectory.ts';
import { ablationOf, pointsWithMissingRuns, standardDeviation } from '../../results/ablation.ts';
import { evaluateRepetitions } from '../../results/evaluateRepetitions.ts';
import { evaluateResults } from '../../results/evaluateResults.ts';
import type { ExperimentName } from '../../results/run.ts';
import { truth, twoSequences } from './twoSequences.ts';
import { temporaryFolders } from '../temporaryFolder.ts';

const temporaryFolder = temporaryFolders();
const frames = 11;
const dataset = twoSequences(frames);

/** Each frame `shift` pixels off: with `current` an overlap of (20 - shift) / (20 + shift). */
function run(shift: number): string {
  const regions = Array.from({ length: frames - 1 }, (): Region => ({ ...truth, x: 20 + shift }));
  return formatTrajectory(trajectory([special(1), ...regions]));
}

async function resultsOf(shifts: Readonly<Record<string, readonly number[]>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [series, ofRepetitions] of Object.entries(shifts)) {
    const sequence = series.slice(series.lastIndexOf('/') + 1);
    for (const [index, shift] of ofRepetitions.entries()) {
      const file = join(folder, series, `${sequence}_00${index + 1}.txt`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, run(shift));
    }
  }
  return folder;
}

const options = { dataset, convention: 'current', interval: [5, 10] } as const;

describe('evaluateRepetitions(folder, trackers, options)', () => {
  it('gives the figures of each repetition over the whole dataset', async () => {
    const folder = await resultsOf({
      't/baseline/a': [0, 10],
      't/baseline/b': [0, 10],
      't/unsupervised/a': [10],
      't/unsupervised/b': [0],
      'other/baseline/a': [0],
    });
    const figures = await evaluateRepetitions(folder, ['t'], options);
    expect(Object.keys(figures)).toEqual(['t']);
    expect(figures['t']!.map(({ baselineAo }) => baselineAo)).toEqual([1, expect.closeTo(1 / 3, 6)]);
    // The first frame of each pass counts as 0.
    expect(figures['t']!.map(({ ao }) => ao)).toEqual([expect.closeTo((10 / 3 + 10) / 22, 6), null]);
    expect(figures['t']!.map(({ failures }) => failures)).toEqual([0, 0]);
  });

  it('takes the first run again for a sequence that needed no more repetitions', async () => {
    const folder = await resultsOf({ 't/baseline/a': [0, 0, 0, 0], 't/baseline/b': [10, 10, 10] });
    const figures = await evaluateRepetitions(folder, ['t'], options);
    const [first, ...others] = figures['t']!;
    expect(others).toEqual([first, first, first]);
  });
});

/** The points of a grid by label, with the experiments that they miss. */
function gridOf(missing: Readonly<Record<string, readonly ExperimentName[]>>) {
  const points = Object.entries(missing).map(([label, missing]) => ({ label, values: [`k ${label}`], missing }));
  return { tracker: 'T', keys: ['k'], points, notes: [] };
}

describe('ablationOf(evaluation, figures, grid)', () => {
  it("has each point's figures as evaluate prints them, with their spread", async () => {
    const folder = await resultsOf({
      'x/baseline/a': [0, 10],
      'x/baseline/b': [0, 10],
      'y/unsupervised/a': [0],
      'y/unsupervised/b': [0],
    });
    const evaluation = await evaluateResults({ ...options, sources: [folder] });
    const figures = await evaluateRepetitions(folder, ['x', 'y'], options);
    const grid = gridOf({ x: [], y: [] });
    const { points } = ablationOf(evaluation, figures, grid);
    expect(points.map(({ label, values, repetitions }) => [label, values, repetitions])).toEqual([
      ['x', ['k x'], 2],
      ['y', ['k y'], 1],
    ]);
    expect(points[0]!.measures).toMatchObject({
      baselineAo: { value: expect.closeTo(2 / 3, 6), deviation: expect.closeTo(Math.SQRT2 / 3, 6) },
      ao: { value: null, deviation: null },
      failures: { value: 0, deviation: 0 },
    });
    expect(points[1]!.measures.ao).toEqual({ value: expect.closeTo(10 / 11, 6), deviation: null });
  });

  it('has no figures of an experiment that lacks runs, nor of a point without results', async () => {
    const folder = await resultsOf({
      'x/baseline/a': [0, 10],
      'x/unsupervised/a': [0],
      'x/unsupervised/b': [0],
    });
    const evaluation = await evaluateResults({ ...options, sources: [folder] });
    const figures = await evaluateRepetitions(folder, ['x'], options);
    const ablation = ablationOf(evaluation, figures, gridOf({ x: ['baseline'], gone: ['baseline', 'unsupervised'] }));
    const none = { value: null, deviation: null };
    const [x, gone] = ablation.points;
    expect(x).toMatchObject({ repetitions: 1, measures: { baselineAo: none, failures: none, eao: none } });
    expect(x!.measures.ao.value).toBeCloseTo(10 / 11, 6);
    expect(gone).toMatchObject({ repetitions: 0, measures: { baselineAo: none, ao: none, failures: none, eao: none } });
    expect(pointsWithMissingRuns(ablation)).toEqual(['k=k x (baseline)', 'k=k gone (baseline, unsupervised)']);
  });
});

describe('standardDeviation(values)', () => {
  it('divides by one less than their number, and needs two', () => {
    expect(standardDeviation([1, 3])).toBeCloseTo(Math.SQRT2, 12);
    expect(standardDeviation([2, 2, 2])).toBe(0);
    expect(standardDeviation([5])).toBeNull();
    expect(standardDeviation([])).toBeNull();
  });
});
