/**
 * @file How a tool turns a region into pixels. Tools and years differ by a pixel here and there, and with them every
 * published number; so each way has a name, and the two that users choose from are `vot2016` and `current`.
 */

/** How pixels of a polygon are found. */
export type Scan =
  /** TraX since 2017: rounded corners, both ends of a span belong to it, edges and single pixels count (trax a7f2a2c src/region.c). */
  | 'trax'
  /** TraX of the VOT2016 season, and pysot-toolkit: the same, but a row in which all nodes are equal is empty (trax a538e20). */
  | 'trax-2016'
  /** TraX's legacy flag, VOT2013-2015: no rounding, half-open rows and spans, positions counted from a whole pixel. */
  | 'legacy'
  /** The same as the VOT2016 season's TraX had it: positions counted from the union's own corner. */
  | 'legacy-2016'
  /** vot-toolkit in Python (vot/region/raster.py): corners rounded half to even, both ends belong to a span. */
  | 'python';

export interface PixelRule {
  readonly scan: Scan;
  /** Pixels added to a rectangle's far corner: 0 makes it (w+1) x (h+1) pixels, -1 makes it w x h. */
  readonly farCorner: 0 | -1;
}

/**
 * `vot2016`: a rectangle covers (w+1) x (h+1) pixels, as in the challenge's published numbers and in pysot-toolkit.
 * `current`: w x h, as VOT's MATLAB toolkit since April 2019 (toolkit-legacy issue 202).
 */
export type OverlapConvention = 'vot2016' | 'current';

export const overlapConventions: readonly OverlapConvention[] = ['vot2016', 'current'];

/** The rules by name: the two conventions, and those of other tools and years for comparison. */
export const pixelRules = {
  vot2016: { scan: 'trax-2016', farCorner: 0 },
  current: { scan: 'trax', farCorner: -1 },
  'trax-2016': { scan: 'trax-2016', farCorner: -1 },
  legacy: { scan: 'legacy', farCorner: 0 },
  'legacy-2016': { scan: 'legacy-2016', farCorner: 0 },
  python: { scan: 'python', farCorner: -1 },
} as const satisfies Record<string, PixelRule>;

export type PixelRuleName = keyof typeof pixelRules;
