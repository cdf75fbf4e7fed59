import { InputError } from '../datasets/inputError.ts';
import { boundingBox, type Rectangle, type Region } from '../datasets/region.ts';

/**
 * The upright box that a tracker starts from: the bounding box of the region it was given. It may leave the image.
 * @param where the frame, for the message
 * @throws InputError when there is nothing to follow: a special code, no finite numbers, no area, nothing in the image
 */
export function initialBox(
  region: Region,
  { width, height }: { readonly width: number; readonly height: number },
  where: string,
): Rectangle {
  const wayOut = `start a tracker with a rectangle or polygon that covers a part of the ${width}x${height} image`;
  if (region.type === 'special') {
    throw new InputError(`invalid region: special code ${region.code}`, where, wayOut);
  }
  const box = boundingBox(region);
  const said = `${region.type} with bounding box ${box.x},${box.y},${box.width},${box.height}`;
  if (![box.x, box.y, box.width, box.height].every(Number.isFinite)) {
    throw new InputError(`invalid region: ${said} is not finite`, where, wayOut);
  }
  if (!(box.width > 0 && box.height > 0)) {
    throw new InputError(`invalid region: ${said} has no area`, where, wayOut);
  }
  if (!showsIn(box, { width, height })) {
    throw new InputError(`invalid region: ${said} is outside the image`, where, wayOut);
  }
  return box;
}

/** Whether any part of a box is in the image. */
export function showsIn(
  { x, y, width, height }: Rectangle,
  image: { readonly width: number; readonly height: number },
): boolean {
  return x < image.width && y < image.height && x + width > 0 && y + height > 0;
}
