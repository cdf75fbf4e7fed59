import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSqueezenet, squeezenetConvolutions } from '../../../../trackers/network/weights/squeezenet.ts';
import { sharedData } from '../../../sharedData.ts';

const path = sharedData('weights/squeezenet/compressed_SqueezeNet.net');
const bytes = new Uint8Array(readFileSync(path));
interface Expected {
  readonly weights: Record<string, { readonly shape: number[]; readonly sum: number; readonly absSum: number }>;
}
const expected = JSON.parse(readFileSync(sharedData('weights/squeezenet/expected.json'), 'utf8')) as Expected;

const refusal = (file: Uint8Array): string => {
  try {
    readSqueezenet(file, 'squeeze.net');
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};

describe('readSqueezenet(bytes, file)', () => {
  it("gives the weights that the publisher's decoder gives: shapes and sums of all 52", () => {
    const weights = readSqueezenet(bytes, path);
    expect(weights.size).toBe(52);
    for (const [name, { shape, sum, absSum }] of Object.entries(expected.weights)) {
      const { shape: found, data } = weights.get(name.replace(/\.w$/, '.weight').replace(/\.b$/, '.bias'))!;
      expect(found).toEqual(shape);
      const numbers = Array.from(data);
      expect(Math.abs(numbers.reduce((a, b) => a + b, 0) - sum)).toBeLessThan(1e-6 * absSum);
      expect(Math.abs(numbers.reduce((a, b) => a + Math.abs(b), 0) - absSum)).toBeLessThan(1e-6 * absSum);
    }
  });

  it('refuses a file that is cut off, wherever', () => {
    const wayOut = 'the file is cut off or of another kind';
    expect(refusal(bytes.subarray(0, 50))).toBe(
      `invalid SqueezeNet file: 50 bytes end within the table of counts (squeeze.net); ${wayOut}`,
    );
    expect(refusal(bytes.subarray(0, 105))).toContain('end within the codebook of conv1');
    expect(refusal(bytes.subarray(0, bytes.length - 1))).toContain('end within the gaps of conv_final');
    for (let length = 0; length < bytes.length; length += 9973) {
      expect(refusal(bytes.subarray(0, length))).toContain(`${length} bytes end within`);
    }
  });

  it('refuses bytes too many, counts of weights that do not fit, and gaps that lead outside', () => {
    expect(refusal(Buffer.concat([bytes, new Uint8Array(7)]))).toContain('7 bytes too many');
    const [size] = squeezenetConvolutions.map(({ shape }) => shape.reduce((a, b) => a * b));
    const more = bytes.slice();
    new DataView(more.buffer).setUint32(0, size! + 1, true);
    expect(refusal(more)).toBe(
      `invalid SqueezeNet file: ${size! + 1} stored weights for ${size} places (squeeze.net, conv1); the file is damaged or of another kind`,
    );
    const wide = bytes.slice();
    const count = new DataView(wide.buffer).getUint32(0, true);
    const gaps = 26 * 4 + 256 * 4 + 96 * 4 + count;
    wide.fill(0xff, gaps, gaps + Math.ceil(count / 2));
    expect(refusal(wide)).toMatch(
      /stored weight \d+ of \d+ lies at \d+, beyond the 14112 places \(squeeze.net, conv1\)/,
    );
  });
});
