import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ablationTable } from '../../../reports/ablation/ablationTable.ts';
import { readAblation } from '../../../reports/ablation/readAblation.ts';
import { replacedAblation } from '../../../reports/ablation/replacedAblation.ts';
import { writeAblation } from '../../../reports/ablation/writeAblation.ts';
import { ablationHeatMap, heatMapKeys } from '../../../reports/charts/ablationHeatMap.ts';
import { chartMeta } from '../../../reports/charts/chart.ts';
import { chartSvg } from '../../../reports/figures/chartSvg.ts';
import { csv } from '../../../reports/tables/csv.ts';
import { latex } from '../../../reports/tables/latex.ts';
import { markdown } from '../../../reports/tables/markdown.ts';
import type { Ablation } from '../../../results/ablation.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { drawnItems } from '../charts/compiled.ts';

const temporaryFolder = temporaryFolders();

/** Made-up figures that grow with the point's place. */
function madeUp(keys: readonly string[], grid: readonly (readonly string[])[]): Ablation {
  return {
    dataset: { name: 'made-up', sequences: 2, frames: 100, tags: [] },
    convention: 'vot2016',
    interval: [10, 20],
    tracker: 'Ours_softmax',
    keys,
    points: grid.map((values, index) => ({
      label: values.join(' '),
      values,
      missing: [],
      repetitions: 3,
      measures: {
        baselineAo: { value: 0.4 + 0.01 * index, deviation: 0.0123 },
        ao: { value: 0.3 + 0.02 * index, deviation: 0.02 },
        failures: { value: 5 - index / 2, deviation: 0.5 },
        eao: { value: index === 0 ? null : 0.2, deviation: null },
      },
    })),
    notes: [],
  };
}

const weights = madeUp(
  ['alpha', 'beta'],
  [
    ['1', '1'],
    ['1', '5'],
    ['1', '10'],
    ['10', '1'],
  ],
);
const strategies = madeUp(['strategies'], [['first'], ['fourth'], ['first+fourth']]);

/** The ablation without the figures of one point. */
function withoutPoint(ablation: Ablation, at: number): Ablation {
  const none = { value: null, deviation: null };
  const measures = { baselineAo: none, ao: none, failures: none, eao: none };
  const missing = ['baseline', 'unsupervised'] as const;
  const points = ablation.points.map((one, index) =>
    index === at ? { ...one, missing, repetitions: 0, measures } : one,
  );
  return { ...ablation, points };
}

describe('ablationTable(ablation)', () => {
  test('has a row for each point, each figure with its spread, and the best marked', () => {
    expect(markdown(ablationTable(strategies))).toContain(
      '| first+fourth | **0.420**¹ | 0.012 | **0.340**¹ | 0.020 | **4.00**¹ | 0.50 | **0.2000**¹ |',
    );
    expect(latex(ablationTable(strategies))).toContain('first+fourth');
  });

  test('has a row without figures for a point whose runs are missing, which is named below it like the notes', () => {
    const table = markdown(ablationTable({ ...withoutPoint(weights, 3), notes: ['beta has no effect'] }));
    expect(table).toContain('| 10 | 1 | – | – | – | – | – | – | – | – | 0 |');
    expect(table).toContain('No figures, as runs are missing: alpha=10 beta=1 (baseline, unsupervised).');
    expect(table).toContain('beta has no effect.');
    expect(markdown(ablationTable(weights))).not.toContain('missing');
  });

  test('has a column for each further setting', () => {
    const [heading, first] = csv(ablationTable(weights)).split('\r\n');
    expect(heading).toBe(
      'alpha,beta,baselineAo,baselineAoDeviation,ao,aoDeviation,failures,failuresDeviation,eao,eaoDeviation,repetitions',
    );
    expect(first).toBe('1,1,0.4,0.0123,0.3,0.02,5,0.5,,,3');
  });
});

describe('heatMapKeys(ablation)', () => {
  test('are the first two settings of numbers that differ', () => {
    expect(heatMapKeys(weights)).toEqual(['alpha', 'beta']);
    expect(heatMapKeys(strategies)).toBeUndefined();
    const fixed = [
      ['a', '1', '1', '1'],
      ['b', '1', '2', '3'],
    ];
    expect(heatMapKeys(madeUp(['loss', 'alpha', 'beta', 'momentum'], fixed))).toEqual(['beta', 'momentum']);
  });
});

describe('ablationHeatMap(ablation, measure)', () => {
  test('draws what it drew when somebody last looked at it', async () => {
    await expect(await chartSvg(ablationHeatMap(weights, 'ao'))).toMatchFileSnapshot(
      '../snapshots/ablationHeatMap.svg',
    );
  });

  test('has a cell for each pair of values, the numbers in order', async () => {
    const cells = await drawnItems(ablationHeatMap(weights, 'baselineAo'), 'text');
    const shown = cells.filter(({ datum }) => datum?.x !== undefined);
    const at = (x: string, y: string): number => shown.findIndex(({ datum }) => datum!.x === x && datum!.y === y);
    expect(shown).toHaveLength(4);
    const places = shown.map(({ x, y }) => ({ x, y }));
    expect(places[at('1', '1')]!.x).toBeLessThan(places[at('10', '1')]!.x);
    // The larger is above, and 10 comes after 5.
    expect(places[at('1', '10')]!.y).toBeLessThan(places[at('1', '5')]!.y);
    expect(places[at('1', '5')]!.y).toBeLessThan(places[at('1', '1')]!.y);
  });

  test('is a mean over the other settings, and says so', async () => {
    const three = madeUp(
      ['alpha', 'beta', 'loss'],
      ['1', '2'].flatMap((alpha) =>
        ['1', '2'].flatMap((beta) => ['softmax', 'hinge'].map((loss) => [alpha, beta, loss])),
      ),
    );
    const spec = ablationHeatMap(three, 'ao');
    expect(chartMeta(spec).sentences).toContain('Means over loss.');
    const values = (await drawnItems(spec, 'text')).flatMap(({ datum }) =>
      datum?.value === undefined ? [] : [datum.value],
    );
    expect(values).toEqual([0.31, 0.35, 0.39, 0.43].map((value) => expect.closeTo(value, 10)));
  });

  test('has no mean of a place where a point lacks the figure', async () => {
    const grid = ['1', '2'].flatMap((beta) => ['softmax', 'hinge'].map((loss) => ['1', beta, loss]));
    const three = madeUp(['alpha', 'beta', 'loss'], [...grid, ['2', '1', 'softmax'], ['2', '1', 'hinge']]);
    const cells = await drawnItems(ablationHeatMap(withoutPoint(three, 0), 'ao'), 'text');
    const places = cells.filter(({ datum }) => datum?.x !== undefined).map(({ datum }) => [datum!.x, datum!.y]);
    expect(places).toEqual([
      ['1', '2'],
      ['2', '1'],
    ]);
  });

  test('says so when there is nothing to draw', async () => {
    expect(await chartSvg(ablationHeatMap(strategies, 'ao'))).toContain('nothing to show');
    const lone = madeUp(['alpha', 'beta'], [['1', '1']]);
    expect(JSON.stringify(ablationHeatMap(lone, 'ao'))).toContain('no two settings that are numbers');
    const unknown = weights.points.reduce((ablation, _, index) => withoutPoint(ablation, index), weights);
    expect(JSON.stringify(ablationHeatMap(unknown, 'ao'))).toContain('No point has the figure.');
  });
});

describe('writeAblation(ablation, folder)', () => {
  test('writes the figures, the table for programs, people and as a picture, and both heat maps three ways', async () => {
    const folder = await temporaryFolder();
    const files = (await writeAblation(weights, folder)).map((file) => relative(folder, file));
    expect(files.toSorted()).toEqual(
      [
        'ablation.json',
        ...['csv', 'md', 'tex', 'svg', 'png', 'vl.json'].map((ending) => `tables/ablation.${ending}`),
        ...['heatMapAo', 'heatMapBaselineAo'].flatMap((name) =>
          ['svg', 'png', 'vl.json'].map((ending) => `charts/${name}.${ending}`),
        ),
      ].toSorted(),
    );
    expect(await readAblation(folder)).toEqual(weights);
  });

  test('removes the heat maps of an older ablation where it has none, and nothing else', async () => {
    const folder = await temporaryFolder();
    await writeAblation(weights, folder);
    await writeFile(join(folder, 'charts/mine.svg'), 'mine');
    const files = await writeAblation(strategies, folder);
    const left = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    expect(left.toSorted()).toEqual([...files, join(folder, 'charts/mine.svg')].toSorted());
  });

  test('removes no charts from a folder that has no ablation', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'charts'));
    await writeFile(join(folder, 'charts/heatMapAo.svg'), 'mine');
    await writeAblation(strategies, folder);
    expect(await readdir(join(folder, 'charts'))).toEqual(['heatMapAo.svg']);
  });

  test('writes no heat map where the settings are no numbers', async () => {
    const files = await writeAblation(strategies, await temporaryFolder());
    expect(files.filter((file) => file.includes('charts'))).toEqual([]);
  });
});

describe('replacedAblation(folder, ablation)', () => {
  test('is the one there, where it is of another tracker, over other settings, or has points that the new one lacks', async () => {
    const folder = await temporaryFolder();
    expect(await replacedAblation(folder, weights)).toBeUndefined();
    await writeAblation(weights, folder);
    expect(await replacedAblation(folder, { ...weights, tracker: 'other' })).toEqual(weights);
    expect(await replacedAblation(folder, strategies)).toEqual(weights);
    expect(await replacedAblation(folder, { ...weights, points: weights.points.slice(1) })).toEqual(weights);
  });

  test('is none where the new one has its points and others, or it cannot be read', async () => {
    const folder = await temporaryFolder();
    await writeAblation({ ...weights, points: weights.points.slice(1) }, folder);
    expect(await replacedAblation(folder, weights)).toBeUndefined();
    await writeFile(join(folder, 'ablation.json'), '{}');
    expect(await replacedAblation(folder, weights)).toBeUndefined();
  });
});

test('readAblation(folder) reads an ablation from before points could miss runs', async () => {
  const folder = await temporaryFolder();
  const older = JSON.stringify(weights, (key, value: unknown) =>
    ['missing', 'notes'].includes(key) ? undefined : value,
  );
  await writeFile(join(folder, 'ablation.json'), older);
  expect(await readAblation(folder)).toEqual(weights);
});

test('readAblation(folder) gives nothing where nothing was written, and refuses what is no ablation', async () => {
  const folder = await temporaryFolder();
  expect(await readAblation(folder)).toBeUndefined();
  await writeFile(join(folder, 'ablation.json'), '{"points": 3}');
  await expect(readAblation(folder)).rejects.toThrow('invalid ablation');
});
