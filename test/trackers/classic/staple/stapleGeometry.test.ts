import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stapleParameters } from '../../../../trackers/classic/staple/staple.ts';
import { stapleGeometry } from '../../../../trackers/classic/staple/stapleGeometry.ts';

const parameters = stapleParameters.geometry;

describe('stapleGeometry(target, parameters)', () => {
  it("has the authors' numbers for a square target: 150 pixels of patch, 75 of target, 37 cells", () => {
    expect(stapleGeometry({ width: 40, height: 40 }, parameters)).toEqual({
      step: 80 / 150,
      cells: { rows: 37, columns: 37 },
      patch: { rows: 148, columns: 148 },
      target: { rows: 76, columns: 76 },
      inner: { rows: 60, columns: 60 },
      radius: 36,
      pixelsPerCell: 73 / 17,
    });
  });

  it('keeps a target of any size and proportions, and where it is looked for, inside a patch of one area', () => {
    const length = fc.double({ min: 0.2, max: 3000, noNaN: true });
    fc.assert(
      fc.property(length, length, (width, height) => {
        const { step, cells, patch, target, inner, radius, pixelsPerCell } = stapleGeometry(
          { width, height },
          parameters,
        );
        expect(patch).toEqual({ rows: 4 * cells.rows, columns: 4 * cells.columns });
        expect(patch.rows * patch.columns).toBeGreaterThan(0.92 * parameters.patchArea);
        expect(patch.rows * patch.columns).toBeLessThanOrEqual(parameters.patchArea + 1e-6);
        expect(Math.min(patch.rows - target.rows, patch.columns - target.columns)).toBe(2 * radius);
        expect(radius).toBeGreaterThanOrEqual(34);
        for (const [own, pixels] of [
          [width, target.columns],
          [height, target.rows],
        ] as const) {
          expect(Math.abs(pixels - Math.max(2, own / step))).toBeLessThanOrEqual(1 + 1e-6);
        }
        for (const part of [target, inner]) expect([part.rows % 2, part.columns % 2]).toEqual([0, 0]);
        expect(inner.rows <= target.rows && inner.columns <= target.columns).toBe(true);
        expect(pixelsPerCell).toBeGreaterThanOrEqual(4);
        expect(pixelsPerCell).toBeLessThan(4.8);
      }),
    );
  });
});
