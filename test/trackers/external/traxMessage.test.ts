import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMessage, type TraxMessage } from '../../../trackers/external/trax/traxMessage.ts';
import { traxReader } from '../../../trackers/external/trax/traxReader.ts';

interface Read {
  readonly messages: readonly { type: string; arguments: readonly string[]; properties: Record<string, string> }[];
  readonly text: string;
}

/** What a reader finds in bytes that come in pieces of these sizes. */
function read(input: string | Uint8Array, sizes: readonly number[] = [], maximumBytes?: number): Read {
  const messages: TraxMessage[] = [];
  const text: Uint8Array[] = [];
  const reader = traxReader({
    onMessage: (message) => void messages.push(message),
    onText: (bytes) => void text.push(Uint8Array.from(bytes)),
    ...(maximumBytes === undefined ? {} : { maximumBytes }),
  });
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  let at = 0;
  for (let piece = 0; at < bytes.length; piece++) {
    const size = sizes.length === 0 ? bytes.length : sizes[piece % sizes.length]!;
    reader.push(bytes.subarray(at, at + size));
    at += size;
  }
  reader.end();
  return {
    messages: messages.map(({ type, arguments: values, properties }) => ({
      type,
      arguments: values,
      properties: Object.fromEntries(properties),
    })),
    text: Buffer.concat(text).toString(),
  };
}

const message = (type: string, values: readonly string[] = [], properties: Record<string, string> = {}): unknown => ({
  type,
  arguments: values,
  properties,
});

const types = ['hello', 'initialize', 'frame', 'state', 'quit'] as const;
const key = fc.stringMatching(/^[A-Za-z0-9._]{1,64}$/).filter((text) => text !== '__proto__');
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('"', '\\', '\n', '=', ' ', 'a', 'n', '\r', ';') }),
);
const messages = fc.record({
  type: fc.constantFrom(...types),
  arguments: fc.array(text),
  properties: fc.array(fc.tuple(key, text)).map((pairs) => new Map(pairs)),
});
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 });

describe('formatMessage(message)', () => {
  it('writes one line, every word quoted, as the reference library does', () => {
    const properties = new Map([['trax.reason', 'a "b" \\ c\nd']]);
    expect(formatMessage({ type: 'quit', arguments: [], properties: new Map() })).toBe('@@TRAX:quit \n');
    expect(formatMessage({ type: 'state', arguments: ['1,2,3,4'], properties })).toBe(
      '@@TRAX:state "1,2,3,4" "trax.reason=a \\"b\\" \\\\ c\\nd" \n',
    );
  });

  it('refuses a key that a reader would not take for one', () => {
    for (const key of ['a-b', '', 'a b', 'k'.repeat(65)]) {
      expect(() => formatMessage({ type: 'state', arguments: [], properties: new Map([[key, '']]) })).toThrow(
        RangeError,
      );
    }
  });
});

describe('traxReader()', () => {
  it('reads what formatMessage writes, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(fc.array(messages), sizes, (sent, sizes) => {
        const { messages, text } = read(sent.map(formatMessage).join(''), sizes);
        expect(messages).toEqual(
          sent.map(({ type, arguments: values, properties }) => message(type, values, Object.fromEntries(properties))),
        );
        expect(text).toBe('');
      }),
    );
  });

  it('gives all that is no message as text, in whatever pieces it comes', () => {
    const piece = fc.oneof(
      text,
      fc.constantFrom('@@TRAX:', '@@TRAX:state', '@@TR', '\n', '@@TRAX:nothing ', ' "', '"x\\\n'),
    );
    fc.assert(
      fc.property(fc.array(piece), sizes, (pieces, sizes) => {
        const input = pieces.join('');
        const whole = read(input);
        expect(read(input, sizes)).toEqual(whole);
        if (whole.messages.length === 0) expect(whole.text).toBe(input);
      }),
    );
  });

  it('finds messages between other lines, and only at their beginnings', () => {
    const { messages, text } = read('loading\n@@TRAX:hello\n50 % @@TRAX:quit \n@@TRAX:quit\nbye');
    expect(messages).toEqual([message('hello'), message('quit')]);
    expect(text).toBe('loading\n50 % @@TRAX:quit \nbye');
  });

  it.each([
    ['@@TRAX:state 1,2,3,4\n', message('state', ['1,2,3,4'])],
    ['@@TRAX:state 1,2,3,4 confidence=0.5\n', message('state', ['1,2,3,4'], { confidence: '0.5' })],
    ['@@TRAX:state "1,2,3,4"\n', message('state', ['1,2,3,4'])],
    ['@@TRAX:state   "1,2,3,4"   a=b  \n', message('state', ['1,2,3,4'], { a: 'b' })],
    ['@@TRAX:STATUS "1"\n', message('state', ['1'])],
    ['@@TRAX:Hello trax.version=4\n', message('hello', [], { 'trax.version': '4' })],
    ['@@TRAX:state a\\ b "c d" e\\"f\n', message('state', ['a b', 'c d', 'e"f'])],
    ['@@TRAX:state "x=\\"1\\"" "y=a=b" "z="\n', message('state', [], { x: '"1"', y: 'a=b', z: '' })],
    ['@@TRAX:frame "image:1;1;rgb;AA==" abc==\n', message('frame', ['image:1;1;rgb;AA=='], { abc: '=' })],
    ['@@TRAX:state "\\a\\n\\\\"\n', message('state', ['a\n\\'])],
    ['@@TRAX:state "two\nlines" "k=v\nw"\n', message('state', ['two\nlines'], { k: 'v\nw' })],
    ['@@TRAX:state "a" "a" "k=1" "k=2"\n', message('state', ['a', 'a'], { k: '2' })],
    ['@@TRAX:quit\r\n', message('quit')],
    ['@@TRAX:state "1,2,3,4"\r\n', message('state', ['1,2,3,4'])],
    ['@@TRAX:state "1,2,3,4" \r\n', message('state', ['1,2,3,4'])],
    ['@@TRAX:state ""\n', message('state', [''])],
    ['@@TRAX:quit', message('quit')],
    ['@@TRAX:state 1,2,3,4', message('state', ['1,2,3,4'])],
    [`@@TRAX:state ${'k'.repeat(65)}=1\n`, message('state', [`${'k'.repeat(65)}=1`])],
  ])('reads %j as the reference library does', (line, expected) => {
    expect(read(line)).toEqual({ messages: [expected], text: '' });
  });

  it.each([
    '@@TRAX:unknown "a"\n',
    '@@TRAX:\n',
    '@@TRAX: state "1"\n',
    '@@TRAX:state-of "1"\n',
    '@@TRAX:state "a"b\n',
    '@@TRAX:state "a\\\n',
    '@@TRAX:state "a',
    '@@trax:state "a"\n',
    ' @@TRAX:state "a"\n',
    '@@TRAX',
  ])('takes %j for text, and the line after it for what it is', (line) => {
    const next = '@@TRAX:quit \n';
    expect(read(line)).toEqual({ messages: [], text: line });
    if (line.endsWith('\n')) expect(read(line + next)).toEqual({ messages: [message('quit')], text: line });
  });

  it('reads an image of megabytes', () => {
    const image = `image:1000;1000;rgb;${Buffer.alloc(3e6, 7).toString('base64')}`;
    const sent = formatMessage({ type: 'frame', arguments: [image], properties: new Map() });
    expect(read(sent, [65536]).messages[0]?.arguments[0]).toBe(image);
  });

  it('refuses a message without an end', () => {
    expect(() => read(`@@TRAX:state "${'x'.repeat(2000)}`, [100], 1000)).toThrow('longer than 1000 bytes');
  });
});
