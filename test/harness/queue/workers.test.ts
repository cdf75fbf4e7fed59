/** @file Runs through Redis with worker processes, and what may happen to them, through the command line. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeSyntheticDataset } from '../../../datasets/synthetic/writeSyntheticDataset.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { storedFiles } from '../execution/testRuns.ts';
import { chancyTracker } from '../quickSettings.ts';
import { programs, type Running } from './programs.ts';
import { freePort, missingPrograms, type RedisServer, redisServer } from './redisServer.ts';

const missing = missingPrograms(['redis-server', 'openssl'], 'redis-server openssl');
const temporaryFolder = temporaryFolders();
const shared = join(tmpdir(), `tracking-loss-queue-${process.pid}`);
const dataset = join(shared, 'dataset');
const cache = ['--cache', join(shared, 'cache')];

const benchmark = [
  '--dataset',
  dataset,
  '--trackers',
  `ncc,${chancyTracker('chancy')}`,
  '--repetitions',
  '5',
  ...cache,
];
/** Two sequences: of ncc three repetitions and one pass, of the other five and one. */
const runsOfBenchmark = 2 * (3 + 1 + 5 + 1);

const servers: RedisServer[] = [];
const commands = programs();
let undisturbed: Record<string, string>;

async function server(options: readonly string[] = []): Promise<RedisServer> {
  const made = await redisServer(options);
  servers.push(made);
  return made;
}

function worker({ address }: Pick<RedisServer, 'address'>, ...words: readonly string[]): Running {
  const usual = ['--queue', address, '--device', 'cpu', '--workers', '1', ...cache];
  const takeover = words.includes('--takeover') ? [] : ['--takeover', '5'];
  return commands.start(['worker', ...usual, ...takeover, ...words]);
}

function run(workspace: string, { address }: Pick<RedisServer, 'address'>, words = benchmark): Running {
  return commands.start(['run', ...words, '--workspace', workspace, '--queue', address]);
}

async function finish(running: Running): Promise<void> {
  expect([await running.ended, running.stderr()]).toEqual([0, expect.anything()]);
}

/** Runs that workers say they have done. */
const doneBy = (workers: readonly Running[]): number =>
  workers.reduce((sum, { stderr }) => sum + (stderr().match(/^done: /gm) ?? []).length, 0);

describe.skipIf(missing !== undefined)('run --queue and worker --queue', () => {
  beforeAll(async () => {
    await mkdir(shared, { recursive: true });
    await writeSyntheticDataset(dataset, { maxLength: 10, sequences: ['beetle', 'clock'] });
    const workspace = join(shared, 'undisturbed');
    await finish(commands.start(['run', ...benchmark, '--workspace', workspace, '--device', 'cpu', '--workers', '1']));
    undisturbed = await storedFiles(workspace);
  }, 300_000);
  afterEach(async () => {
    await commands.endAll();
    for (const one of servers.splice(0)) await one.close();
  });
  afterAll(() => rm(shared, { recursive: true, force: true }));

  it('give with three workers the bytes of one process, through Redis and through a shared folder', async () => {
    const redis = await server();
    const workspace = await temporaryFolder();
    const running = run(workspace, redis);
    await running.said('no worker is at redis://127.0.0.1');
    const workers = [worker(redis), worker(redis), worker(redis, '--workspace', workspace)];
    await finish(running);
    expect(running.stderr()).toContain(`${runsOfBenchmark} runs done`);
    expect(await storedFiles(workspace)).toEqual(undisturbed);
    expect(doneBy(workers)).toBe(runsOfBenchmark);
    for (const one of workers) expect(one.stderr()).toMatch(/^done: /m);
    // The times of all of them are there too, and nothing is left in Redis.
    const table = join(workspace, 'results/chancy/baseline/beetle/beetle_time.txt');
    expect(
      (await readFile(table, 'utf8'))
        .split('\n')[0]!
        .split(',')
        .map((value) => Number(value) > 0),
    ).toEqual(Array(5).fill(true));
    const keys = await redis.client().keys('*');
    expect(keys.filter((key) => /:(run-|result:)/.test(key))).toEqual([]);
  });

  it('come through a Redis that is restarted and killed, and workers that are killed', async () => {
    // This one forgets everything when it is killed, which is the worst that it can do.
    const redis = await server(['--appendonly', 'no']);
    const workspace = await temporaryFolder();
    const running = run(workspace, redis);
    const workers = [worker(redis), worker(redis), worker(redis)];
    const allDone = async (count: number): Promise<void> => {
      while (doneBy(workers) < count) await wait(5);
    };
    await allDone(3);
    workers[0]!.child.kill('SIGKILL');
    workers.push(worker(redis));
    await allDone(6);
    await redis.kill();
    await running.said('lost the connection');
    await redis.start();
    await running.said('again', 2);
    await allDone(10);
    workers[1]!.child.kill('SIGKILL');
    await redis.terminate();
    await redis.start();
    await finish(running);
    expect(running.stderr()).toContain(`${runsOfBenchmark} runs done`);
    expect(await storedFiles(workspace)).toEqual(undisturbed);
    console.log(`${doneBy(workers)} runs done by workers for ${runsOfBenchmark} stored; 2 workers and 2 servers ended`);
    // Only what was in flight, or in Redis and not yet stored, when they ended may be done again.
    expect(doneBy(workers)).toBeLessThanOrEqual(runsOfBenchmark + 4 * 3);
  });

  it('take over the run of a worker that is killed in the middle of it', async () => {
    const redis = await server();
    const workspace = await temporaryFolder();
    const slow = ['--dataset', dataset, '--trackers', await sleeper(300), '--experiments', 'unsupervised'];
    const running = run(workspace, redis, [...slow, '--sequences', 'beetle', ...cache]);
    const first = worker(redis);
    await first.said('working off');
    await activeRuns(redis, 1);
    first.child.kill('SIGKILL');
    const second = worker(redis);
    await second.said('taken over from a worker that went silent');
    await finish(running);
    expect([first, second].map((one) => doneBy([one]))).toEqual([0, 1]);
  });

  it('leave the results of a command that was killed for the next one, which runs nothing twice', async () => {
    const redis = await server();
    const workspace = await temporaryFolder();
    const first = run(workspace, redis);
    const workers = [worker(redis), worker(redis)];
    while (doneBy(workers) < 4) await wait(5);
    first.child.kill('SIGKILL');
    await first.ended;
    // Workers go on with what is in the queue.
    const before = doneBy(workers);
    while (doneBy(workers) < before + 3) await wait(5);
    await finish(run(workspace, redis));
    expect(await storedFiles(workspace)).toEqual(undisturbed);
    expect(doneBy(workers)).toBe(runsOfBenchmark);
  });

  it('give back the run in flight at SIGTERM, and withdraw what waits at Ctrl-C', async () => {
    const redis = await server();
    const workspace = await temporaryFolder();
    const slow = ['--dataset', dataset, '--trackers', await sleeper(600), '--experiments', 'unsupervised', ...cache];
    const running = run(workspace, redis, slow);
    const leaving = worker(redis, '--takeover', '600');
    await leaving.said('working off');
    await activeRuns(redis, 1);
    leaving.child.kill('SIGTERM');
    expect(await leaving.ended).toBe(0);
    expect(leaving.stderr()).toContain('given back: ');
    expect(leaving.stderr()).toContain('left the queue; 0 runs were done here');
    await activeRuns(redis, 0);
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(130);
    expect(running.stderr()).toContain('2 runs were not done');
    expect((await redis.client().keys('*')).filter((key) => key.includes(':run-'))).toEqual([]);
  });

  it('park a run that fails with its error, and go on', async () => {
    const redis = await server();
    const workspace = await temporaryFolder();
    const broken = await external('broken', ['sh', '-c', 'echo no such model >&2; exit 3'], { retries: 0 });
    const words = ['--dataset', dataset, '--trackers', `ncc,${broken}`, '--experiments', 'unsupervised', ...cache];
    worker(redis);
    const running = run(workspace, redis, words);
    expect(await running.ended).toBe(1);
    expect(running.stderr()).toContain('2 runs done');
    expect(running.stderr()).toMatch(/failed: broken unsupervised beetle repetition 1: /);
    expect(await readFile(join(workspace, 'failures.txt'), 'utf8')).toContain('no such model');
    expect(await redis.client().zcard('tracking-loss:runs:failed')).toBe(2);
  });

  it('park a run that takes every worker down with it', async () => {
    const redis = await server();
    const workspace = await temporaryFolder();
    // The program's parent does the run, and that one's parent is the worker.
    const deadly = await external('deadly', ['sh', '-c', 'kill -9 $(cut -d" " -f4 /proc/$PPID/stat)']);
    const words = [
      '--dataset',
      dataset,
      '--trackers',
      deadly,
      '--experiments',
      'unsupervised',
      '--sequences',
      'beetle',
    ];
    const running = run(workspace, redis, [...words, ...cache]);
    let deaths = 0;
    while (running.child.exitCode === null && deaths < 10) {
      const victim = worker(redis, '--takeover', '1');
      await Promise.race([victim.ended, running.ended]);
      if (running.child.exitCode === null) deaths++;
    }
    expect(deaths).toBe(4);
    expect(running.stderr()).toContain('its worker died or went silent 4 times; it is parked');
  });

  it('refuse a server that is not there, wrong passwords, other protocols and certificates, without showing a password', async () => {
    const folder = await temporaryFolder();
    const open = await server();
    await open.client().set('tracking-loss:protocol', '99');
    const guarded = await server(['--requirepass', 'hunter2']);
    const ask = async (address: string, environment: Record<string, string> = {}): Promise<string> => {
      const words = [...benchmark, '--workspace', folder, '--queue', address];
      const said: string[] = [];
      for (const command of [
        commands.start(['run', ...words], environment),
        commands.start(['worker', '--queue', address, '--device', 'cpu', ...cache], environment),
      ]) {
        expect(await command.ended).toBe(1);
        said.push(command.stderr());
        expect(command.stderr()).not.toMatch(/secret|hunter2|\n +at /);
      }
      return said.join('');
    };
    const twice = (text: string): RegExp => new RegExp(`${text}[^]*${text}`);
    expect(await ask('redis://me:secret@127.0.0.1:1')).toMatch(
      twice('missing Redis: it does not answer, ECONNREFUSED'),
    );
    expect(await ask(`redis://:secret@127.0.0.1:${guarded.port}`)).toMatch(twice('invalid user or password of Redis'));
    expect(await ask(guarded.address)).toMatch(twice('missing password of Redis'));
    expect(await ask(guarded.address, { TRACKING_LOSS_QUEUE_PASSWORD: 'secret' })).toMatch(twice('invalid user or'));
    expect(await ask(open.address)).toMatch(
      twice('invalid protocol of the queue: 99, where this tracking-loss speaks 1'),
    );
  });

  it('speak TLS with user and password, and trust no certificate of strangers', async () => {
    const folder = await temporaryFolder();
    const { key, certificate } = await certificateIn(folder);
    const tls = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-auth-clients', 'no'];
    const accounts = ['--user', 'me', 'on', '>hunter2', '~*', '&*', '+@all', '--user', 'default', 'off'];
    const port = await freePort();
    await server(['--tls-port', String(port), ...tls, ...accounts]);
    const address = `rediss://me:hunter2@localhost:${port}`;
    const words = ['--dataset', dataset, '--trackers', 'ncc', '--sequences', 'beetle', '--queue', address, ...cache];
    const trust = { NODE_EXTRA_CA_CERTS: certificate };
    const strange = commands.start(['worker', '--queue', address, '--device', 'cpu', ...cache]);
    expect(await strange.ended).toBe(1);
    expect(strange.stderr()).toContain('invalid certificate of Redis');
    commands.start(['worker', '--queue', address, '--device', 'cpu', ...cache], trust);
    const running = commands.start(['run', ...words, '--workspace', join(folder, 'workspace')], trust);
    await finish(running);
    expect(running.stderr()).toContain('4 runs done');
  });

  it('refuse a dataset and a workspace that are others, and leave the runs to workers that have them', async () => {
    const redis = await server();
    const other = join(await temporaryFolder(), 'dataset');
    await cp(dataset, other, { recursive: true });
    const truth = join(other, 'beetle/groundtruth.txt');
    await writeFile(truth, (await readFile(truth, 'utf8')).replace(/^.*/, '1,1,9,1,9,9,1,9'));
    const words = ['--dataset', dataset, '--trackers', 'ncc', '--sequences', 'beetle', ...cache];
    const running = run(await temporaryFolder(), redis, words);
    await running.said('no worker');
    const refused = async (words: readonly string[], text: RegExp): Promise<void> => {
      const refusing = worker(redis, ...words);
      expect(await refusing.ended).toBe(1);
      expect(refusing.stderr()).toMatch(text);
    };
    await refused(['--dataset', other], /invalid dataset: sequence beetle is another one .* its ground truth differs/);
    await refused(['--workspace', await temporaryFolder()], /missing workspace: nothing was run there/);
    const willing = worker(redis);
    await finish(running);
    expect(doneBy([willing])).toBe(4);
  });

  /** A certificate that localhost has given itself. */
  async function certificateIn(folder: string): Promise<{ readonly key: string; readonly certificate: string }> {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    const names = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate];
    await promisify(execFile)('openssl', [...words, ...names]);
    return { key, certificate };
  }

  /** Waits until so many runs are under way. */
  async function activeRuns(redis: RedisServer, count: number): Promise<void> {
    const client = redis.client();
    while ((await client.llen('tracking-loss:runs:active')) !== count) await wait(20);
  }

  /** A tracker that takes its time for every frame. */
  async function sleeper(ms: number): Promise<string> {
    const hello = '@@TRAX:hello "trax.version=1" "trax.region=rectangle;" "trax.image=path;"';
    const loop = `while read line; do case "$line" in *quit*) exit;; esac; sleep ${ms / 1000}; echo '@@TRAX:state "1,2,3,4"'; done`;
    return external('sleeper', ['sh', '-c', `echo '${hello}'; ${loop}`]);
  }

  /** An entry of a file of trackers that is a program. */
  async function external(name: string, command: readonly string[], settings: object = {}): Promise<string> {
    const file = join(await temporaryFolder(), 'trackers.yaml');
    await writeFile(file, JSON.stringify({ [name]: { extends: 'trax', command, ...settings } }));
    return `${file}:${name}`;
  }
});
