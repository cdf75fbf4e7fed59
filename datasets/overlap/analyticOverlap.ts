/**
 * @file Overlap as geometry has it, without pixels: exact areas of the polygons (even-odd rule), clipped to the bounds.
 * For comparison with tools that work so (got-10k); VOT's numbers come from overlap.ts.
 */
import { corners, type Region } from '../region.ts';
import { type Bounds, unbounded } from './bounds.ts';

interface Edge {
  readonly owner: 0 | 1;
  readonly upperX: number;
  readonly upperY: number;
  readonly lowerY: number;
  /** Columns a row. */
  readonly slope: number;
}

/**
 * Intersection over union of the areas inside the bounds, which are the edges of the plane's part here, not pixels.
 * Codes and masks are no geometry: a code overlaps nothing, a mask throws.
 * @throws RangeError for a mask
 */
export function analyticOverlap(a: Region, b: Region, bounds: Bounds = unbounded): number {
  const edges = [...edgesOf(a, 0), ...edgesOf(b, 1)];
  const clampX = (x: number): number => Math.min(Math.max(x, bounds.left), bounds.right);
  const clampY = (y: number): number => Math.min(Math.max(y, bounds.top), bounds.bottom);
  const xAt = ({ upperX, upperY, slope }: Edge, y: number): number => upperX + (y - upperY) * slope;

  // Between two neighbouring levels no edges cross, neither each other nor the bounds, so all areas are trapezoids.
  const levels = new Set<number>();
  for (const edge of edges) levels.add(clampY(edge.upperY)).add(clampY(edge.lowerY));
  const borders = [bounds.left, bounds.right].filter(Number.isFinite);
  for (const [i, edge] of edges.entries()) {
    for (const border of edge.slope === 0 ? [] : borders) {
      levels.add(clampY(clampTo(edge.upperY + (border - edge.upperX) / edge.slope, edge.upperY, edge.lowerY)));
    }
    for (const other of edges.slice(i + 1)) {
      if (other.slope === edge.slope) continue;
      const y = (xAt(other, 0) - xAt(edge, 0)) / (edge.slope - other.slope);
      if (y > Math.max(edge.upperY, other.upperY) && y < Math.min(edge.lowerY, other.lowerY)) levels.add(clampY(y));
    }
  }
  const ordered = [...levels].toSorted((p, q) => p - q);
  let common = 0;
  let either = 0;
  for (const [i, upper] of ordered.slice(0, -1).entries()) {
    const lower = ordered[i + 1]!;
    const middle = (upper + lower) / 2;
    const crossing = edges
      .filter(({ upperY, lowerY }) => upperY <= middle && lowerY > middle)
      .map((edge) => ({ owner: edge.owner, x: clampX(xAt(edge, middle)) }))
      .toSorted((p, q) => p.x - q.x);
    const inside = [false, false];
    for (const [k, { owner, x }] of crossing.entries()) {
      inside[owner] = !inside[owner];
      const next = crossing[k + 1];
      if (next === undefined) continue;
      const area = (next.x - x) * (lower - upper);
      if (inside[0] && inside[1]) common += area;
      if (inside[0] || inside[1]) either += area;
    }
  }
  return either === 0 ? 0 : common / either;
}

function edgesOf(region: Region, owner: 0 | 1): Edge[] {
  if (region.type === 'special') return [];
  if (region.type === 'mask') throw new RangeError('unsupported region: a mask has no analytic overlap');
  const { points } = region.type === 'rectangle' ? corners(region) : region;
  const edges: Edge[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const [x1, y1] = [points[i]!, points[i + 1]!];
    const [x2, y2] = [points[(i + 2) % points.length]!, points[(i + 3) % points.length]!];
    if (y1 === y2) continue;
    const slope = (x2 - x1) / (y2 - y1);
    edges.push(
      y1 < y2
        ? { owner, upperX: x1, upperY: y1, lowerY: y2, slope }
        : { owner, upperX: x2, upperY: y2, lowerY: y1, slope },
    );
  }
  return edges;
}

function clampTo(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
