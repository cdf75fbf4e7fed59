/** @file Which regions of a picture are seen whole, for what purpose. Pure functions of a random source. */
import type { Random } from '../../datasets/random.ts';
import type { Rectangle } from '../../datasets/region.ts';
import { movedBox } from './boxSampling.ts';
import { type MapRegion, placesFor } from './mapRegion.ts';
import { sampleScaleStep, type SharedMapsSettings } from './onlineSettings.ts';

type Shift = readonly [across: number, down: number];

/** Of regions of one size, in cells: so that the windows of all lie as evenly as they can. */
const searchShifts: Readonly<Record<SharedMapsSettings['searchShifts'], readonly Shift[]>> = {
  1: [[0, 0]],
  2: [
    [-0.25, -0.25],
    [0.25, 0.25],
  ],
  4: [
    [-0.25, -0.25],
    [0.25, 0.25],
    [-0.25, 0.25],
    [0.25, -0.25],
  ],
};

/** Negatives from other places differ from the target's size by up to so many powers of the step. */
const elsewhereScaleReach = 5;

/**
 * Where the target is looked for.
 * @param cellShare sides of the box from a cell of the map to the next
 * @param widening how many times as far as usual
 */
export function searchRegions(
  box: Rectangle,
  { searchScales, searchShifts: shifts, reach }: SharedMapsSettings,
  cellShare: number,
  widening: number,
): MapRegion[] {
  const places = placesFor(reach * widening, cellShare);
  return searchScales.flatMap((power) =>
    searchShifts[shifts].map((shift) => ({ box: shifted(scaled(box, power), shift, cellShare), places })),
  );
}

/**
 * About a box in several sizes, more of them near its own (the squares of the middles of equal parts of -1 to 1), each shifted
 * by chance within a cell: so that windows lie otherwise in each, and samples not on one grid.
 */
export function sizedRegions(
  box: Rectangle,
  { regions, scaleReach }: { readonly regions: number; readonly scaleReach: number },
  { reach }: SharedMapsSettings,
  cellShare: number,
  random: Random,
): MapRegion[] {
  return Array.from({ length: regions }, (_, index) => {
    const t = (2 * (index + 0.5)) / regions - 1;
    const shift = [random.uniform() - 0.5, random.uniform() - 0.5] as const;
    const sized = scaled(shifted(box, shift, cellShare), scaleReach * t * Math.abs(t));
    return { box: sized, places: placesFor(reach, cellShare) };
  });
}

/** Anywhere in the picture, about the box's size: what else could be taken for the target. */
export function otherRegions(
  box: Rectangle,
  image: { readonly width: number; readonly height: number },
  { reach, first }: SharedMapsSettings,
  cellShare: number,
  random: Random,
): MapRegion[] {
  return Array.from({ length: first.elsewhere }, () => {
    const [x, y] = [random.uniform() * image.width, random.uniform() * image.height];
    const scale = sampleScaleStep ** (elsewhereScaleReach * (2 * random.uniform() - 1));
    const moved = movedBox(box, x - (box.x + box.width / 2), y - (box.y + box.height / 2), scale);
    return { box: moved, places: placesFor(reach, cellShare) };
  });
}

/** A box that was found and little around it, in the given sizes. */
export function nearRegions(
  box: Rectangle,
  scales: readonly number[],
  { near }: SharedMapsSettings,
  cellShare: number,
): MapRegion[] {
  return scales.map((power) => ({ box: scaled(box, power), places: placesFor(near.reach, cellShare) }));
}

function scaled(box: Rectangle, power: number): Rectangle {
  return movedBox(box, 0, 0, sampleScaleStep ** power);
}

function shifted(box: Rectangle, [across, down]: Shift, cellShare: number): Rectangle {
  return movedBox(box, across * cellShare * box.width, down * cellShare * box.height, 1);
}
