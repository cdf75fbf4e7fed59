/** @file `report --compare` and `render` through the command line, on runs that the test stores itself. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { code, rectangle, type Region, special } from '../../datasets/region.ts';
import { trajectory } from '../../datasets/trajectory.ts';
import { writeSyntheticDataset } from '../../datasets/synthetic/writeSyntheticDataset.ts';
import { runCommandLine } from '../../harness/commandLine.ts';
import type { Comparison } from '../../results/comparison/comparison.ts';
import type { ExperimentName } from '../../results/run.ts';
import { storeRun } from '../../results/store.ts';
import { keepConfiguration } from '../../results/trackerConfiguration.ts';
import { writeWorkspace } from '../../results/workspace.ts';
import { temporaryFolders } from '../temporaryFolder.ts';
import { recordingTerminal } from './recordingTerminal.ts';

const temporaryFolder = temporaryFolders();
const frames = 12;
const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

async function answer(...words: readonly string[]) {
  const { terminal, stdout, stderr } = recordingTerminal();
  const exit = await runCommandLine(words, terminal);
  return { code: exit, stdout: stdout(), stderr: stderr() };
}

/** Annotations of sequences whose target stands still, each of a size of its own. */
async function annotations(folder: string, sequences: readonly string[], length: number): Promise<string> {
  const path = join(folder, 'set.json');
  const entries = sequences.map((name, index) => [
    name,
    {
      video_dir: name,
      init_rect: truthOf(index),
      img_names: Array.from({ length }, (_, i) => `${name}/${i}.jpg`),
      gt_rect: Array.from({ length }, () => truthOf(index)),
      width: 200,
      height: 100,
    },
  ]);
  await writeFile(path, JSON.stringify(Object.fromEntries(entries)));
  return path;
}

const truthOf = (index: number): [number, number, number, number] => [10, 10, 40 + 4 * index, 30];

interface Made {
  readonly sequences?: readonly string[];
  readonly tracked?: readonly string[];
  /** Pixels that each tracker's box is beside the target. */
  readonly shifts: Readonly<Record<string, number>>;
  readonly experiment?: ExperimentName;
  readonly length?: number;
  readonly seed?: number;
  readonly beta?: number;
}

async function workspace({
  sequences = names,
  tracked = sequences,
  shifts,
  experiment = 'unsupervised',
  length = frames,
  seed = 0,
  beta = 1,
}: Made) {
  const folder = await temporaryFolder();
  const path = await annotations(folder, sequences, length);
  await writeWorkspace(folder, {
    version: 1,
    madeBy: 'test',
    dataset: { name: 'set', path },
    convention: 'vot2016',
    seed,
  });
  for (const [tracker, shift] of Object.entries(shifts)) {
    await keepConfiguration(folder, tracker, { madeBy: 'test', tracker, configuration: { branches: [{ beta }] } });
    for (const [index, sequence] of tracked.entries()) {
      const [x, y, width, height] = truthOf(index);
      const regions: Region[] = Array.from({ length }, () => rectangle(x + shift, y, width, height));
      await store(folder, tracker, sequence, [special(code.initialization), ...regions.slice(1)], experiment);
    }
  }
  return folder;
}

async function store(
  folder: string,
  tracker: string,
  sequence: string,
  regions: readonly Region[],
  experiment: ExperimentName = 'unsupervised',
): Promise<void> {
  await storeRun(
    folder,
    { tracker, experiment, sequence, repetition: 1 },
    {
      trajectory: trajectory(regions),
      timesInSeconds: new Float64Array(regions.length).fill(0.01),
      confidences: new Float64Array(regions.length).fill(0.5),
    },
  );
}

const compared = async (...words: readonly string[]): Promise<Comparison> =>
  JSON.parse((await answer('report', '--compare', ...words, '--json')).stdout) as Comparison;

describe('tracking-loss report --compare A B', () => {
  it('sets the common trackers side by side, with the interval of the difference', async () => {
    const a = await workspace({ shifts: { better: 8, same: 2, gone: 1 } });
    const b = await workspace({ shifts: { better: 2, same: 2 } });
    const { isPaired, trackers, onlyInA, onlyInB } = await compared(a, b);
    expect({ isPaired, onlyInA, onlyInB, names: Object.keys(trackers) }).toEqual({
      isPaired: true,
      onlyInA: ['gone'],
      onlyInB: [],
      names: ['better', 'same'],
    });
    const { ao } = trackers['better']!.figures;
    expect(ao.difference).toBeCloseTo(ao.b! - ao.a!, 12);
    expect(ao.low).toBeGreaterThan(0);
    expect(ao.high).toBeGreaterThan(ao.difference!);
    // Paired: where nothing differs on any sequence, the interval has no width.
    expect(trackers['same']!.figures.ao).toMatchObject({ difference: 0, low: 0, high: 0 });
    expect(trackers['better']!.figures.eao).toEqual({ a: null, b: null, difference: null, low: null, high: null });
  });

  it('prints and writes figures, verdicts and what was set differently', async () => {
    const a = await workspace({ shifts: { mine: 2 } });
    const b = await workspace({ shifts: { mine: 8 }, seed: 3, beta: 10 });
    const out = join(await temporaryFolder(), 'out');
    const { code, stdout } = await answer('report', '--compare', a, b, '--out', out);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^mine +0\.\d{3} +0\.\d{3} +-0\.\d{3} \[-0\.\d{3}, -0\.\d{3}\] +lower$/m);
    expect(stdout).toMatch(/^all +seed +0 +3$/m);
    expect(stdout).toMatch(/^mine +branches\.0\.beta +1 +10$/m);
    const [heading, row] = (await readFile(join(out, 'tables/comparison-ao.csv'), 'utf8')).split('\r\n');
    expect(heading).toBe('tracker,a,b,difference,differenceLow,differenceHigh,verdict');
    const [, before, after, difference] = row!.split(',').map(Number);
    expect(difference).toBeCloseTo(after! - before!, 12);
    expect(await readFile(join(out, 'tables/comparison-settings.tex'), 'utf8')).toContain('branches.0.beta & 1 & 10');
  });

  it('compares other sequences by draws of their own, and says so', async () => {
    const a = await workspace({ shifts: { mine: 2 } });
    const b = await workspace({ shifts: { mine: 2 }, sequences: [...names, 'h'] });
    const { isPaired, trackers, differences } = await compared(a, b);
    expect(isPaired).toBe(false);
    const { low, high } = trackers['mine']!.figures.ao;
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
    expect(differences).toContainEqual({ setting: 'dataset.sequences', before: '7', after: '8' });
    expect((await answer('report', '--compare', a, b)).stdout).toContain('A and B have different sequences.');
  });

  it('warns where the EAOs are over other lengths, at their table too', async () => {
    const a = await workspace({ shifts: { mine: 2 }, experiment: 'baseline' });
    const b = await workspace({ shifts: { mine: 2 }, experiment: 'baseline', length: 20 });
    const out = join(await temporaryFolder(), 'out');
    const { stdout, stderr } = await answer('report', '--compare', a, b, '--out', out);
    const warning = 'the EAO of A is over lengths 12 to 12, that of B over 20 to 20';
    expect(stderr).toContain(`warning: ${warning}`);
    expect(stdout).toMatch(new RegExp(`^EAO: .*\n.*\nmine .*\nWarning: ${warning}`, 'm'));
    expect(await readFile(join(out, 'tables/comparison-eao.md'), 'utf8')).toContain(warning);
    expect(await readFile(join(out, 'tables/comparison-accuracy.md'), 'utf8')).not.toContain(warning);
    const same = await answer('report', '--compare', a, b, '--interval', '5,10');
    expect(same.stdout + same.stderr).not.toContain('the EAO of A');
  });

  it('has no interval of an incomplete tracker or of few sequences', async () => {
    const a = await workspace({ shifts: { mine: 2 }, tracked: names.slice(1) });
    const b = await workspace({ shifts: { mine: 4 } });
    expect((await compared(a, b)).trackers['mine']).toMatchObject({ complete: false, figures: { ao: { low: null } } });
    const few = await compared(b, b, '--sequences', 'a,b');
    expect(few.trackers['mine']).toMatchObject({ complete: true, figures: { ao: { difference: 0, low: null } } });
  });

  it('refuses what is no pair of workspaces with a common tracker', async () => {
    const a = await workspace({ shifts: { mine: 2 } });
    const b = await workspace({ shifts: { other: 2 } });
    const refused = async (...words: readonly string[]) => {
      const { code, stderr } = await answer('report', ...words);
      return `${code}: ${stderr.split('\n')[0]}`;
    };
    expect(await refused('--compare', a)).toMatch(/^2: invalid --compare: two workspaces are expected/);
    expect(await refused(a)).toMatch(/^2: unknown argument/);
    expect(await refused('--compare', a, b, '--workspace', a)).toMatch(/^2: invalid flags: --compare and --workspace/);
    expect(await refused('--compare', a, b)).toMatch(/^2: missing trackers: .*; mine and other/);
    expect(await refused('--compare', a, b, '--trackers', 'other')).toMatch(/^2: missing results: other .*it has mine/);
    expect(await refused('--compare', a, join(a, 'nowhere'))).toMatch(/^2: missing workspace/);
  });
});

describe('tracking-loss render', () => {
  let folder: string;
  const rendered = (...words: readonly string[]) => answer('render', ...words, '--workspace', folder);

  beforeEach(async () => {
    folder = await temporaryFolder();
    const path = join(folder, 'dataset');
    await writeSyntheticDataset(path, { maxLength: 5, sequences: ['ball', 'car'] });
    await writeWorkspace(folder, {
      version: 1,
      madeBy: 'test',
      dataset: { name: 'dataset', path },
      convention: 'vot2016',
      seed: 0,
    });
    const regions = [special(code.initialization), ...Array.from({ length: 4 }, () => rectangle(20, 20, 40, 40))];
    await store(folder, 'kcf', 'ball', regions);
    await store(folder, '"<b>Ärger', 'ball', regions);
    await store(folder, 'other', 'car', regions);
  });

  it('makes a film of the trackers that have the run, into the workspace', async () => {
    const { code, stdout, stderr } = await rendered('ball');
    const film = join(folder, 'render/ball.webp');
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${film}\n` });
    expect(stderr).toContain('"<b>Ärger, kcf on frames 1 to 5 of ball');
    const { pages, width, pageHeight } = await sharp(film, { pages: -1 }).metadata();
    expect({ pages, width, pageHeight }).toEqual({ pages: 5, width: 480, pageHeight: 360 + 3 * 20 + 6 });
  });

  it('takes some frames, a rate, a width and trackers side by side', async () => {
    const out = join(folder, 'part.webp');
    const words = ['--from', '2', '--to', '3', '--fps', '10', '--width', '160', '--side-by-side', '--out', out];
    expect((await rendered('ball', ...words)).code).toBe(0);
    const { pages, width, delay } = await sharp(out, { pages: -1 }).metadata();
    expect({ pages, width, delay }).toEqual({ pages: 2, width: 320, delay: [100, 100] });
  });

  it('keeps a file that is there unless told otherwise', async () => {
    const out = join(folder, 'film.webp');
    await writeFile(out, 'mine');
    expect(await rendered('ball', '--out', out)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is there'),
    });
    expect(await readFile(out, 'utf8')).toBe('mine');
    expect((await rendered('ball', '--out', out, '--overwrite', '--to', '2')).code).toBe(0);
    expect((await sharp(out, { pages: -1 }).metadata()).pages).toBe(2);
  });

  it('says what is not there, and what is', async () => {
    const refused = async (...words: readonly string[]) => {
      const { code, stderr } = await rendered(...words);
      return `${code}: ${stderr}`;
    };
    expect(await refused('bal')).toMatch(/^2: unknown sequence: "bal".*did you mean "ball"/);
    expect(await refused('ball', '--trackers', 'kfc')).toMatch(/^2: unknown tracker: "kfc".*did you mean "kcf"/);
    expect(await refused('ball', '--trackers', 'other')).toMatch(
      /^2: missing results: other has no unsupervised repetition 1 of ball; the verb run makes them/,
    );
    expect(await refused('ball', '--experiment', 'baseline')).toMatch(
      /^2: missing results: no tracker has baseline repetition 1 of ball; there is unsupervised repetition 1/,
    );
    expect(await refused('ball', '--from', '4', '--to', '2')).toMatch(/^2: invalid frames: 4 to 2; ball has frames 1/);
    expect(await refused('ball', '--out', 'x.gif')).toMatch(/^2: unknown film format: x\.gif/);
    expect(await refused()).toMatch(/^2: missing sequence/);
  });
});
