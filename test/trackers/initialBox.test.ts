import { describe, expect, it } from 'vitest';
import { InputError } from '../../datasets/inputError.ts';
import { polygon, rectangle, type Region, special } from '../../datasets/region.ts';
import { initialBox } from '../../trackers/initialBox.ts';

const image = { width: 40, height: 30 };

describe('initialBox(region, image, where)', () => {
  it('is the bounding box of the region, also where that leaves the image', () => {
    expect(initialBox(polygon(5, 10, 20, 5, 25, 20, 10, 25), image, 'a.jpg')).toEqual(rectangle(5, 5, 20, 20));
    expect(initialBox(rectangle(-5, 25, 10, 10), image, 'a.jpg')).toEqual(rectangle(-5, 25, 10, 10));
    expect(initialBox({ type: 'mask', x: 3, y: 4, width: 5, height: 6, runs: [0, 30] }, image, 'a.jpg')).toEqual(
      rectangle(3, 4, 5, 6),
    );
  });

  it.each<[string, Region]>([
    ['special code 2', special(2)],
    ['rectangle with bounding box NaN,1,2,3 is not finite', rectangle(Number.NaN, 1, 2, 3)],
    ['rectangle with bounding box 1,1,Infinity,3 is not finite', rectangle(1, 1, Number.POSITIVE_INFINITY, 3)],
    ['polygon with bounding box NaN,0,NaN,5 is not finite', polygon(0, 0, Number.NaN, 0, 5, 5)],
    ['rectangle with bounding box 1,1,0,3 has no area', rectangle(1, 1, 0, 3)],
    ['rectangle with bounding box 1,1,4,-3 has no area', rectangle(1, 1, 4, -3)],
    ['polygon with bounding box 1,2,0,7 has no area', polygon(1, 2, 1, 5, 1, 9)],
    ['rectangle with bounding box 40,0,5,5 is outside the image', rectangle(40, 0, 5, 5)],
    ['rectangle with bounding box 0,-5,5,5 is outside the image', rectangle(0, -5, 5, 5)],
  ])('refuses to start from a region that cannot be followed: %s', (said, region) => {
    expect(() => initialBox(region, image, 'a.jpg')).toThrow(InputError);
    expect(() => initialBox(region, image, 'a.jpg')).toThrow(
      `invalid region: ${said} (a.jpg); start a tracker with a rectangle or polygon that covers a part of the 40x30 image`,
    );
  });
});
