/**
 * @file The first box of a run is the one that its tracker was given. Files of one box a line do not say how they count
 * coordinates, so a first box that is not the ground truth's shows that all of them mean something else.
 */
import { boundingBox, type Rectangle, type Region } from '../../datasets/region.ts';

/** A first box that is not the ground truth's. */
export interface ForeignStart {
  readonly sequence: string;
  readonly box: Region;
  readonly truth: Rectangle;
}

/** As far as rounding moves a box, and the noise of printed decimals. */
const tolerance = 0.5 + 1e-3;

/**
 * The first box of a run, where it is not the ground truth's up to rounding; else undefined. A ground truth of polygons
 * says nothing: trackers make boxes of them in several ways.
 */
export function foreignStart(sequence: string, box: Region, truth: Region): ForeignStart | undefined {
  if (truth.type !== 'rectangle' || box.type === 'special') return undefined;
  return areNear(numbersOf(boundingBox(box)), numbersOf(truth)) ? undefined : { sequence, box, truth };
}

/** A sentence on the first boxes of a tracker that are not the ground truth's; undefined where there is none. */
export function startSentence(starts: readonly ForeignStart[]): string | undefined {
  const [first] = starts;
  if (first === undefined) return undefined;
  const { sequence, box, truth } = first;
  const others = starts.length === 1 ? '' : ` (others on ${starts.length - 1} more)`;
  return `its first box on ${sequence} is ${numbersOf(box).join(',')} where the ground truth has ${numbersOf(truth).join(',')}${others}: ${causeOf(box, truth)}`;
}

/** What most likely makes the difference. */
function causeOf(box: Region, truth: Rectangle): string {
  const [x, y, width, height] = numbersOf(truth) as [number, number, number, number];
  const found = numbersOf(box);
  const isCorners = areNear(found, [x, y, x + width - 1, y + height - 1], 1.5);
  if (areNear(found, [x - 1, y - 1, width, height])) return 'coordinates seem to count from 0: all are a pixel off';
  if (isCorners) return 'its boxes seem to be x1,y1,x2,y2 instead of x,y,width,height';
  const whole = found.filter((_, index) => index % 2 === 0);
  if (found.length === 8 && areNear(whole, [x, y, width, height], 1)) {
    return 'its decimal commas seem to part numbers: each box is read as a polygon';
  }
  return 'its coordinates seem to mean something else, or the dataset is of another version';
}

function areNear(found: readonly number[], wanted: readonly number[], within = tolerance): boolean {
  return found.length === wanted.length && wanted.every((value, index) => Math.abs(found[index]! - value) <= within);
}

function numbersOf(region: Region): readonly number[] {
  switch (region.type) {
    case 'special':
      return [region.code];
    case 'polygon':
      return region.points;
    default:
      return [region.x, region.y, region.width, region.height];
  }
}
