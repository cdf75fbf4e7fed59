/**
 * Regions: what a tracker says of a frame and what the ground truth says. Pixels, origin top left.
 * A rectangle's `x, y` is its top left corner. A polygon's points are `x1, y1, x2, y2, ...`.
 */
export interface Rectangle {
  readonly type: 'rectangle';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Polygon {
  readonly type: 'polygon';
  /** `x1, y1, x2, y2, ...`, three points or more. */
  readonly points: readonly number[];
}

/** A bitmap `width` x `height` at `x, y` as TraX writes it: run lengths row by row, the first run of zeros. */
export interface Mask {
  readonly type: 'mask';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly runs: readonly number[];
}

/** No region but a code: 0 unknown or skipped, 1 initialisation, 2 failure. */
export interface Special {
  readonly type: 'special';
  readonly code: number;
}

export type Region = Rectangle | Polygon | Mask | Special;

/** The codes of VOT's result files (toolkit: vot/tracker/results.py). */
export const code = { unknown: 0, initialization: 1, failure: 2 } as const;

export function rectangle(x: number, y: number, width: number, height: number): Rectangle {
  return { type: 'rectangle', x, y, width, height };
}

export function polygon(...points: readonly number[]): Polygon {
  return { type: 'polygon', points };
}

export function special(value: number): Special {
  return { type: 'special', code: value };
}

/**
 * The smallest upright rectangle around a region: minima and maxima of its corners, width and height without a pixel
 * added (TraX polygon -> rectangle, vot-toolkit Rectangle.convert). A special code has none.
 */
export function boundingBox(region: Rectangle | Polygon | Mask): Rectangle {
  if (region.type !== 'polygon') return rectangle(region.x, region.y, region.width, region.height);
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (let i = 0; i + 1 < region.points.length; i += 2) {
    left = Math.min(left, region.points[i]!);
    right = Math.max(right, region.points[i]!);
    top = Math.min(top, region.points[i + 1]!);
    bottom = Math.max(bottom, region.points[i + 1]!);
  }
  return rectangle(left, top, right - left, bottom - top);
}

/** The four corners of a rectangle, clockwise from the top left; `x + width`, `y + height` are the far ones. */
export function corners({ x, y, width, height }: Rectangle): Polygon {
  return polygon(x, y, x + width, y, x + width, y + height, x, y + height);
}
