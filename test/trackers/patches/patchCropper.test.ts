import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Image } from '../../../datasets/image.ts';
import { InputError } from '../../../datasets/inputError.ts';
import { type Rectangle, rectangle } from '../../../datasets/region.ts';
import { patchCropper } from '../../../trackers/patches/patchCropper.ts';
import type { Border, Context, PatchOptions } from '../../../trackers/patches/patchOptions.ts';
import { type Picture, slowImCrop, slowReplicate, slowWarp } from './slowPatch.ts';

const borders: readonly Border[] = ['mdnet', 'replicate', 'pymdnet'];
const plain = { rule: 'factor', factor: 1 } as const;

function crop(image: Image, boxes: readonly Rectangle[], options: PatchOptions): Float32Array {
  const cropper = patchCropper(options);
  const patches = new Float32Array(boxes.length * cropper.patchLength);
  cropper.crop(image, boxes, patches);
  return patches;
}

function imageOf(width: number, height: number, value: (x: number, y: number, channel: number) => number): Image {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = value(Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3);
  return { width, height, channels: 3, data };
}

function grey(width: number, height: number, ...data: readonly number[]): Image {
  return { width, height, channels: 1, data: Uint8Array.from(data) };
}

/** Single precision of numbers up to 255. */
function expectClose(patches: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(patches.length).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < expected.length; i++) worst = Math.max(worst, Math.abs(patches[i]! - expected[i]!));
  expect(worst).toBeLessThan(1e-4);
}

const minus128 = (picture: Picture): readonly number[] => picture.flat(2).map((value) => value - 128);
const means128 = [128, 128, 128] as const;

const images = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }), grey: fc.boolean() })
  .chain(({ width, height, grey }) => {
    const channels = grey ? 1 : 3;
    const length = width * height * channels;
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((data): Image => ({ width, height, channels, data }));
  });
const coordinate = fc.double({ min: -25, max: 25, noNaN: true });
const side = fc.oneof(fc.double({ min: 0.5, max: 40, noNaN: true }), fc.constant(1));
const boxes = fc
  .tuple(coordinate, coordinate, side, side)
  .map(([x, y, width, height]) => rectangle(x, y, width, height));
const wholeBoxes = fc
  .tuple(...[-25, -25, 1, 1].map((min) => fc.integer({ min, max: 25 })))
  .map(([x, y, width, height]) => rectangle(x!, y!, width!, height!));
const sizes = fc.integer({ min: 1, max: 17 });

describe('a patch', () => {
  test("with MDNet's context and border is what im_crop.m gives, wherever the box lies", () => {
    fc.assert(
      fc.property(images, fc.oneof(boxes, wholeBoxes), fc.integer({ min: 3, max: 17 }), (image, box, size) => {
        const options: PatchOptions = {
          size,
          context: { rule: 'mdnet', padding: 1 },
          border: 'mdnet',
          means: means128,
        };
        expectClose(crop(image, [box], options), minus128(slowImCrop(image, box, 1, size)));
      }),
      { numRuns: 500 },
    );
  });

  test('with the border pymdnet is what warpPerspective gives with the border (128, 0, 0)', () => {
    fc.assert(
      fc.property(images, boxes, sizes, fc.constantFrom(1, 1.299, 2), (image, box, size, factor) => {
        const options: PatchOptions = { size, context: { rule: 'factor', factor }, border: 'pymdnet', means: means128 };
        expectClose(crop(image, [box], options), minus128(slowWarp(image, box, factor, size)));
      }),
      { numRuns: 500 },
    );
  });

  test('with the border replicate is interpolated between pixel centres, outside the image the nearest', () => {
    fc.assert(
      fc.property(images, boxes, sizes, fc.constantFrom(1, 1.3, 2), (image, box, size, factor) => {
        const options: PatchOptions = {
          size,
          context: { rule: 'factor', factor },
          border: 'replicate',
          means: means128,
        };
        expectClose(crop(image, [box], options), minus128(slowReplicate(image, box, factor, size)));
      }),
      { numRuns: 500 },
    );
  });

  test('of whole pixels at their own size is a copy of them, whatever the border', () => {
    const image = imageOf(8, 8, (x, y, channel) => 100 * channel + 10 * y + x);
    const expected = [0, 1, 2].flatMap((channel) => [23, 24, 33, 34].map((value) => 100 * channel + value));
    for (const border of borders)
      expectClose(crop(image, [rectangle(3, 2, 2, 2)], { size: 2, context: plain, border }), expected);
  });

  test('twice as large as its box lies at quarters between the pixels', () => {
    // Pixels 0 and 80 from 0 to 2; the four places of the patch are at 0.25, 0.75, 1.25, 1.75, or -0.25, 0.25, 0.75, 1.25
    // counted from the first pixel's centre.
    const image = grey(2, 1, 0, 80);
    const row = (border: Border): readonly number[] =>
      [...crop(image, [rectangle(0, 0, 2, 1)], { size: 4, context: plain, border })].slice(0, 4);
    expect(row('replicate')).toEqual([0, 20, 60, 80]);
    expect(row('mdnet')).toEqual([0, 20, 60, 80]);
    // warpPerspective: at 0, 0.5, 1, 1.5 counted from there, the last one halfway into the border's red 128.
    expect(row('pymdnet')).toEqual([0, 40, 80, 104]);
  });

  test('of a box half outside shows nothing, the nearest pixel or a red 128', () => {
    const image = grey(2, 2, 10, 20, 30, 40);
    const planes = (border: Border): readonly (readonly number[])[] => {
      const patch = [...crop(image, [rectangle(-2, 0, 4, 2)], { size: 4, context: plain, border, means: [1, 2, 3] })];
      return [0, 1, 2].map((plane) => patch.slice(16 * plane, 16 * plane + 4));
    };
    // The left half is outside; of the right half two pixels of the patch are one of the image, the first row its first.
    expect(planes('mdnet')).toEqual([
      [0, 0, 9, 19],
      [0, 0, 8, 18],
      [0, 0, 7, 17],
    ]);
    expect(planes('replicate')).toEqual([
      [9, 9, 9, 19],
      [8, 8, 8, 18],
      [7, 7, 7, 17],
    ]);
    expect(planes('pymdnet')).toEqual([
      [127, 127, 9, 19],
      [-2, -2, 8, 18],
      [-3, -3, 7, 17],
    ]);
  });

  test('of a box wholly outside is all border', () => {
    const image = grey(2, 2, 10, 20, 30, 40);
    for (const [x, y, nearest] of [
      [-50, -50, 10],
      [50, -50, 20],
      [-50, 50, 30],
      [50, 50, 40],
      [0, 1e15, 30],
    ] as const) {
      const patch = (border: Border): readonly number[] => [
        ...crop(image, [rectangle(x, y, 0.5, 0.5)], { size: 2, context: plain, border, means: [1, 2, 3], scale: 2 }),
      ];
      expect(patch('mdnet')).toEqual(Array.from({ length: 12 }, () => 0));
      expect(patch('replicate')).toEqual(
        [1, 2, 3].flatMap((mean) => Array.from({ length: 4 }, () => 2 * (nearest - mean))),
      );
      expect(patch('pymdnet')).toEqual([254, -4, -6].flatMap((value) => Array.from({ length: 4 }, () => value)));
    }
  });

  test('of a linear ramp is the ramp, and moves as the box does', () => {
    const image = imageOf(60, 50, (x, y, channel) => 2 * x + y + channel);
    const inner = fc.record({
      x: fc.double({ min: 5, max: 20, noNaN: true }),
      y: fc.double({ min: 5, max: 15, noNaN: true }),
      width: fc.double({ min: 1, max: 20, noNaN: true }),
      height: fc.double({ min: 1, max: 18, noNaN: true }),
      dx: fc.double({ min: -3, max: 15, noNaN: true }),
      dy: fc.double({ min: -3, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(inner, sizes, ({ x, y, width, height, dx, dy }, size) => {
        const options: PatchOptions = { size, context: plain, border: 'replicate' };
        const patches = crop(
          image,
          [rectangle(x, y, width, height), rectangle(x + dx, y + dy, width, height)],
          options,
        );
        const expected = [0, 2 * dx + dy].flatMap((shift) =>
          [0, 1, 2].flatMap((channel) =>
            Array.from({ length: size * size }, (_, i) => {
              const [column, row] = [(i % size) + 0.5, Math.floor(i / size) + 0.5];
              const [px, py] = [x + (column * width) / size - 0.5, y + (row * height) / size - 0.5];
              return 2 * px + py + channel + shift;
            }),
          ),
        );
        expectClose(patches, expected);
      }),
    );
  });

  test('of a constant image is the constant minus the means, scaled, inside the image', () => {
    const image = imageOf(20, 20, (_x, _y, channel) => 50 + channel);
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 8 }), fc.constantFrom(...borders), sizes, (x, border, size) => {
        const context: Context = border === 'mdnet' && size > 2 ? { rule: 'mdnet', padding: 0.5 } : plain;
        const options: PatchOptions = { size, context, border, means: [1, 2, 4], scale: 0.5 };
        const patch = crop(image, [rectangle(x, 5, 7, 4)], options);
        expectClose(
          patch,
          [24.5, 24.5, 24].flatMap((value) => Array.from({ length: size * size }, () => value)),
        );
      }),
    );
  });

  test('has its planes in the order asked for, and the means in that order', () => {
    const image = imageOf(3, 3, (_x, _y, channel) => [10, 20, 30][channel]!);
    const one = [rectangle(1, 1, 1, 1)];
    const options: PatchOptions = { size: 1, context: plain, border: 'replicate', means: [1, 2, 3] };
    expect([...crop(image, one, options)]).toEqual([9, 18, 27]);
    expect([...crop(image, one, { ...options, colourOrder: 'BGR' })]).toEqual([29, 18, 7]);
    const outside = { ...options, border: 'pymdnet', colourOrder: 'BGR' } as const;
    expect([...crop(image, [rectangle(9, 9, 1, 1)], outside)]).toEqual([-1, -2, 125]);
  });

  test('of a grey frame is the patch of the same frame in RGB', () => {
    fc.assert(
      fc.property(images, boxes, fc.constantFrom(...borders), (image, box, border) => {
        const data = Uint8Array.from(
          { length: image.width * image.height * 3 },
          (_, i) => image.data[Math.floor(i / 3)]!,
        );
        const options: PatchOptions = { size: 7, context: plain, border, colourOrder: 'BGR', means: [9, 8, 7] };
        const onlyGrey: Image = { ...image, channels: 1 };
        expect(crop(onlyGrey, [box], options)).toEqual(crop({ ...image, channels: 3, data }, [box], options));
      }),
    );
  });
});

describe('a batch of patches', () => {
  test('holds the patches one after the other, each as if cropped alone', () => {
    fc.assert(
      fc.property(
        images,
        fc.array(boxes, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...borders),
        (image, list, border) => {
          const options: PatchOptions = { size: 5, context: { rule: 'mdnet', padding: 1 }, border, means: means128 };
          const alone = list.flatMap((box) => [...crop(image, [box], options)]);
          expect([...crop(image, list, options)]).toEqual(alone);
        },
      ),
    );
  });

  test('does not depend on the frames that the cropper saw before', () => {
    const cropper = patchCropper({ size: 5, context: { rule: 'mdnet', padding: 1 }, border: 'mdnet', means: means128 });
    const large = imageOf(40, 30, (x, y) => x + y);
    const small = imageOf(5, 9, (x, y, channel) => 3 * x + 5 * y + channel);
    const [first, second] = [new Float32Array(75), new Float32Array(75)];
    cropper.crop(small, [rectangle(1, 1, 3, 3)], first);
    cropper.crop(large, [rectangle(-5, -5, 60, 60)], second);
    cropper.crop(small, [rectangle(1, 1, 3, 3)], second);
    expect(second).toEqual(first);
  });

  test('leaves the rest of its memory alone', () => {
    const cropper = patchCropper({ size: 2, context: plain, border: 'mdnet' });
    const patches = new Float32Array(30).fill(7);
    cropper.crop(grey(1, 1, 3), [rectangle(0, 0, 1, 1), rectangle(5, 5, 1, 1)], patches);
    expect([...patches.subarray(0, 24)]).toEqual([...Array<number>(12).fill(3), ...Array<number>(12).fill(0)]);
    expect([...patches.subarray(24)]).toEqual([7, 7, 7, 7, 7, 7]);
    cropper.crop(grey(1, 1, 3), [], new Float32Array(0));
    expect(() => cropper.crop(grey(1, 1, 3), [rectangle(0, 0, 1, 1)], new Float32Array(11))).toThrow(
      new RangeError('invalid memory for 1 patches of 12: 11'),
    );
  });

  test('of a box without finite numbers or without an area is refused, and the memory stays as it was', () => {
    const image = grey(2, 2, 1, 2, 3, 4);
    for (const border of borders)
      for (const context of [plain, { rule: 'mdnet', padding: 16 } as const])
        for (const box of [
          rectangle(Number.NaN, 0, 1, 1),
          rectangle(0, 0, 1, Infinity),
          rectangle(0, -Infinity, 1, 1),
          rectangle(0, 0, 0, 1),
          rectangle(0, 0, 1, -3),
        ]) {
          const cropper = patchCropper({ size: 107, context, border });
          const patches = new Float32Array(2 * cropper.patchLength).fill(7);
          expect(() => cropper.crop(image, [rectangle(0, 0, 1, 1), box], patches)).toThrow(InputError);
          expect(patches.every((value) => value === 7)).toBe(true);
        }
    expect(() => crop(image, [rectangle(Number.NaN, 2, 3, 4)], { size: 1, context: plain, border: 'mdnet' })).toThrow(
      'invalid box: NaN, 2, 3, 4; a box to crop needs finite numbers and a positive width and height',
    );
  });
});

describe('options', () => {
  test('that no patch can have are refused', () => {
    const good: PatchOptions = { size: 107, context: { rule: 'mdnet', padding: 16 }, border: 'mdnet' };
    const refusal =
      (options: Partial<PatchOptions>): (() => unknown) =>
      () =>
        patchCropper({ ...good, ...options });
    expect(refusal({ size: 10.5 })).toThrow(new RangeError('invalid size of patches: 10.5'));
    expect(refusal({ means: [1, 2, Number.NaN] })).toThrow(RangeError);
    expect(refusal({ scale: Infinity })).toThrow(RangeError);
  });

  test('of the user that no patch can have are refused as a mistake in the input, with the way out', () => {
    const refusal = (context: Context) => () => patchCropper({ size: 105, context, border: 'mdnet' });
    expect(refusal({ rule: 'mdnet', padding: 60 })).toThrow(
      new InputError(
        'invalid padding of the context mdnet: 60',
        'patches of 105 pixels',
        'it is below half of them, 52.5, as some are left for the box',
      ),
    );
    expect(refusal({ rule: 'mdnet', padding: 52 })).not.toThrow();
    expect(refusal({ rule: 'mdnet', padding: -1 })).toThrow(InputError);
    expect(refusal({ rule: 'factor', factor: 0 })).toThrow(InputError);
  });
});
