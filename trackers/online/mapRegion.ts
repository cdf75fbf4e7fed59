/**
 * @file A region of a picture that is sent through a backbone as a whole, and the boxes whose maps are windows of the
 * region's map. All of them have the size of the region's box; their middles lie a cell apart.
 */
import { type Rectangle, rectangle } from '../../datasets/region.ts';
import { boxOverlap } from './boxOverlap.ts';

export interface MapRegion {
  /** The box whose window is in the middle. */
  readonly box: Rectangle;
  /** Places of the window along each axis: odd. */
  readonly places: number;
}

/** A place of a window on a region's map: whole numbers are those of windows, fractions lie between them. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/**
 * How many places let the middles of windows reach so far from the region's.
 * @param reach in sides of the box
 * @param cellShare sides of the box from a cell to the next
 */
export function placesFor(reach: number, cellShare: number): number {
  return 1 + 2 * Math.ceil(reach / cellShare);
}

/** Where the middle of a box lies, at most at the region's edge. */
export function placeOf(box: Rectangle, { box: own, places }: MapRegion, cellShare: number): Place {
  const along = (start: number, length: number, ownStart: number, ownLength: number): number => {
    const shift = start + length / 2 - (ownStart + ownLength / 2);
    return Math.max(0, Math.min(places - 1, shift / (cellShare * ownLength) + (places - 1) / 2));
  };
  return {
    row: along(box.y, box.height, own.y, own.height),
    column: along(box.x, box.width, own.x, own.width),
  };
}

/** The box of the region's size whose middle is at a place. */
export function boxAt({ row, column }: Place, { box, places }: MapRegion, cellShare: number): Rectangle {
  const { x, y, width, height } = box;
  const middle = (places - 1) / 2;
  return rectangle(x + (column - middle) * cellShare * width, y + (row - middle) * cellShare * height, width, height);
}

export interface FoundWindow<R extends MapRegion> {
  readonly region: R;
  readonly place: Place;
  readonly box: Rectangle;
}

/**
 * The window whose box overlaps this one most; where none does, the one that is nearest.
 * @throws RangeError without regions
 */
export function nearestWindow<R extends MapRegion>(
  box: Rectangle,
  regions: readonly R[],
  cellShare: number,
): FoundWindow<R> {
  let best: FoundWindow<R> | undefined;
  let [most, least] = [-1, Infinity];
  for (const region of regions) {
    const { row, column } = placeOf(box, region, cellShare);
    const place = { row: Math.round(row), column: Math.round(column) };
    const at = boxAt(place, region, cellShare);
    const overlap = boxOverlap(box, at);
    const distance = Math.hypot(
      box.x + box.width / 2 - (at.x + at.width / 2),
      box.y + box.height / 2 - (at.y + at.height / 2),
    );
    if (overlap < most || (overlap === most && distance >= least)) continue;
    best = { region, place, box: at };
    [most, least] = [overlap, distance];
  }
  if (best === undefined) throw new RangeError('missing regions to find a window in');
  return best;
}
