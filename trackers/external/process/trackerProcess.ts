/**
 * @file A tracker's process: started without a shell in a process group of its own, spoken with over its standard input
 * and output or a socket, and ended whole.
 */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { InputError } from '../../../datasets/inputError.ts';
import { formatMessage, noProperties, prefix, type TraxMessage } from '../trax/traxMessage.ts';
import { traxReader } from '../trax/traxReader.ts';
import { threadGuard } from './guard.ts';
import type { OutputLog } from './outputLog.ts';

export interface ProcessOptions {
  readonly command: readonly string[];
  /** Where it runs; undefined for an empty folder that is removed with it, as VOT's toolkit has it. */
  readonly folder?: string;
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether it connects to a socket, whose port TRAX_SOCKET names, in place of speaking on its standard streams. */
  readonly socket: boolean;
  readonly log: OutputLog;
  /** Milliseconds between the steps of an end: told to quit, terminated, killed. Default VOT's 3000. */
  readonly graceMs?: number;
}

export interface TrackerProcess {
  readonly isAlive: boolean;
  send(message: TraxMessage): void;
  /**
   * The next message.
   * @throws Silence after `timeoutMs`, ProcessEnd when no message can come any more
   */
  receive(timeoutMs: number): Promise<TraxMessage>;
  /** What it said without being asked. */
  unread(): TraxMessage | undefined;
  /** A message began where none does, behind other words in its line, or was none. */
  readonly hidMessage: boolean;
  /** Quit, then terminate, then kill, each with its time; nothing of the group is left. */
  end(): Promise<void>;
}

/** The process ended, or closed its connection, or wrote what cannot be read. The message says which. */
export class ProcessEnd extends Error {}

export class Silence extends Error {}

/** Messages that nobody asked for; more of them are a flood. */
const unreadAtMost = 1000;

/** After a process has gone, what it wrote before is still on its way. */
const drainMs = 500;

/** @throws InputError when the program cannot be started */
export async function startProcess(options: ProcessOptions): Promise<TrackerProcess> {
  const { command, env, log, graceMs = 3000 } = options;
  const temporary = options.folder === undefined ? await mkdtemp(join(tmpdir(), 'tracking-loss-trax-')) : undefined;
  const folder = options.folder ?? temporary!;
  await checkFolder(folder);
  const server = options.socket ? await listen() : undefined;
  let child: ChildProcessWithoutNullStreams;
  try {
    child = spawn(command[0]!, command.slice(1), {
      cwd: folder,
      env: { ...env, TRAX: '1', ...addresses(server) },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    await started(child);
  } catch (error) {
    server?.close();
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InputError(`invalid command: ${command[0]} cannot be started: ${code ?? message}`);
  }
  child.on('error', () => {});
  const group = child.pid!;
  const guard = threadGuard();
  guard.add(group);
  log.note(`started: ${command.join(' ')} (process ${group}, in ${folder})`);

  const messages: TraxMessage[] = [];
  let waiting:
    | { readonly resolve: (message: TraxMessage) => void; readonly reject: (error: Error) => void }
    | undefined;
  let ended: ProcessEnd | undefined;
  let hidMessage = false;
  let output: Writable | undefined = server === undefined ? child.stdin : undefined;
  let connection: Socket | undefined;

  const finish = (reason: string): void => {
    if (ended !== undefined) return;
    ended = new ProcessEnd(reason);
    waiting?.reject(ended);
    waiting = undefined;
  };
  const hear = (bytes: Uint8Array): void => {
    hidMessage ||= Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(prefix);
    log.write(bytes);
  };
  const reader = traxReader({
    onMessage(message) {
      if (waiting !== undefined) {
        waiting.resolve(message);
        waiting = undefined;
      } else if (messages.push(message) > unreadAtMost) finish(`said ${unreadAtMost} messages that nobody asked for`);
    },
    onText: hear,
  });
  const read = (stream: Readable): void => {
    stream.on('data', (bytes: Buffer) => {
      if (ended !== undefined && messages.length > unreadAtMost) return;
      try {
        reader.push(bytes);
      } catch (error) {
        finish((error as Error).message);
      }
    });
    stream.on('end', () => reader.end());
    stream.on('error', () => {});
  };
  child.stderr.on('data', (bytes: Buffer) => log.write(bytes));
  for (const stream of [child.stdin, child.stderr]) stream.on('error', () => {});
  if (server === undefined) {
    read(child.stdout);
    child.stdout.on('close', () => {
      // Its exit code, if it ends now, says more.
      setTimeout(() => finish('closed its output'), drainMs).unref();
    });
  } else {
    child.stdout.on('data', hear);
    server.once('connection', (socket) => {
      server.close();
      connection = socket;
      output = socket;
      socket.setNoDelay(true);
      read(socket);
      socket.on('close', () => setTimeout(() => finish('closed its connection'), drainMs).unref());
    });
  }
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      const reason = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
      log.note(`process ${group} ${reason}`);
      // A child of its own may hold its output open.
      void within(closed, drainMs).then(() => finish(reason));
      resolve();
    });
  });
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;

  let ending: Promise<void> | undefined;
  async function endWhole(): Promise<void> {
    if (isRunning()) {
      output?.write(formatMessage({ type: 'quit', arguments: [], properties: noProperties }));
      output?.end();
      if (!(await within(exited, graceMs))) {
        signal(group, 'SIGTERM');
        if (!(await within(exited, graceMs))) {
          signal(group, 'SIGKILL');
          await within(exited, graceMs);
        }
      }
    }
    // What it started may have outlived it.
    signal(group, 'SIGKILL');
    guard.remove(group);
    await within(closed, drainMs);
    connection?.destroy();
    server?.close();
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
  }

  return {
    get isAlive() {
      return ended === undefined && isRunning();
    },
    get hidMessage() {
      return hidMessage;
    },
    send(message) {
      output?.write(formatMessage(message));
    },
    async receive(timeoutMs) {
      const next = messages.shift();
      if (next !== undefined) return next;
      if (ended !== undefined) throw ended;
      let timer: NodeJS.Timeout | undefined;
      try {
        return await new Promise<TraxMessage>((resolve, reject) => {
          waiting = { resolve, reject };
          timer = setTimeout(() => {
            waiting = undefined;
            reject(new Silence());
          }, timeoutMs);
        });
      } finally {
        clearTimeout(timer);
      }
    },
    unread: () => messages[0],
    end: () => (ending ??= endWhole()),
  };
}

/** Those of a client that the harness itself may have are not the tracker's. */
function addresses(server: Server | undefined): NodeJS.ProcessEnv {
  return {
    TRAX_IN: undefined,
    TRAX_OUT: undefined,
    TRAX_SOCKET: server === undefined ? undefined : String(portOf(server)),
  };
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
}

/** Whether it happens in that time. */
async function within(event: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const happened = await Promise.race([event.then(() => true), late]);
  clearTimeout(timer);
  return happened;
}

async function checkFolder(folder: string): Promise<void> {
  // The system says the same of a missing folder as of a missing program.
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new InputError('missing folder of the tracker', folder);
}

async function listen(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('a server without a port');
  return address.port;
}

function signal(group: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-group, name);
  } catch {
    // There is nothing left of it.
  }
}
