/** @file Regions as TraX sends them, and their conversion into a form that a tracker takes. */
import { emptySpans, fillPolygon } from '../../../datasets/overlap/spans.ts';
import {
  boundingBox,
  type Mask,
  polygon,
  type Rectangle,
  rectangle,
  type Region,
  type Special,
} from '../../../datasets/region.ts';

export const regionFormats = ['mask', 'polygon', 'rectangle'] as const;

export type RegionFormat = (typeof regionFormats)[number];

/**
 * The region's text. Numbers are written shortest so that they are read back as they were, where the reference library
 * rounds to four decimals: what a tracker gets is the ground truth, and what it says is what is evaluated.
 */
export function formatTraxRegion(region: Region): string {
  switch (region.type) {
    case 'special':
      return String(region.code);
    case 'rectangle':
      return [region.x, region.y, region.width, region.height].join(',');
    case 'polygon':
      return region.points.join(',');
    case 'mask':
      return `mask:${[region.x, region.y, region.width, region.height, ...region.runs].join(',')}`;
  }
}

/**
 * The region as it is if the tracker takes its form, else as a mask, a polygon or a rectangle, the first of these that
 * it takes (votchallenge/trax src/trax.c, region_autoconvert).
 */
export function convertedRegion(region: Region, taken: ReadonlySet<RegionFormat>): Region {
  if (region.type === 'special' || taken.has(region.type)) return region;
  const format = regionFormats.find((candidate) => taken.has(candidate));
  switch (format) {
    case undefined:
      throw new Error('a tracker that takes no region');
    case 'mask':
      return toMask(region);
    case 'polygon':
      return toPolygon(region);
    case 'rectangle':
      return region.type === 'mask' ? foreground(region) : boundingBox(region);
  }
}

/** A rectangle covers whole pixels, so its last ones are at `x + width - 1` (src/region.c, region_convert). */
function toPolygon(region: Exclude<Region, Special>): Region {
  if (region.type === 'polygon') return region;
  const { x, y, width, height } = region.type === 'mask' ? foreground(region) : region;
  const right = x + width - 1;
  const bottom = y + height - 1;
  return polygon(x, y, right, y, right, bottom, x, bottom);
}

/** The pixels that TraX paints of a polygon; a rectangle's whole pixels, its numbers cut off (src/region.c). */
function toMask(region: Exclude<Region, Special>): Region {
  if (region.type === 'mask') return region;
  const box = boundingBox(region);
  if (region.type === 'rectangle') {
    const [x, y, width, height] = [box.x, box.y, box.width, box.height].map(Math.trunc);
    return { type: 'mask', x: x!, y: y!, width: width!, height: height!, runs: [0, width! * height!] };
  }
  const x = Math.floor(box.x);
  const y = Math.floor(box.y);
  const width = Math.ceil(box.x + box.width) - x + 1;
  const height = Math.ceil(box.y + box.height) - y + 1;
  const corners = region.points.length / 2;
  const relative = (offset: number, origin: number): Float64Array =>
    Float64Array.from({ length: corners }, (_, corner) => Math.round(region.points[2 * corner + offset]! - origin));
  const spans = emptySpans();
  fillPolygon(spans, relative(0, x), relative(1, y), corners, width, height, 'trax');
  const runs: number[] = [];
  let reached = 0;
  for (let row = spans.top; row <= spans.bottom; row++) {
    const base = (row - spans.top) * spans.spansPerRow;
    for (let span = base; span < base + spans.counts[row - spans.top]!; span++) {
      const first = row * width + spans.firsts[span]!;
      const end = row * width + spans.lasts[span]! + 1;
      runs.push(first - reached, end - first);
      reached = end;
    }
  }
  return { type: 'mask', x, y, width, height, runs };
}

/** The smallest rectangle of whole pixels around a mask's ones; the mask's own where it has none. */
function foreground(mask: Mask): Rectangle {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  let position = 0;
  for (let i = 1; i < mask.runs.length; i += 2) {
    position += mask.runs[i - 1]!;
    const end = Math.min(position + mask.runs[i]!, mask.width * mask.height);
    while (position < end) {
      const row = Math.floor(position / mask.width);
      const stop = Math.min(end, (row + 1) * mask.width);
      top = Math.min(top, row);
      bottom = Math.max(bottom, row);
      left = Math.min(left, position - row * mask.width);
      right = Math.max(right, stop - 1 - row * mask.width);
      position = stop;
    }
  }
  if (left > right) return rectangle(mask.x, mask.y, mask.width, mask.height);
  return rectangle(mask.x + left, mask.y + top, right - left + 1, bottom - top + 1);
}
