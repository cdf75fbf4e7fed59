import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A server of its own for a test: on a free port, in a temporary folder. */
export interface RedisServer {
  readonly address: string;
  readonly port: number;
  /** Ends it at once, as a power cut does. */
  kill(): Promise<void>;
  /** Ends it in order: it writes what it has to write. */
  terminate(): Promise<void>;
  /** Starts it again, with what was written. */
  start(): Promise<void>;
  /** A client, to look into it; closed with the server. */
  client(): Redis;
  close(): Promise<void>;
}

/**
 * Why a test that needs Debian's packages is left out, or undefined where it can run. In CI they have to be there.
 * @param programs that it needs
 */
export function missingPrograms(programs: readonly string[], packages: string): string | undefined {
  const missing = programs.filter((program) => !isInPath(program));
  if (missing.length === 0) return undefined;
  const why = `${missing.join(', ')} missing (apt-get install ${packages})`;
  if (process.env['CI']) throw new Error(`these tests cannot run: ${why}`);
  console.warn(`skipped: ${why}`);
  return why;
}

function isInPath(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { env: systemEnvironment, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Servers are in folders that a user's PATH may lack. */
export const systemEnvironment = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** @param options further words for redis-server */
export async function redisServer(options: readonly string[] = []): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tracking-loss-redis-'));
  const port = await freePort();
  const clients: Redis[] = [];
  let child: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  };
  const start = async (): Promise<void> => {
    const words = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...options];
    child = spawn('redis-server', words, { env: systemEnvironment, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout!.on('data', (data: Buffer) => {
      said += data.toString();
    });
    for (let i = 0; i < 200; i++) {
      if (said.includes('Ready to accept connections')) return;
      if (child.exitCode !== null) break;
      await wait(50);
    }
    throw new Error(`redis-server does not start: ${said}`);
  };
  await start();
  return {
    address: `redis://127.0.0.1:${port}`,
    port,
    start,
    kill: () => end('SIGKILL'),
    terminate: () => end('SIGTERM'),
    client() {
      const client = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null });
      client.on('error', () => {});
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.disconnect();
      await end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
