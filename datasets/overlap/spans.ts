/**
 * @file A region's pixels as spans: for each row of a window, sorted runs of columns, both ends included. VOT's tools
 * paint masks and count; spans give the same counts in time proportional to the height instead of the area.
 */
import type { Scan } from './convention.ts';

/** Rows `top..bottom` of a window, each with up to `spansPerRow` disjoint spans. Reused from call to call. */
export interface Spans {
  top: number;
  /** Last row; smaller than `top` when nothing is covered. */
  bottom: number;
  spansPerRow: number;
  /** Spans of each row, from row `top`. */
  counts: Int32Array;
  /** First and last column of span `s` of row `r`: at `(r - top) * spansPerRow + s`. */
  firsts: Int32Array;
  lasts: Int32Array;
  /** Pixels in all. */
  area: number;
  /** Where edges cross the rows, before they are paired. */
  nodes: Int32Array;
}

export function emptySpans(): Spans {
  return {
    top: 0,
    bottom: -1,
    spansPerRow: 1,
    counts: new Int32Array(0),
    firsts: new Int32Array(0),
    lasts: new Int32Array(0),
    area: 0,
    nodes: new Int32Array(0),
  };
}

function reserve(spans: Spans, rows: number, spansPerRow: number, nodesPerRow: number): void {
  spans.spansPerRow = spansPerRow;
  if (spans.counts.length < rows) spans.counts = new Int32Array(rows * 2);
  if (spans.firsts.length < rows * spansPerRow) {
    spans.firsts = new Int32Array(rows * spansPerRow * 2);
    spans.lasts = new Int32Array(rows * spansPerRow * 2);
  }
  if (spans.nodes.length < rows * nodesPerRow) spans.nodes = new Int32Array(rows * nodesPerRow * 2);
}

/** All pixels of columns `left..right` and rows `top..bottom` that lie in the window. */
export function fillRectangle(
  spans: Spans,
  left: number,
  top: number,
  right: number,
  bottom: number,
  width: number,
  height: number,
): void {
  const first = Math.max(left, 0);
  const last = Math.min(right, width - 1);
  spans.top = Math.max(top, 0);
  spans.bottom = first > last ? spans.top - 1 : Math.min(bottom, height - 1);
  const rows = Math.max(0, spans.bottom - spans.top + 1);
  reserve(spans, rows, 1, 0);
  spans.counts.fill(1, 0, rows);
  spans.firsts.fill(first, 0, rows);
  spans.lasts.fill(last, 0, rows);
  spans.area = rows * (last - first + 1);
}

/**
 * The pixels of a polygon in a window of `width` x `height` by TraX's rule of crossing nodes (trax src/region.c,
 * rasterize_polygon): in each row the columns where edges cross are sorted and paired.
 * @param xs corner columns relative to the window, whole numbers unless the scan is a legacy one
 */
export function fillPolygon(
  spans: Spans,
  xs: Float64Array,
  ys: Float64Array,
  corners: number,
  width: number,
  height: number,
  scan: Scan,
): void {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let i = 0; i < corners; i++) {
    lowest = Math.min(lowest, ys[i]!);
    highest = Math.max(highest, ys[i]!);
  }
  const top = Math.max(0, Math.ceil(lowest));
  const bottom = Math.min(height - 1, Math.floor(highest));
  const rows = Math.max(0, bottom - top + 1);
  spans.top = top;
  spans.bottom = bottom;
  spans.area = 0;
  reserve(spans, rows, Math.max(1, corners >> 1), corners);
  spans.counts.fill(0, 0, rows);
  const halfOpen = scan === 'legacy' || scan === 'legacy-2016';
  if (halfOpen) collectHalfOpenNodes(spans, xs, ys, corners);
  else collectNodes(spans, xs, ys, corners, scan !== 'trax-2016');
  for (let row = 0; row < rows; row++) {
    const start = row * corners;
    const count = spans.counts[row]!;
    sortNodes(spans.nodes, start, count);
    spans.counts[row] = halfOpen
      ? pairHalfOpenNodes(spans, row, start, count, width)
      : pairNodes(spans, row, start, count, width, scan === 'trax-2016');
  }
}

/** Each edge gives a node to every row from its upper to its lower end; a level edge gives its first corner, or nothing. */
function collectNodes(spans: Spans, xs: Float64Array, ys: Float64Array, corners: number, levelEdges: boolean): void {
  const { top, bottom, counts, nodes } = spans;
  let j = corners - 1;
  for (let i = 0; i < corners; i++) {
    const x = xs[i]!;
    const y = ys[i]!;
    const rise = ys[j]! - y;
    const run = xs[j]! - x;
    j = i;
    if (rise === 0) {
      if (levelEdges && y >= top && y <= bottom) pushNode(nodes, counts, y - top, corners, x);
      continue;
    }
    const first = Math.max(top, rise > 0 ? y : y + rise);
    const last = Math.min(bottom, rise > 0 ? y + rise : y);
    for (let row = first; row <= last; row++) {
      pushNode(nodes, counts, row - top, corners, x + ((row - y) / rise) * run);
    }
  }
}

/** Legacy: an edge gives a node to the rows above its upper end, up to and with its lower end. */
function collectHalfOpenNodes(spans: Spans, xs: Float64Array, ys: Float64Array, corners: number): void {
  const { top, bottom, counts, nodes } = spans;
  let j = corners - 1;
  for (let i = 0; i < corners; i++) {
    const x = xs[i]!;
    const y = ys[i]!;
    const rise = ys[j]! - y;
    const run = xs[j]! - x;
    const upper = Math.min(y, ys[j]!);
    const lower = Math.max(y, ys[j]!);
    j = i;
    const last = Math.min(bottom, Math.floor(lower));
    for (let row = Math.max(top, Math.floor(upper) + 1); row <= last; row++) {
      // TraX computes this in single precision.
      const share = Math.fround(Math.fround(row - y) / Math.fround(rise));
      pushNode(nodes, counts, row - top, corners, Math.fround(x + Math.fround(share * Math.fround(run))));
    }
  }
}

/** Storing into whole numbers cuts the fraction off, as C's cast does. */
function pushNode(nodes: Int32Array, counts: Int32Array, row: number, corners: number, x: number): void {
  const count = counts[row]!;
  nodes[row * corners + count] = x;
  counts[row] = count + 1;
}

/** Insertion sort: a row has two nodes, seldom more. */
function sortNodes(nodes: Int32Array, start: number, count: number): void {
  for (let i = start + 1; i < start + count; i++) {
    const node = nodes[i]!;
    let k = i;
    for (; k > start && nodes[k - 1]! > node; k--) nodes[k] = nodes[k - 1]!;
    nodes[k] = node;
  }
}

/**
 * Of equal neighbours the first is passed over: in 2016 always, since 2017 not when they are the row's last two, so that
 * a single pixel stays.
 */
function pairNodes(spans: Spans, row: number, start: number, count: number, width: number, always: boolean): number {
  const { nodes } = spans;
  let written = 0;
  for (let i = 0; i < count - 1; ) {
    const left = nodes[start + i]!;
    const right = nodes[start + i + 1]!;
    if (left >= width) break;
    if (left === right && (always || i < count - 2)) {
      i++;
      continue;
    }
    written = pushSpan(spans, row, written, left, right, width);
    i += 2;
  }
  return written;
}

/** Legacy: pairs as they come, the right end left out; an end past the window loses its last column too. */
function pairHalfOpenNodes(spans: Spans, row: number, start: number, count: number, width: number): number {
  const { nodes } = spans;
  let written = 0;
  for (let i = 0; i + 1 < count; i += 2) {
    const left = nodes[start + i]!;
    const right = nodes[start + i + 1]!;
    if (left >= width) break;
    if (right > 0) written = pushSpan(spans, row, written, left, right > width ? width - 2 : right - 1, width);
  }
  return written;
}

/** Adds a span, clipped to the window, without the pixels that the one before it has already. */
function pushSpan(spans: Spans, row: number, written: number, left: number, right: number, width: number): number {
  const base = row * spans.spansPerRow;
  const reached = written > 0 ? spans.lasts[base + written - 1]! : -1;
  const first = Math.max(left, reached + 1);
  const last = Math.min(right, width - 1);
  if (last < first) return written;
  spans.firsts[base + written] = first;
  spans.lasts[base + written] = last;
  spans.area += last - first + 1;
  return written + 1;
}

/** The pixels of a mask given by run lengths, the first run of zeros, at columns `x` and rows `y` of the window. */
export function fillMask(
  spans: Spans,
  x: number,
  y: number,
  maskWidth: number,
  maskHeight: number,
  runs: Float64Array,
  width: number,
  height: number,
): void {
  spans.top = Math.max(0, y);
  spans.bottom = Math.min(height - 1, y + maskHeight - 1);
  const rows = Math.max(0, spans.bottom - spans.top + 1);
  reserve(spans, rows, Math.max(1, maskWidth), 0);
  spans.counts.fill(0, 0, rows);
  spans.area = 0;
  let position = 0;
  for (let i = 1; i < runs.length; i += 2) {
    position += runs[i - 1]!;
    const end = Math.min(position + runs[i]!, maskWidth * maskHeight);
    // A run of ones may go over several rows.
    while (position < end) {
      const maskRow = Math.floor(position / maskWidth);
      const stop = Math.min(end, (maskRow + 1) * maskWidth);
      const row = y + maskRow - spans.top;
      if (row >= 0 && row < rows) {
        const left = x + position - maskRow * maskWidth;
        const right = x + stop - 1 - maskRow * maskWidth;
        if (right >= 0 && left < width) {
          spans.counts[row] = pushSpan(spans, row, spans.counts[row]!, left, right, width);
        }
      }
      position = stop;
    }
  }
}

/** How many pixels two regions share. */
export function commonArea(a: Spans, b: Spans): number {
  const top = Math.max(a.top, b.top);
  const bottom = Math.min(a.bottom, b.bottom);
  let common = 0;
  for (let row = top; row <= bottom; row++) {
    const startA = (row - a.top) * a.spansPerRow;
    const startB = (row - b.top) * b.spansPerRow;
    const endA = startA + a.counts[row - a.top]!;
    const endB = startB + b.counts[row - b.top]!;
    let i = startA;
    let j = startB;
    while (i < endA && j < endB) {
      const lastA = a.lasts[i]!;
      const lastB = b.lasts[j]!;
      const width = Math.min(lastA, lastB) - Math.max(a.firsts[i]!, b.firsts[j]!) + 1;
      if (width > 0) common += width;
      if (lastA < lastB) i++;
      else j++;
    }
  }
  return common;
}
