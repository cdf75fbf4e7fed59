import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../../../trackers/network/weights/safetensors.ts';

/** A file by hand: the header as JSON, then the numbers. */
function file(header: unknown, numbers: Uint8Array = new Uint8Array(), length?: number): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(length ?? json.length));
  return Buffer.concat([start, json, numbers]);
}

const refusal = (bytes: Uint8Array): string => {
  try {
    readSafetensors(bytes, 'w.safetensors');
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};
const entry = (from: number, to: number, shape = [(to - from) / 4], dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

describe('writeSafetensors and readSafetensors', () => {
  it('give back tensors, their order and the metadata, bit by bit', () => {
    const tensors = fc.uniqueArray(
      fc.record({
        name: fc
          .string({ minLength: 1 })
          .filter((name) => name !== '__metadata__' && name !== '__proto__' && !/^\d+$/.test(name)),
        shape: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
      }),
      { selector: ({ name }) => name, maxLength: 5 },
    );
    const metadata = fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.string(), { noNullPrototype: true });
    fc.assert(
      fc.property(tensors, metadata, fc.integer(), (entries, metadata, seed) => {
        const written = new Map(
          entries.map(({ name, shape }) => {
            const length = shape.reduce((a, b) => a * b, 1);
            return [name, { shape, data: Float32Array.from({ length }, (_, index) => Math.sin(seed + index)) }];
          }),
        );
        const bytes = writeSafetensors({ tensors: written, metadata });
        const read = readSafetensors(bytes, 'w.safetensors');
        expect([...read.tensors]).toEqual([...written]);
        expect(read.metadata).toEqual(metadata);
        expect(Number(Buffer.from(bytes).readBigUInt64LE()) % 8).toBe(0);
      }),
    );
  });
});

describe('readSafetensors(bytes, file)', () => {
  it('reads the example of the format, from any place in memory', () => {
    const numbers = new Uint8Array(Float32Array.of(1, -2.5).buffer);
    const bytes = file({ __metadata__: { a: 'b' }, x: entry(0, 8, [2, 1]) }, numbers);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    const { tensors, metadata } = readSafetensors(shifted.subarray(3), 'w.safetensors');
    expect([...tensors]).toEqual([['x', { shape: [2, 1], data: Float32Array.of(1, -2.5) }]]);
    expect(metadata).toEqual({ a: 'b' });
  });

  it('widens half precision: all 16-bit patterns of BF16 and F16', () => {
    const halves = Uint16Array.from({ length: 65536 }, (_, pattern) => pattern);
    const bytes = new Uint8Array(halves.buffer);
    const read = (dtype: string): Float32Array =>
      readSafetensors(file({ x: entry(0, bytes.length, [65536], dtype) }, bytes), 'f').tensors.get('x')!.data;
    const brain = read('BF16');
    const view = new DataView(new ArrayBuffer(4));
    for (const pattern of [0, 0x3f80, 0xc000, 0x7f80, 0x7fc0, 1]) {
      view.setUint32(0, pattern << 16);
      expect(brain[pattern]).toBe(view.getFloat32(0));
    }
    const half = read('F16');
    // IEEE 754: 1, -2, the largest, the smallest normal and subnormal, 1/3 rounded, infinity.
    const known: [number, number][] = [
      [0x3c00, 1],
      [0xc000, -2],
      [0x7bff, 65504],
      [0x0400, 2 ** -14],
      [0x0001, 2 ** -24],
      [0x3555, 0.333251953125],
      [0xfc00, -Infinity],
      [0x8000, -0],
    ];
    for (const [pattern, value] of known) expect(half[pattern]).toBe(value);
    expect(half[0x7e00]).toBeNaN();
  });

  it('refuses what is no header', () => {
    const way = 'the file is cut off, damaged or of another kind';
    expect(refusal(new Uint8Array(5))).toBe(`invalid safetensors: 5 bytes (w.safetensors); ${way}`);
    expect(refusal(file('{}', undefined, 99))).toBe(
      `invalid safetensors: a header of 99 bytes in a file of 10 (w.safetensors); ${way}`,
    );
    expect(refusal(file('{"x":'))).toContain('the header is no JSON');
    expect(refusal(file('[]'))).toContain('the header is no JSON object');
    expect(refusal(file({ __metadata__: { a: 1 } }))).toContain('__metadata__ holds other things than texts');
  });

  it('refuses tensors of other types, sizes and places, with their names', () => {
    const eight = new Uint8Array(8);
    expect(refusal(file({ x: entry(0, 8, [1], 'I64') }, eight))).toBe(
      'unknown type of numbers: I64 (w.safetensors, tensor x); F32, F16, BF16 can be read',
    );
    expect(refusal(file({ x: entry(0, 8, [3]) }, eight))).toBe(
      'invalid safetensors: 8 bytes for 3 of F32 (w.safetensors, tensor x)',
    );
    expect(refusal(file({ x: { dtype: 'F32', shape: [-1], data_offsets: [0, 8] } }, eight))).toContain('shape 0');
    expect(refusal(file({ x: entry(0, 12) }, eight))).toContain('bytes 0 to 12 of 8 (w.safetensors, tensor x)');
    expect(refusal(file({ x: entry(0, 8), y: entry(4, 8) }, eight))).toBe(
      'invalid safetensors: overlaps another tensor before byte 8 (w.safetensors, tensor y)',
    );
    expect(refusal(file({ x: entry(4, 8) }, eight))).toContain('a hole of 4 bytes before it (w.safetensors, tensor x)');
    expect(refusal(file({ x: entry(0, 4) }, eight))).toContain('4 bytes of no tensor at the end');
  });

  it('refuses every file that is cut off', () => {
    const data = Float32Array.from({ length: 6 }, (_, index) => index);
    const whole = writeSafetensors({ tensors: new Map([['x', { shape: [2, 3], data }]]), metadata: {} });
    for (let length = 0; length < whole.length; length++) {
      expect(refusal(whole.subarray(0, length))).toMatch(/^invalid safetensors/);
    }
    expect(refusal(whole)).toBe('accepted');
  });
});
