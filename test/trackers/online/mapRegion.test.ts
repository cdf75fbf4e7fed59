import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rectangle } from '../../../datasets/region.ts';
import { boxAt, nearestWindow, placeOf, placesFor } from '../../../trackers/online/mapRegion.ts';

/** A quarter of the box from cell to cell, five places a side. */
const region = { box: rectangle(100, 50, 40, 20), places: 5 };
const cellShare = 0.25;

describe('placesFor(reach, cellShare)', () => {
  it('is odd, so that a window is in the middle, and reaches at least as far as asked', () => {
    expect([0, 0.1, 0.25, 0.26, 1].map((reach) => placesFor(reach, 0.25))).toEqual([1, 3, 3, 5, 9]);
  });
});

describe('boxAt(place, region, cellShare)', () => {
  it("has the region's size, its middle as many cells from the region's as the place is from the middle place", () => {
    expect(boxAt({ row: 2, column: 2 }, region, cellShare)).toEqual(region.box);
    expect(boxAt({ row: 1, column: 4 }, region, cellShare)).toEqual(rectangle(120, 45, 40, 20));
  });
});

describe('placeOf(box, region, cellShare)', () => {
  it('is where boxAt has that middle, between places too, whatever the size of the box', () => {
    const place = fc.double({ min: 0, max: 4, noNaN: true });
    fc.assert(
      fc.property(place, place, fc.double({ min: 0.1, max: 9, noNaN: true }), (row, column, scale) => {
        const { x, y, width, height } = boxAt({ row, column }, region, cellShare);
        const resized = rectangle(x + (width - 3 * scale) / 2, y + (height - scale) / 2, 3 * scale, scale);
        const found = placeOf(resized, region, cellShare);
        expect(found.row).toBeCloseTo(row, 9);
        expect(found.column).toBeCloseTo(column, 9);
      }),
    );
  });

  it("is at the region's edge for a box beyond it", () => {
    expect(placeOf(rectangle(900, -900, 40, 20), region, cellShare)).toEqual({ row: 0, column: 4 });
  });
});

describe('nearestWindow(box, regions, cellShare)', () => {
  const small = { box: rectangle(105, 52.5, 30, 15), places: 3 };

  it('takes the region whose window overlaps the box most', () => {
    expect(nearestWindow(rectangle(111, 50, 40, 20), [small, region], cellShare)).toEqual({
      region,
      place: { row: 2, column: 3 },
      box: rectangle(110, 50, 40, 20),
    });
    expect(nearestWindow(rectangle(105, 53, 31, 15), [region, small], cellShare).region).toBe(small);
  });

  it('leaves the boxes of windows where they are', () => {
    for (let row = 0; row < 5; row++) {
      const box = boxAt({ row, column: 4 - row }, region, cellShare);
      expect(nearestWindow(box, [small, region], cellShare).box).toEqual(box);
    }
  });

  it('takes the nearest window where none overlaps the box', () => {
    expect(nearestWindow(rectangle(500, 50, 40, 20), [small, region], cellShare)).toMatchObject({
      region,
      place: { row: 2, column: 4 },
    });
  });

  it('refuses to find a window without regions', () => {
    expect(() => nearestWindow(region.box, [], cellShare)).toThrow(RangeError);
  });
});
