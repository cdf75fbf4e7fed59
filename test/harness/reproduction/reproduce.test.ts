/** @file The paper's tables from synthetic sequences, with trackers as small as they can be. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomFrom } from '../../../datasets/random.ts';
import { rectangle, special } from '../../../datasets/region.ts';
import { writeSyntheticDataset } from '../../../datasets/synthetic/writeSyntheticDataset.ts';
import { trajectory } from '../../../datasets/trajectory.ts';
import { runCommandLine } from '../../../harness/commandLine.ts';
import type { Reproduction } from '../../../results/reproduction/reproduction.ts';
import { storeRun } from '../../../results/store.ts';
import { zfCompressed } from '../../../trackers/network/backbones/zf.ts';
import { sizeOf, type Tensor, tensor } from '../../../trackers/network/tensor.ts';
import { writeSafetensors } from '../../../trackers/network/weights/safetensors.ts';
import { quickSettings } from '../quickSettings.ts';
import { recordingTerminal } from '../recordingTerminal.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';

const program = fileURLToPath(new URL('../../../dist/harness/main.js', import.meta.url));
const temporaryFolder = temporaryFolders();
const shared = join(tmpdir(), `tracking-loss-reproduce-${process.pid}`);
const dataset = join(shared, 'data_&_set');
const frames = 3;

beforeAll(async () => {
  await mkdir(shared, { recursive: true });
  await writeSyntheticDataset(dataset, { maxLength: frames, sequences: ['ball'] });
});
afterAll(() => rm(shared, { recursive: true, force: true }));

const small = `{${quickSettings(41)}}`;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program: networks are tried in a process of their own. */
async function reproduced(...words: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [program, 'reproduce', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number, stdout, stderr };
}

/** The same in this thread, for what is answered before anything is run. */
async function reproduce(words: readonly string[], answers?: string[]): Promise<Ended> {
  const { terminal, stdout, stderr } = recordingTerminal(answers);
  const code = await runCommandLine(['reproduce', ...words], terminal);
  return { code, stdout: stdout(), stderr: stderr() };
}

function onSynthetic(workspace: string): string[] {
  return [
    '--dataset',
    dataset,
    '--workspace',
    workspace,
    '--cache',
    join(shared, 'cache'),
    '--settings',
    small,
    ...'--preset light --backbone builtin --repetitions 1 --device cpu --workers 0'.split(' '),
  ];
}

/** Random ones in the student's shapes. */
function studentWeights(): Map<string, Tensor> {
  const random = randomFrom('student');
  const weights = new Map<string, Tensor>();
  let inputs = 3;
  for (const { name, channels, kernel } of zfCompressed.layers) {
    const shape = [channels, inputs, kernel, kernel];
    const scale = Math.sqrt(2 / (inputs * kernel ** 2));
    weights.set(
      `${name}.weight`,
      tensor(
        shape,
        Float32Array.from({ length: sizeOf(shape) }, () => scale * random.gaussian()),
      ),
    );
    weights.set(`${name}.bias`, tensor([channels], new Float32Array(channels)));
    inputs = channels;
  }
  return weights;
}

describe('tracking-loss reproduce on other data', () => {
  it('runs table 1, prints it beside the paper with verdicts, and resumes', async () => {
    const workspace = await temporaryFolder();
    const { code, stdout, stderr } = await reproduced('table1', ...onSynthetic(workspace), '--yes');
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(
        /ahead: at most 10 runs, 30 frames, about .* by the pace of a short measurement, .* of disk[^]*^10 runs done/m,
      ),
    });
    expect(stdout).toMatch(/^Table 1 on data_&_set \(1 sequence\), not vot2016$/m);
    expect(stdout).toMatch(/^first \+ fourth \(builtin\) +0\.520 +\d\.\d{3} +-?\d\.\d{3} +0\.460 .* this program$/m);
    expect(stdout).toContain('Ours have the preset light, not paper.');
    expect(stdout).toMatch(/^\[\?\] cannot be told: first \+ fourth beats each single strategy in AO$/m);

    const again = await reproduced('table1', ...onSynthetic(workspace), '--json');
    expect(again).toMatchObject({ code: 0, stderr: expect.not.stringContaining('ahead:') });
    const { tables, files } = JSON.parse(again.stdout) as { tables: Reproduction[]; files: string[] };
    expect(tables[0]).toMatchObject({
      table: 'table1',
      isPapersDataset: false,
      papersDataset: 'vot2016',
      rows: expect.arrayContaining([
        expect.objectContaining({ key: 'first (builtin)', backbone: 'builtin', origin: 'this program' }),
      ]),
    });
    const first = tables[0]!.rows[0]!.figures.baselineAo!;
    expect(first.difference).toBeCloseTo(first.ours! - 0.47, 12);
    const latex = await readFile(files.find((file) => file.endsWith('table1.tex'))!, 'utf8');
    expect(latex).toContain('Table 1 on data');
    const csv = await readFile(files.find((file) => file.endsWith('table1.csv'))!, 'utf8');
    expect(csv.split('\r\n')[0]).toMatch(/^strategy,baselineAoPaper,baselineAo,baselineAoLow,baselineAoHigh,/);
  });

  it('runs table 2 and figure 6 with the same runs, and says which results only the challenge has', async () => {
    const workspace = await temporaryFolder();
    const { code, stdout, stderr } = await reproduced('table2', ...onSynthetic(workspace), '--yes');
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/^9 runs done/m) });
    expect(stderr).toMatch(
      /missing results: CCOT, TCNN, SSAT, MLDF, DDC, EBT, SRBT; "npx tracking-loss import vot2016-results ARCHIVE --dataset .* --workspace .*" takes them/,
    );
    expect(stdout).toMatch(/^CCOT +0\.3310 +– +– +3\.23 +– +– +4\.28 +– +– +0 +missing$/m);
    expect(stdout).toContain("Staple: this program's own implementation, not the challenge's results.");
    expect(stdout).toMatch(/Ours are ranks among the 9 trackers with results, the paper's among 16/);
    const figure = await reproduce(['figure6', ...onSynthetic(workspace)]);
    expect(figure).toMatchObject({ code: 0, stdout: expect.stringContaining('ranks of 9 trackers') });
    const svg = await readFile(join(workspace, 'reproduction/charts/figure6.svg'), 'utf8');
    expect(svg).toContain('Figure 6 on data_&amp;_set (1 sequence), not vot2016.');
    expect(svg).not.toContain('nothing to show');
  });

  it('runs nothing without a yes, says what is ahead, and shows what is there', async () => {
    const workspace = await temporaryFolder();
    const words = ['table2', ...onSynthetic(workspace)];
    const unasked = await reproduced(...words);
    expect(unasked).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/ahead: at most 9 runs, 27 frames[^]*nothing is run: the same command with --yes/),
      stdout: expect.stringMatching(/^Ours_hinge +0\.3384 +– /m),
    });
    expect(unasked.stdout).toContain('numbers missing: Ours_hinge, ');
    expect((await reproduce(words, ['no'])).code).toBe(1);
    expect((await reproduce(words, [])).code).toBe(130);
  });

  it('takes imported results of a contrast tracker, and one tracker alone is shown without ranks', async () => {
    const workspace = await temporaryFolder();
    const source = await temporaryFolder();
    await storeRun(
      source,
      { tracker: 'C-COT', experiment: 'baseline', sequence: 'ball', repetition: 1 },
      {
        trajectory: trajectory([special(1), rectangle(60, 160, 40, 40), rectangle(75, 140, 40, 40)]),
        timesInSeconds: new Float64Array(frames).fill(0.1),
        confidences: new Float64Array(frames).fill(NaN),
      },
    );
    const { terminal, stderr } = recordingTerminal();
    const words = [
      'import',
      'vot2016-results',
      join(source, 'results'),
      '--dataset',
      dataset,
      '--workspace',
      workspace,
    ];
    expect([await runCommandLine(words, terminal), stderr()]).toEqual([0, expect.any(String)]);
    const { stdout } = await reproduce(['table2', ...onSynthetic(workspace)]);
    expect(stdout).toMatch(/^CCOT +0\.3310 +0\.\d{4} +[-+]?\d\.\d{4} +3\.23 +– .* imported$/m);
  });

  it('takes distilled weights of the student from a file, and needs none of the teacher', async () => {
    const workspace = await temporaryFolder();
    const file = join(await temporaryFolder(), 'student.safetensors');
    await writeFile(file, writeSafetensors({ tensors: studentWeights(), metadata: {} }));
    const replaced = new Map([
      ['builtin', 'zf-compressed'],
      [small, small.replace('backbone: {name: builtin, inputSize: 41}, ', '')],
    ]);
    const words = onSynthetic(workspace).map((word) => replaced.get(word) ?? word);
    expect(await reproduced('figure3', ...words, '--student', file, '--yes')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('student.safetensors'),
    });
  });

  it('draws figure 3 of stored runs as a grid of frames', async () => {
    const workspace = await temporaryFolder();
    const { code, stdout } = await reproduced('figure3', ...onSynthetic(workspace), '--yes');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Figure 3 on data_&_set/) });
    const { width, height } = await sharp(join(workspace, 'reproduction/figures/figure3.png')).metadata();
    // The two frames behind the initialisation, each 320 x 240.
    expect([width, height]).toEqual([644, 240]);
  });
});

describe('tracking-loss reproduce', () => {
  it('says everything that is missing at once, with the commands that get it and the cost', async () => {
    const cache = await temporaryFolder();
    const workspace = await temporaryFolder();
    const words = ['table1', '--cache', cache, '--datasets', cache, '--workspace', workspace];
    const { code, stdout, stderr } = await reproduce(words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      `missing dataset: vot2016; "npx tracking-loss dataset download vot2016 --cache ${cache} --datasets ${cache}" fetches it`,
      `missing weights: zf; "npx tracking-loss weights fetch zf --cache ${cache}" fetches it`,
      'ahead: at most 9600 runs, 3432800 frames; how long is measured when all is here',
      'nothing is done: the same command with --yes fetches what is missing and begins',
      '',
    ]);
  });

  it('draws figure 2 without any data, equal to the paper', async () => {
    const out = await temporaryFolder();
    const { code, stdout } = await reproduce(['figure2', '--out', out]);
    expect(code).toBe(0);
    expect(stdout).toContain('196 of 196 confidences print as in the paper; the strategies have as many anchors');
    expect(await readFile(join(out, 'charts/figure2.svg'), 'utf8')).toContain('fourth (196)');
  });

  it.each([
    [['tabel1'], 'unknown target: "tabel1"; did you mean "table1"?'],
    [[], 'missing target'],
    [['table1', '--settings', '{alpha: '], 'invalid settings'],
    [['table1', '--settings', 'alpha'], 'invalid settings: alpha'],
    [['table1', '--settings', '{alhpa: 1}'], 'did you mean "alpha"?'],
    [['table1', '--backbone', 'zf,zf'], 'given twice'],
    [['table1', '--preset', 'papr'], 'did you mean "paper"?'],
    [['table2', '--student', 'nowhere.safetensors'], 'missing weights: '],
    [['table2', '--backbone', 'squeezenet', '--student', program], 'invalid --student: no tracker has zf-compressed'],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await reproduce(words);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});
