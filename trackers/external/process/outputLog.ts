/** @file What a tracker's processes say besides the protocol, in a file of bounded size. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface OutputLog {
  /** Where it is written; undefined where the tracker's words are not kept. */
  readonly file?: string;
  write(bytes: Uint8Array): void;
  /** A line of the harness among the tracker's: when a process starts and ends. It alone makes no file. */
  note(line: string): void;
  /** Makes the file, whatever was said. */
  keep(): void;
  /** The last lines that were written, notes left out. */
  lastLines(): string[];
  /** Why the file could not be written; undefined where it was. */
  problem(): string | undefined;
  close(): void;
}

export interface OutputLogOptions {
  /** Of the file's beginning; default 1 MiB. */
  readonly maximumBytes?: number;
  /** Of the end that is kept whatever came before; default 64 KiB. */
  readonly tailBytes?: number;
  /** Whether what the file has is kept. Default false. */
  readonly append?: boolean;
}

const linesTold = 10;
const longestLineTold = 400;

/**
 * There is no file before there is something to write. Writing is synchronous, so that the last words
 * before a crash are there. Past the maximum only the end is kept, which is written when the log is closed, after a
 * line that says how much is left out.
 */
export function outputLog(
  file: string | undefined,
  { maximumBytes = 2 ** 20, tailBytes = 2 ** 16, append = false }: OutputLogOptions = {},
): OutputLog {
  let handle: number | undefined;
  let problem: string | undefined;
  let written = 0;
  /** Of what was said past the maximum, all and the end that is kept. */
  let beyond = 0;
  const tail = lastBytes(tailBytes);
  const spoken = lastBytes(tailBytes);
  /** Notes before the first words. */
  let pending = '';
  let endsLine = true;
  let isKept = append;
  let isClosed = false;

  function put(bytes: Uint8Array): void {
    if (file === undefined || isClosed || problem !== undefined || bytes.length === 0) return;
    try {
      if (handle === undefined) {
        mkdirSync(dirname(file), { recursive: true });
        handle = openSync(file, append ? 'a' : 'w');
      }
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      endsLine = bytes.at(-1) === 10;
    } catch (error) {
      problem = (error as Error).message;
    }
  }

  function add(bytes: Uint8Array): void {
    const room = maximumBytes - written;
    const first = bytes.subarray(0, Math.max(0, room));
    put(first);
    written += first.length;
    const rest = bytes.subarray(first.length);
    if (rest.length === 0) return;
    beyond += rest.length;
    tail.add(rest);
  }

  function keep(): void {
    if (isKept) return;
    isKept = true;
    add(Buffer.from(pending));
  }

  return {
    ...(file === undefined ? {} : { file }),
    write(bytes) {
      keep();
      spoken.add(bytes);
      add(bytes);
    },
    note(line) {
      const text = `${endsLine && beyond === 0 ? '' : '\n'}--- ${line}\n`;
      if (isKept) add(Buffer.from(text));
      else pending += text;
    },
    keep,
    lastLines() {
      return spoken
        .bytes()
        .toString('utf8')
        .split(/[\r\n]+/)
        .map(plainText)
        .filter(Boolean)
        .slice(-linesTold)
        .map((line) => (line.length > longestLineTold ? `${line.slice(0, longestLineTold)}...` : line));
    },
    problem: () => problem,
    close() {
      if (beyond > 0) {
        const end = tail.bytes();
        const leftOut = beyond - end.length;
        const said = leftOut > 0 ? `${leftOut} bytes are left out here` : 'the end';
        put(Buffer.from(`${endsLine ? '' : '\n'}--- ${said}\n`));
        put(end);
        beyond = 0;
      }
      if (handle !== undefined) closeSync(handle);
      handle = undefined;
      isClosed = true;
    },
  };
}

/** The end of what is added, so many bytes. */
function lastBytes(limit: number): { add(bytes: Uint8Array): void; bytes(): Buffer } {
  let pieces: Buffer[] = [];
  let length = 0;
  const last = (): Buffer => {
    const all = Buffer.concat(pieces);
    return all.subarray(Math.max(0, all.length - limit));
  };
  return {
    add(bytes) {
      pieces.push(Buffer.from(bytes));
      length += bytes.length;
      // Seldom, so that a byte is copied once or twice.
      if (length < 2 * limit + 65_536) return;
      const kept = last();
      pieces = [kept];
      length = kept.length;
    },
    bytes: last,
  };
}

/** Without colours and other control characters: a terminal that shows it is not the tracker's. */
function plainText(line: string): string {
  // eslint-disable-next-line no-control-regex
  return line.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '').trimEnd();
}
