import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCommandLine } from '../../../harness/commandLine.ts';
import { status, whole } from '../../datasets/download/fileServer.ts';
import { votServers } from '../../datasets/fetching/votServer.ts';
import { temporaryFolder } from '../../datasets/temporaryFolder.ts';
import { makeZip } from '../../datasets/zip/makeZip.ts';
import { recordingTerminal } from '../recordingTerminal.ts';

const program = fileURLToPath(new URL('../../../dist/harness/main.js', import.meta.url));
const votServer = votServers();

/** In this thread. Answers are given to questions in turn; without them nobody is there. */
async function trackingLoss(words: readonly string[], answers?: string[]) {
  const { terminal, stdout, stderr } = recordingTerminal(answers);
  const code = await runCommandLine(words, terminal);
  return { code, stdout: stdout(), stderr: stderr() };
}

/** As a process of its own. */
function start(words: readonly string[]): {
  child: ChildProcess;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
} {
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
    ([stdout, stderr, [code]]) => ({ code: code as number | null, stdout, stderr }),
  );
  return { child, ended };
}

async function made(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return folder;
}

describe('tracking-loss dataset download', () => {
  it('goes on after kill -9 in the middle of it', async () => {
    const server = await votServer();
    const datasets = await temporaryFolder();
    const folder = join(datasets, 'vot2099');
    const { color } = server.paths('book');
    const stalled = server.stall(color, 2500, join(folder, '.download/book.color.zip.part'));
    const words = ['dataset', 'download', server.address, '--datasets', datasets, '--connections', '1'];
    const { child, ended } = start(words);
    await stalled;
    child.kill('SIGKILL');
    expect((await ended).code).toBeNull();
    expect(await readFile(join(folder, 'list.txt'), 'utf8')).toBe('bag\nball1\n');
    expect(existsSync(join(folder, '.download.lock'))).toBe(true);
    server.answer(color);
    const before = server.requests.length;
    expect(await trackingLoss(words)).toMatchObject({ code: 0, stdout: `${folder}\n` });
    expect(server.requests.slice(before)).toEqual([{ path: color, range: 'bytes=2500-' }]);
    expect((await readdir(folder)).toSorted()).toEqual(['bag', 'ball1', 'book', 'download.yaml', 'list.txt']);
    expect(await trackingLoss(['dataset', 'verify', folder, '--decode'])).toMatchObject({
      code: 0,
      stdout: 'whole: 3 of 3 sequences; looked at: 9 frames\n',
    });
  });

  it('goes on after Ctrl-C, and says how', async () => {
    const server = await votServer({ sequences: ['bag'] });
    const datasets = await temporaryFolder();
    const { color } = server.paths('bag');
    const stalled = server.stall(color, 2500, join(datasets, 'vot2099/.download/bag.color.zip.part'));
    const { child, ended } = start(['dataset', 'download', server.address, '--datasets', datasets]);
    await stalled;
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    const command = `npx tracking-loss dataset download ${server.address} --datasets ${datasets}`;
    expect(stderr).toContain(`stopped; what came in is kept: ${command} goes on`);
    expect(await readdir(join(datasets, 'vot2099/.download'))).toContain('bag.color.zip.part');
  });

  it('takes turns with another process that fetches into the same folder', async () => {
    const server = await votServer();
    const datasets = await temporaryFolder();
    const words = ['dataset', 'download', server.address, '--datasets', datasets];
    const results = await Promise.all([start(words).ended, start(words).ended]);
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(new Set(server.requests.map(({ path }) => path)).size).toBe(6);
    expect(server.requests).toHaveLength(6);
    expect((await readdir(join(datasets, 'vot2099'))).toSorted()).toEqual([
      'bag',
      'ball1',
      'book',
      'download.yaml',
      'list.txt',
    ]);
  });

  it('says what failed, what is missing, and the command that goes on', async () => {
    const server = await votServer();
    const datasets = await temporaryFolder();
    const { color } = server.paths('ball1');
    server.answer(color, status(404));
    const words = ['dataset', 'download', server.address, '--datasets', datasets, '--sequences', 'ball1,bag'];
    const failed = await trackingLoss(words);
    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toContain(`vot2099: 2 sequences, `);
    expect(failed.stderr).toContain(`ball1: unreachable address: the server answers 404 (${server.origin}${color})`);
    expect(failed.stderr).toContain(`1 of 3 sequences of vot2099 are complete in ${join(datasets, 'vot2099')}`);
    expect(failed.stderr).toContain('not asked for and not there: book');
    expect(failed.stderr).toContain(
      `failed: ball1; npx tracking-loss ${words.slice(0, 3).join(' ')} --datasets ${datasets} --sequences ball1,bag fetches what is missing`,
    );
  });

  it('keeps datasets of other addresses apart, though their paths are alike', async () => {
    const [one, other] = [await votServer({ sequences: ['bag'] }), await votServer({ sequences: ['book'] })];
    const datasets = await temporaryFolder();
    const at = ['--datasets', datasets];
    const first = join(datasets, 'vot2099');
    const second = join(datasets, `vot2099-${new URL(other.address).host.replace(':', '-')}`);
    const download = (address: string) => trackingLoss(['dataset', 'download', address, ...at]);
    expect(await download(one.address)).toMatchObject({ code: 0, stdout: `${first}\n` });
    expect(await download(other.address)).toMatchObject({ code: 0, stdout: `${second}\n` });
    expect(await readFile(join(first, 'list.txt'), 'utf8')).toBe('bag\n');
    expect(await readFile(join(second, 'list.txt'), 'utf8')).toBe('book\n');
    // Each is found again, by its address and by the name of its folder.
    for (const text of [other.address, basename(second)]) {
      const { stdout } = await trackingLoss(['dataset', 'info', text, '--json', ...at]);
      expect(JSON.parse(stdout)).toMatchObject({ title: 'VOT of this test', perSequence: { book: { frames: 3 } } });
    }
    expect(await download(one.address)).toMatchObject({
      code: 0,
      stdout: `${first}\n`,
      stderr: expect.stringContaining(`already complete: 1 sequence of vot2099 in ${first}\n`),
    });
  });

  it('says what an index says of a dataset that is not here: sequences, frames, size and place', async () => {
    const lengths = { bag: 3, ball1: 3, book: 3 };
    const server = await votServer({
      changeIndex: ({ sequences }) => {
        for (const sequence of sequences)
          Object.assign(sequence, { length: lengths[sequence.name as keyof typeof lengths] });
      },
    });
    const datasets = await temporaryFolder();
    const words = ['dataset', 'info', server.address, '--datasets', datasets];
    const { code, stdout } = await trackingLoss(words);
    expect(code).toBe(0);
    expect(stdout).toContain('vot2099: VOT of this test\n');
    expect(stdout).toMatch(
      /^sequences: 3\nframes: 9\nsize: \d+\.\d kB\nexperiments, a guess, .*: baseline, unsupervised$/m,
    );
    expect(stdout).toContain(`fetches it into ${join(datasets, 'vot2099')}`);
    const json = JSON.parse((await trackingLoss([...words, '--json'])).stdout) as unknown;
    expect(json).toMatchObject({ sequences: 3, frames: 9, here: false, guessed: { interval: null } });
    const silent = await votServer();
    expect((await trackingLoss(['dataset', 'info', silent.address, '--datasets', datasets])).stdout).toContain(
      'frames: its index does not say',
    );
  });

  it('refuses names and flags that are none', async () => {
    expect((await trackingLoss(['dataset', 'download', 'vot206'])).stderr).toContain('did you mean "vot2016"?');
    expect(await trackingLoss(['dataset', 'download', 'vot2016', '--mirror', 'mirror.org'])).toMatchObject({ code: 2 });
    expect(await trackingLoss(['dataset', 'download'])).toMatchObject({ code: 2 });
  });
});

describe('tracking-loss run --dataset NAME', () => {
  const run = (dataset: string, datasets: string, ...more: string[]): string[] => {
    const words = `run --dataset ${dataset} --datasets ${datasets} --trackers static --workers 0`.split(' ');
    return [...words, '--workspace', join(datasets, 'workspace'), ...more];
  };

  it('asks for what is not here, says size and place, and runs after a yes', async () => {
    const server = await votServer();
    const datasets = await temporaryFolder();
    const folder = join(datasets, 'vot2099');
    const no = await trackingLoss(run(server.address, datasets), ['n']);
    expect(no.code).toBe(1);
    expect(no.stderr).toContain(`missing dataset: ${server.address} (${folder})`);
    expect(no.stderr).toMatch(/Download 3 sequences, \d+\.\d kB\? \[y\/N\] /);
    expect(no.stderr).toContain(
      `npx tracking-loss dataset download ${server.address} --datasets ${datasets}" fetches it`,
    );
    expect(await trackingLoss(run(server.address, datasets), [])).toMatchObject({ code: 130 });
    expect(existsSync(folder)).toBe(false);
    const yes = await trackingLoss(run(server.address, datasets, '--sequences', 'bag'), ['yes']);
    expect(yes).toMatchObject({ code: 0 });
    expect(await readdir(join(datasets, 'workspace/results/static/baseline'))).toEqual(['bag']);
    // Nobody is asked for what is here, and by the name that the folder has now.
    const named = await trackingLoss(run('vot2099', datasets, '--sequences', 'bag'));
    expect(named).toMatchObject({ code: 0 });
  });

  it('refuses where nobody can be asked, with size and place', async () => {
    const server = await votServer();
    const datasets = await temporaryFolder();
    const { code, stderr } = await trackingLoss(run(server.address, datasets));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^missing dataset: http:\S+, 3 sequences, \d+\.\d kB \(.*vot2099\); "npx .* and so does this command with --yes$/m,
    );
    expect(existsSync(join(datasets, 'vot2099'))).toBe(false);
    server.answer('/vot2099/main/description.json', status(503));
    const unreachable = await trackingLoss(run(server.address, datasets));
    expect(unreachable.stderr).toContain('of a size that its host could not be asked');
  });

  it('does not run on a part of the dataset as if it were all', async () => {
    const server = await votServer();
    const datasets = await temporaryFolder();
    await trackingLoss(['dataset', 'download', server.address, '--datasets', datasets, '--sequences', 'bag']);
    const refused = await trackingLoss(run(server.address, datasets));
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain(`missing sequences of ${server.address}: ball1, book`);
    expect(refused.stderr).toContain('and so does this command with --yes');
    // A folder that is named is taken as it is, and what it lacks is said.
    const folder = join(datasets, 'vot2099');
    const byPath = await trackingLoss(run(folder, datasets));
    expect(byPath.code).toBe(0);
    expect(byPath.stderr).toContain(`warning: ${folder}: 2 of 3 sequences are not there: ball1, book; "npx`);
    const all = await trackingLoss(run(server.address, datasets, '--yes'));
    expect(all.code).toBe(0);
    expect(all.stderr).toContain('downloading 2 sequences');
    expect((await readdir(join(datasets, 'workspace/results/static/baseline'))).toSorted()).toEqual([
      'bag',
      'ball1',
      'book',
    ]);
  });

  it('takes what somebody else put in the place of a name as it is', async () => {
    const server = await votServer({ sequences: ['bag'] });
    const datasets = await temporaryFolder();
    const elsewhere = await temporaryFolder();
    await trackingLoss(['dataset', 'download', server.address, '--datasets', elsewhere]);
    await rename(join(elsewhere, 'vot2099/bag'), join(await made(join(datasets, 'vot2016')), 'bag'));
    expect(await trackingLoss(run('vot2016', datasets))).toMatchObject({ code: 0 });
    const list = await trackingLoss(['dataset', 'list', '--datasets', datasets]);
    expect(list.stdout).toMatch(/^vot2016 +1 folders +60/m);
  });

  it('does not take an archive of a part for all of a dataset of the catalogue', async () => {
    const server = await votServer({ sequences: ['bag'] });
    const [datasets, elsewhere] = [await temporaryFolder(), await temporaryFolder()];
    await trackingLoss(['dataset', 'download', server.address, '--datasets', elsewhere]);
    const files = ['groundtruth.txt', ...['1', '2', '3'].map((number) => `color/0000000${number}.jpg`)];
    const entries = files.map(async (file) => [`bag/${file}`, await readFile(join(elsewhere, 'vot2099/bag', file))]);
    const bundle = join(elsewhere, 'part.zip');
    await writeFile(bundle, await makeZip(Object.fromEntries(await Promise.all(entries)) as Record<string, Buffer>));
    const words = ['dataset', 'download', 'vot2016', '--from', bundle, '--datasets', datasets];
    expect(await trackingLoss(words)).toMatchObject({ code: 0 });
    const refused = await trackingLoss(run('vot2016', datasets));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('missing sequences of vot2016: 59 more');
    expect((await trackingLoss(['dataset', 'info', 'vot2016', '--datasets', datasets])).stderr).toContain(
      '59 of 60 sequences are not there: 59 more',
    );
    expect(await trackingLoss(run('vot2016', datasets, '--sequences', 'bag'))).toMatchObject({ code: 0 });
  });

  it('names the nearest of the names and of what is in the folder', async () => {
    const { code, stderr } = await trackingLoss(run('vot206', await temporaryFolder()));
    expect(code).toBe(2);
    expect(stderr).toContain('unknown dataset: "vot206"; did you mean "vot2016"? known: ');
  });

  it('is killed in the middle of the download, and goes on with the same command', async () => {
    const server = await votServer({ sequences: ['bag'] });
    const datasets = await temporaryFolder();
    const { color } = server.paths('bag');
    const stalled = server.stall(color, 2500, join(datasets, 'vot2099/.download/bag.color.zip.part'));
    const words = run(server.address, datasets, '--yes');
    const { child, ended } = start(words);
    await stalled;
    child.kill('SIGKILL');
    await ended;
    server.answer(color);
    expect(await trackingLoss(words)).toMatchObject({ code: 0 });
    expect(server.requests.at(-1)).toEqual({ path: color, range: 'bytes=2500-' });
    expect(existsSync(join(datasets, 'workspace/results/static/baseline/bag/bag_001.txt'))).toBe(true);
  });

  it('says which sequences could not be had, and runs nothing', async () => {
    const server = await votServer();
    const datasets = await temporaryFolder();
    server.answer(server.paths('bag').color, whole(Buffer.from('other')));
    const { code, stderr } = await trackingLoss(run(server.address, datasets, '--yes'));
    expect(code).toBe(1);
    expect(stderr).toContain('missing sequences: bag could not be fetched');
    expect(existsSync(join(datasets, 'workspace'))).toBe(false);
  });
});

describe('tracking-loss dataset list, info and verify', () => {
  it('say what is known of a dataset, and what of it is here', async () => {
    const server = await votServer();
    const datasets = await temporaryFolder();
    const at = ['--datasets', datasets];
    const absent = await trackingLoss(['dataset', 'info', 'vot2016', ...at]);
    expect(absent.code).toBe(0);
    expect(absent.stdout).toContain('interval of the expected average overlap: 108 to 371');
    expect(absent.stdout).toContain(
      `not here; "npx tracking-loss dataset download vot2016 --datasets ${datasets}" fetches it into ${join(datasets, 'vot2016')}`,
    );
    const season = await trackingLoss(['dataset', 'info', 'VOT2018', '--json', ...at]);
    expect(JSON.parse(season.stdout)).toMatchObject({
      name: 'vot2018',
      here: false,
      known: { interval: [100, 356], convention: 'vot2016', experiments: { realtime: { grace: 3, fps: 20 } } },
    });
    await trackingLoss(['dataset', 'download', server.address, '--sequences', 'bag', ...at]);
    const list = await trackingLoss(['dataset', 'list', ...at]);
    expect(list.stdout).toMatch(/^vot2016 +no +60 +21455 +baseline unsupervised +108\.\.371 +vot2016 /m);
    expect(list.stdout).toContain('also there: vot2099, 1 of 3');
    const info = await trackingLoss(['dataset', 'info', 'vot2099', ...at]);
    expect(info.stdout).toContain('vot2099 (VOT of this test): 1 sequence, 3 frames');
    expect(info.stderr).toContain('2 of 3 sequences are not there: ball1, book');
  });

  it('find what is damaged or missing, and the commands that fetch it again do', async () => {
    const server = await votServer();
    const datasets = await temporaryFolder();
    const folder = join(datasets, 'vot2099');
    await trackingLoss(['dataset', 'download', server.address, '--datasets', datasets]);
    await truncate(join(folder, 'bag/color/00000002.jpg'), 500);
    await rm(join(folder, 'ball1/color/00000003.jpg'));
    await rm(join(folder, 'book'), { recursive: true });
    const broken = await trackingLoss(['dataset', 'verify', folder, '--datasets', datasets]);
    expect(broken.code).toBe(1);
    const again = `npx tracking-loss dataset download ${server.address} --datasets ${datasets} --sequences bag,ball1 --again`;
    const missing = `npx tracking-loss dataset download ${server.address} --datasets ${datasets} --sequences book`;
    expect(broken.stdout).toBe(
      [
        'bag: damaged frames: 2; it is cut off',
        'ball1: missing frames: 3 (3 regions, 2 frames)',
        'missing sequences: book',
        'whole: 0 of 3 sequences; looked at: 5 frames',
        `to fetch again: ${again} && ${missing}`,
        '',
      ].join('\n'),
    );
    for (const command of [again, missing]) {
      expect(await trackingLoss(command.split(' ').slice(2))).toMatchObject({ code: 0 });
    }
    const whole = await trackingLoss(['dataset', 'verify', folder, '--json']);
    expect(whole.code).toBe(0);
    expect(JSON.parse(whole.stdout)).toMatchObject({ broken: [], missing: [], fetchAgain: [] });
  });
});
