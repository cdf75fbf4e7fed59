import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { special } from '../../../datasets/region.ts';
import { formatTrajectory } from '../../../datasets/regionText.ts';
import { trajectory } from '../../../datasets/trajectory.ts';
import { evaluateGrid, type PlannedGrid } from '../../../harness/ablation/evaluateGrid.ts';
import { gridOf, parseAxis } from '../../../harness/ablation/grid.ts';
import { pointsWithMissingRuns } from '../../../results/ablation.ts';
import { truth, twoSequences } from '../../results/twoSequences.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { recordingTerminal } from '../recordingTerminal.ts';

const temporaryFolder = temporaryFolders();
const frames = 11;
const dataset = twoSequences(frames);
const run = formatTrajectory(trajectory([special(1), ...Array.from({ length: frames - 1 }, () => truth)]));

/** A grid of two repetitions of each experiment, whose workspace has so many of each series (`alpha-1/baseline/a`). */
async function gridWith(stored: Readonly<Record<string, number>>): Promise<PlannedGrid> {
  const folder = await temporaryFolder();
  for (const [series, repetitions] of Object.entries(stored)) {
    const sequence = series.slice(series.lastIndexOf('/') + 1);
    for (let repetition = 1; repetition <= repetitions; repetition++) {
      const file = join(folder, 'results', `t_${series}`, `${sequence}_00${repetition}.txt`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, run);
    }
  }
  return {
    dataset,
    folder,
    workspace: { convention: 'current' },
    experiments: ['baseline', 'unsupervised'],
    repetitions: 2,
    varied: 't',
    keys: ['alpha'],
    points: gridOf({ tracker: 'Ours_softmax', overrides: {}, label: 't' }, [parseAxis('alpha=1,2')], {}),
    notes: [],
  };
}

describe('evaluateGrid(grid, isWhole, terminal)', () => {
  it('has figures of an experiment only for the points that have all its runs', async () => {
    const grid = await gridWith({
      'alpha-1/baseline/a': 2,
      'alpha-1/baseline/b': 2,
      'alpha-1/unsupervised/a': 2,
      'alpha-1/unsupervised/b': 1,
      'alpha-2/baseline/a': 2,
    });
    const ablation = (await evaluateGrid(grid, false, recordingTerminal().terminal))!;
    expect(pointsWithMissingRuns(ablation)).toEqual(['alpha=1 (unsupervised)', 'alpha=2 (baseline, unsupervised)']);
    const shown = ablation.points.map(({ measures: { failures, ao } }) => [failures.value, ao.value]);
    expect(shown).toEqual([
      [0, null],
      [null, null],
    ]);
  });

  it('is nothing where no point has all runs of an experiment', async () => {
    const grid = await gridWith({ 'alpha-1/baseline/a': 2, 'alpha-2/unsupervised/b': 2 });
    expect(await evaluateGrid(grid, false, recordingTerminal().terminal)).toBeUndefined();
  });
});
