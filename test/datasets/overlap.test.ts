import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyticOverlap } from '../../datasets/overlap/analyticOverlap.ts';
import { type Bounds, unbounded } from '../../datasets/overlap/bounds.ts';
import type { PixelRuleName } from '../../datasets/overlap/convention.ts';
import { overlap } from '../../datasets/overlap/overlap.ts';
import { polygon, type Rectangle, type Region, rectangle, special } from '../../datasets/region.ts';
import { sharedData } from '../sharedData.ts';

type Case = { readonly id: number; readonly a: number[]; readonly b: number[] } & Readonly<
  Record<string, number | null>
>;

const cases: Case[] = JSON.parse(readFileSync(sharedData('oracles/region_overlap/cases.json'), 'utf8'));
const region = (numbers: readonly number[]): Region =>
  numbers.length === 4 ? rectangle(...(numbers as [number, number, number, number])) : polygon(...numbers);
const bounds = (right: number, bottom: number): Bounds => ({ left: 0, top: 0, right, bottom });

const columns: readonly [column: string, rule: PixelRuleName, bounds: Bounds][] = [
  ['trax_head_default_nobounds', 'current', unbounded],
  ['trax_head_default_bounds_63_47', 'current', bounds(63, 47)],
  ['trax_head_default_bounds_64_48', 'current', bounds(64, 48)],
  ['trax_head_legacy_nobounds', 'legacy', unbounded],
  ['trax_2016_default_nobounds', 'trax-2016', unbounded],
  ['trax_2016_default_bounds_63_47', 'trax-2016', bounds(63, 47)],
  ['trax_2016_legacy_nobounds', 'legacy-2016', unbounded],
  ['pysot_nobounds', 'vot2016', unbounded],
  ['pysot_bounds_63_47', 'vot2016', bounds(63, 47)],
  ['votpy_nobounds', 'python', unbounded],
  ['votpy_bounds_64_48', 'python', bounds(63, 47)],
];

describe('overlap(a, b, bounds, convention)', () => {
  for (const [column, rule, box] of columns) {
    it(`gives the numbers that ${column} prints`, () => {
      const wrong = cases
        .filter((test) => test[column] !== null)
        .map((test) => ({
          id: test.id,
          expected: test[column]!,
          got: overlap(region(test.a), region(test.b), box, rule),
        }))
        .filter(({ expected, got }) => !(Math.abs(expected - got) <= 1e-6));
      expect(wrong).toEqual([]);
    });
  }
  it('agrees with the analytic oracle', () => {
    for (const [column, box] of [
      ['analytic_nobounds', unbounded],
      ['analytic_bounds_64_48', bounds(64, 48)],
    ] as const) {
      const wrong = cases
        .map((test) => ({
          id: test.id,
          expected: test[column]!,
          got: analyticOverlap(region(test.a), region(test.b), box),
        }))
        .filter(({ expected, got }) => !(Math.abs(expected - got) <= 1e-6));
      expect(wrong).toEqual([]);
    }
  });
});

/** The pixels that TraX's HEAD paints (trax src/region.c, rasterize_polygon), written down as masks once more. */
function paint(points: readonly number[], x: number, y: number, width: number, height: number): Set<number> {
  const round = (value: number): number => Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
  const corners = Array.from({ length: points.length / 2 }, (_, i) => ({
    x: round(points[2 * i]! - x),
    y: round(points[2 * i + 1]! - y),
  }));
  const mask = new Set<number>();
  for (let row = 0; row < height; row++) {
    const nodes: number[] = [];
    for (const [i, corner] of corners.entries()) {
      const other = corners.at(i - 1)!;
      if (Math.min(corner.y, other.y) > row || Math.max(corner.y, other.y) < row) continue;
      const rise = other.y - corner.y;
      nodes.push(rise === 0 ? corner.x : Math.trunc(corner.x + ((row - corner.y) / rise) * (other.x - corner.x)));
    }
    nodes.sort((p, q) => p - q);
    for (let i = 0; i < nodes.length - 1; ) {
      if (nodes[i] === nodes[i + 1] && i < nodes.length - 2) i++;
      else {
        for (let column = nodes[i]!; column <= nodes[i + 1]!; column++) {
          if (column >= 0 && column < width) mask.add(row * width + column);
        }
        i += 2;
      }
    }
  }
  return mask;
}

/** The whole pixels around a polygon, inside the image. */
function boxWithin(points: readonly number[], image: Bounds): Bounds {
  const xs = points.filter((_, i) => i % 2 === 0);
  const ys = points.filter((_, i) => i % 2 === 1);
  return {
    left: Math.max(Math.floor(Math.min(...xs)), image.left),
    top: Math.max(Math.floor(Math.min(...ys)), image.top),
    right: Math.min(Math.ceil(Math.max(...xs)), image.right),
    bottom: Math.min(Math.ceil(Math.max(...ys)), image.bottom),
  };
}

const coordinate = fc.integer({ min: -400, max: 1200 }).map((tenths) => Math.fround(tenths / 10));
const anyPolygon = fc
  .integer({ min: 3, max: 7 })
  .chain((corners) => fc.array(coordinate, { minLength: 2 * corners, maxLength: 2 * corners }));
const size = fc.integer({ min: 1, max: 600 }).map((tenths) => Math.fround(tenths / 10));
const anyRectangle = fc.tuple(coordinate, coordinate, size, size).map((numbers) => rectangle(...numbers));
const anyRegion: fc.Arbitrary<Region> = fc.oneof(
  anyRectangle,
  anyPolygon.map((points) => polygon(...points)),
);
const anyConvention = fc.constantFrom<PixelRuleName>('vot2016', 'current', 'legacy', 'python');

describe('overlap, for any regions', () => {
  it('counts the pixels that masks painted row by row have', () => {
    fc.assert(
      fc.property(anyPolygon, anyPolygon, (a, b) => {
        const image = bounds(69, 49);
        // TraX paints in a window around both, and where the window begins decides how crossings are rounded.
        const [boxA, boxB] = [boxWithin(a, image), boxWithin(b, image)];
        const [x, y] = [Math.min(boxA.left, boxB.left), Math.min(boxA.top, boxB.top)];
        const width = Math.max(0, Math.max(boxA.right, boxB.right) - x + 1);
        const height = Math.max(0, Math.max(boxA.bottom, boxB.bottom) - y + 1);
        const paintedA = paint(a, x, y, width, height);
        const paintedB = paint(b, x, y, width, height);
        const common = [...paintedA].filter((pixel) => paintedB.has(pixel)).length;
        const got = overlap(polygon(...a), polygon(...b), image, 'current');
        // TraX gives 0 where the boxes share one row or column at most, or one box is a pixel beside the other.
        if (got > 0) expect(got).toBeCloseTo(common / (paintedA.size + paintedB.size - common), 6);
        else expect(common).toBeLessThanOrEqual(Math.max(width, height));
      }),
      { numRuns: 500 },
    );
  });
  it('is between 0 and 1, the same both ways round, and 1 of a region with itself where it has pixels', () => {
    fc.assert(
      fc.property(anyRegion, anyRegion, anyConvention, (a, b, convention) => {
        const value = overlap(a, b, bounds(69, 49), convention);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(overlap(b, a, bounds(69, 49), convention)).toBe(value);
        expect([0, 1]).toContain(overlap(a, a, unbounded, convention));
      }),
    );
  });
  it('treats a rectangle as the polygon of its pixels', () => {
    const whole = fc.integer({ min: -20, max: 80 });
    fc.assert(
      fc.property(
        whole,
        whole,
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 2, max: 60 }),
        anyPolygon,
        (x, y, w, h, other) => {
          const far = [x, y, x + w - 1, y, x + w - 1, y + h - 1, x, y + h - 1];
          for (const box of [unbounded, bounds(69, 49)]) {
            expect(overlap(rectangle(x, y, w, h), polygon(...other), box, 'current')).toBe(
              overlap(polygon(...far), polygon(...other), box, 'current'),
            );
          }
        },
      ),
    );
  });
  it('approaches the analytic overlap as regions grow', () => {
    fc.assert(
      fc.property(anyRectangle, anyRectangle, (a, b) => {
        const large = ({ x, y, width, height }: Rectangle): Rectangle =>
          rectangle(x * 40, y * 40, (width + 10) * 40, (height + 10) * 40);
        expect(overlap(large(a), large(b), unbounded, 'current')).toBeCloseTo(analyticOverlap(large(a), large(b)), 1);
      }),
    );
  });
  it('covers with a mask the pixels that its runs name', () => {
    const mask: Region = { type: 'mask', x: 10, y: 10, width: 4, height: 3, runs: [0, 12] };
    for (const convention of ['current', 'python'] as const) {
      expect(overlap(mask, rectangle(10, 10, 4, 3), unbounded, convention)).toBe(1);
      expect(overlap({ ...mask, runs: [4, 8] }, rectangle(10, 10, 4, 3), unbounded, convention)).toBeCloseTo(8 / 12, 6);
      expect(overlap({ ...mask, runs: [1, 2, 1, 2] }, rectangle(10, 10, 4, 3), unbounded, convention)).toBeCloseTo(
        4 / 12,
        6,
      );
    }
  });
  it('is 0 for a code, and for numbers that are not finite', () => {
    expect(overlap(special(1), rectangle(0, 0, 10, 10))).toBe(0);
    expect(overlap(rectangle(0, 0, Infinity, 10), rectangle(0, 0, 10, 10))).toBe(0);
    expect(overlap(rectangle(-1e12, 0, 2e12, 10), rectangle(0, 0, 10, 10), bounds(63, 47))).toBeGreaterThan(0);
  });
});

describe('overlap, upstream cases', () => {
  it('knows the issues of VOT and TraX about one pixel', () => {
    const old = overlap(rectangle(1, 1, 100, 100), rectangle(50, 50, 100, 100), unbounded, 'vot2016');
    const now = overlap(rectangle(1, 1, 100, 100), rectangle(50, 50, 100, 100), unbounded, 'current');
    expect(old).toBeCloseTo(0.1528, 4);
    expect(now).toBeCloseTo(0.1495, 4);
    expect(overlap(rectangle(1, 0, 10, 10), rectangle(0, 0, 10, 10), unbounded, 'current')).toBeCloseTo(0.818182, 6);
    expect(overlap(rectangle(0, 1, 10, 10), rectangle(0, 0, 10, 10), unbounded, 'current')).toBeCloseTo(0.818182, 6);
  });
  it('fills the whole image with its outline, as the Python toolkit tests', () => {
    const image = bounds(99, 99);
    const outline = polygon(0, 0, 0, 100, 100, 100, 100, 0);
    expect(overlap(outline, rectangle(0, 0, 100, 100), image, 'python')).toBe(1);
    expect(overlap(rectangle(0, 0, 100, 100), rectangle(0, 0, 100, 100), image, 'python')).toBe(1);
    expect(overlap(rectangle(0, 0, 0, 0), rectangle(0, 0, 0, 0), unbounded, 'python')).toBe(1);
  });
});
