import type { Image } from '../../datasets/image.ts';
import { type Rectangle, rectangle } from '../../datasets/region.ts';

/** A target's box: it moves and changes its size, but not its proportions. */
export interface ScaledBox {
  readonly firstWidth: number;
  readonly firstHeight: number;
  /** Of the first size. */
  scale: number;
  centreX: number;
  centreY: number;
}

export function scaledBox({ x, y, width, height }: Rectangle): ScaledBox {
  return { firstWidth: width, firstHeight: height, scale: 1, centreX: x + width / 2, centreY: y + height / 2 };
}

export function rectangleOf({ centreX, centreY, firstWidth, firstHeight, scale }: ScaledBox): Rectangle {
  const width = firstWidth * scale;
  const height = firstHeight * scale;
  return rectangle(centreX - width / 2, centreY - height / 2, width, height);
}

/** Moves the box; its middle stays in the image. */
export function moveBox(box: ScaledBox, right: number, down: number, image: Image): void {
  box.centreX = clamp(box.centreX + right, 0, image.width);
  box.centreY = clamp(box.centreY + down, 0, image.height);
}

/**
 * Makes the box `growth` times as large, about its middle, but not larger than the image, nor so small that the window
 * around it gets less than a few pixels. The first size is always allowed.
 * @param shorterSide of the window, in image pixels at scale 1
 * @param minimumSide the least it may become
 */
export function growBox(box: ScaledBox, growth: number, image: Image, shorterSide: number, minimumSide: number): void {
  const smallest = Math.min(1, minimumSide / shorterSide);
  const largest = Math.max(1, Math.min(image.width / box.firstWidth, image.height / box.firstHeight));
  box.scale = clamp(box.scale * growth, smallest, largest);
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.max(lowest, Math.min(highest, value));
}
