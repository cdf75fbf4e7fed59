import { describe, expect, it } from 'vitest';
import type { Image } from '../../../datasets/image.ts';
import { rectangle } from '../../../datasets/region.ts';
import { growBox, moveBox, rectangleOf, scaledBox } from '../../../trackers/classic/scaledBox.ts';

const image: Image = { width: 100, height: 80, channels: 1, data: new Uint8Array(8000) };

describe('scaledBox(rectangle)', () => {
  it('is that rectangle until it is moved or grown', () => {
    expect(rectangleOf(scaledBox(rectangle(-3, 4, 20, 10)))).toEqual(rectangle(-3, 4, 20, 10));
  });

  it('moves with its middle in the image', () => {
    const box = scaledBox(rectangle(40, 40, 20, 10));
    moveBox(box, -8, 5, image);
    expect(rectangleOf(box)).toEqual(rectangle(32, 45, 20, 10));
    moveBox(box, -1000, 1000, image);
    expect(rectangleOf(box)).toEqual(rectangle(-10, 75, 20, 10));
  });

  it('grows about its middle, to the size of the image at most', () => {
    const box = scaledBox(rectangle(40, 40, 20, 10));
    growBox(box, 2, image, 30, 5);
    expect(rectangleOf(box)).toEqual(rectangle(30, 35, 40, 20));
    growBox(box, 100, image, 30, 5);
    expect(rectangleOf(box)).toEqual(rectangle(0, 20, 100, 50));
  });

  it('shrinks until its window is the smallest that is allowed', () => {
    const box = scaledBox(rectangle(40, 40, 20, 10));
    growBox(box, 0.001, image, 30, 6);
    expect(rectangleOf(box)).toEqual(rectangle(48, 44, 4, 2));
  });

  it('keeps its first size even where that is too small or larger than the image', () => {
    const tiny = scaledBox(rectangle(40, 40, 2, 1));
    growBox(tiny, 0.5, image, 3, 5);
    expect(tiny.scale).toBe(1);
    const huge = scaledBox(rectangle(-40, -40, 200, 100));
    growBox(huge, 2, image, 300, 5);
    expect(huge.scale).toBe(1);
  });
});
