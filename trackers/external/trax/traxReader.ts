/**
 * @file Finds messages in a tracker's output, which is full of other lines. The states and transitions are those of the
 * reference library's reader (votchallenge/trax src/message.c, read_message), with three mistakes of it left out: a
 * carriage return may end any message, a message that breaks off does not take the next line with it, and bytes beyond
 * ASCII do not end the stream.
 */
import { InputError } from '../../../datasets/inputError.ts';
import { keyPattern, type MessageType, prefix, type TraxMessage } from './traxMessage.ts';

export interface TraxReader {
  push(bytes: Uint8Array): void;
  /** No more bytes come: what is left without a line's end is a message too. */
  end(): void;
}

export interface TraxReaderOptions {
  readonly onMessage: (message: TraxMessage) => void;
  /** Hears everything that is no message, as it comes: pieces of lines, line ends with them. */
  readonly onText?: (bytes: Uint8Array) => void;
  /** Of one message. Default 256 MiB: a 4K image, uncompressed, is a tenth of it. */
  readonly maximumBytes?: number;
}

/** Other names for types are the reference library's. */
const types: ReadonlyMap<string, MessageType> = new Map([
  ['hello', 'hello'],
  ['initialize', 'initialize'],
  ['frame', 'frame'],
  ['state', 'state'],
  ['status', 'state'],
  ['quit', 'quit'],
]);

type State = 'prefix' | 'text' | 'type' | 'space-expected' | 'space' | 'key' | 'value' | 'key-escape' | 'value-escape';

const newline = 10;
const carriageReturn = 13;
const space = 32;
const quote = 34;
const equals = 61;
const backslash = 92;

const prefixBytes = Buffer.from(prefix);

/** Of a message that turns out to be none, so much is heard as text. */
const textOfRejected = 4096;

/** @throws InputError from `push` when a message is longer than the maximum */
export function traxReader({
  onMessage,
  onText = () => {},
  maximumBytes = 256 * 2 ** 20,
}: TraxReaderOptions): TraxReader {
  let state: State = 'prefix';
  let matched = 0;
  let isQuoted = false;
  let type: MessageType = 'hello';
  let values: string[] = [];
  let properties = new Map<string, string>();
  /** Bytes of the message at hand, and the first of them. */
  let length = 0;
  const start = growingBytes();
  const key = growingBytes();
  const value = growingBytes();

  function begin(): void {
    state = 'type';
    matched = 0;
    values = [];
    properties = new Map();
    length = 0;
    start.clear();
    key.clear();
    value.clear();
  }

  function finish(): void {
    state = 'prefix';
    matched = 0;
    onMessage({ type, arguments: values, properties });
  }

  /** It was no message. The byte that showed it is still to be read. */
  function reject(): void {
    state = 'text';
    onText(prefixBytes);
    onText(Buffer.from(start.bytes()));
    if (length > start.length()) onText(Buffer.from('...'));
  }

  function closeWord(): void {
    if (state === 'value') properties.set(key.text(), value.text());
    else values.push(key.text());
    key.clear();
    value.clear();
  }

  /** Takes a byte of a message; false when the byte shows that it is none. */
  function take(byte: number): boolean {
    switch (state) {
      case 'type': {
        if (isAlphanumeric(byte)) {
          key.push(byte);
          return true;
        }
        const named = types.get(key.text().toLowerCase());
        if (named === undefined || (byte !== space && byte !== newline && byte !== carriageReturn)) return false;
        type = named;
        key.clear();
        if (byte === newline) finish();
        else state = 'space';
        return true;
      }
      case 'space-expected':
        if (byte === newline) finish();
        else if (byte === space || byte === carriageReturn) state = 'space';
        else return false;
        return true;
      case 'space':
        if (byte === newline) finish();
        else if (byte !== space && byte !== carriageReturn) {
          isQuoted = byte === quote;
          state = 'key';
          if (!isQuoted) key.push(byte);
        }
        return true;
      case 'key':
      case 'value':
        if (byte === backslash) state = state === 'key' ? 'key-escape' : 'value-escape';
        else if (isQuoted ? byte === quote : byte === space || byte === newline) {
          closeWord();
          state = isQuoted ? 'space-expected' : 'space';
          if (byte === newline) finish();
        } else if (state === 'key' && byte === equals && (key.length() === 0 || keyPattern.test(key.text()))) {
          state = 'value';
        } else (state === 'key' ? key : value).push(byte);
        return true;
      case 'key-escape':
      case 'value-escape': {
        if (byte === newline) return false;
        const isKey = state === 'key-escape';
        (isKey ? key : value).push(byte === 0x6e ? newline : byte);
        state = isKey ? 'key' : 'value';
        return true;
      }
      default:
        throw new Error(`a reader of messages in the state ${state}`);
    }
  }

  /** Bytes from `from` on that stand in a quoted word for themselves: an image is millions of them. */
  function plainRun(bytes: Uint8Array, from: number): number {
    let at = from;
    if (state === 'value') while (at < bytes.length && bytes[at] !== quote && bytes[at] !== backslash) at++;
    else {
      while (at < bytes.length && bytes[at] !== quote && bytes[at] !== backslash && bytes[at] !== equals) at++;
    }
    return at - from;
  }

  /** The end of all lines from `from` on that cannot be messages. */
  function textEnd(bytes: Uint8Array, from: number): number {
    let stop = from;
    do {
      const end = bytes.indexOf(newline, stop);
      if (end < 0) return bytes.length;
      stop = end + 1;
    } while (stop < bytes.length && bytes[stop] !== prefixBytes[0]);
    return stop;
  }

  return {
    push(bytes) {
      let at = 0;
      while (at < bytes.length) {
        if (state === 'text') {
          const stop = textEnd(bytes, at);
          onText(bytes.subarray(at, stop));
          at = stop;
          if (bytes[stop - 1] === newline) {
            state = 'prefix';
            matched = 0;
          }
        } else if (state === 'prefix') {
          if (bytes[at] === prefixBytes[matched]) {
            at++;
            if (++matched === prefixBytes.length) begin();
          } else {
            if (matched > 0) onText(prefixBytes.subarray(0, matched));
            matched = 0;
            state = 'text';
          }
        } else {
          const run = isQuoted && (state === 'key' || state === 'value') ? plainRun(bytes, at) : 0;
          const taken = bytes.subarray(at, at + Math.max(1, run));
          if (run > 0) (state === 'key' ? key : value).append(taken);
          else if (!take(bytes[at]!)) {
            reject();
            continue;
          }
          length += taken.length;
          if (start.length() < textOfRejected) start.append(taken.subarray(0, textOfRejected));
          at += taken.length;
          if (length > maximumBytes) {
            throw new InputError(`invalid TraX message: longer than ${maximumBytes} bytes`);
          }
        }
      }
    },
    end() {
      if (state === 'prefix' || state === 'text') {
        if (matched > 0) onText(prefixBytes.subarray(0, matched));
      } else if (isQuoted && (state === 'key' || state === 'value')) {
        // It broke off inside of a word.
        reject();
      } else if (!take(newline)) reject();
      state = 'prefix';
      matched = 0;
    },
  };
}

function isAlphanumeric(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 122);
}

function growingBytes(): {
  push(byte: number): void;
  append(bytes: Uint8Array): void;
  bytes(): Uint8Array;
  text(): string;
  length(): number;
  clear(): void;
} {
  let memory = Buffer.alloc(256);
  let used = 0;
  const reserve = (more: number): void => {
    if (used + more <= memory.length) return;
    const larger = Buffer.alloc(Math.max(2 * memory.length, used + more));
    memory.copy(larger, 0, 0, used);
    memory = larger;
  };
  return {
    push(byte) {
      reserve(1);
      memory[used++] = byte;
    },
    append(bytes) {
      reserve(bytes.length);
      memory.set(bytes, used);
      used += bytes.length;
    },
    bytes: () => memory.subarray(0, used),
    text: () => memory.toString('utf8', 0, used),
    length: () => used,
    clear() {
      used = 0;
    },
  };
}
