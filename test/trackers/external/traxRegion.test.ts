import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { polygon, rectangle, type Region, special } from '../../../datasets/region.ts';
import { parseRegion } from '../../../datasets/regionText.ts';
import { convertedRegion, formatTraxRegion, type RegionFormat } from '../../../trackers/external/trax/traxRegion.ts';

const taking = (...formats: RegionFormat[]): ReadonlySet<RegionFormat> => new Set(formats);

const number = fc.double({ min: -1e4, max: 1e4, noNaN: true }).map((value) => value + 0);
const regions: fc.Arbitrary<Region> = fc.oneof(
  fc.tuple(number, number, number, number).map((numbers) => rectangle(...numbers)),
  fc.array(fc.tuple(number, number), { minLength: 3, maxLength: 9 }).map((points) => polygon(...points.flat())),
  fc.integer({ min: 0, max: 9 }).map(special),
);

describe('formatTraxRegion(region)', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(regions, (region) => {
        expect(parseRegion(formatTraxRegion(region), 'here')).toEqual(region);
      }),
    );
  });
});

describe('convertedRegion(region, taken)', () => {
  it('leaves a region whose form the tracker takes, whatever else it takes', () => {
    const outline = polygon(0, 0, 9, 0, 9, 9);
    expect(convertedRegion(outline, taking('mask', 'polygon', 'rectangle'))).toBe(outline);
    expect(convertedRegion(rectangle(1, 2, 3, 4), taking('mask', 'rectangle'))).toEqual(rectangle(1, 2, 3, 4));
  });

  it('makes a rectangle of minima and maxima of a polygon', () => {
    expect(convertedRegion(polygon(5, 1, 9, 4, 2, 7.5), taking('rectangle'))).toEqual(rectangle(2, 1, 7, 6.5));
  });

  it('makes a polygon of a rectangle whose far corners are width - 1 and height - 1 away', () => {
    expect(convertedRegion(rectangle(10, 20, 5, 6), taking('polygon'))).toEqual(
      polygon(10, 20, 14, 20, 14, 25, 10, 25),
    );
  });

  it('prefers a mask to a polygon, and a polygon to a rectangle', () => {
    expect(convertedRegion(rectangle(10.7, 20.2, 5, 6), taking('polygon', 'mask'))).toEqual({
      type: 'mask',
      x: 10,
      y: 20,
      width: 5,
      height: 6,
      runs: [0, 30],
    });
    const ones: Region = { type: 'mask', x: 2, y: 3, width: 3, height: 3, runs: [4, 1] };
    expect(convertedRegion(ones, taking('rectangle', 'polygon'))).toEqual(polygon(3, 4, 3, 4, 3, 4, 3, 4));
  });

  it('paints the pixels of a polygon', () => {
    expect(convertedRegion(polygon(2, 3, 5, 3, 5, 4, 2, 4), taking('mask'))).toEqual({
      type: 'mask',
      x: 2,
      y: 3,
      width: 4,
      height: 2,
      runs: [0, 4, 0, 4],
    });
  });

  it('makes a rectangle of the ones of a mask', () => {
    const mask: Region = { type: 'mask', x: 10, y: 10, width: 4, height: 3, runs: [5, 2, 3, 1] };
    expect(convertedRegion(mask, taking('rectangle'))).toEqual(rectangle(11, 11, 2, 2));
  });
});
