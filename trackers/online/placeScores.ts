/**
 * @file Scores between the places of a window and between sizes. Scores are smooth over cells, of which a target has few: a
 * cubic (Keys 1981, a = -1/2) has its peaks between cells too, where straight lines have them on cells alone.
 */
import type { Rectangle } from '../../datasets/region.ts';
import { movedBox } from './boxSampling.ts';
import type { ScoredBox } from './featureSource.ts';
import { boxAt, type MapRegion, placeOf } from './mapRegion.ts';

/** The scores of a region: [places, places], row by row. */
export interface PlaceScores {
  readonly region: MapRegion;
  readonly scores: Float32Array;
}

interface Size {
  /** Logarithm of the mean side. */
  readonly size: number;
  readonly regions: PlaceScores[];
}

/** Shifted copies of a region differ in the last bits of their size. */
const sameSize = 1e-6;

/** The score at a place between others; beyond the edge are the scores of the edge. */
export function scoreAt(scores: Float32Array, places: number, row: number, column: number): number {
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [down, across] = [cubicWeights(row - top), cubicWeights(column - left)];
  let sum = 0;
  for (let i = 0; i < 4; i++) {
    const start = within(top + i - 1) * places;
    for (let j = 0; j < 4; j++) sum += down[i]! * across[j]! * scores[start + within(left + j - 1)]!;
  }
  return sum;

  function within(index: number): number {
    return Math.max(0, Math.min(places - 1, index));
  }
}

/** Of the four places around one that is this far behind the second. */
function cubicWeights(t: number): readonly [number, number, number, number] {
  return [
    ((2 - t) * t - 1) * t * 0.5,
    ((3 * t - 5) * t * t + 2) * 0.5,
    ((4 - 3 * t) * t + 1) * t * 0.5,
    (t - 1) * t * t * 0.5,
  ];
}

/**
 * Scores any boxes by those of regions: regions of one size by their mean, and between the two sizes that are nearest along
 * a straight line over the logarithm. A box whose middle lies beyond the regions is moved to their edge.
 * @throws RangeError without regions
 */
export function scoresBetween(
  all: readonly PlaceScores[],
  cellShare: number,
): (boxes: readonly Rectangle[]) => readonly ScoredBox[] {
  const sizes: Size[] = [];
  for (const one of all.toSorted((a, b) => logarithmicSize(a.region.box) - logarithmicSize(b.region.box))) {
    const size = logarithmicSize(one.region.box);
    const last = sizes.at(-1);
    if (last !== undefined && size - last.size < sameSize) last.regions.push(one);
    else sizes.push({ size, regions: [one] });
  }
  const outline = all[0]?.region;
  if (outline === undefined) throw new RangeError('missing regions to score boxes by');
  return (boxes) => boxes.map((box) => scoredBox(box, outline));

  function scoredBox(box: Rectangle, region: MapRegion): ScoredBox {
    const edge = boxAt(placeOf(box, region, cellShare), region, cellShare);
    const across = edge.x + edge.width / 2 - (box.x + box.width / 2);
    const down = edge.y + edge.height / 2 - (box.y + box.height / 2);
    const size = logarithmicSize(box);
    const upper = sizes.find((one) => one.size >= size) ?? sizes.at(-1)!;
    const lower = sizes.findLast((one) => one.size <= size) ?? sizes[0]!;
    const span = upper.size - lower.size;
    const share = span === 0 ? 0 : (size - lower.size) / span;
    const low = meanScore(box, lower);
    const score = share === 0 ? low : low + share * (meanScore(box, upper) - low);
    return { box: movedBox(box, across, down, 1), score };
  }

  function meanScore(box: Rectangle, { regions }: Size): number {
    const sum = regions.reduce((total, { region, scores }) => {
      const { row, column } = placeOf(box, region, cellShare);
      return total + scoreAt(scores, region.places, row, column);
    }, 0);
    return sum / regions.length;
  }
}

function logarithmicSize({ width, height }: Rectangle): number {
  return Math.log(width * height) / 2;
}
