/**
 * @file Patches of any place and size, cut out of a frame, grey or in colour. The part of the image that is asked for is
 * read once and halved while a coarser level is wanted, so a patch is four reads a pixel however large the target is, and
 * shrinking a large target does not alias. Coordinates are continuous: pixel `i` covers `i` to `i + 1`, its middle is
 * `i + 0.5`. Outside the image the border pixels go on for ever (as get_subwindow of KCF and DSST has it).
 */

import type { Image } from '../../datasets/image.ts';
import type { Rectangle } from '../../datasets/region.ts';
import { colourRegion, emptyPlanes, greyRegion, type Planes } from './pixelPlanes.ts';

/** A patch: its middle, the image pixels from one patch pixel to the next, and its size in patch pixels. */
export interface Patch {
  readonly centreX: number;
  readonly centreY: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly columns: number;
  readonly rows: number;
}

export interface ImagePyramid {
  /** 1: everything is grey; 3: everything has red, green and blue. */
  readonly planeCount: 1 | 3;
  /**
   * Takes the part of the image that patches inside `area` need, at 2^level image pixels to a pixel.
   * @param level 0 or more: see `levelFor`
   */
  load(image: Image, area: Rectangle, level: number): void;
  /** Samples what is loaded bilinearly into as many planes. */
  sample(patch: Patch, planes: Planes): void;
}

/** The coarsest level whose pixels are not larger than a step of a patch. */
export function levelFor(step: number): number {
  return Math.max(0, Math.floor(Math.log2(step)));
}

/** Pixels of a level kept around the area, so that the bilinear neighbours of its rim are there. */
const margin = 2;

/** @param planeCount 1 to see grey, 3 to see red, green and blue; the images may be of either kind */
export function imagePyramid(planeCount: 1 | 3): ImagePyramid {
  let loaded = emptyPlanes(planeCount, 0);
  let width = 0;
  let height = 0;
  let left = 0;
  let top = 0;
  let pixelSize = 1;
  // As long as the widest patch so far: which pixel each of its columns reads, and the right neighbour's weight.
  let columnAt = new Int32Array(0);
  let columnWeight = new Float64Array(0);

  return {
    planeCount,
    load(image, area, level) {
      pixelSize = 1 << level;
      const [x, columns] = extent(area.x, area.width, pixelSize, image.width);
      const [y, rows] = extent(area.y, area.height, pixelSize, image.height);
      if (loaded[0]!.length < columns * rows) loaded = emptyPlanes(planeCount, columns * rows);
      if (planeCount === 1) greyRegion(image, x, y, columns, rows, loaded[0]!);
      else colourRegion(image, x, y, columns, rows, loaded);
      left = x / pixelSize;
      top = y / pixelSize;
      width = columns;
      height = rows;
      for (let halved = 0; halved < level; halved++) {
        for (const pixels of loaded) halve(pixels, width, height);
        width = Math.ceil(width / 2);
        height = Math.ceil(height / 2);
      }
    },
    sample({ centreX, centreY, stepX, stepY, columns, rows }, planes) {
      if (columnAt.length < columns) {
        columnAt = new Int32Array(columns);
        columnWeight = new Float64Array(columns);
      }
      const firstX = (centreX - ((columns - 1) / 2) * stepX) / pixelSize - 0.5 - left;
      for (let column = 0; column < columns; column++) {
        const x = clamp(firstX + (column * stepX) / pixelSize, width - 1);
        columnAt[column] = Math.min(Math.floor(x), Math.max(0, width - 2));
        columnWeight[column] = x - columnAt[column]!;
      }
      const right = width > 1 ? 1 : 0;
      const below = height > 1 ? width : 0;
      const firstY = (centreY - ((rows - 1) / 2) * stepY) / pixelSize - 0.5 - top;
      // All planes in one loop: the places are the same, and one plane after the other takes half as long again.
      const isColour = planeCount === 3;
      const [source0, patch0] = [loaded[0]!, planes[0]!];
      const [source1, patch1] = [loaded[1] ?? source0, planes[1] ?? patch0];
      const [source2, patch2] = [loaded[2] ?? source0, planes[2] ?? patch0];
      for (let row = 0, out = 0; row < rows; row++) {
        const y = clamp(firstY + (row * stepY) / pixelSize, height - 1);
        const rowAt = Math.min(Math.floor(y), Math.max(0, height - 2));
        const weightY = y - rowAt;
        const start = rowAt * width;
        for (let column = 0; column < columns; column++, out++) {
          const upper = start + columnAt[column]!;
          const lower = upper + below;
          const weightX = columnWeight[column]!;
          patch0[out] = bilinear(source0, upper, lower, right, weightX, weightY);
          if (isColour) {
            patch1[out] = bilinear(source1, upper, lower, right, weightX, weightY);
            patch2[out] = bilinear(source2, upper, lower, right, weightX, weightY);
          }
        }
      }
    },
  };
}

/** Between pixel `upper`, the one to its `right`, and those of the `lower` row. */
function bilinear(
  pixels: Float64Array,
  upper: number,
  lower: number,
  right: number,
  weightX: number,
  weightY: number,
): number {
  const above = pixels[upper]! + weightX * (pixels[upper + right]! - pixels[upper]!);
  const under = pixels[lower]! + weightX * (pixels[lower + right]! - pixels[lower]!);
  return above + weightY * (under - above);
}

/**
 * The image pixels to read for a stretch of the image, whole pixels of the level but for the cut one at the far border;
 * the nearest ones where the stretch is outside.
 */
function extent(start: number, length: number, pixelSize: number, imageLength: number): [first: number, count: number] {
  const last = Math.ceil(imageLength / pixelSize) - 1;
  const from = clamp(Math.floor(start / pixelSize) - margin, last) * pixelSize;
  const to = (clamp(Math.ceil((start + length) / pixelSize) + margin, last) + 1) * pixelSize;
  return [from, Math.min(to, imageLength) - from];
}

function clamp(value: number, last: number): number {
  return Math.max(0, Math.min(last, value));
}

/** Means of 2 x 2 pixels, in place; a last odd row or column counts twice. */
function halve(pixels: Float64Array, width: number, height: number): void {
  for (let row = 0, out = 0; row < height; row += 2) {
    const upper = row * width;
    const lower = row + 1 < height ? upper + width : upper;
    for (let column = 0; column < width; column += 2, out++) {
      const next = column + 1 < width ? 1 : 0;
      pixels[out] =
        (pixels[upper + column]! +
          pixels[upper + column + next]! +
          pixels[lower + column]! +
          pixels[lower + column + next]!) /
        4;
    }
  }
}
