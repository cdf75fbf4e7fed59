import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evaluation } from '../../results/evaluation.ts';
import { writeSyntheticDataset } from '../../datasets/synthetic/writeSyntheticDataset.ts';
import { runCommandLine } from '../../harness/commandLine.ts';
import { verbs } from '../../harness/verbs.ts';
import { temporaryFolders } from '../temporaryFolder.ts';
import { storedFiles } from './execution/testRuns.ts';
import { recordingTerminal } from './recordingTerminal.ts';

const program = fileURLToPath(new URL('../../dist/harness/main.js', import.meta.url));
const temporaryFolder = temporaryFolders();

/** A dataset that all tests run on: three short sequences. */
let dataset: string;

beforeAll(async () => {
  dataset = join(tmpdir(), `tracking-loss-cli-${process.pid}`);
  await writeSyntheticDataset(dataset, { maxLength: 20, sequences: ['ball', 'car', 'book'] });
});
afterAll(() => rm(dataset, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(words: readonly string[], cwd?: string): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [program, ...words], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
    ([stdout, stderr, [code]]) => ({ code: code as number | null, stdout, stderr }),
  );
  return { child, ended };
}

const trackingLoss = (...words: readonly string[]): Promise<Ended> => start(words).ended;

/** The same in this thread, for what is answered before anything is run. */
async function answer(...words: readonly string[]): Promise<Ended> {
  const { terminal, stdout, stderr } = recordingTerminal();
  const code = await runCommandLine(words, terminal);
  return { code, stdout: stdout(), stderr: stderr() };
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('tracking-loss', () => {
  it('lists its verbs with --help', async () => {
    const { code, stdout } = await answer('--help');
    expect(code).toBe(0);
    for (const { name, describe } of verbs) expect(stdout).toMatch(new RegExp(`${name} +${describe}`));
  });

  it.each(verbs.map(({ name }) => name))('%s --help says the usage with an example', async (verb) => {
    const { code, stdout, stderr } = await answer(...verb.split(' '), '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Examples:');
    expect(stdout.split('Examples:')[1]).toContain(`tracking-loss ${verb}`);
  });

  it('does not promise the table of the paper of an example that runs other networks and settings', async () => {
    const { stdout } = await answer('ablate', '--help');
    // Its lines are as wide as the terminal.
    expect(stdout).toMatch(/strategies side by side; reproduce\s.*\btable1 has the paper's own/);
    expect(stdout).not.toContain("The paper's table 1");
  });

  it('is a program: figures on stdout, messages on stderr, an exit code', async () => {
    expect((await trackingLoss('--help')).stdout).toContain('<verb>');
    expect(await trackingLoss('rnu')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('"run"') });
  });

  it('says its version', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await answer('--version')).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  it.each([
    [[], 'missing verb'],
    [['rnu'], 'unknown verb: "rnu"; did you mean "run"?'],
    [['dataset', 'inof', 'x'], 'did you mean "dataset info"?'],
    [['run', '--datset', 'x'], 'unknown flag: "--datset" (tracking-loss run); did you mean "--dataset"?'],
    [['run', '--trackers', 'ncc'], 'missing flag: --dataset'],
    [['run', '--dataset', 'x', '--trackers', 'nccc'], 'unknown tracker: "nccc" (--trackers); did you mean "ncc"?'],
    [['run', '--dataset', 'x', '--trackers', 'ncc,ncc'], '"ncc" is given twice'],
    [['run', '--dataset', 'x', '--trackers', 'Ours_softmax,Ours_softmax{preset: tuned}'], 'give one of them a label'],
    [['run', '--dataset', 'x', '--trackers', 'Ours_softmax{alpha: -1}'], 'alpha: Too small'],
    [['run', '--dataset', 'x', '--trackers', 'Ours_softmax{alpha: 1'], 'invalid settings'],
    [['run', '--dataset', 'x', '--trackers', 'Ours_softmax{aplha: 1}'], 'did you mean "alpha"?'],
    [['run', '--dataset', 'x', '--trackers', 'kcf{alpha: 1}'], 'invalid setting of kcf: alpha; it has none'],
    [['run', '--dataset', 'x', '--trackers', 'ncc', '--preset', 'ligth'], 'did you mean "light"?'],
    [['run', '--dataset', 'x', '--trackers', 'ncc', '--backbone', 'squeezent'], 'did you mean "squeezenet"?'],
    [['run', '--dataset', 'x', '--trackers', 'ncc', '--device', 'cdua'], 'did you mean "cuda"?'],
    [['run', '--dataset', 'x', '--trackers', 'ncc', '--unsupervised-repetitions', '0'], 'at least 1'],
    [['ablate', '--dataset', 'x'], 'missing flag: --over'],
    [['ablate', '--dataset', 'x', '--over', 'alpha'], 'invalid axis: "alpha"'],
    [['ablate', '--dataset', 'x', '--over', 'alpha=1,1.0'], 'alpha=1 and alpha=1.0 are one tracker'],
    [['ablate', '--dataset', 'x', '--over', 'aplha=1'], 'did you mean "alpha"?'],
    [['ablate', '--dataset', 'x', '--over', 'online.candidates.cuont=1'], 'did you mean "count"?'],
    [['ablate', '--dataset', 'x', '--over', 'loss=hing'], 'did you mean "hinge"?'],
    [['ablate', '--dataset', 'x', '--over', 'alpha=1', '--tracker', 'kcf'], 'invalid setting of kcf: alpha'],
    [['ablate', '--over', 'alpha=1'], 'missing flag: --dataset'],
    [
      ['run', '--dataset', 'x', '--trackers', 'ncc,'],
      'invalid --trackers: an empty name in "ncc,"; leave out the comma',
    ],
    [['run', '--dataset', 'x', '--trackers', 'kcf{label: a},,ncc'], 'an empty name in "kcf{label: a},,ncc"'],
    [['run', '--dataset', 'x', '--trackers', ''], 'missing value: --trackers'],
    [['evaluate', '--sequences', 'a, ,b'], 'invalid --sequences: an empty name in "a, ,b"'],
    [['evaluate', '--sequences='], 'missing value: --sequences'],
    [['run', '--dataset', 'x', '--trackers', 'ncc', '--experiments', 'baselin'], 'did you mean "baseline"?'],
    [['run', '--dataset', 'x', '--trackers', 'ncc', '--workers', 'two'], 'invalid --workers: "two"'],
    [['run', '--dataset', 'x', '--trackers', 'ncc', '--repetitions', '0'], 'at least 1'],
    [['run', '--dataset', 'x', '--trackers', 'ncc', '--device', 'cuda:0,cpu'], 'several devices are cards alone'],
    [['run', '--dataset', 'x', '--trackers', 'ncc', '--device', 'cuda:0,cuda'], 'cuda:0 is given twice'],
    [['run', '--dataset', 'x', '--trackers', 'ncc', '--worker-memory', '2'], 'as 800M or 1.5G'],
    [['run', '--dataset', 'x', '--trackers', 'ncc', '--workers', '2', '--workers-per-device', '1'], 'give one'],
    [['run', '--dataset', 'x', '--dataset', 'y', '--trackers', 'ncc'], 'given 2 times'],
    [['run', 'x', '--trackers', 'ncc'], 'unknown argument: "x"'],
    [['trackers', '--json=yes'], 'invalid --json: "yes"; it takes no value'],
    [['evaluate', '--curves=1'], 'invalid --curves: "1"; it takes no value'],
    [['run', '--dataset', 'x', '--trackers', 'ncc', '--yes='], 'invalid --yes: ""; it takes no value'],
    [['evaluate', '--interval', '5,3'], 'LOW,HIGH is expected'],
    [['evaluate', '--convention', 'vot2017'], 'unknown convention: "vot2017"; did you mean "vot2016"?'],
    [['evaluate', '--results', 'x.zip'], 'missing flag: --dataset'],
    [['report', '--results', 'x.zip', '--workspace', 'w', '--dataset', 'd'], '--results and --workspace'],
    [['dataset', 'info'], 'missing path'],
  ])('%j is wrong usage: exit code 2 and what is wrong', async (words, message) => {
    const { code, stdout, stderr } = await answer(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/--help shows the usage\n$/);
    expect(stderr).not.toContain('    at ');
  });

  const nowhere = /^missing dataset: \/no\/such\/folder; \/ has no no$/m;
  it.each([
    [['run', '--dataset', '/no/such/folder', '--trackers', 'ncc'], nowhere],
    [['ablate', '--dataset', '/no/such/folder', '--over', 'alpha=1'], nowhere],
    [['dataset', 'info', '/no/such/folder'], nowhere],
    [
      ['dataset', 'info', 'vot206'],
      /^unknown dataset: "vot206"; did you mean "vot2016"\? known: vot2013, [^/]*otb100$/m,
    ],
    [['dataset', 'verify', 'vot206'], /did you mean "vot2016"/],
    [['dataset', 'download', 'vot206'], /did you mean "vot2016"/],
    [['dataset', 'download', 'vot2016', '--from', '/no/such.zip'], /missing archives: \/no\/such\.zip/],
    [
      ['run', '--dataset', 'x', '--trackers', '/no/such/trackers.yaml'],
      /missing file of trackers: \/no\/such\/trackers\.yaml/,
    ],
    [
      ['run', '--dataset', 'x', '--trackers', '/no/such/trackers.ini:a'],
      /missing file of trackers: \/no\/such\/trackers\.ini/,
    ],
    [['serve', '--tracker', '/no/such/trackers.yaml:a'], /missing file of trackers/],
    [['ablate', '--tracker', '/no/such/trackers.yaml:a', '--over', 'alpha=1'], /missing file of trackers/],
    [['evaluate', '--workspace', '/no/such/workspace'], /missing workspace: \/no\/such\/workspace/],
    [['export', '--workspace', '/no/such/workspace'], /missing workspace: \/no\/such\/workspace/],
    [['status', '--workspace', '/no/such/workspace'], /missing workspace: \/no\/such\/workspace/],
    [['weights', 'info', 'squeeznet'], /did you mean "squeezenet"/],
    [['weights', 'add', 'squeezenet', '/no/such.net'], /missing file: \/no\/such\.net/],
    [['weights', 'add', 'mine', '/no/such.safetensors'], /missing file: \/no\/such\.safetensors/],
  ])('%j asks for what is not there: exit code 2 and what is there', async (words, message) => {
    const { code, stdout, stderr } = await answer(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
  });

  it.each(['evaluate', 'export', 'status'])('%s says of a folder that is no workspace what it lacks', async (verb) => {
    const folder = await temporaryFolder();
    const { code, stderr } = await answer(verb, '--workspace', folder);
    expect(code).toBe(2);
    expect(stderr).toContain(`invalid workspace: ${folder} has no workspace.yaml; give --workspace FOLDER`);
  });

  it.each([
    ['a: { extends: kfc }', '', /unknown tracker: "kfc" \(.*trackers\.yaml:1\); did you mean "kcf"\?/],
    ['a: { extends: kcf', '', /invalid YAML/],
    ['a: { extends: Ours_softmax, aplha: 1 }', '', /did you mean "alpha"\?/],
    ['a: { extends: Ours_softmax, alpha: -1 }', ':a', /invalid setting of Ours_softmax: alpha: Too small/],
    ['ncc: { extends: kcf }', ':nc', /unknown tracker: "nc" .*did you mean "ncc"\?/],
    ['a: { extends: trax, command: [x], timeout: 5 }', '', /did you mean "timeoutSeconds"\?/],
  ])('a file of trackers with %j is a wrong request: exit code 2 and the line', async (text, entry, message) => {
    const file = join(await temporaryFolder(), 'trackers.yaml');
    await writeFile(file, text);
    const { code, stderr } = await answer('run', '--dataset', dataset, '--trackers', `${file}${entry}`);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
    expect(stderr).toContain('trackers.yaml');
  });

  it('lists no files of the current folder as datasets, but says which of them was meant', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'private'));
    await mkdir(join(cwd, 'my-video'));
    const info = (name: string): Promise<Ended> => start(['dataset', 'info', name, '--datasets', cwd], cwd).ended;
    expect((await info('elsewhere')).stderr).not.toContain('private');
    expect((await info('my-vidoe')).stderr).toMatch(
      /unknown dataset: "my-vidoe"; did you mean "my-video"\? known: vot2013/,
    );
  });

  it('says of a number that is none of the choices no other number', async () => {
    const { code, stderr } = await answer('serve', '--tracker', 'kcf', '--trax-version', '5');
    expect(code).toBe(2);
    expect(stderr).toContain('unknown trax-version: "5"; known: 1, 2, 3, 4');
  });

  it('knows trax as what an entry of a file extends, not as a tracker by name', async () => {
    const { stderr } = await answer('run', '--dataset', dataset, '--trackers', 'trex');
    expect(stderr).toContain('unknown tracker: "trex"');
    expect(stderr).not.toMatch(/\btrax\b/);
    const byName = await answer('run', '--dataset', dataset, '--trackers', 'trax');
    expect(byName).toMatchObject({ code: 2, stderr: expect.stringContaining('trax{label: mine, command: [') });
  });

  it('says which names a wrong one of results or sequences may have been meant to be, with exit code 2', async () => {
    const workspace = await temporaryFolder();
    const at = ['--workspace', workspace];
    const run = [
      'run',
      '--dataset',
      dataset,
      '--trackers',
      'static',
      '--experiments',
      'unsupervised',
      '--workers',
      '0',
    ];
    expect((await answer(...run, ...at, '--sequences', 'bal')).stderr).toContain('did you mean "ball"?');
    expect(await answer(...run, ...at)).toMatchObject({ code: 0 });
    const out = join(workspace, 'all.zip');
    const packed = ['export', ...at, '--out', out, '--incomplete'];
    expect(await answer(...packed)).toMatchObject({ code: 0 });
    for (const [words, message] of [
      [[...run, ...at, '--sequences', 'bal'], 'did you mean "ball"?'],
      [['evaluate', ...at, '--sequences', 'bal'], 'did you mean "ball"?'],
      [['evaluate', ...at, '--trackers', 'sttaic'], 'did you mean "static"?'],
      [['evaluate', '--dataset', dataset, '--results', '/no/results'], 'missing results: /no/results'],
      [['export', ...at, '--trackers', 'sttaic'], 'did you mean "static"?'],
      [packed, 'the archive is there already'],
      [['import', '/no/such.zip', ...at], 'missing results: /no/such.zip'],
      [['import', out, ...at, '--trackers', 'sttaic'], 'did you mean "static"?'],
      [['import', out, ...at, '--as', 'a/b'], 'invalid tracker name: "a/b"'],
      [['dataset', 'verify', dataset, '--sequences', 'bal'], 'did you mean "ball"?'],
    ] as const) {
      expect(await answer(...words)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
    }
  });
});

describe('tracking-loss trackers', () => {
  it('lists the trackers, as JSON too', async () => {
    const { stdout } = await trackingLoss('trackers', '--json');
    const names = (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['static', 'ncc', 'kcf']));
    const { stdout: lines } = await trackingLoss('trackers');
    expect(lines.trim().split('\n')).toHaveLength(names.length);
  });
});

describe('tracking-loss trackers --json=true', () => {
  it('is the same as --json, and --json=false the same as nothing', async () => {
    expect(await answer('trackers', '--json=true')).toEqual(await answer('trackers', '--json'));
    expect(await answer('trackers', '--json=false')).toEqual(await answer('trackers'));
  });
});

describe('tracking-loss dataset info', () => {
  it('says what a dataset holds, as JSON too', async () => {
    const { stdout } = await trackingLoss('dataset', 'info', dataset, '--json');
    const info = JSON.parse(stdout) as { sequences: number; frames: number; perSequence: Record<string, object> };
    expect(info.frames).toBe(info.sequences * 20);
    expect(Object.values(info.perSequence)[0]).toMatchObject({ frames: 20, width: 320, height: 240, hasImages: true });
    const { stdout: lines } = await trackingLoss('dataset', 'info', dataset);
    expect(lines).toContain(`${info.sequences} sequences, ${info.frames} frames`);
  });
});

describe('tracking-loss run', () => {
  it('runs, then runs nothing again, and evaluate and report know the dataset', async () => {
    const workspace = await temporaryFolder();
    const run = ['run', '--dataset', dataset, '--trackers', 'static,ncc', '--workspace', workspace];
    const first = await trackingLoss(...run);
    expect(first).toMatchObject({ code: 0, stdout: '' });
    const sequences = (await readdir(join(workspace, 'results/ncc/baseline'))).length;
    // Three repetitions of the baseline, for neither tracker lives by chance, and one of the other experiment.
    const runs = 2 * sequences * 4;
    expect(first.stderr).toContain(`${runs} runs done`);
    const before = await storedFiles(workspace);
    expect((await trackingLoss(...run)).stderr).toMatch(
      new RegExp(`^0 runs done in \\d+ s, ${runs} were stored already$`, 'm'),
    );
    expect(await storedFiles(workspace)).toEqual(before);

    const { stdout } = await trackingLoss('evaluate', '--workspace', workspace, '--json');
    const evaluation = JSON.parse(stdout) as Evaluation;
    expect(evaluation).toMatchObject({ convention: 'vot2016', dataset: { sequences, frames: sequences * 20 } });
    expect(evaluation).not.toHaveProperty('curves');
    expect(evaluation.trackers).toMatchObject({ ncc: { runs: runs / 2, complete: true }, static: { complete: true } });
    const withCurves = await trackingLoss('evaluate', '--workspace', workspace, '--json', '--curves');
    expect(JSON.parse(withCurves.stdout)).toHaveProperty('curves.ncc.eao');

    const table = await trackingLoss('evaluate', '--workspace', workspace, '--trackers', 'ncc', '--interval', '5,15');
    expect(table.stdout).toContain('lengths 5 to 15 (as given)');
    expect(table.stdout).toMatch(/\nncc +0\.\d{4} /);
    expect(table.stdout).not.toMatch(/\nstatic /);

    const report = await trackingLoss('report', '--workspace', workspace);
    const page = report.stdout.trim().split('\n').at(-1)!;
    expect(page).toBe(join(workspace, 'report/index.html'));
    expect((await stat(page)).size).toBeGreaterThan(1000);
  });

  it('prints what happens as JSON lines, the journal and the progress, and nothing else on stdout', async () => {
    const workspace = await temporaryFolder();
    const flags = ['--dataset', dataset, '--trackers', 'static', '--repetitions', '1', '--workspace', workspace];
    const { code, stdout } = await trackingLoss('run', ...flags, '--json');
    expect(code).toBe(0);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; at: string })
      .filter(({ event }) => event !== 'progress');
    expect(events.map(({ event }) => event).slice(0, 2)).toEqual(['session', 'workers']);
    expect(events.filter(({ event }) => event === 'stored')).toHaveLength(6);
    expect(events.at(-1)).toMatchObject({ event: 'end', stored: 6, failed: 0, left: 0 });
    const [file] = await filesUnder(join(workspace, 'journal'));
    const journal = (await readFile(file!, 'utf8')).trim().split('\n');
    expect(events.map((event) => JSON.stringify(event))).toEqual(journal);
  });

  it('marks trackers with missing sequences in the table and says what is missing', async () => {
    const workspace = await temporaryFolder();
    const [sequence] = (await readFile(join(dataset, 'list.txt'), 'utf8')).split('\n');
    const flags = ['--sequences', sequence!, '--repetitions', '1', '--workspace', workspace];
    expect((await trackingLoss('run', '--dataset', dataset, '--trackers', 'static', ...flags)).code).toBe(0);
    const { code, stdout, stderr } = await trackingLoss('evaluate', '--workspace', workspace);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nstatic \* /);
    expect(stdout).toContain('* incomplete');
    expect(stderr).toContain('warning: ');
    const part = await trackingLoss('evaluate', '--workspace', workspace, '--sequences', sequence!);
    expect(part.stdout).not.toContain('*');
  });

  it('refuses to mix datasets, conventions or seeds in one workspace', async () => {
    const workspace = await temporaryFolder();
    const flags = ['--trackers', 'static', '--experiments', 'unsupervised', '--workspace', workspace];
    expect((await trackingLoss('run', '--dataset', dataset, ...flags, '--seed', '3')).code).toBe(0);
    const other = await temporaryFolder();
    await writeSyntheticDataset(other, { maxLength: 3 });
    for (const [words, problem] of [
      [['--dataset', other], 'invalid dataset'],
      [['--dataset', dataset, '--seed', '4'], 'invalid seed: 4'],
      [['--dataset', dataset, '--convention', 'current'], 'invalid convention: current'],
    ] as const) {
      const { code, stderr } = await trackingLoss('run', ...words, ...flags);
      expect(code).toBe(2);
      expect(stderr).toContain(problem);
      expect(stderr).toContain('give another --workspace');
    }
    expect((await trackingLoss('run', '--dataset', dataset, ...flags)).stderr).toContain('0 runs done');
  });

  it('adopts no runs of a workspace that has lost its workspace.yaml, and makes one beside imported results', async () => {
    const workspace = await temporaryFolder();
    const flags = ['--dataset', dataset, '--trackers', 'static', '--experiments', 'unsupervised', '--workers', '0'];
    const at = ['--workspace', workspace];
    expect(await answer('run', ...flags, ...at, '--seed', '3')).toMatchObject({ code: 0 });
    const file = join(workspace, 'workspace.yaml');
    await rm(file);
    const refused = {
      code: 1,
      stderr: expect.stringMatching(/^missing file: .*workspace\.yaml, .*give another --work/),
    };
    expect(await answer('run', ...flags, ...at, '--convention', 'current')).toMatchObject(refused);
    await rename(join(workspace, 'journal'), join(workspace, 'old-journal'));
    expect(await answer('run', ...flags, ...at)).toMatchObject(refused);
    await expect(stat(file)).rejects.toThrow('ENOENT');
    const other = ['--workspace', await temporaryFolder()];
    const imported = await answer('import', join(workspace, 'results'), ...other, '--as', 'theirs');
    expect(imported).toMatchObject({ code: 0, stderr: expect.stringContaining('no dataset is known') });
    expect(await answer('run', ...flags, ...other)).toMatchObject({ code: 0 });
  });

  it('says where the dataset should be when it is gone', async () => {
    const workspace = await temporaryFolder();
    const here = join(await temporaryFolder(), 'here');
    const there = join(await temporaryFolder(), 'there');
    await writeSyntheticDataset(here, { maxLength: 3 });
    const flags = ['--trackers', 'static', '--experiments', 'unsupervised', '--workspace', workspace];
    await trackingLoss('run', '--dataset', here, ...flags);
    await rename(here, there);
    const gone = await trackingLoss('evaluate', '--workspace', workspace);
    expect(gone.code).toBe(1);
    expect(gone.stderr).toContain(`missing dataset: ${here} (${join(workspace, 'workspace.yaml')})`);
    expect((await trackingLoss('evaluate', '--workspace', workspace, '--dataset', there)).code).toBe(0);
    // A run at the new place makes the workspace remember it.
    expect((await trackingLoss('run', '--dataset', there, ...flags)).stderr).toContain('0 runs done');
    expect((await trackingLoss('evaluate', '--workspace', workspace)).code).toBe(0);
  });

  it('goes on after a run that fails, and ends with what is missing, why, and the command that finishes it', async () => {
    const workspace = await temporaryFolder();
    const broken = await temporaryFolder();
    await writeSyntheticDataset(broken, { maxLength: 6 });
    const [sequence] = (await readFile(join(broken, 'list.txt'), 'utf8')).split('\n');
    const frame = join(broken, sequence!, 'color/00000004.jpg');
    const whole = await readFile(frame);
    await writeFile(frame, whole.subarray(0, whole.length / 2));
    const words = ['run', '--dataset', broken, '--trackers', 'ncc', '--repetitions', '1', '--workspace', workspace];
    const { code, stderr } = await trackingLoss(...words);
    expect(code).toBe(1);
    // Either of the two may be the first.
    expect(stderr).toMatch(
      new RegExp(`failed: ncc (baseline|unsupervised) ${sequence} repetition 1: frame 4: invalid image`),
    );
    expect(stderr).toContain('2 runs failed');
    expect(stderr.trim().split('\n').at(-1)).toBe(`to finish: npx tracking-loss ${words.join(' ')}`);
    expect(await readFile(join(workspace, 'failures.txt'), 'utf8')).toContain(frame);
    await writeFile(frame, whole);
    expect(await trackingLoss(...words)).toMatchObject({ code: 0, stderr: expect.stringMatching(/^2 runs done/m) });
    await expect(stat(join(workspace, 'failures.txt'))).rejects.toThrow('ENOENT');
  });

  it('gives the same files after Ctrl-C and a second run as without, and leaves nothing half-written', async () => {
    const flags = ['--dataset', dataset, '--trackers', 'kcf'];
    const undisturbed = await temporaryFolder();
    expect((await trackingLoss('run', ...flags, '--workspace', undisturbed)).code).toBe(0);

    const workspace = await temporaryFolder();
    const words = ['run', ...flags, '--workspace', workspace];
    const { child, ended } = start(words);
    const results = join(workspace, 'results');
    await mkdir(results);
    while (!(await filesUnder(results)).some((file) => file.endsWith('_001.txt'))) await delay(20);
    child.kill('SIGINT');
    // npm hands the terminal's signal on, so it comes twice.
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('stopping at the next frame');
    expect(stderr).toMatch(/\d+ runs were not done/);
    expect(stderr.trim().split('\n').at(-1)).toBe(`to finish: npx tracking-loss ${words.join(' ')}`);
    expect((await filesUnder(workspace)).filter((file) => file.endsWith('.tmp'))).toEqual([]);
    const before = await storedFiles(workspace);
    const all = await storedFiles(undisturbed);
    expect(Object.keys(before).length).toBeLessThan(Object.keys(all).length);

    expect((await trackingLoss(...words)).code).toBe(0);
    expect(await storedFiles(workspace)).toEqual(all);
  });

  it('stops with the reason when the store cannot be written', async () => {
    const workspace = await temporaryFolder();
    await writeFile(join(workspace, 'results'), '');
    const { code, stderr } = await trackingLoss(
      'run',
      '--dataset',
      dataset,
      '--trackers',
      'static',
      '--workspace',
      workspace,
    );
    expect(code).toBe(1);
    expect(stderr).toContain('invalid place to write: a file is where a folder should be');
    expect(stderr).not.toContain('    at ');
  });
});

describe('tracking-loss trackers | a reader that goes away', () => {
  it('is no error', async () => {
    const child = spawn(process.execPath, [program, 'trackers', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = Promise.all([text(child.stderr), once(child, 'close')]);
    child.stdout.destroy();
    const [stderr, [code]] = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('tracking-loss demo', () => {
  it('runs five trackers on its own dataset, prints their figures and last the path of the report', async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await start(['demo'], cwd).ended;
    expect({ code, warnings: stderr.match(/warning.*/g) }).toEqual({ code: 0, warnings: null });
    expect(stdout).toMatch(/\nstatic .*\nncc .*\nkcf .*\nOurs_softmax .*\nOurs_ensemble /);
    const page = stdout.trim().split('\n').at(-1)!;
    expect(await readFile(join(cwd, page), 'utf8')).toContain('<html');
    const again = await start(['demo'], cwd).ended;
    expect(again.stderr).toMatch(/^0 runs done in \d+ s/m);
    expect(again.stdout).toBe(stdout);
  }, 480_000);
});
