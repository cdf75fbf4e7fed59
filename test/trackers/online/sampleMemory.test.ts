import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../datasets/inputError.ts';
import { randomFrom } from '../../../datasets/random.ts';
import { rectangle } from '../../../datasets/region.ts';
import { deck } from '../../../trackers/online/deck.ts';
import type { FrameFeatures } from '../../../trackers/online/featureSource.ts';
import {
  collectMaps,
  type PackedMaps,
  packMaps,
  sampleMemory,
  unpackMap,
} from '../../../trackers/online/sampleMemory.ts';

const packed = (...values: number[]): PackedMaps => {
  const bits = new Uint16Array(values.length);
  packMaps(Float32Array.from(values), bits, 0);
  return { count: values.length, mapLength: 1, bits };
};

function unpacked(maps: PackedMaps): number[] {
  const target = new Float32Array(maps.count);
  for (let i = 0; i < maps.count; i++) unpackMap(maps, i, target, i);
  return [...target];
}

describe('packMaps(maps, bits, offset)', () => {
  it('keeps 8 bits of precision: no number is off by more than a 256th of itself', () => {
    fc.assert(
      fc.property(fc.float({ min: -1000, max: 1000, noNaN: true }), (value) => {
        const [back] = unpacked(packed(value));
        expect(Math.abs(back! - value)).toBeLessThanOrEqual(Math.abs(value) / 256 + 1e-38);
      }),
    );
  });

  it('rounds to the nearest, halves to the even one', () => {
    expect(unpacked(packed(0, 1, 1 + 1 / 256, 1 + 3 / 256, -1.999))).toEqual([0, 1, 1, 1 + 4 / 256, -2]);
  });
});

describe('collectMaps(features, mapShape, boxes)', () => {
  it('says samples that do not fit into memory as a mistake in the settings', async () => {
    const features = { read: () => Promise.reject(new Error('it reads already')) } as Partial<FrameFeatures>;
    const collected = collectMaps(features as FrameFeatures, [2 ** 20, 2 ** 20, 2 ** 10], [rectangle(0, 0, 1, 1)]);
    await expect(collected).rejects.toThrow(InputError);
    await expect(collected).rejects.toThrow('invalid number of samples: 1 maps');
  });
});

describe('sampleMemory(first, lengths)', () => {
  it.each([true, false])(
    'forgets what no update would take any more; whether it keeps the first frame apart: %s',
    (keepsFirst) => {
      const first = { positives: packed(0), negatives: packed(-0.5) };
      const memory = sampleMemory(first, { longMemory: 3, shortMemory: 2, keepsFirst });
      for (const frame of [1, 2, 3, 4]) memory.add({ positives: packed(frame), negatives: packed(-frame) });
      const values = (blocks: readonly PackedMaps[]): number[] => blocks.flatMap(unpacked);
      expect(values(memory.longTerm().positives)).toEqual([2, 3, 4]);
      expect(values(memory.longTerm().negatives)).toEqual([-3, -4]);
      expect(values(memory.shortTerm().positives)).toEqual([3, 4]);
      for (const set of [memory.longTerm(), memory.shortTerm()]) expect(set.first).toBe(keepsFirst ? first : undefined);
    },
  );
});

describe('deck(count, random)', () => {
  it('gives each number once before any comes again', () => {
    const next = deck(7, randomFrom('deck'));
    for (const _ of [1, 2, 3]) {
      expect(Array.from({ length: 7 }, next).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    }
  });
});
