/** @file Trackers with settings and networks through the command line, as small as they can be. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession } from '../../harness/session.ts';
import { writeSyntheticDataset } from '../../datasets/synthetic/writeSyntheticDataset.ts';
import type { Ablation } from '../../results/ablation.ts';
import { keepConfiguration, readConfiguration } from '../../results/trackerConfiguration.ts';
import { mapName } from '../../trackers/network/backbones/backbone.ts';
import { builtinGraph } from '../../trackers/network/backbones/builtin.ts';
import { graphBuilder } from '../../trackers/network/graphBuilder.ts';
import { writeOnnx } from '../../trackers/network/onnx/writeOnnx.ts';
import { mul } from '../../trackers/network/operators/arithmetic.ts';
import { tensor } from '../../trackers/network/tensor.ts';
import { temporaryFolders } from '../temporaryFolder.ts';
import { storedFiles } from './execution/testRuns.ts';
import { quickSettings } from './quickSettings.ts';

const program = fileURLToPath(new URL('../../dist/harness/main.js', import.meta.url));
const temporaryFolder = temporaryFolders();
const shared = join(tmpdir(), `tracking-loss-networks-${process.pid}`);
const dataset = join(shared, 'dataset');

beforeAll(async () => {
  await mkdir(shared, { recursive: true });
  await writeSyntheticDataset(dataset, { maxLength: 4, sequences: ['ball'] });
});
afterAll(() => rm(shared, { recursive: true, force: true }));

const small = quickSettings(65);

function begin(verb: 'run' | 'ablate', workspace: string, ...words: readonly string[]) {
  return beginIn(process.env, verb, workspace, ...words);
}

function beginIn(env: NodeJS.ProcessEnv, verb: 'run' | 'ablate', workspace: string, ...words: readonly string[]) {
  const places = ['--dataset', dataset, '--workspace', workspace, '--cache', join(shared, 'cache')];
  const workers = words.includes('--workers') ? [] : ['--workers', '1'];
  return spawn(process.execPath, [program, verb, ...places, '--device', 'cpu', ...workers, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
}

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function end(child: ReturnType<typeof begin>): Promise<Answer> {
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number | null, stdout, stderr };
}

const answer = (...words: Parameters<typeof begin>): Promise<Answer> => end(begin(...words));

const unsupervised = ['--experiments', 'unsupervised'];

/** A network whose weights are those of `builtin` up to a factor. */
async function writeNetwork(file: string, factor: number): Promise<void> {
  const builtin = builtinGraph({ height: 65, width: 65 });
  const b = graphBuilder();
  const [image] = builtin.inputs;
  const [map] = b.include(builtin, { [image!.name]: b.input(image!.name, image!.shape) });
  const scaled = mul(b, map!, b.constant(tensor([1], Float32Array.of(factor))));
  await writeFile(file, writeOnnx(b.build({ [mapName]: scaled })));
}

describe('tracking-loss run with trackers that have settings', () => {
  it('stores results and configuration under the label, and says the device', async () => {
    const workspace = await temporaryFolder();
    const { code, stderr } = await answer(
      'run',
      workspace,
      ...unsupervised,
      '--unsupervised-repetitions',
      '2',
      '--trackers',
      `Ours_softmax{label: mine, beta: 3, ${small}}`,
    );
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^networks on cpu \(.*asked for/m),
    });
    expect(stderr).not.toContain('untrained');
    expect(Object.keys(await storedFiles(workspace)).filter((file) => /\d\.txt$/.test(file))).toEqual([
      'mine/unsupervised/ball/ball_001.txt',
      'mine/unsupervised/ball/ball_002.txt',
    ]);
    expect(await readConfiguration(workspace, 'mine')).toMatchObject({
      tracker: 'Ours_softmax',
      configuration: { backbone: { name: 'builtin' }, branches: [{ beta: 3 }], online: { candidates: { count: 8 } } },
    });
  });

  it('says that the backbone which nobody chose is untrained', async () => {
    const words = [...unsupervised, '--trackers', `Ours_softmax{${small.replace(/backbone: \{[^}]*\}, /, '')}}`];
    const { code, stderr } = await answer('run', await temporaryFolder(), ...words);
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^note: the backbone builtin is .*untrained; weights list has trained ones/m),
    });
  });

  it('lets onnxruntime report nothing to its makers, and leave no files of its own', async () => {
    const [home, workspace] = [await temporaryFolder(), await temporaryFolder()];
    // Where CI is set it reports nothing by itself.
    const { CI: _, ORT_DISABLE_TELEMETRY: __, ...environment } = process.env;
    const env = { ...environment, HOME: home, XDG_CACHE_HOME: home, TMPDIR: home };
    const words = [...unsupervised, '--trackers', `Ours_softmax{${small}}`];
    const { code } = await end(beginIn(env, 'run', workspace, ...words));
    expect(code).toBe(0);
    expect((await readdir(home)).filter((name) => /^mat-debug|^Microsoft/.test(name))).toEqual([]);
  });

  it('refuses other settings under a label that has results, before anything is run', async () => {
    const workspace = await temporaryFolder();
    const words = (beta: number): string[] => [
      ...unsupervised,
      '--trackers',
      `Ours_softmax{label: mine, beta: ${beta}, ${small}}`,
    ];
    expect((await answer('run', workspace, ...words(3))).code).toBe(0);
    const before = await storedFiles(workspace);
    const refused = await answer('run', workspace, ...words(4));
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/branches\.0\.beta: 3 -> 4 \(.*mine.tracker\.yaml\); give this one another label/);
    expect(await storedFiles(workspace)).toEqual(before);
    // With nothing to do no device is tried.
    const again = await answer('run', workspace, ...words(3));
    expect(again).toMatchObject({ code: 0, stderr: expect.not.stringContaining('networks on') });
  });

  it('takes other settings under a label whose runs came to nothing', async () => {
    const workspace = await temporaryFolder();
    const words = (settings: string): string[] => [
      ...unsupervised,
      '--trackers',
      `Ours_softmax{label: mine, ${settings}}`,
    ];
    const missing = await answer('run', workspace, ...words('backbone: zf'));
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('missing weights: zf') });
    expect(await answer('run', workspace, ...words(small))).toMatchObject({ code: 0 });
    expect(await readConfiguration(workspace, 'mine')).toMatchObject({
      configuration: { backbone: { name: 'builtin' } },
    });
  });

  it('refuses other settings under a label under which another process does its first run', async () => {
    const workspace = await temporaryFolder();
    const session = openSession({
      folder: workspace,
      about: {
        command: 'x',
        dataset: { name: 'dataset', path: dataset },
        convention: 'vot2016',
        seed: 0,
        plan: { trackers: ['mine'], repetitions: {}, sequences: [] },
      },
      now: () => Date.now(),
      monotonicMs: () => performance.now(),
    });
    await session.begin(() => ({ runsDone: 0, runsPlanned: 1, failures: 0, workers: [] }));
    const own = { madeBy: 'test', tracker: 'Ours_softmax', configuration: { beta: 3 } };
    await session.labels.enter('mine', (usedBy) => keepConfiguration(workspace, 'mine', own, usedBy), {
      onWaiting: () => {},
      isStopped: () => false,
    });
    const words = [...unsupervised, '--trackers', `Ours_softmax{label: mine, ${small}}`];
    const refused = await answer('run', workspace, ...words);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`invalid settings of mine: process ${process.pid} on `),
    });
    expect(await readConfiguration(workspace, 'mine')).toEqual({ version: 1, ...own });
    await session.close();
    expect(await answer('run', workspace, ...words)).toMatchObject({ code: 0 });
  });

  it('refuses a file of weights that was replaced under a label that has results', async () => {
    const workspace = await temporaryFolder();
    const onnx = join(await temporaryFolder(), 'net.onnx');
    const backbone = `backbone: {onnx: ${onnx}, layer: ${mapName}, colourOrder: RGB, means: [0, 0, 0], scale: 0.0039}`;
    const trackers = `Ours_softmax{label: mine, ${small.replace(/backbone: \{.*?\}/, backbone)}}`;
    const run = (repetitions: number) =>
      answer('run', workspace, ...unsupervised, '--unsupervised-repetitions', `${repetitions}`, '--trackers', trackers);
    await writeNetwork(onnx, 1);
    expect(await run(1)).toMatchObject({ code: 0 });
    const { network } = (await readConfiguration(workspace, 'mine'))!;
    expect(network).toEqual({ weights: expect.any(String), normalization: '24 procedural pictures' });
    await writeNetwork(onnx, 2);
    const before = await storedFiles(workspace);
    const refused = await run(2);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      `invalid network of mine: its results were made with another: network.weights: "${network!.weights}" -> "`,
    );
    expect(await storedFiles(workspace)).toEqual(before);
    // With nothing to do the weights are not looked at.
    await rm(onnx);
    expect(await run(1)).toMatchObject({ code: 0 });
    await writeNetwork(onnx, 1);
    expect(await run(2)).toMatchObject({ code: 0 });
  });

  it('runs an entry of a file, or all, or one with other settings', async () => {
    const workspace = await temporaryFolder();
    const file = join(await temporaryFolder(), 'trackers.yaml');
    await writeFile(
      file,
      `base: { extends: Ours_softmax, ${small} }\nbeta: { extends: base, beta: 9 }\nstill: { extends: static }`,
    );
    const trackers = `${file}:still,${file}:base{alpha: 2}`;
    expect((await answer('run', workspace, ...unsupervised, '--trackers', trackers)).code).toBe(0);
    expect((await readdir(join(workspace, 'results'))).toSorted()).toEqual(['base_alpha-2', 'still']);
    expect((await answer('run', workspace, ...unsupervised, '--trackers', file)).code).toBe(0);
    expect((await readdir(join(workspace, 'results'))).toSorted()).toEqual(['base', 'base_alpha-2', 'beta', 'still']);
    const unknown = await answer('run', workspace, '--trackers', `${file}:bata`);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean "beta"?') });
  });

  it('says once that weights are missing, with the way to get them', async () => {
    const { code, stderr } = await answer(
      'run',
      await temporaryFolder(),
      '--trackers',
      'Ours_softmax,Ours_ensemble',
      '--backbone',
      'squeezenet',
    );
    expect(code).toBe(1);
    expect(stderr.match(/missing weights: squeezenet/g)).toHaveLength(1);
    expect(stderr).toContain('weights fetch squeezenet');
  });
});

describe('tracking-loss run --preset fast', () => {
  it('stores the same bytes with one worker and with two', async () => {
    const [alone, together] = [await temporaryFolder(), await temporaryFolder()];
    const trackers = `Ours_softmax{${small}},Ours_ensemble{${small}}`;
    const words = ['--preset', 'fast', ...unsupervised, '--unsupervised-repetitions', '2', '--trackers', trackers];
    for (const [workspace, workers] of [
      [alone, '1'],
      [together, '2'],
    ] as const) {
      const { code, stderr } = await answer('run', workspace, ...words, '--workers', workers);
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/^4 runs done/m) });
    }
    const trajectories = async (workspace: string) =>
      Object.entries(await storedFiles(workspace)).filter(([file]) => /\d\.txt$/.test(file));
    const wanted = await trajectories(alone);
    expect(wanted).toHaveLength(4);
    expect(await trajectories(together)).toEqual(wanted);
  });
});

describe('tracking-loss ablate', () => {
  it('runs a grid through both experiments, prints and writes it, and resumes', async () => {
    const workspace = await temporaryFolder();
    const words = [
      '--tracker',
      `Ours_softmax{label: s, ${small}}`,
      '--over',
      'alpha:beta=1:1,1:10',
      '--over',
      'strategies=fourth',
      '--repetitions',
      '2',
    ];
    const { code, stdout, stderr } = await answer('ablate', workspace, ...words);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/^8 runs done/m) });
    expect(stdout).toMatch(
      /^alpha +beta +strategies +baseline AO +± +unsupervised AO +± +failures +± +EAO +± +repetitions$/m,
    );
    expect(stdout).toMatch(/^1 +10 +fourth +0\.\d{3} +0\.\d{3} .* 2$/m);
    const table = await readFile(join(workspace, 'ablation/tables/ablation.csv'), 'utf8');
    expect(table.split('\r\n')).toHaveLength(4);

    const again = await answer('ablate', workspace, ...words, '--json');
    expect(again.stderr).toMatch(/^0 runs done in .*, 8 were stored already$/m);
    const { points, tracker } = JSON.parse(again.stdout) as Ablation;
    expect(tracker).toBe('s');
    expect(points.map(({ label }) => label)).toEqual([
      's_alpha-1_beta-1_strategies-fourth',
      's_alpha-1_beta-10_strategies-fourth',
    ]);
    expect(points[0]!.measures.ao.deviation).not.toBeNull();
  });

  it('shows the points that are stored when another fails, and says which is missing', async () => {
    const workspace = await temporaryFolder();
    const words = ['--tracker', `Ours_first{label: s, ${small}}`, '--repetitions', '1', ...unsupervised];
    const diverging = await answer('ablate', workspace, ...words, '--over', 'learningRate=1e30');
    expect(diverging).toMatchObject({ code: 1, stdout: '' });
    expect(existsSync(join(workspace, 'ablation'))).toBe(false);

    const { code, stdout, stderr } = await answer('ablate', workspace, ...words, '--over', 'learningRate=0.03,1e30');
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/^1 runs failed/m) });
    expect(stderr).toContain('no figures, as runs are missing: learningRate=1e30 (unsupervised)\n');
    expect(stdout).toMatch(/^0\.03 +– +– +0\.\d{3} +– .* 1$/m);
    expect(stdout).toMatch(/^1e30 +– +– +– +– +– +– +– +– +0$/m);
    const table = await readFile(join(workspace, 'ablation/tables/ablation.csv'), 'utf8');
    expect(table.split('\r\n')[2]).toBe('1e30,,,,,,,,,0');
  });

  it('shows the points that are stored after Ctrl-C', async () => {
    const workspace = await temporaryFolder();
    const words = ['--tracker', `Ours_first{label: s, ${small}}`, '--repetitions', '1', ...unsupervised];
    expect((await answer('ablate', workspace, ...words, '--over', 'online.candidates.count=8')).code).toBe(0);
    const child = begin('ablate', workspace, ...words, '--over', 'online.candidates.count=8,4000');
    child.stderr.on('data', (said: Buffer) => {
      if (said.includes('networks on cpu')) child.kill('SIGINT');
    });
    const { code, stdout, stderr } = await end(child);
    expect({ code, stderr }).toMatchObject({ code: 130, stderr: expect.stringMatching(/^1 runs were not done$/m) });
    expect(stdout).toMatch(/^8 +– +– +0\.\d{3} /m);
    expect(stdout).toMatch(/^4000 +– +– +– /m);
  });

  it('says which ablation it replaces, and of which points the weights have no effect', async () => {
    const workspace = await temporaryFolder();
    const words = ['--tracker', `Ours_first{label: s, ${small}}`, '--repetitions', '1', ...unsupervised];
    const first = await answer('ablate', workspace, ...words, '--over', 'alpha=1,2');
    expect(first.stderr).toContain('note: alpha has no effect with strategies first: differences between points');
    expect(first.stderr).not.toContain('replaced');
    const second = await answer('ablate', workspace, ...words, '--over', 'momentum=0.5');
    expect(second.stderr).toMatch(/^replaced in .*ablation: the ablation of s over alpha \(2 points\); --out/m);
    expect(second.stderr).not.toContain('no effect');
  });
});
