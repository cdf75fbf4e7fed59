import { createReadStream, createWriteStream } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { InputError } from '../../datasets/inputError.ts';

export interface TraxStreams {
  readonly input: Readable;
  readonly output: Writable;
  /** Whether they are the process's standard ones. */
  readonly isStandard: boolean;
  close(): void;
}

const connectForMs = 30_000;
const connectAgainMs = 200;

/**
 * Where a tracker's client is: behind the port TRAX_SOCKET, behind the open files TRAX_IN and TRAX_OUT, else on the standard
 * streams (votchallenge/trax src/trax.c, trax_server_setup_v).
 * @throws InputError when nobody listens on the port
 */
export async function openTraxStreams(env: NodeJS.ProcessEnv): Promise<TraxStreams> {
  const { TRAX_SOCKET: port, TRAX_IN: input, TRAX_OUT: output } = env;
  if (port !== undefined && port !== '') {
    const socket = await connected(numberOf('TRAX_SOCKET', port));
    return { input: socket, output: socket, isStandard: false, close: () => socket.end() };
  }
  const streams = {
    input: input ? createReadStream('', { fd: numberOf('TRAX_IN', input) }) : process.stdin,
    output: output ? createWriteStream('', { fd: numberOf('TRAX_OUT', output) }) : process.stdout,
  };
  return { ...streams, isStandard: !input, close: () => streams.input.destroy() };
}

/** The client may be about to listen. */
async function connected(port: number): Promise<Socket> {
  for (let waitedMs = 0; ; waitedMs += connectAgainMs) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const problem = await new Promise<Error | undefined>((resolve) => {
      socket.once('connect', () => resolve(undefined));
      socket.once('error', resolve);
    });
    if (problem === undefined) {
      // A client that has gone ends the input; that is said there.
      socket.on('error', () => {});
      return socket;
    }
    if (waitedMs >= connectForMs) throw new InputError(`missing client: ${problem.message}`, 'TRAX_SOCKET');
    await wait(connectAgainMs);
  }
}

function numberOf(variable: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InputError(`invalid ${variable}: ${JSON.stringify(text)}`, undefined, 'a number is expected');
}
