import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePrototext, type TextMessage } from '../../../../../trackers/network/weights/caffe/prototext.ts';
import { sharedData } from '../../../../sharedData.ts';

/** A message as plain data: fields in order, messages nested, words in angle brackets. */
type Plain = PlainField[];
type PlainField = [name: string, value: string | number | Plain];

function plain(message: TextMessage): Plain {
  return message.fields.map(({ name, value }): PlainField => {
    if (value.kind === 'message') return [name, plain(value.message)];
    if (value.kind === 'number') return [name, value.number];
    return [name, value.kind === 'word' ? `<${value.text}>` : value.text];
  });
}

const parsed = (text: string): Plain => plain(parsePrototext(text, 'net.prototxt'));
const refusal = (text: string): string => {
  try {
    parsePrototext(text, 'net.prototxt');
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};

describe('parsePrototext(text, file)', () => {
  it('reads fields, nested messages with and without a colon, comments and commas', () => {
    expect(
      parsed(`name: "net" # a comment with { and "
        layer { type: 'Data', top: "a"; include: { phase: TRAIN } }
        shape < dim: 1 dim: 3 >`),
    ).toEqual([
      ['name', 'net'],
      [
        'layer',
        [
          ['type', 'Data'],
          ['top', 'a'],
          ['include', [['phase', '<TRAIN>']]],
        ],
      ],
      [
        'shape',
        [
          ['dim', 1],
          ['dim', 3],
        ],
      ],
    ]);
  });

  it('reads a list as the field repeated, also of messages and empty', () => {
    expect(parsed('dim: [1, 3, -1] no: [] m: [{ a: 1 }, { a: 2 }]')).toEqual([
      ['dim', 1],
      ['dim', 3],
      ['dim', -1],
      ['m', [['a', 1]]],
      ['m', [['a', 2]]],
    ]);
  });

  it('reads whole, decimal, hexadecimal and infinite numbers, and joins texts that follow each other', () => {
    expect(parsed('a: -12 b: .5 c: 1.5e-3 d: 2f e: 0x1F f: -0x10 g: inf h: -inf i: 1. t: "a\\n\\"" \'b\'')).toEqual([
      ['a', -12],
      ['b', 0.5],
      ['c', 0.0015],
      ['d', 2],
      ['e', 31],
      ['f', -16],
      ['g', Infinity],
      ['h', -Infinity],
      ['i', 1],
      ['t', 'a\n"b'],
    ]);
  });

  it('says the line of what is wrong', () => {
    expect(refusal('a: 1\nb {\n c: 2\n')).toBe(
      'invalid prototxt: the { of line 2 has no } (net.prototxt:4); the file is cut off or a bracket is missing',
    );
    expect(refusal('a: 1\nb 2')).toBe('invalid prototxt: "2" where : or { after b belongs (net.prototxt:2)');
    expect(refusal('a: 1\n}')).toBe('invalid prototxt: "}" where a field name belongs (net.prototxt:2)');
    expect(refusal('a:\n\n')).toBe('invalid prototxt: the end of the file where a value of a belongs (net.prototxt:3)');
    expect(refusal('a: "x\nb: 1')).toBe('invalid prototxt: a text without its end (net.prototxt:1)');
    expect(refusal('a: 1\n\0')).toBe('invalid prototxt: unexpected "\\u0000" (net.prototxt:2)');
    expect(refusal('a: [1 2]')).toBe('invalid prototxt: "2" where , or ] belongs (net.prototxt:1)');
    expect(refusal('a { b: 1 >')).toBe('invalid prototxt: ">" where a field name belongs (net.prototxt:1)');
  });

  it('gives back every message that is written as text', () => {
    const word = fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/).filter((name) => !/^(inf|infinity|nan)$/.test(name));
    const { message } = fc.letrec<{ message: Plain; value: PlainField[1] }>((tie) => ({
      message: fc.array(fc.tuple(word, tie('value')), { maxLength: 4 }),
      value: fc.oneof(
        { maxDepth: 3 },
        fc.integer(),
        fc.double({ noNaN: true }),
        fc.string().filter((text) => !text.startsWith('<')),
        word.map((name) => `<${name}>`),
        tie('message'),
      ),
    }));
    const written = (fields: Plain): string =>
      fields
        .map(([name, value]) => {
          if (typeof value === 'number')
            return `${name}: ${Object.is(value, -0) ? '-0' : String(value).replace('Infinity', 'inf')}`;
          if (typeof value !== 'string') return `${name} { ${written(value)} }`;
          if (value.startsWith('<')) return `${name}: ${value.slice(1, -1)}`;
          return `${name}: "${value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;
        })
        .join('\n');
    fc.assert(
      fc.property(message, (fields) => {
        expect(parsed(written(fields))).toEqual(fields);
      }),
    );
  });

  it('reads real files whole', () => {
    const path = sharedData('weights/mobilenet_yolo_voc/MobileNetV2-YOLOv3-Nano-voc.prototxt');
    const text = readFileSync(path, 'utf8');
    const layers = parsePrototext(text, path).fields.filter(({ name }) => name === 'layer');
    expect(layers).toHaveLength(text.match(/^layer/gm)!.length);
    const lines = text.split('\n');
    for (const { where } of layers) expect(lines[Number(where.split(':').at(-1)) - 1]).toContain('layer');
  });
});
