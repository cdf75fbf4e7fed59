/**
 * @file Downloads one file into its `.part` so that it survives connections that break: what is there already is
 * continued, servers that are busy are asked again when they say, and nothing is kept that has not the checksum.
 */
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { InputError } from '../inputError.ts';
import { type Checksum, fileChecksum } from './checksum.ts';

export interface DownloadSource {
  readonly address: string;
  /** In bytes, where it is known. */
  readonly size: number | undefined;
  /** Undefined where the publisher gives none. */
  readonly checksum: Checksum | undefined;
  /** What is wrong with the whole file otherwise; undefined when nothing is. */
  readonly check?: (path: string) => Promise<string | undefined>;
}

export interface DownloadOptions {
  /**
   * Called with the bytes that are there, how many there will be where that is known, and how many of them this piece
   * brought, which are fewer where an earlier try left some.
   */
  readonly progress?: (bytes: number, total: number | undefined, received: number) => void;
  readonly signal?: AbortSignal;
  /** Waits before the next try; a timer when missing. */
  readonly pause?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** How long a connection may stay silent. Default 30,000. */
  readonly silenceMs?: number;
  /** What to do instead, at the end of an error; may be empty. */
  readonly wayOut: string;
}

/** Failures in a row without a byte that was not there before. */
const attempts = 5;
/** It doubles with each further failure. */
const firstPauseMs = 500;
const longestPauseMs = 120_000;

/** A failure that may pass. */
class PassingFailure extends Error {
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs?: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Leaves the whole file, with the right size and checksum as far as they are known, at the path.
 * @param part the path; what an earlier try left there is continued
 * @throws InputError when the server has no such file, gives other bytes, or cannot be reached
 */
export async function download(source: DownloadSource, part: string, options: DownloadOptions): Promise<void> {
  await mkdir(dirname(part), { recursive: true });
  let isFresh = (await sizeOf(part)) === 0;
  for (;;) {
    await downloadBytes(source, part, options);
    const problem = await wrongContent(source, part);
    if (problem === undefined) return;
    await rm(part, { force: true });
    // What an earlier try left may have been damaged or of another file.
    if (isFresh)
      throw new InputError(`invalid download: ${problem}`, source.address, tail('nothing was kept', options));
    isFresh = true;
  }
}

/** What is wrong with a file's size, checksum or content, in words; undefined when nothing is. */
export async function wrongContent(
  { size, checksum, check }: Omit<DownloadSource, 'address'>,
  path: string,
): Promise<string | undefined> {
  const bytes = await sizeOf(path);
  if (size !== undefined && bytes !== size) return `${bytes} bytes where ${size} are expected`;
  if (checksum !== undefined) {
    const hex = await fileChecksum(path, checksum.algorithm);
    if (hex !== checksum.hex) return `${checksum.algorithm} ${hex} where ${checksum.hex} is expected`;
  }
  return check?.(path);
}

async function downloadBytes(source: DownloadSource, part: string, options: DownloadOptions): Promise<void> {
  const { address } = source;
  let failures = 0;
  // The most that ever was there: a server that knows no ranges begins again each time.
  let most = 0;
  for (;;) {
    const have = await sizeOf(part);
    most = Math.max(most, have);
    try {
      await request(source, part, have, options);
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof InputError || isFileError(error)) throw error;
      failures = (await sizeOf(part)) > most ? 1 : failures + 1;
      const reason = failureReason(error);
      if (failures >= attempts) {
        throw new InputError(`unreachable address: ${reason} (${attempts} tries)`, address, options.wayOut);
      }
      const asked = error instanceof PassingFailure ? error.retryAfterMs : undefined;
      if (asked !== undefined && asked > longestPauseMs) {
        const minutes = Math.ceil(asked / 60_000);
        throw new InputError(
          `unreachable address: ${reason}, to be asked again in ${minutes} minutes`,
          address,
          options.wayOut,
        );
      }
      await (options.pause ?? pause)(asked ?? firstPauseMs * 2 ** (failures - 1), options.signal);
    }
  }
}

/** One connection: asks for what is missing and writes what comes. */
async function request(
  { address, size }: DownloadSource,
  part: string,
  have: number,
  options: DownloadOptions,
): Promise<void> {
  if (size !== undefined && have === size) return;
  const silence = silenceSignal(options);
  try {
    const response = await fetch(address, {
      headers: { 'accept-encoding': 'identity', ...(have > 0 ? { range: `bytes=${have}-` } : {}) },
      signal: silence.signal,
    });
    const start = startOf(response, have, address, options);
    const announced = announcedSize(response);
    if (size !== undefined && announced !== undefined && announced !== size) {
      await response.body?.cancel();
      throw new InputError(
        `invalid download: the server announces ${announced} bytes where ${size} are expected`,
        address,
        tail('the address has another file by now', options),
      );
    }
    await write(response, part, start, size ?? announced, silence, options);
  } finally {
    silence.end();
  }
}

/** Where the bytes of the response begin in the file. */
function startOf(response: Response, have: number, address: string, options: DownloadOptions): number {
  const { status } = response;
  if (status === 200) return 0;
  if (status === 206) {
    const first = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
    if (Number(first) === have) return have;
    throw new PassingFailure(`a piece from byte ${first ?? '?'} where ${have} was asked for`);
  }
  // Nothing after what is there: it is whole, or of another file, which the checksum will tell.
  if (status === 416) return have;
  if (status === 408 || status === 429 || status >= 500) {
    throw new PassingFailure(`the server answers ${status}`, retryAfterMs(response.headers.get('retry-after')));
  }
  throw new InputError(`unreachable address: the server answers ${status}`, address, options.wayOut);
}

/** Of the whole file, as the server says; undefined where it does not. */
function announcedSize({ status, headers }: Response): number | undefined {
  const text =
    status === 206 ? /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1] : headers.get('content-length');
  return status === 416 || text === null || text === undefined ? undefined : Number(text);
}

async function write(
  response: Response,
  part: string,
  start: number,
  total: number | undefined,
  silence: Silence,
  { progress }: DownloadOptions,
): Promise<void> {
  if (response.status === 416) {
    await response.body?.cancel();
    return;
  }
  const file = await open(part, start === 0 ? 'w' : 'r+');
  let position = start;
  try {
    for await (const chunk of response.body ?? []) {
      silence.touch();
      await file.write(chunk, 0, chunk.length, position);
      position += chunk.length;
      progress?.(position, total, chunk.length);
    }
  } finally {
    await file.close();
  }
  if (total !== undefined && position < total)
    throw new PassingFailure(`the connection ended at byte ${position} of ${total}`);
}

interface Silence {
  readonly signal: AbortSignal;
  /** Something came in. */
  touch(): void;
  end(): void;
}

/** Aborts a connection that has been silent for too long, and when the caller aborts. */
function silenceSignal({ signal, silenceMs = 30_000 }: DownloadOptions): Silence {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new PassingFailure(`the server was silent for ${silenceMs / 1000} s`));
  let timer = setTimeout(abort, silenceMs);
  return {
    signal: signal === undefined ? controller.signal : AbortSignal.any([signal, controller.signal]),
    touch(): void {
      clearTimeout(timer);
      timer = setTimeout(abort, silenceMs);
    },
    end(): void {
      clearTimeout(timer);
    },
  };
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await wait(ms, undefined, { ...(signal && { signal }) });
}

function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? 1000 * Number(header) : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** Errors of the connection lie inside those of fetch; those of files come as they are. */
function isFileError(error: unknown): boolean {
  return ['open', 'write', 'close'].includes((error as NodeJS.ErrnoException).syscall ?? '');
}

/** `fetch failed` says nothing; its cause does. */
function failureReason(error: unknown): string {
  const { message, cause } = error as Error;
  const { code, message: detail } = (cause ?? {}) as { code?: string; message?: string };
  return [message, code ?? detail].filter(Boolean).join(': ');
}

/** What follows from a failure, and what to do instead. */
function tail(consequence: string, { wayOut }: DownloadOptions): string {
  return [consequence, wayOut].filter(Boolean).join('; ');
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
