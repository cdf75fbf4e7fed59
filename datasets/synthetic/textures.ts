/** @file What a scene's frames are drawn from: its background and its sprites, painted once. */
import type { ImageSize } from '../imageSize.ts';
import { backgrounds } from './backgrounds.ts';
import type { Noise } from './noise.ts';
import { type Actor, cornerPlaces, type Point, pointOf, type Pose, type Scene } from './scene.ts';
import { sprites } from './sprites.ts';

/** Interleaved channels, rows from the top. */
export interface Texture {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** The background as far as the camera ever sees; its first pixel is the point `left, top` of the scene. */
export interface World extends Texture {
  readonly left: number;
  readonly top: number;
}

export function paintBackground(scene: Scene, size: ImageSize, noise: Noise): World {
  const { left, top, right, bottom } = seenPart(scene, size);
  const width = right - left + 1;
  const height = bottom - top + 1;
  const data = new Float32Array(width * height * 3);
  const paint = backgrounds[scene.background](noise);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const [red, green, blue] = paint(left + x, top + y);
      data[at] = red;
      data[at + 1] = green;
      data[at + 2] = blue;
    }
  }
  return { left, top, width, height, data };
}

/** Whole points of the scene around everything that is in an image at some time, with one to spare. */
function seenPart(
  { length, viewAt }: Scene,
  size: ImageSize,
): { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number } {
  const corners: Point[] = [];
  for (let time = -1; time <= length; time += 0.25) {
    const { x, y, zoom, roll } = viewAt(time);
    const shown: Pose = { x, y, width: size.width / zoom, height: size.height / zoom, angle: -roll };
    corners.push(...cornerPlaces.map(([u, v]) => pointOf(shown, u, v)));
  }
  const xs = corners.map(({ x }) => x);
  const ys = corners.map(({ y }) => y);
  return {
    left: Math.floor(Math.min(...xs)) - 1,
    top: Math.floor(Math.min(...ys)) - 1,
    right: Math.ceil(Math.max(...xs)) + 1,
    bottom: Math.ceil(Math.max(...ys)) + 1,
  };
}

/** Red, green and blue times cover, then cover. */
export function paintSprite({ sprite, poseAt }: Actor, { length, viewAt }: Scene, noise: Noise): Texture {
  // As large as it is ever shown, so that it is never enlarged.
  let width = 8;
  let height = 8;
  for (let frame = 0; frame < length; frame++) {
    const pose = poseAt(frame);
    const { zoom } = viewAt(frame);
    width = Math.max(width, Math.ceil(pose.width * zoom));
    height = Math.max(height, Math.ceil(pose.height * zoom));
  }
  const data = new Float32Array(width * height * 4);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const [red, green, blue, cover] = sprites[sprite](toPlace(x, width), toPlace(y, height), noise);
      data.set([red * cover, green * cover, blue * cover, cover], at);
    }
  }
  return { width, height, data };
}

function toPlace(index: number, count: number): number {
  return (2 * (index + 0.5)) / count - 1;
}
