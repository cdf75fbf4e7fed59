import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Image } from '../../../../datasets/image.ts';
import { imageTensor } from '../../../../trackers/network/backbones/imageTensor.ts';

const plain = { colourOrder: 'RGB', means: [0, 0, 0], scale: 1 } as const;
const picture = (width: number, height: number, channels: 1 | 3, data: number[]): Image => ({
  width,
  height,
  channels,
  data: Uint8Array.from(data),
});

describe('imageTensor(image, input)', () => {
  it('orders channels, subtracts means and scales', () => {
    const image = picture(2, 1, 3, [10, 20, 30, 40, 50, 60]);
    const input = { ...plain, height: 1, width: 2, colourOrder: 'BGR', means: [1, 2, 3], scale: 0.5 } as const;
    const { shape, data } = imageTensor(image, input);
    expect(shape).toEqual([1, 3, 1, 2]);
    expect([...data]).toEqual([14.5, 29.5, 9, 24, 3.5, 18.5]);
    const grey = imageTensor(picture(2, 1, 1, [7, 9]), { ...plain, height: 1, width: 2 });
    expect([...grey.data]).toEqual([7, 9, 7, 9, 7, 9]);
  });

  it('interpolates between the centres of pixels, as OpenCV does', () => {
    // cv2.resize of [[0, 100]] to a width of 4 gives 0, 25, 75, 100; to 1, their mean.
    const image = picture(2, 1, 1, [0, 100]);
    expect([...imageTensor(image, { ...plain, height: 1, width: 4 }).data.subarray(0, 4)]).toEqual([0, 25, 75, 100]);
    expect(imageTensor(image, { ...plain, height: 1, width: 1 }).data[0]).toBe(50);
  });

  it('gives back a picture of the right size, and keeps ramps ramps', () => {
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(size, size, size, size, (width, height, toWidth, toHeight) => {
        const ramp = picture(
          width,
          height,
          1,
          Array.from({ length: width * height }, (_, index) => 10 * (index % width) + 5 * Math.floor(index / width)),
        );
        const same = imageTensor(ramp, { ...plain, width, height });
        expect([...same.data.subarray(0, width * height)]).toEqual([...ramp.data]);
        const { data } = imageTensor(ramp, { ...plain, width: toWidth, height: toHeight });
        const place = (index: number, from: number, to: number): number =>
          Math.min(Math.max(((index + 0.5) * from) / to - 0.5, 0), from - 1);
        for (let row = 0; row < toHeight; row++)
          for (let column = 0; column < toWidth; column++)
            expect(data[row * toWidth + column]).toBeCloseTo(
              10 * place(column, width, toWidth) + 5 * place(row, height, toHeight),
              3,
            );
      }),
    );
  });
});
