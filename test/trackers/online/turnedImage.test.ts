import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Image } from '../../../datasets/image.ts';
import { turnedImage } from '../../../trackers/online/turnedImage.ts';

/** 3 x 3 grey pixels: 0 to 8, row by row. */
const square: Image = { width: 3, height: 3, channels: 1, data: Uint8Array.from({ length: 9 }, (_, i) => i * 10) };

const turned = (image: Image, degrees: number, isMirrored = false): number[] =>
  Array.from(turnedImage(image, image.width / 2, image.height / 2, { degrees, isMirrored }).data);

describe('turnedImage(image, centreX, centreY, turn)', () => {
  it('turns clockwise', () => {
    expect(turned(square, 90)).toEqual([60, 30, 0, 70, 40, 10, 80, 50, 20]);
    expect(turned(square, 180)).toEqual([80, 70, 60, 50, 40, 30, 20, 10, 0]);
  });

  it('mirrors left to right', () => {
    expect(turned(square, 0, true)).toEqual([20, 10, 0, 50, 40, 30, 80, 70, 60]);
  });

  it('leaves a picture as it is where it turns by nothing', () => {
    const pictures = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([width, height]) =>
      fc.uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 }).map(
        (data): Image => ({
          width,
          height,
          channels: 3,
          data,
        }),
      ),
    );
    fc.assert(
      fc.property(pictures, fc.double({ min: -5, max: 20, noNaN: true }), (image, centre) => {
        const { data } = turnedImage(image, centre, centre, { degrees: 0, isMirrored: false });
        expect(data).toEqual(image.data);
      }),
    );
  });

  it('blends between pixels, and takes the nearest where it reaches outside', () => {
    const step: Image = { width: 2, height: 1, channels: 1, data: Uint8Array.of(0, 100) };
    // By 60 degrees about the middle a pixel's centre is half as far from it along the row: 0.25 from the middle.
    expect(Array.from(turnedImage(step, 1, 0.5, { degrees: 60, isMirrored: false }).data)).toEqual([25, 75]);
    expect(Array.from(turnedImage(step, 4, 0.5, { degrees: 0, isMirrored: true }).data)).toEqual([100, 100]);
  });
});
