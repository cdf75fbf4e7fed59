import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { writeSyntheticDataset } from '../../../datasets/synthetic/writeSyntheticDataset.ts';
import { runCommandLine } from '../../../harness/commandLine.ts';
import type { Evaluation } from '../../../results/evaluation.ts';
import { readResults, zipResults } from '../../results/resultFiles.ts';
import { sharedData } from '../../sharedData.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { recordingTerminal } from '../recordingTerminal.ts';

const program = fileURLToPath(new URL('../../../dist/harness/main.js', import.meta.url));
const temporaryFolder = temporaryFolders();
const annotations = sharedData('annotations/VOT2018.json');
const siamese = sharedData('results/LightTrack-SiamAPN-vot2018.zip');

async function answer(...words: readonly string[]) {
  const { terminal, stdout, stderr } = recordingTerminal();
  const code = await runCommandLine(words, terminal);
  return { code, stdout: stdout(), stderr: stderr() };
}

describe('tracking-loss import', () => {
  it('takes published results that then evaluate to the published figures', async () => {
    const workspace = join(await temporaryFolder(), 'w');
    const imported = await answer('import', siamese, '--workspace', workspace, '--dataset', annotations);
    expect(imported).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/LightTrack +imported +60 +60 +0 +0\nSiamAPN +imported/),
    });
    const { stdout } = await answer('evaluate', '--workspace', workspace, '--json', '--workers', '1');
    const { trackers, interval } = JSON.parse(stdout) as Evaluation;
    expect(interval).toEqual([100, 356]);
    expect(trackers.LightTrack).toMatchObject({ eao: expect.closeTo(0.4182, 4), failures: 38 });
    expect(trackers.SiamAPN).toMatchObject({ eao: expect.closeTo(0.248, 4), failures: 105 });
    const again = await answer('import', siamese, '--workspace', workspace, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ trackers: [{ state: 'unchanged' }, { state: 'unchanged' }] });
  });

  it('exits with 1 for a damaged tracker and says the way out, which works', async () => {
    const folder = await temporaryFolder();
    const dataset = join(folder, 'data');
    await writeSyntheticDataset(dataset, { maxLength: 5, sequences: ['ball', 'car'] });
    const run = '1\n1,2,3,4\n1,2,3,4\n1,2,3,4\n1,2,3,4\n';
    const source = await zipResults(join(folder, 'T.zip'), {
      'T/baseline/ball/ball_001.txt': run,
      'T/baseline/car/car_001.txt': '1\n1,2,3,4\n',
    });
    const words = ['import', source, '--workspace', join(folder, 'w'), '--dataset', dataset];
    const refused = await answer(...words);
    expect(refused).toMatchObject({ code: 1, stdout: expect.stringMatching(/T +damaged/) });
    expect(refused.stderr).toMatch(
      /damaged: T: invalid result: 2 regions for the 5 frames of car \(.*T\.zip:T\/baseline\/car\/car_001\.txt:2\)/,
    );
    expect(refused.stderr).toContain('--skip-damaged stores what is whole');
    expect(refused.stdout).toMatch(/T +damaged +0 +0 +0 +0/);
    const skipped = await answer(...words, '--skip-damaged');
    expect(skipped).toMatchObject({ code: 0, stdout: expect.stringMatching(/T +imported +1 +1/) });
    expect(skipped.stderr).toContain('left out: T: invalid result: 2 regions');
    expect(Object.keys(await readResults(join(folder, 'w/results/T/baseline')))).toEqual(['ball/ball_001.txt']);
  });

  it('advises --skip-damaged only where it helps', async () => {
    const folder = await temporaryFolder();
    const dataset = join(folder, 'data');
    await writeSyntheticDataset(dataset, { maxLength: 5, sequences: ['ball', 'car'] });
    const cut = await zipResults(join(folder, 'T.zip'), { 'T/baseline/car/car_001.txt': '1\n1,2,3,4\n' });
    const other = await zipResults(join(folder, 'U.zip'), { 'U/baseline/bag/bag_001.txt': '1\n' });
    const at = ['--workspace', join(folder, 'w'), '--dataset', dataset];
    for (const more of [[], ['--skip-damaged']]) {
      const damaged = await answer('import', cut, ...at, ...more);
      expect(damaged).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('nothing is stored of T: no run is whole'),
      });
      const unrelated = await answer('import', other, ...at, ...more);
      expect(unrelated).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('no run of U is of a sequence of data'),
      });
      expect(damaged.stderr + unrelated.stderr).not.toContain('--skip-damaged');
      expect(unrelated.stdout + unrelated.stderr).not.toContain('damaged');
    }
  });

  it("takes the paper's contrast trackers from a challenge's archive, and says which are not there", async () => {
    const folder = await temporaryFolder();
    const source = await zipResults(join(folder, 'vot2016.zip'), {
      'results/MDNet_N/baseline/bag/bag_001.txt': '1\n',
      'results/Other/baseline/bag/bag_001.txt': '1\n',
    });
    const { code, stdout, stderr } = await answer(
      'import',
      'vot2016-results',
      source,
      '--workspace',
      join(folder, 'w'),
    );
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/MDNet-N +imported/) });
    expect(stderr).toContain('not found: CCOT, TCNN, SSAT, MLDF, Staple, DDC, EBT, SRBT\n');
    expect(await readdir(join(folder, 'w/results'))).toEqual(['MDNet-N']);
  });

  it("fails where an archive has none of the paper's trackers, and where results do not say their dataset", async () => {
    const folder = await temporaryFolder();
    const workspace = join(folder, 'w');
    const none = await answer('import', 'vot2016-results', siamese, '--workspace', workspace);
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toContain('not found: CCOT');
    await answer('import', siamese, '--workspace', workspace);
    const evaluated = await answer('evaluate', '--workspace', workspace);
    expect(evaluated).toMatchObject({ code: 2, stdout: '' });
    expect(evaluated.stderr).toContain(`missing dataset: ${workspace} does not say which`);
    expect(evaluated.stderr).toContain(`--results ${join(workspace, 'results')}`);
  });

  it.each([
    ['without a source', ['import'], 2, 'missing source; tracking-loss import SOURCE'],
    ['of what is not there', ['import', 'nowhere.zip'], 2, 'missing results: nowhere.zip'],
    ['with an unknown unit', ['import', siamese, '--time-unit', 'minutes'], 2, 'known: seconds, milliseconds'],
    ['with --sequences and no dataset', ['import', siamese, '--sequences', 'bag'], 2, 'missing dataset'],
    ['with --as for two', ['import', siamese, '--as', 'T'], 2, 'choose one with --trackers: LightTrack, SiamAPN'],
  ])('%s says what is wrong and makes no workspace', async (_, words, code, message) => {
    const workspace = join(await temporaryFolder(), 'w');
    const answered = await answer(...words, '--workspace', workspace);
    expect(answered).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
    expect(await readResults(workspace)).toEqual({});
  });

  it('refuses a workspace of another dataset', async () => {
    const folder = await temporaryFolder();
    await writeSyntheticDataset(join(folder, 'data'), { maxLength: 5, sequences: ['ball'] });
    const words = ['import', siamese, '--workspace', join(folder, 'w')];
    await answer(...words, '--dataset', annotations);
    const other = await answer(...words, '--dataset', join(folder, 'data'));
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('invalid dataset') });
  });

  it('stores nothing when the disk refuses, and says so', async () => {
    const folder = await temporaryFolder();
    // No file may become larger than 8 blocks of 512 bytes.
    const { status, stderr } = spawnSync('sh', [
      '-c',
      'ulimit -f 8; exec "$0" "$@"',
      process.execPath,
      program,
      'import',
      siamese,
      '--workspace',
      join(folder, 'w'),
    ]);
    expect(status).toBe(1);
    expect(stderr.toString()).toMatch(/invalid place to write: (the file may not become so large|no space left)/);
    expect(await readResults(join(folder, 'w'))).toEqual({});
  });

  it('has stored a tracker whole or not at all when it is killed at any moment, and goes on', {
    timeout: 180_000,
  }, async () => {
    const folder = await temporaryFolder();
    const workspace = join(folder, 'w');
    const words = [program, 'import', siamese, '--workspace', workspace];
    let moment = 300;
    for (let ended = false; !ended; moment *= 1.5) {
      const child = spawn(process.execPath, words, { stdio: 'ignore' });
      const exit = once(child, 'exit');
      ended = (await Promise.race([exit, delay(moment)])) !== undefined;
      child.kill('SIGKILL');
      await exit;
      for (const tracker of await readdir(join(workspace, 'results')).catch(() => [])) {
        const files = Object.keys(await readResults(join(workspace, 'results', tracker)));
        expect(files.length).toBe(61);
      }
    }
    expect((await readdir(join(workspace, 'results'))).toSorted()).toEqual(['LightTrack', 'SiamAPN']);
  });
});

describe('tracking-loss export', () => {
  it('refuses incomplete results with the command that completes them, and then packs them', {
    timeout: 180_000,
  }, async () => {
    const folder = await temporaryFolder();
    const dataset = join(folder, 'data');
    const workspace = join(folder, 'w');
    await writeSyntheticDataset(dataset, { maxLength: 8, sequences: ['ball', 'car'] });
    const run = ['run', '--dataset', dataset, '--trackers', 'static', '--workspace', workspace, '--workers', '0'];
    await answer(...run);
    await rm(join(workspace, 'results/static/unsupervised/car'), { recursive: true });
    const refused = await answer('export', '--workspace', workspace);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('incomplete: static: no unsupervised run of 1 of 2 sequences (car)\n');
    const command = /^to finish: npx tracking-loss (run .* --sequences car)$/m.exec(refused.stderr)![1]!;
    expect(await answer(...command.split(' '), '--workers', '0')).toMatchObject({ code: 0 });
    const packed = await answer('export', '--workspace', workspace, '--out', join(folder, 'out'));
    expect(packed).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/static +8 runs +.*static_1970-01-01T00-00-00\.000000\.zip/),
    });
    // What was packed comes back byte for byte.
    const archive = join(folder, 'out/static_1970-01-01T00-00-00.000000.zip');
    await answer('import', archive, '--workspace', join(folder, 'copy'), '--dataset', dataset);
    expect(await readResults(join(folder, 'copy/results'))).toMatchObject(
      await readResults(join(workspace, 'results')),
    );
  });

  it('gives no command for a tracker with settings, which it does not know as they were written', async () => {
    const folder = await temporaryFolder();
    const dataset = join(folder, 'a dataset');
    const workspace = join(folder, 'w');
    await writeSyntheticDataset(dataset, { maxLength: 5, sequences: ['ball', 'car'] });
    const at = ['--dataset', dataset, '--workspace', workspace];
    await answer('run', '--trackers', 'static{label: mine}', '--sequences', 'ball', '--workers', '0', ...at);
    const { code, stderr } = await answer('export', '--workspace', workspace);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `to finish: run mine with --trackers as before (${join(workspace, 'results/mine/tracker.yaml')} has its settings) and --workspace ${workspace} --dataset '${dataset}' --sequences car\nor: --experiments`,
    );
  });

  it('says of imported results what they lack, and packs them with --incomplete', async () => {
    const workspace = join(await temporaryFolder(), 'w');
    await answer('import', siamese, '--workspace', workspace, '--dataset', annotations, '--trackers', 'SiamAPN');
    const refused = await answer('export', '--workspace', workspace);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('to finish: import complete results of SiamAPN\nor: --experiments');
    const packed = await answer('export', '--workspace', workspace, '--incomplete', '--binary', '--json');
    expect(JSON.parse(packed.stdout)).toMatchObject([{ name: 'SiamAPN', runs: 60, isImported: true }]);
    expect(packed.stderr).toContain('packed without: SiamAPN: no unsupervised run of 60 of 60 sequences');
  });

  it('says when no dataset is known, or the workspace has no results', async () => {
    const folder = await temporaryFolder();
    const workspace = join(folder, 'w');
    await answer('import', siamese, '--workspace', workspace);
    const unknown = await answer('export', '--workspace', workspace);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('missing dataset') });
    await answer('import', siamese, '--workspace', workspace, '--dataset', annotations);
    await rm(join(workspace, 'results'), { recursive: true });
    for (const verb of ['export', 'evaluate']) {
      const none = await answer(verb, '--workspace', workspace);
      expect(none).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`missing results: ${workspace} has none yet`),
      });
    }
  });
});

it('a run under the name of imported results is refused with the way out', async () => {
  const folder = await temporaryFolder();
  const dataset = join(folder, 'data');
  await writeSyntheticDataset(dataset, { maxLength: 5, sequences: ['ball'] });
  await writeFile(join(folder, 'ball.txt'), '1,2,3,4\n'.repeat(5));
  const source = await zipResults(join(folder, 'static.zip'), { 'ball.txt': await readFile(join(folder, 'ball.txt')) });
  const words = ['--workspace', join(folder, 'w'), '--dataset', dataset];
  expect(await answer('import', source, ...words)).toMatchObject({ code: 0 });
  const refused = await answer('run', '--trackers', 'static', '--workers', '0', ...words);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('static{label: mine}') });
  const named = await answer('run', '--trackers', 'static{label: mine}', '--workers', '0', ...words);
  expect(named).toMatchObject({ code: 0 });
});
