/** @file What is sent to other machines, without any. */
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { rectangle } from '../../../datasets/region.ts';
import type { Dataset } from '../../../datasets/sequence.ts';
import { writeSyntheticDataset } from '../../../datasets/synthetic/writeSyntheticDataset.ts';
import { trajectory } from '../../../datasets/trajectory.ts';
import type { Job } from '../../../harness/execution/job.ts';
import { networkIdentity } from '../../../harness/networkIdentities.ts';
import { packRun, unpackRun } from '../../../harness/queue/packedRun.ts';
import { addressText, hidePasswords, parseQueueAddress } from '../../../harness/queue/queueAddress.ts';
import { type ReceiverOptions, runReceiver } from '../../../harness/queue/receiveRun.ts';
import { runIdentity, runSender } from '../../../harness/queue/runIdentity.ts';
import { slurmScript } from '../../../harness/slurm/slurmScript.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';

const temporaryFolder = temporaryFolders();

describe('parseQueueAddress(text, environment)', () => {
  it('reads user, password, host, port, database and whether it is encrypted', () => {
    expect(parseQueueAddress('redis://10.0.0.1', {})).toEqual({
      host: '10.0.0.1',
      port: 6379,
      database: 0,
      isEncrypted: false,
    });
    expect(parseQueueAddress('rediss://me:p%40ss@queue.example:6380/2', {})).toEqual({
      host: 'queue.example',
      port: 6380,
      database: 2,
      username: 'me',
      password: 'p@ss',
      isEncrypted: true,
    });
    expect(parseQueueAddress('redis://[::1]:1', {})).toMatchObject({ host: '::1', port: 1 });
  });

  it('takes the password of the environment where the address has none', () => {
    const environment = { TRACKING_LOSS_QUEUE_PASSWORD: 'secret' };
    expect(parseQueueAddress('redis://me@host', environment)).toMatchObject({ username: 'me', password: 'secret' });
    expect(parseQueueAddress('redis://me:own@host', environment)).toMatchObject({ password: 'own' });
  });

  it('refuses everything else without showing it', () => {
    for (const text of ['secret', 'http://me:secret@host', 'redis://', 'redis://a:secret@h/x', 'redis://a:secret%@h']) {
      expect(() => parseQueueAddress(text, {})).toThrow(/^invalid address of Redis: (?!.*secret)/);
    }
  });

  it('is shown without user and password', () => {
    expect(addressText(parseQueueAddress('rediss://me:secret@[::1]:7/3', {}))).toBe('rediss://[::1]:7/3');
    expect(hidePasswords('run --queue redis://me:se@cret@host:1 and rediss://:x@h')).toBe(
      'run --queue redis://me:PASSWORD@host:1 and rediss://:PASSWORD@h',
    );
    expect(hidePasswords('redis://host:6379/1')).toBe('redis://host:6379/1');
  });
});

describe('packRun(run)', () => {
  const run = {
    output: {
      trajectory: trajectory([{ type: 'special', code: 1 }, rectangle(1.23456, 2, 3, 4), { type: 'special', code: 2 }]),
      timesInSeconds: Float64Array.of(0.1234567891, 0.5, NaN),
      confidences: Float64Array.of(NaN, 1 / 3, NaN),
      properties: { note: ['', 'two\nlines', ''] },
    },
    notices: ['it is dark'],
  };

  it('keeps what the store keeps', () => {
    const { output, notices } = unpackRun(packRun(run), 3, 'here');
    expect(notices).toEqual(['it is dark']);
    expect([...output.trajectory.values]).toEqual([1, 1.2346, 2, 3, 4, 2]);
    expect([...output.timesInSeconds]).toEqual([0.123456789, 0.5, NaN]);
    expect([...output.confidences]).toEqual([NaN, 1 / 3, NaN]);
    expect(output.properties).toEqual({ note: ['', 'two\nlines', ''] });
  });

  it('shows damage in any byte, and another number of frames', () => {
    const packed = packRun(run);
    for (let i = 0; i < packed.length; i += 7) {
      const damaged = Buffer.from(packed);
      damaged[i]! ^= 1;
      expect(() => unpackRun(damaged, 3, 'here')).toThrow('invalid result: its checksum does not fit (here)');
    }
    expect(() => unpackRun(packed.subarray(0, -1), 3, 'here')).toThrow('checksum');
    expect(() => unpackRun(packed, 4, 'here')).toThrow('invalid result: 3, 3, 3 lines where 4 frames are (here)');
  });
});

describe('runReceiver(options)', () => {
  let dataset: Dataset;
  let path: string;
  let job: Job;
  let options: ReceiverOptions;

  beforeEach(async () => {
    path = join(await temporaryFolder(), 'dataset');
    dataset = await writeSyntheticDataset(path, { maxLength: 3, sequences: ['beetle', 'clock'] });
    const tracker = { label: 'mine', tracker: 'ncc' };
    job = {
      tracker,
      experiment: 'baseline',
      sequence: dataset.sequences[0]!,
      repetition: 2,
      convention: 'current',
      seed: 7,
    };
    options = {
      program: '1.2.3',
      cache: join(path, 'cache'),
      datasetPath: path,
      findDataset: () => Promise.reject(new Error('asked')),
      openDataset: async () => dataset,
    };
  });

  async function sent(changed: Partial<Job> = {}): Promise<Record<string, unknown>> {
    const run = await runSender({ program: '1.2.3', dataset: { name: 'd', path }, networks: new Map() })({
      ...job,
      ...changed,
    });
    // As it comes out of Redis.
    return JSON.parse(JSON.stringify(run)) as Record<string, unknown>;
  }

  it('gives the job that was sent', async () => {
    expect(await runReceiver(options).receive(await sent())).toEqual(job);
  });

  it('refuses another version, tracker and dataset', async () => {
    const { receive } = runReceiver(options);
    await expect(receive({ ...(await sent()), program: '9' })).rejects.toThrow(
      /^invalid version: the run mine baseline \w+ repetition 2 was planned by tracking-loss 9, and this is 1\.2\.3;/,
    );
    await expect(receive({ ...(await sent()), more: 1 })).rejects.toThrow('invalid run: ');
    await expect(receive(await sent({ tracker: { label: 'mine', tracker: 'nccc' } }))).rejects.toThrow(
      'unknown tracker: "nccc"',
    );
    const [first, second] = dataset.sequences;
    await expect(receive(await sent({ sequence: { ...first!, name: 'bettle' } }))).rejects.toThrow(
      'unknown sequence: "bettle"',
    );
    const differing = { ...first!, groundTruth: second!.groundTruth };
    await expect(receive(await sent({ sequence: differing }))).rejects.toThrow('its ground truth differs');
    const redrawn = { ...first!, framePaths: second!.framePaths! };
    await expect(receive(await sent({ sequence: redrawn }))).rejects.toThrow('its first image differs');
    const shorter = { ...first!, length: 2 };
    await expect(receive(await sent({ sequence: shorter }))).rejects.toThrow('3 frames, and 2 there');
  });

  it('refuses a tracker without its weights, or with others, or with another normalisation', async () => {
    const { receive } = runReceiver(options);
    const configured = (backbone: unknown): Job['tracker'] =>
      ({
        label: 'mine',
        tracker: 'Ours_softmax',
        configuration: { backbone, online: { normalization: 'channel' } },
      }) as unknown as Job['tracker'];
    await expect(receive(await sent({ tracker: configured({ name: 'squeezenet' }) }))).rejects.toThrow(
      /missing weights.*weights fetch squeezenet/,
    );
    const tracker = configured({ name: 'builtin', inputSize: 65 });
    const others = { ...(await sent({ tracker })), weights: 'others' };
    await expect(receive(others)).rejects.toThrow('invalid weights: the backbone of mine has others');
    const same = { ...(await sent({ tracker })), ...(await networkIdentity(tracker.configuration!, options.cache)) };
    expect(await receive(same)).toMatchObject({ tracker: { label: 'mine' } });
    await expect(receive({ ...same, normalization: 'my pictures (1234)' })).rejects.toThrow(
      /^invalid normalisation: that of mine is 24 procedural pictures, and my pictures \(1234\) where the run was planned/,
    );
  });

  it('looks for the dataset where the run has it, then by its name', async () => {
    const { datasetPath: _path, ...without } = options;
    expect(await runReceiver(without).receive(await sent())).toEqual(job);
    const elsewhere = { ...(await sent()), dataset: { name: 'd', path: '/nowhere' } };
    const asked: string[] = [];
    const findDataset = async (name: string): Promise<string> => {
      asked.push(name);
      return path;
    };
    expect(await runReceiver({ ...without, findDataset }).receive(elsewhere)).toEqual(job);
    expect(asked).toEqual(['d']);
  });

  it('calls runs the same exactly when they give the same', async () => {
    const identity = async (changed: Partial<Job> = {}): Promise<string> => runIdentity((await sent(changed)) as never);
    expect(await identity()).toBe(await identity());
    expect(runIdentity({ ...(await sent()), dataset: { name: 'd', path: '/elsewhere' } } as never)).toBe(
      await identity(),
    );
    expect(await identity({ seed: 8 })).not.toBe(await identity());
    expect(await identity({ repetition: 3 })).not.toBe(await identity());
    expect(await identity({ tracker: { label: 'mine', tracker: 'kcf' } })).not.toBe(await identity());
  });
});

describe('slurmScript(task)', () => {
  it('is an array of which each task does its part', () => {
    const command = ['/usr/bin/node', '/opt/a b/main.js', 'worker'];
    expect(slurmScript({ batch: '/w/slurm/1', tasks: 3, workers: 2, command, options: ['--partition=gpu'] })).toBe(
      [
        '#!/bin/sh',
        '#SBATCH --job-name=tracking-loss',
        '#SBATCH --array=1-3',
        '#SBATCH --ntasks=1',
        '#SBATCH --cpus-per-task=2',
        '#SBATCH --requeue',
        '#SBATCH --output="/w/slurm/1/task-%a.log"',
        '#SBATCH --open-mode=append',
        '#SBATCH --partition=gpu',
        `exec /usr/bin/node '/opt/a b/main.js' worker --part "$SLURM_ARRAY_TASK_ID/3"`,
        '',
      ].join('\n'),
    );
  });
});
