/**
 * @file Overlap by TraX's rules, of any year: the steps and their order are those of trax src/region.c
 * (region_compute_overlap; compute_polygon_overlap in 2016), which counts in single precision.
 */
import { kind } from '../trajectory.ts';
import type { Bounds } from './bounds.ts';
import type { PixelRule } from './convention.ts';
import type { Shape } from './shape.ts';
import { commonArea, fillMask, fillPolygon, fillRectangle } from './spans.ts';

/** Corners relative to the window, rounded. */
let windowXs = new Float64Array(4);
let windowYs = new Float64Array(4);

/** Intersection over union of the pixels of two shapes inside the bounds. */
export function traxOverlap(a: Shape, b: Shape, bounds: Bounds, { scan }: PixelRule): number {
  const legacy = scan === 'legacy' || scan === 'legacy-2016';
  const outward = legacy ? identity : Math.floor;
  const outwardUp = legacy ? identity : Math.ceil;
  const leftA = Math.max(outward(a.left), bounds.left);
  const leftB = Math.max(outward(b.left), bounds.left);
  const topA = Math.max(outward(a.top), bounds.top);
  const topB = Math.max(outward(b.top), bounds.top);
  const rightA = Math.min(outwardUp(a.right), bounds.right);
  const rightB = Math.min(outwardUp(b.right), bounds.right);
  const bottomA = Math.min(outwardUp(a.bottom), bounds.bottom);
  const bottomB = Math.min(outwardUp(b.bottom), bounds.bottom);
  const areaA = (rightA - leftA) * (bottomA - topA);
  const areaB = (rightB - leftB) * (bottomB - topB);
  // TraX's guard against overflow: one box vanishes beside the other (a single pixel against anything larger, too).
  if (areaA / areaB < 1e-10 || areaB / areaA < 1e-10) return 0;
  const commonWidth = Math.min(rightA, rightB) - Math.max(leftA, leftB);
  const commonHeight = Math.min(bottomA, bottomB) - Math.max(topA, topB);
  // Boxes that share only a row or column of pixels do not overlap; with two boxes of no area (0 / 0) TraX goes on.
  const common = commonWidth * commonHeight;
  if (common / (areaA + areaB - common) <= 0) return 0;
  const fractionalX = Math.min(leftA, leftB);
  const fractionalY = Math.min(topA, topB);
  const x = scan === 'legacy' ? Math.trunc(fractionalX) : fractionalX;
  const y = scan === 'legacy' ? Math.trunc(fractionalY) : fractionalY;
  const width = Math.trunc(Math.max(rightA, rightB) - x) + 1;
  const height = Math.trunc(Math.max(bottomA, bottomB) - y) + 1;
  if (width < 1 || height < 1) return 0;
  fill(a, x, y, width, height, scan);
  fill(b, x, y, width, height, scan);
  const shared = commonArea(a.spans, b.spans);
  const union = a.spans.area + b.spans.area - shared;
  return union === 0 ? 0 : Math.fround(shared / union);
}

function fill(shape: Shape, x: number, y: number, width: number, height: number, scan: PixelRule['scan']): void {
  const { corners, spans } = shape;
  if (shape.kind === kind.mask) {
    const maskWidth = shape.right - shape.left + 1;
    const maskHeight = shape.bottom - shape.top + 1;
    fillMask(spans, shape.left - x, shape.top - y, maskWidth, maskHeight, shape.runs, width, height);
    return;
  }
  if (scan === 'legacy' || scan === 'legacy-2016') {
    reserveWindow(corners);
    for (let i = 0; i < corners; i++) {
      windowXs[i] = Math.fround(shape.xs[i]! - x);
      windowYs[i] = Math.fround(shape.ys[i]! - y);
    }
    fillPolygon(spans, windowXs, windowYs, corners, width, height, scan);
    return;
  }
  if (shape.kind === kind.rectangle) {
    const left = roundHalfAway(Math.fround(shape.left - x));
    const right = roundHalfAway(Math.fround(shape.right - x));
    const top = roundHalfAway(Math.fround(shape.top - y));
    const bottom = roundHalfAway(Math.fround(shape.bottom - y));
    // In 2016 a row with equal nodes was empty and a level edge gave none.
    if (scan === 'trax-2016' && (left === right || top === bottom)) fillRectangle(spans, 0, 0, -1, -1, 0, 0);
    else {
      fillRectangle(
        spans,
        Math.min(left, right),
        Math.min(top, bottom),
        Math.max(left, right),
        Math.max(top, bottom),
        width,
        height,
      );
    }
    return;
  }
  reserveWindow(corners);
  for (let i = 0; i < corners; i++) {
    windowXs[i] = roundHalfAway(clamped(Math.fround(shape.xs[i]! - x)));
    windowYs[i] = roundHalfAway(clamped(Math.fround(shape.ys[i]! - y)));
  }
  fillPolygon(spans, windowXs, windowYs, corners, width, height, scan);
}

function reserveWindow(corners: number): void {
  if (windowXs.length >= corners) return;
  windowXs = new Float64Array(corners * 2);
  windowYs = new Float64Array(corners * 2);
}

const identity = (value: number): number => value;

/** C's round(): halves away from zero. */
function roundHalfAway(value: number): number {
  return value < 0 ? -Math.floor(0.5 - value) : Math.floor(value + 0.5);
}

/** Keeps a runaway tracker's coordinates within whole 32-bit numbers. */
function clamped(value: number): number {
  return Math.min(Math.max(value, -1e9), 1e9);
}
