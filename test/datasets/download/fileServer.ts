import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach } from 'vitest';
import { untilSize } from './arrival.ts';

/** How a server answers one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface FileServer {
  readonly address: string;
  /** The Range header of each request, in order. */
  readonly ranges: readonly (string | undefined)[];
}

/** Starts servers on this machine that answer request after request as told, the last way for all further ones. */
export function fileServers(): (answers: readonly Answer[]) => Promise<FileServer> {
  const listen = servers();
  return async (answers) => {
    const ranges: (string | undefined)[] = [];
    const origin = await listen((request, response) => {
      const answer = answers[Math.min(ranges.length, answers.length - 1)]!;
      ranges.push(request.headers.range);
      answer(request, response);
    });
    return { address: `${origin}/file`, ranges };
  };
}

/** Starts servers on this machine and stops them after each test; gives their `http://host:port`. */
export function servers(): (listener: RequestListener) => Promise<string> {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
  return async (listener) => {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stops.push(
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    );
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
}

/** Gives the file, or the piece that is asked for. */
export function whole(bytes: Uint8Array): Answer {
  return (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (start >= bytes.length && start > 0) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
      return;
    }
    const piece = bytes.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': piece.length,
      ...(start > 0 ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
    });
    response.end(piece);
  };
}

/** As `whole`, but the connection breaks after so many bytes; when they are written to the file, where that is given. */
export function cutAfter(bytes: Uint8Array, count: number, part?: () => string): Answer {
  return (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': bytes.length - start,
      ...(start > 0 ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
    });
    const end = start + count;
    breakOff(response, bytes.subarray(start, end), part && (() => untilSize(part(), end)));
  };
}

/** Breaks the connection once the bytes have arrived, or have had time to. */
export function breakOff(response: ServerResponse, bytes: Uint8Array, arrived = () => wait(20)): void {
  response.write(bytes, () => void arrived().then(() => response.destroy()));
}

/** Gives the whole file whatever was asked for. */
export function withoutRanges(bytes: Uint8Array): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  };
}

export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (_, response) => {
    response.writeHead(code, headers).end();
  };
}
