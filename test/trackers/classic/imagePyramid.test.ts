import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Image } from '../../../datasets/image.ts';
import { rectangle } from '../../../datasets/region.ts';
import { imagePyramid, levelFor, type Patch } from '../../../trackers/classic/imagePyramid.ts';
import { greyRegion } from '../../../trackers/classic/pixelPlanes.ts';

function picture(width: number, height: number, value: (x: number, y: number) => number): Image {
  const data = Uint8Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)));
  return { width, height, channels: 1, data };
}

const rough = picture(13, 9, (x, y) => (x * 37 + y * 91 + x * y * 17) % 256);

/** The whole patch's area in the image. */
function areaOf({ centreX, centreY, stepX, stepY, columns, rows }: Patch): ReturnType<typeof rectangle> {
  return rectangle(centreX - (columns * stepX) / 2, centreY - (rows * stepY) / 2, columns * stepX, rows * stepY);
}

function sampled(image: Image, patch: Patch, level: number): Float64Array {
  const pyramid = imagePyramid(1);
  pyramid.load(image, areaOf(patch), level);
  const grey = new Float64Array(patch.columns * patch.rows);
  pyramid.sample(patch, [grey]);
  return grey;
}

/** By the definition, from the image alone: bilinear between pixel middles, the border pixels repeated outside. */
function directly({ width, height, data }: Image, patch: Patch): Float64Array {
  const pixel = (x: number, y: number): number =>
    data[Math.max(0, Math.min(height - 1, y)) * width + Math.max(0, Math.min(width - 1, x))]! / 255;
  return Float64Array.from({ length: patch.columns * patch.rows }, (_, i) => {
    const x = patch.centreX + ((i % patch.columns) - (patch.columns - 1) / 2) * patch.stepX - 0.5;
    const y = patch.centreY + (Math.floor(i / patch.columns) - (patch.rows - 1) / 2) * patch.stepY - 0.5;
    const [x0, y0] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [x - x0, y - y0];
    return (
      (1 - u) * (1 - v) * pixel(x0, y0) +
      u * (1 - v) * pixel(x0 + 1, y0) +
      (1 - u) * v * pixel(x0, y0 + 1) +
      u * v * pixel(x0 + 1, y0 + 1)
    );
  });
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

describe('imagePyramid(planeCount).sample(patch, planes)', () => {
  const between = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
  const patches = fc.record({
    centreX: between(-20, 35),
    centreY: between(-20, 30),
    stepX: between(0.2, 2),
    stepY: between(0.2, 2),
    columns: fc.integer({ min: 1, max: 9 }),
    rows: fc.integer({ min: 1, max: 9 }),
  });

  it('is bilinear between pixel middles and repeats the border outside, at level 0', () => {
    fc.assert(
      fc.property(patches, (patch) => {
        expect(largestDifference(sampled(rough, patch, 0), directly(rough, patch))).toBeLessThan(1e-12);
      }),
    );
  });

  it('is the picture itself where the patch lies on its pixels', () => {
    const patch = { centreX: 6.5, centreY: 4.5, stepX: 1, stepY: 1, columns: 13, rows: 9 };
    expect(
      largestDifference(
        sampled(rough, patch, 0),
        Float64Array.from(rough.data, (value) => value / 255),
      ),
    ).toBeLessThan(1e-15);
  });

  it('is the mean of 2^level x 2^level pixels where the patch lies on the pixels of a level', () => {
    const image = picture(16, 8, (x, y) => (x * 37 + y * 91) % 256);
    const blocks = sampled(image, { centreX: 8, centreY: 4, stepX: 4, stepY: 4, columns: 4, rows: 2 }, 2);
    const means = Float64Array.from({ length: 8 }, (_, i) => {
      let sum = 0;
      for (let y = 0; y < 4; y++) {
        for (let x = 0; x < 4; x++) {
          sum += image.data[(Math.floor(i / 4) * 4 + y) * 16 + (i % 4) * 4 + x]!;
        }
      }
      return sum / 16 / 255;
    });
    expect(largestDifference(blocks, means)).toBeLessThan(1e-15);
  });

  it('keeps a linear ramp in its place at every level', () => {
    const ramp = picture(64, 64, (x, y) => 2 * x + y);
    const patch = { centreX: 33.3, centreY: 30.9, stepX: 2.1, stepY: 1.7, columns: 7, rows: 5 };
    for (const level of [1, 2, 3]) {
      expect(largestDifference(sampled(ramp, patch, level), directly(ramp, patch))).toBeLessThan(1e-12);
    }
  });

  it('does not depend on how much more was loaded', () => {
    fc.assert(
      fc.property(patches, fc.integer({ min: 0, max: 3 }), (patch, level) => {
        const pyramid = imagePyramid(1);
        const { x, y, width, height } = areaOf(patch);
        pyramid.load(rough, rectangle(x - 5, y - 11, width + 9, height + 16), level);
        const grey = new Float64Array(patch.columns * patch.rows);
        pyramid.sample(patch, [grey]);
        expect(largestDifference(grey, sampled(rough, patch, level))).toBeLessThan(1e-12);
      }),
    );
  });
});

describe('imagePyramid(3)', () => {
  const patch = { centreX: 6.2, centreY: 4.9, stepX: 1.3, stepY: 2.7, columns: 8, rows: 5 };
  const planesOf = (image: Image): Float64Array[] => {
    const pyramid = imagePyramid(3);
    const planes = [0, 1, 2].map(() => new Float64Array(patch.columns * patch.rows));
    pyramid.load(image, areaOf(patch), 1);
    pyramid.sample(patch, planes);
    return planes;
  };

  it('samples each colour as if it were a grey picture', () => {
    const colours = [1, 2, 3].map((seed) => picture(13, 9, (x, y) => (x * 37 * seed + y * 91 + x * y * 17) % 256));
    const data = Uint8Array.from({ length: 3 * 13 * 9 }, (_, i) => colours[i % 3]!.data[Math.floor(i / 3)]!);
    expect(planesOf({ ...rough, channels: 3, data })).toEqual(colours.map((colour) => sampled(colour, patch, 1)));
  });

  it('sees a grey picture in all colours alike', () => {
    const grey = sampled(rough, patch, 1);
    expect(planesOf(rough)).toEqual([grey, grey, grey]);
  });
});

describe('levelFor(step)', () => {
  it('is the coarsest level whose pixels are not larger than the step, at least 0', () => {
    expect([0.1, 1, 1.99, 2, 3.9, 4, 100].map(levelFor)).toEqual([0, 0, 0, 1, 1, 2, 6]);
  });
});

describe('greyRegion(image, left, top, width, height, grey)', () => {
  it('weighs red, green and blue as Rec. 601 does, to 1/65536', () => {
    const image: Image = { width: 3, height: 1, channels: 3, data: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255) };
    const grey = new Float64Array(3);
    greyRegion(image, 0, 0, 3, 1, grey);
    expect(grey[0]).toBeCloseTo(0.299, 4);
    expect(grey[1]).toBeCloseTo(0.587, 4);
    expect(grey[2]).toBeCloseTo(0.114, 4);
  });

  it('of a grey picture stored as RGB is that of the grey picture, bit for bit', () => {
    const asRgb: Image = { ...rough, channels: 3, data: Uint8Array.from(rgbOf(rough)) };
    const [grey, fromRgb] = [new Float64Array(20), new Float64Array(20)];
    greyRegion(rough, 3, 2, 5, 4, grey);
    greyRegion(asRgb, 3, 2, 5, 4, fromRgb);
    expect(grey[0]).toBe(rough.data[2 * 13 + 3]! / 255);
    expect(fromRgb).toEqual(grey);
  });
});

function rgbOf({ data }: Image): number[] {
  return [...data].flatMap((value) => [value, value, value]);
}
