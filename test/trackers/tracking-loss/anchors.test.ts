import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnchorGrid, anchorGrid, confidenceMap } from '../../../trackers/tracking-loss/anchors.ts';
import { partOf, partsWindow } from '../../../trackers/tracking-loss/parts.ts';
import { type StrategyName, strategyAnchors, strategyNames } from '../../../trackers/tracking-loss/strategies.ts';

/** ZF's conv5 at 203 pixels: paper section 2. */
const zf = anchorGrid({ height: 14, width: 14, stride: 16, receptiveField: 139, offset: 0 });

/** Figure 2's upper left quarter. */
const figure2 = [
  [0.11, 0.13, 0.16, 0.19, 0.22, 0.25, 0.28],
  [0.13, 0.16, 0.2, 0.24, 0.28, 0.32, 0.36],
  [0.16, 0.2, 0.24, 0.29, 0.34, 0.4, 0.46],
  [0.19, 0.24, 0.29, 0.35, 0.41, 0.48, 0.56],
  [0.22, 0.28, 0.34, 0.41, 0.49, 0.58, 0.68],
  [0.25, 0.32, 0.4, 0.48, 0.58, 0.7, 0.83],
  [0.28, 0.36, 0.46, 0.56, 0.68, 0.83, 1],
];

const count = (anchors: ArrayLike<number>): number => Array.from(anchors).filter((one) => one === 1).length;
const anchorsOf = (strategy: StrategyName, grid: AnchorGrid): Float32Array => strategyAnchors(strategy, grid, 0.8);

const grids = fc.record({
  rows: fc.integer({ min: 1, max: 20 }),
  columns: fc.integer({ min: 1, max: 20 }),
  sizeInPixels: fc.integer({ min: 5, max: 300 }),
  strideInPixels: fc.integer({ min: 1, max: 32 }),
});

describe('confidenceMap(grid)', () => {
  it("is the paper's figure 2 for ZF, all 196 anchors", () => {
    expect(zf).toEqual({ rows: 14, columns: 14, sizeInPixels: 171, strideInPixels: 16 });
    const map = confidenceMap(zf);
    const folded = (cell: number): number => Math.min(cell, 13 - cell);
    expect(map).toHaveLength(196);
    map.forEach((value, index) => {
      const [row, column] = [folded(Math.floor(index / 14)), folded(index % 14)];
      expect(Math.round(value * 100) / 100).toBe(figure2[row]![column]);
    });
  });

  it('is 1 at the centre, from 0 to 1, and the same from all sides', () => {
    fc.assert(
      fc.property(grids, (grid) => {
        const { rows, columns } = grid;
        const map = confidenceMap(grid);
        expect(map[Math.floor(rows / 2) * columns + Math.floor(columns / 2)]).toBe(1);
        map.forEach((value, index) => {
          expect(value >= 0 && value <= 1).toBe(true);
          expect(map[map.length - 1 - index]).toBe(value);
        });
      }),
    );
  });
});

describe('strategyAnchors(strategy, grid, firstConfidence)', () => {
  it("has the paper's 12, 36, 100 and 196 anchors on ZF's map", () => {
    expect(strategyNames.map((strategy) => count(anchorsOf(strategy, zf)))).toEqual([12, 36, 100, 196]);
  });

  it("has the paper's least confidences: above 0.8, 0.49, 0.24 and 0.11", () => {
    const map = confidenceMap(zf);
    const least = strategyNames.map((strategy) => {
      const anchors = anchorsOf(strategy, zf);
      return Math.min(...Array.from(map).filter((_, index) => anchors[index] === 1));
    });
    expect(least[0]).toBeGreaterThan(0.8);
    expect(least.slice(1).map((value) => value.toFixed(2))).toEqual(['0.49', '0.24', '0.11']);
  });

  it('lies in the middle of any map, each square in the next', () => {
    fc.assert(
      fc.property(grids, (grid) => {
        const [second, third, fourth] = (['second', 'third', 'fourth'] as const).map((one) => anchorsOf(one, grid));
        second!.forEach((one, index) => {
          expect(one).toBeLessThanOrEqual(third![index]!);
          expect(third![index]).toBeLessThanOrEqual(fourth![index]!);
          expect(second![second!.length - 1 - index]).toBe(one);
        });
        expect(count(second!)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('partOf(strategy, grid)', () => {
  const part = (strategy: StrategyName) => partOf(strategy, zf, { firstConfidence: 0.8, centreShare: 0.5 });

  it("reads 6 x 6 cells for ZF's plus sign, and the whole map with a border for all anchors", () => {
    expect(part('first')).toMatchObject({
      window: { top: 4, left: 4, bottom: 10, right: 10 },
      pads: [0, 0, 0, 0],
      rows: 4,
      columns: 4,
    });
    expect(part('fourth')).toMatchObject({
      window: { top: 0, left: 0, bottom: 14, right: 14 },
      pads: [1, 1, 1, 1],
      rows: 14,
      columns: 14,
    });
  });

  it('keeps what the parts read together of a sample', () => {
    expect(partsWindow([part('first'), part('second')])).toEqual({ top: 3, left: 3, bottom: 11, right: 11 });
  });

  it('refuses a strategy without an anchor', () => {
    expect(() => partOf('first', zf, { firstConfidence: 1, centreShare: 0.5 })).toThrow(
      'no anchor of the map belongs to it',
    );
  });
});
