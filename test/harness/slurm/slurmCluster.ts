import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort, systemEnvironment } from '../queue/redisServer.ts';

/** A cluster of one node, this machine, that needs neither systemd nor cgroups: for tests in a container, as root. */
export interface SlurmCluster {
  /** What the programs of Slurm need to find it. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function slurmCluster(): Promise<SlurmCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'tracking-loss-slurm-'));
  for (const name of ['state', 'spool', 'run', 'log']) await mkdir(join(folder, name));
  const file = (name: string): string => join(folder, name);
  await writeFile(file('munge.key'), randomBytes(1024), { mode: 0o400 });
  const [controllerPort, nodePort] = [await freePort(), await freePort()];
  const settings = {
    ClusterName: 'test',
    SlurmctldHost: `${hostname()}(127.0.0.1)`,
    SlurmUser: 'root',
    SlurmdUser: 'root',
    AuthType: 'auth/munge',
    AuthInfo: `socket=${file('run/munge.socket')}`,
    CredType: 'cred/munge',
    SlurmctldPort: controllerPort,
    SlurmdPort: nodePort,
    StateSaveLocation: file('state'),
    SlurmdSpoolDir: file('spool'),
    SlurmctldPidFile: file('run/slurmctld.pid'),
    SlurmdPidFile: file('run/slurmd.pid'),
    SlurmctldLogFile: file('log/slurmctld.log'),
    SlurmdLogFile: file('log/slurmd.log'),
    ProctrackType: 'proctrack/linuxproc',
    TaskPlugin: 'task/none',
    SelectType: 'select/cons_tres',
    SelectTypeParameters: 'CR_CPU',
    MailProg: '/bin/true',
    ReturnToService: 2,
    KillWait: 2,
    SchedulerParameters: 'sched_interval=1,bf_interval=1',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  // The processors that Slurm is told of need not be there.
  const node = `NodeName=${hostname()} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN\n`;
  await writeFile(file('slurm.conf'), `${lines.join('')}${node}PartitionName=main Nodes=ALL Default=YES State=UP\n`);
  const environment = { PATH: systemEnvironment.PATH, SLURM_CONF: file('slurm.conf') };
  const daemons: ChildProcess[] = [];
  const begin = (program: string, ...words: readonly string[]): void => {
    daemons.push(spawn(program, words, { env: { ...process.env, ...environment }, stdio: 'ignore' }));
  };
  const close = async (): Promise<void> => {
    for (const daemon of daemons.toReversed()) {
      if (daemon.exitCode !== null || daemon.signalCode !== null) continue;
      const closed = once(daemon, 'close');
      daemon.kill('SIGTERM');
      const timer = setTimeout(() => daemon.kill('SIGKILL'), 10_000);
      await closed;
      clearTimeout(timer);
    }
    await rm(folder, { recursive: true, force: true });
  };
  const paths = ['key-file=munge.key', 'socket=run/munge.socket', 'pid-file=run/munged.pid', 'log-file=log/munged.log'];
  const mungeWords = [...paths, 'seed-file=run/munged.seed'].map((word) => `--${word.replace('=', `=${folder}/`)}`);
  begin('munged', '--foreground', '--force', ...mungeWords);
  await wait(500);
  begin('slurmctld', '-D');
  begin('slurmd', '-D');
  for (let i = 0; i < 240; i++) {
    const { stdout } = spawnSync('sinfo', ['--noheader', '--format=%T'], {
      env: { ...process.env, ...environment },
      encoding: 'utf8',
    });
    if (stdout?.trim() === 'idle') return { environment, close };
    await wait(250);
  }
  const logs = await Promise.all(
    ['slurmctld', 'slurmd', 'munged'].map((name) => readFile(file(`log/${name}.log`), 'utf8').catch(() => '')),
  );
  await close();
  throw new Error(`Slurm does not start: ${logs.join('\n').slice(-3000)}`);
}
