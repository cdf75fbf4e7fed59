import { describe, expect, it } from 'vitest';
import { polygon, rectangle } from '../../datasets/region.ts';
import { startBox } from '../../trackers/startBox.ts';

describe('startBox(region, rule, image, where)', () => {
  const image = { width: 200, height: 200 };
  const diamond = polygon(100, 60, 140, 100, 100, 140, 60, 100);

  it("has a polygon's own area about its middle, or is the box around it", () => {
    const { x, y, width, height } = startBox(diamond, 'area', image, 'here');
    expect(width * height).toBeCloseTo(3200, 6);
    expect([x + width / 2, y + height / 2, width - height]).toEqual([100, 100, 0]);
    expect(startBox(diamond, 'bounding', image, 'here')).toEqual(rectangle(60, 60, 80, 80));
  });

  it('is the rectangle itself', () => {
    expect(startBox(rectangle(1, 2, 3, 4), 'area', image, 'here')).toEqual(rectangle(1, 2, 3, 4));
  });

  it('is the bounding box of a polygon that reaches into the image where the box of its area does not', () => {
    const beside = polygon(-60, 100, -25, 135, 8, 100, -25, 65);
    expect(startBox(beside, 'area', image, 'here')).toEqual(rectangle(-60, 65, 68, 70));
  });

  it('refuses a polygon without an area and one outside the image', () => {
    expect(() => startBox(polygon(1, 1, 5, 1, 9, 1), 'area', image, 'here')).toThrow('has no area');
    expect(() => startBox(polygon(300, 1, 305, 1, 305, 9), 'area', image, 'here')).toThrow('is outside the image');
  });
});
