/**
 * @file A region as the overlap code takes it: corners and extent in single precision, which is what VOT's tools
 * compute with. Two of them are filled again and again, so that a challenge's millions of frames allocate nothing.
 */
import { kind, type Trajectory } from '../trajectory.ts';
import type { PixelRule } from './convention.ts';
import { emptySpans, type Spans } from './spans.ts';

/** The region at hand, its corners in single precision. */
export interface Shape {
  kind: number;
  /** Corners in use. */
  corners: number;
  xs: Float64Array;
  ys: Float64Array;
  /** Of a mask. */
  runs: Float64Array;
  left: number;
  top: number;
  right: number;
  bottom: number;
  readonly spans: Spans;
}

export function emptyShape(): Shape {
  return {
    kind: kind.special,
    corners: 0,
    xs: new Float64Array(4),
    ys: new Float64Array(4),
    runs: new Float64Array(0),
    left: 0,
    top: 0,
    right: 0,
    bottom: 0,
    spans: emptySpans(),
  };
}

/** Corners of the region, a rectangle's clockwise from the top left, as TraX converts it to a polygon. */
export function readShape(
  { kinds, offsets, values }: Trajectory,
  index: number,
  { farCorner, scan }: PixelRule,
  shape: Shape,
): void {
  const start = offsets[index]!;
  const end = offsets[index + 1]!;
  shape.kind = kinds[index]!;
  if (shape.kind === kind.polygon) {
    const corners = (end - start) >> 1;
    if (shape.xs.length < corners) {
      shape.xs = new Float64Array(corners * 2);
      shape.ys = new Float64Array(corners * 2);
    }
    shape.corners = corners;
    let left = Infinity;
    let right = -Infinity;
    let top = Infinity;
    let bottom = -Infinity;
    for (let i = 0; i < corners; i++) {
      const x = Math.fround(values[start + 2 * i]!);
      const y = Math.fround(values[start + 2 * i + 1]!);
      shape.xs[i] = x;
      shape.ys[i] = y;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    shape.left = left;
    shape.right = right;
    shape.top = top;
    shape.bottom = bottom;
    return;
  }
  const isMask = shape.kind === kind.mask;
  const shift = isMask ? -1 : farCorner;
  shape.left = Math.fround(values[start]!);
  shape.top = Math.fround(values[start + 1]!);
  shape.right = Math.fround(Math.fround(shape.left + Math.fround(values[start + 2]!)) + shift);
  shape.bottom = Math.fround(Math.fround(shape.top + Math.fround(values[start + 3]!)) + shift);
  shape.runs = isMask ? values.subarray(start + 4, end) : shape.runs;
  shape.corners = 4;
  const { xs, ys } = shape;
  xs[0] = xs[3] = shape.left;
  xs[1] = xs[2] = shape.right;
  ys[0] = ys[1] = shape.top;
  ys[2] = ys[3] = shape.bottom;
  // A size below one pixel swaps the corners. Tools that went through polygons took minima and maxima of them.
  if (scan === 'trax-2016' || scan === 'legacy-2016') {
    shape.left = Math.min(xs[0], xs[1]);
    shape.right = Math.max(xs[0], xs[1]);
    shape.top = Math.min(ys[0], ys[2]);
    shape.bottom = Math.max(ys[0], ys[2]);
  }
}

/** Whether all of its numbers are finite: anything else covers nothing. */
export function isFiniteShape({ left, top, right, bottom }: Shape): boolean {
  return Number.isFinite(left + right) && Number.isFinite(top + bottom);
}
