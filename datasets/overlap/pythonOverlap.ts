/**
 * @file Overlap by the Python toolkit's rules (vot-toolkit vot/region/raster.py), for comparison with its numbers.
 */
import { kind } from '../trajectory.ts';
import type { Bounds } from './bounds.ts';
import type { Shape } from './shape.ts';
import { commonArea, fillMask, fillPolygon, fillRectangle } from './spans.ts';

/**
 * Intersection over union of the pixels of two shapes inside the bounds. Two empty rectangles overlap 1, one empty
 * rectangle overlaps nothing. Without bounds, a rectangle of negative origin is cut at the wrong place, as it is there.
 */
export function pythonOverlap(a: Shape, b: Shape, bounds: Bounds): number {
  const emptyA = isEmptyRectangle(a);
  const emptyB = isEmptyRectangle(b);
  if (emptyA || emptyB) return emptyA && emptyB ? 1 : 0;
  const left = Math.max(bounds.left, Math.min(roundHalfEven(a.left), roundHalfEven(b.left)));
  const top = Math.max(bounds.top, Math.min(roundHalfEven(a.top), roundHalfEven(b.top)));
  const right = Math.min(bounds.right, Math.max(farEnd(a, 'right'), farEnd(b, 'right')));
  const bottom = Math.min(bounds.bottom, Math.max(farEnd(a, 'bottom'), farEnd(b, 'bottom')));
  if (left > right || top > bottom) return 0;
  fill(a, left, top, right, bottom);
  fill(b, left, top, right, bottom);
  const shared = commonArea(a.spans, b.spans);
  const union = a.spans.area + b.spans.area - shared;
  return union === 0 ? 0 : shared / union;
}

function isEmptyRectangle({ kind: shapeKind, left, top, right, bottom }: Shape): boolean {
  // The far corner is one pixel short of origin + size.
  return shapeKind === kind.rectangle && (right + 1 - left <= 0 || bottom + 1 - top <= 0);
}

/** Last column or row of a shape; a rectangle's origin and size are rounded each for itself. */
function farEnd(shape: Shape, side: 'right' | 'bottom'): number {
  if (shape.kind !== kind.rectangle) return roundHalfEven(shape[side]);
  const near = side === 'right' ? shape.left : shape.top;
  return roundHalfEven(near) + roundHalfEven(Math.fround(shape[side] + 1 - near)) - 1;
}

let windowXs = new Float64Array(4);
let windowYs = new Float64Array(4);

function fill(shape: Shape, left: number, top: number, right: number, bottom: number): void {
  const { corners, spans } = shape;
  const width = right - left + 1;
  const height = bottom - top + 1;
  if (shape.kind === kind.rectangle) {
    const lastColumn = Math.min(right, farEnd(shape, 'right') - left);
    const lastRow = Math.min(bottom, farEnd(shape, 'bottom') - top);
    const firstColumn = Math.max(0, roundHalfEven(shape.left) - left);
    const firstRow = Math.max(0, roundHalfEven(shape.top) - top);
    fillRectangle(spans, firstColumn, firstRow, lastColumn, lastRow, width, height);
  } else if (shape.kind === kind.mask) {
    const maskWidth = shape.right - shape.left + 1;
    const maskHeight = shape.bottom - shape.top + 1;
    fillMask(spans, shape.left - left, shape.top - top, maskWidth, maskHeight, shape.runs, width, height);
  } else {
    if (windowXs.length < corners) {
      windowXs = new Float64Array(corners * 2);
      windowYs = new Float64Array(corners * 2);
    }
    for (let i = 0; i < corners; i++) {
      windowXs[i] = roundHalfEven(shape.xs[i]!) - left;
      windowYs[i] = roundHalfEven(shape.ys[i]!) - top;
    }
    fillPolygon(spans, windowXs, windowYs, corners, width, height, 'python');
  }
}

/** numpy's round: halves to the even neighbour. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
