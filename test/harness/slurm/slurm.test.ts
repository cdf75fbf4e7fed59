/** @file Runs as job arrays of Debian's Slurm on this machine, through the command line. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeSyntheticDataset } from '../../../datasets/synthetic/writeSyntheticDataset.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { storedFiles } from '../execution/testRuns.ts';
import { programs, type Running } from '../queue/programs.ts';
import { missingPrograms } from '../queue/redisServer.ts';
import { type SlurmCluster, slurmCluster } from './slurmCluster.ts';

const missing = whatIsMissing();
const temporaryFolder = temporaryFolders();
const shared = join(tmpdir(), `tracking-loss-slurm-test-${process.pid}`);
const dataset = join(shared, 'dataset');
const commands = programs();
let cluster: SlurmCluster;

/** Four runs: three repetitions of the baseline and one pass. */
const benchmark = [
  '--dataset',
  dataset,
  '--trackers',
  'static',
  '--sequences',
  'beetle',
  '--cache',
  join(shared, 'cache'),
];
const onCpu = ['--device', 'cpu', '--slurm-tasks', '2'];

function whatIsMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'a cluster of one machine is started by root';
  // Without control groups Slurm's daemon of a node does not start, whatever its settings.
  if (readdirSync('/sys/fs/cgroup').length === 0) return said('the system mounts no control groups (/sys/fs/cgroup)');
  return missingPrograms(['munged', 'slurmctld', 'slurmd', 'sbatch'], 'slurm-wlm munge');
}

function said(reason: string): string {
  console.warn(`run --slurm is not tested: ${reason}`);
  return reason;
}

function run(workspace: string, ...words: readonly string[]): Running {
  return commands.start(['run', ...benchmark, '--workspace', workspace, ...words], cluster.environment);
}

describe.skipIf(missing !== undefined)('run --slurm', () => {
  beforeAll(async () => {
    cluster = await slurmCluster();
    await mkdir(shared, { recursive: true });
    await writeSyntheticDataset(dataset, { maxLength: 10, sequences: ['beetle'] });
  }, 300_000);
  afterEach(() => commands.endAll());
  afterAll(async () => {
    await cluster?.close();
    await rm(shared, { recursive: true, force: true });
  });

  it('submits the runs as a job array, waits for it, and has the bytes of one process', async () => {
    const [alone, workspace] = [await temporaryFolder(), await temporaryFolder()];
    const undisturbed = run(alone, '--workers', '0', '--device', 'cpu');
    expect([await undisturbed.ended, undisturbed.stderr()]).toEqual([0, expect.anything()]);
    const running = run(workspace, '--slurm', ...onCpu);
    expect([await running.ended, running.stderr()]).toEqual([0, expect.anything()]);
    expect(running.stderr()).toMatch(/4 runs are Slurm's job \d+, 2 tasks/);
    expect(running.stderr()).toContain('4 runs done');
    expect(await storedFiles(workspace)).toEqual(await storedFiles(alone));
  });

  it('writes the script for sbatch, and finds the results when it is given again', async () => {
    const workspace = await temporaryFolder();
    const script = join(await temporaryFolder(), 'runs.sh');
    const writing = run(workspace, '--slurm-script', script, ...onCpu, '--slurm-option=--comment=mine');
    expect([await writing.ended, writing.stderr()]).toEqual([0, expect.stringContaining('4 runs in 2 tasks;')]);
    expect(await readFile(script, 'utf8')).toMatch(/^#!\/bin\/sh\n(#SBATCH .*\n)*#SBATCH --comment=mine\n/);
    const environment = { ...process.env, ...cluster.environment };
    await promisify(execFile)('sbatch', ['--wait', script], { env: environment });
    const again = run(workspace, '--slurm-script', script, ...onCpu);
    expect(await again.ended).toBe(0);
    expect(again.stderr()).toContain('0 runs done');
    expect(again.stderr()).toContain('4 were stored already');
  });

  it('waits for the array of a command that was killed, and submits nothing twice', async () => {
    const workspace = await temporaryFolder();
    const first = run(workspace, '--slurm', ...onCpu);
    await first.said("runs are Slurm's job");
    first.child.kill('SIGKILL');
    await first.ended;
    const second = run(workspace, '--slurm', ...onCpu);
    expect([await second.ended, second.stderr()]).toEqual([0, expect.anything()]);
    const batches = await readdir(join(workspace, 'slurm'));
    expect(batches).toHaveLength(1);
  });

  it('reports a run that fails', async () => {
    const workspace = await temporaryFolder();
    const file = join(await temporaryFolder(), 'trackers.yaml');
    const command = ['sh', '-c', 'echo no such model >&2; exit 3'];
    await writeFile(file, JSON.stringify({ broken: { extends: 'trax', retries: 0, command } }));
    const words = ['--trackers', file, '--experiments', 'unsupervised'];
    const running = run(workspace, '--slurm', ...onCpu, ...words);
    expect(await running.ended).toBe(1);
    expect(running.stderr()).toContain('failed: broken unsupervised beetle repetition 1: ');
    expect(await readFile(join(workspace, 'failures.txt'), 'utf8')).toContain('no such model');
  });

  it('says what Slurm does not take, and cancels its job at Ctrl-C', async () => {
    const workspace = await temporaryFolder();
    const refused = run(workspace, '--slurm', ...onCpu, '--slurm-option=--partition=nowhere');
    expect(await refused.ended).toBe(1);
    expect(refused.stderr()).toContain('failed: sbatch: ');
    expect(refused.stderr()).toContain('Invalid partition');
    const held = run(workspace, '--slurm', ...onCpu, '--slurm-option=--hold');
    await held.said("runs are Slurm's job");
    held.child.kill('SIGINT');
    expect(await held.ended).toBe(130);
    const environment = { ...process.env, ...cluster.environment };
    for (let i = 0; ; i++) {
      const { stdout } = await promisify(execFile)('squeue', ['--noheader'], { env: environment });
      if (stdout === '') break;
      expect(i).toBeLessThan(100);
      await wait(200);
    }
  });
});
