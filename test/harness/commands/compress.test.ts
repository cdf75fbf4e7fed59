/** @file The student here is the smallest there is, and the teacher needs no download: a step takes tenths of a second. */
import { spawn } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../harness/commandLine.ts';
import { openBackbone } from '../../../trackers/network/backbones/openBackbone.ts';
import { checkpointPath } from '../../../harness/compression/compressionState.ts';
import { readCheckpoint } from '../../../trackers/network/compression/trainingState.ts';
import { onnxruntimeEngine } from '../../../trackers/network/engines/onnxruntime.ts';
import { readTrainedWeights, trainedPath } from '../../../trackers/network/weights/trainedWeights.ts';
import { recordingTerminal } from '../recordingTerminal.ts';

const program = fileURLToPath(new URL('../../../dist/harness/main.js', import.meta.url));
const folder = join(tmpdir(), `tracking-loss-compress-${process.pid}`);
const images = join(folder, 'images');
const cache = join(folder, 'cache');

beforeAll(async () => {
  for (const [index, name] of ['a.png', 'b.jpg', 'deep/c.webp', 'd.png', 'e.png'].entries()) {
    const path = join(images, name);
    await mkdir(join(path, '..'), { recursive: true });
    const noise = { type: 'gaussian', mean: 90 + 20 * index, sigma: 30 } as const;
    await sharp({ create: { width: 60, height: 50 + index, channels: 3, background: 'black', noise } }).toFile(path);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const words = (
  name: string,
  settings: Readonly<Record<string, number>> = {},
  folders: readonly string[] = ['--images', images],
): string[] => {
  const given = {
    teacher: 'builtin',
    name,
    out: join(folder, name),
    cache,
    device: 'cpu',
    threads: 1,
    ...quick,
    ...settings,
  };
  const flags = Object.entries(given).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
  return ['compress', ...folders, ...flags];
};
const quick = { steps: 6, samples: 1, 'evaluate-every': 2, 'held-out-samples': 2, crops: 2 };

async function typed(...given: readonly string[]) {
  const { terminal, stdout, stderr } = recordingTerminal();
  const code = await runCommandLine(given, terminal);
  return { code, stdout: stdout(), stderr: stderr() };
}

/** A process of the compiled program, in which devices can be tried. */
function start(given: readonly string[], shell?: string) {
  const command =
    shell === undefined ? [process.execPath] : ['bash', '-c', `${shell}; exec "$0" "$@"`, process.execPath];
  const child = spawn(command[0]!, [...command.slice(1), program, ...given], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  );
  const says = async (text: string): Promise<void> => {
    while (!stderr.includes(text) && child.exitCode === null) await wait(5);
  };
  return { child, ended, says };
}

const compress = (...given: readonly string[]) => start(given).ended;

/** The step of the checkpoint in the folder. */
async function stepOf(name: string): Promise<number> {
  const path = checkpointPath(join(folder, name));
  return readCheckpoint(await readFile(path), path).progress.step;
}

describe('tracking-loss compress', () => {
  it('trains a student, draws its learning curve, and puts it into the catalogue of weights as a backbone', async () => {
    const { code, stdout, stderr } = await compress(...words('undisturbed'));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain('4 images to learn from, 1 held out; 1 sample a step');
    expect(stdout).toMatch(/^undisturbed: held-out loss \d+\.\d{4} -> \d+\.\d{4} at step \d/);
    expect((await readdir(join(folder, 'undisturbed/charts'))).toSorted()).toEqual(
      ['png', 'svg', 'vl.json'].map((ending) => `learningCurve.${ending}`),
    );

    const file = join(folder, 'undisturbed/undisturbed.safetensors');
    const trained = readTrainedWeights(await readFile(file), file);
    expect(trained.provenance).toMatchObject({
      student: 'zf-compressed',
      teacher: 'builtin',
      images: { training: 4, heldOut: 1 },
      plannedSteps: 6,
      ending: 'all steps done',
    });
    const engine = await onnxruntimeEngine({ device: 'cpu' });
    const backbone = await openBackbone({ name: 'zf-compressed', weights: 'undisturbed' }, { cache, engine });
    expect(backbone.normalization).toEqual(trained.normalization);
    expect(backbone.normalization.source).toBe('8 pieces of 4 training images');

    expect((await typed('weights', 'list', '--cache', cache)).stdout).toMatch(
      /^undisturbed +cached .*learned from builtin/m,
    );
    const info = await typed('weights', 'info', 'undisturbed', '--cache', cache);
    expect(info.stdout).toContain('teacher: builtin');
    const misspelt = ['--trackers', 'Ours_softmax', '--backbone', 'undisturbe', '--cache', cache];
    const unknown = await typed('run', '--dataset', images, ...misspelt);
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.stderr).toContain('did you mean "undisturbed"');

    // Given again it has nothing to do, and gives the same.
    const again = await compress(...words('undisturbed'));
    expect(again).toMatchObject({ code: 0, stdout });

    // On another machine the file is added; a damaged one is not taken for whole.
    const other = join(folder, 'other-cache');
    expect(await typed('weights', 'add', 'mine', file, '--cache', other)).toMatchObject({ code: 0 });
    expect(Buffer.compare(await readFile(trainedPath(other, 'mine')), await readFile(file))).toBe(0);
    await writeFile(trainedPath(other, 'mine'), 'damaged');
    await expect(openBackbone({ name: 'zf-compressed', weights: 'mine' }, { cache: other, engine })).rejects.toThrow(
      'damaged weights: mine',
    );
    for (const taken of ['zf', 'squeezenet', 'builtin']) {
      const refused = await typed('weights', 'add', taken, file, '--cache', other);
      expect(refused.stderr).toContain(`invalid name of weights: ${taken} is taken`);
    }
  });

  it('gives the same bytes when it is killed with kill -9, wherever it is, and given again', async () => {
    const killed = start(words('killed'));
    await killed.says('step 4:');
    // While the checkpoint of step 4 is being written.
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(await stepOf('killed')).toBeLessThan(6);
    const { code, stderr } = await compress(...words('killed'));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toMatch(/going on after step [24]/);
    const weights = (name: string) => readFile(join(folder, name, `${name}.safetensors`));
    expect(Buffer.compare(await weights('killed'), await weights('undisturbed'))).toBe(0);
  });

  it('stops at Ctrl-C with a checkpoint and the command that goes on', async () => {
    const stopped = start(words('stopped', { steps: 600 }));
    await stopped.says('step 2:');
    stopped.child.kill('SIGINT');
    const { code, stderr } = await stopped.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/stopped after step \d+; the same command goes on: npx tracking-loss compress --images/);
    expect(await stepOf('stopped')).toBe(Number(/stopped after step (\d+)/.exec(stderr)![1]));

    // A full disk leaves what was kept before.
    const before = await readFile(checkpointPath(join(folder, 'stopped')));
    const full = await start(words('stopped', { steps: 600 }), 'ulimit -f 20000').ended;
    expect(full.code).toBe(1);
    expect(full.stderr).toContain('invalid place to write: the file may not become so large');
    expect(Buffer.compare(await readFile(checkpointPath(join(folder, 'stopped'))), before)).toBe(0);
    expect((await readdir(join(folder, 'stopped'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);

    const other = await compress(...words('stopped', { 'learning-rate': 0.5, seed: 4 }));
    expect(other.code).toBe(2);
    expect(other.stderr).toContain(
      'steps: there 600, here 6; learning-rate: there 0.001, here 0.5; seed: there 0, here 4',
    );
  });

  it('stops when the training diverges, and keeps the best weights', async () => {
    const { code, stderr } = await compress(...words('astray', { 'learning-rate': 1e20 }));
    expect(code).toBe(1);
    expect(stderr).toContain('failed: the training diverged');
    expect(stderr).toContain('give a lower --learning-rate and another --out');
    expect(await stat(trainedPath(cache, 'astray')).catch(() => undefined)).toBeUndefined();
    expect((await compress(...words('astray', { 'learning-rate': 1e20 }))).code).toBe(1);
  });

  it('counts and names images that cannot be read, and leaves them out', async () => {
    const mixed = join(folder, 'mixed');
    await mkdir(mixed);
    for (const name of ['a.png', 'd.png', 'e.png']) await copyFile(join(images, name), join(mixed, name));
    await writeFile(join(mixed, 'broken.jpg'), (await readFile(join(images, 'b.jpg'))).subarray(0, 700));
    await writeFile(join(mixed, 'text.png'), 'no image');
    await sharp({ create: { width: 9, height: 90, channels: 3, background: 'red' } }).toFile(join(mixed, 'thin.png'));
    const folders = ['--images', mixed, '--held-out', images];
    const { code, stderr } = await compress(...words('accepted', { steps: 1 }, folders));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain('left out: 3 images');
    expect(stderr).toContain(`${join(mixed, 'broken.jpg')}: it cannot be decoded`);
    expect(stderr).toContain(`${join(mixed, 'thin.png')}: 9x90 is too small`);
    expect(stderr).toContain('3 images to learn from, 5 held out');
  });

  it('refuses what cannot be, and says the way out', async () => {
    const empty = join(folder, 'empty');
    await mkdir(empty);
    const base = ['compress', '--cache', cache, '--device', 'cpu'];
    const cases: readonly (readonly [readonly string[], number, string])[] = [
      [['--images', images], 2, 'missing flag: --teacher'],
      [['--teacher', 'builtin'], 2, 'missing flag: --images'],
      [['--teacher', 'builtn', '--images', images], 2, 'did you mean "builtin"'],
      [['--teacher', '{name: [', '--images', images], 2, 'invalid --teacher'],
      [['--teacher', 'builtin', '--student', 'squeezenet', '--images', images], 2, 'unknown student: "squeezenet"'],
      [['--teacher', 'builtin', '--images', empty], 1, 'missing images: no JPEG, PNG or WebP file'],
      [['--teacher', 'builtin', '--images', join(empty, 'none')], 1, 'missing folder of images'],
      [['--teacher', 'builtin', '--images', 'voc2012'], 2, '"tracking-loss images fetch voc2012" downloads 2.00 GB'],
      [['--teacher', 'builtin', '--images', join(images, 'deep')], 1, 'all images show one scene'],
      [
        ['--teacher', '{name: builtin, inputSize: 121}', '--images', images],
        2,
        'the map of builtin is 16x16x256, that of zf-compressed 14x14x256',
      ],
      [['--teacher', 'squeezenet', '--images', images], 1, 'missing weights: squeezenet'],
      [['--teacher', 'builtin', '--images', images, '--name', 'zf'], 2, 'invalid name of weights: zf is taken'],
      [['--teacher', 'builtin', '--images', images, '--learning-rate', '-1'], 2, 'invalid --learning-rate'],
    ];
    for (const [given, code, text] of cases) {
      const answer = await typed(...base, ...given);
      expect(answer.stderr).toContain(text);
      expect({ given, code: answer.code }).toEqual({ given, code });
    }
  });
});
