/**
 * @file VOT's five attributes of a frame, read off the scene's script (VOT's are given by annotators): each says that
 * something changes around the frame, by the measures below.
 */
import type { ImageSize } from '../imageSize.ts';
import { sceneNoise } from './noise.ts';
import { cornerPlaces, placeIn, type Point, pointOf, type Scene, toImage } from './scene.ts';
import { sprites } from './sprites.ts';

/** Pixels that a corner of the image moves over the scene in one frame. */
const cameraMotion = 1;
/** Share by which the target's diagonal changes within `window` frames. */
const sizeChange = 0.1;
/** Share by which the light's level or colour changes within `window` frames. */
const lightChange = 0.1;
/** Share of the target's diagonal by which even motion over two frames misses a corner. */
const motionChange = 0.06;
/** Radians a frame. */
const fastTurn = 0.05;
/** Share of the target that is covered. */
const occlusion = 0.1;
/** Frames, half of them before the frame in question and half after. */
const window = 10;

/**
 * 1 on the frames that carry the tag.
 * @param seed of the textures, whose gaps do not hide
 */
export function sceneTags(scene: Scene, size: ImageSize, seed: number): Record<string, Uint8Array> {
  const flags = (test: (frame: number) => boolean): Uint8Array =>
    Uint8Array.from({ length: scene.length }, (_, frame) => (test(frame) ? 1 : 0));
  const covered = coverage(scene, seed);
  return {
    camera_motion: flags((frame) => cameraShift(scene, frame, size) > cameraMotion),
    illum_change: flags((frame) => lightShift(scene, frame) > lightChange),
    motion_change: flags((frame) => motionBreak(scene, frame) > motionChange || turn(scene, frame) > fastTurn),
    occlusion: flags((frame) => covered(frame) > occlusion),
    size_change: flags((frame) => growth(scene, frame) > sizeChange),
  };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** The furthest way of a corner of the image over the scene, in pixels a frame. */
function cameraShift({ viewAt }: Scene, frame: number, size: ImageSize): number {
  const [before, after] = [viewAt(frame - 0.5), viewAt(frame + 0.5)];
  const { x, y, zoom, roll } = viewAt(frame);
  const shown = { x, y, width: size.width / zoom, height: size.height / zoom, angle: -roll };
  const ways = cornerPlaces.map(([u, v]) => {
    const point = pointOf(shown, u, v);
    return distance(toImage(before, point, size), toImage(after, point, size));
  });
  return Math.max(...ways);
}

function lightShift({ lightAt }: Scene, frame: number): number {
  const [before, after] = [lightAt(frame - window / 2), lightAt(frame + window / 2)];
  return Math.max(
    Math.abs(before.level - after.level) / Math.max(before.level, after.level),
    Math.abs(before.warmth - after.warmth) / 2,
  );
}

function diagonal({ target, viewAt }: Scene, frame: number): number {
  const { width, height } = target.poseAt(frame);
  return Math.hypot(width, height) * viewAt(frame).zoom;
}

/** As a share of the larger. */
function growth(scene: Scene, frame: number): number {
  const [before, after] = [diagonal(scene, frame - window / 2), diagonal(scene, frame + window / 2)];
  return Math.abs(before - after) / Math.max(before, after);
}

/** How far even motion misses the target's corners, as a share of its diagonal. The camera does not count. */
function motionBreak({ target }: Scene, frame: number): number {
  const [before, now, after] = [target.poseAt(frame - 1), target.poseAt(frame), target.poseAt(frame + 1)];
  const misses = cornerPlaces.map(([u, v]) => {
    const [a, b, c] = [pointOf(before, u, v), pointOf(now, u, v), pointOf(after, u, v)];
    return Math.hypot(a.x - 2 * b.x + c.x, a.y - 2 * b.y + c.y);
  });
  return Math.max(...misses) / Math.hypot(now.width, now.height);
}

/** Radians a frame. */
function turn({ target }: Scene, frame: number): number {
  return Math.abs(target.poseAt(frame + 0.5).angle - target.poseAt(frame - 0.5).angle);
}

/** The share of the target that what is in front of it hides, on a grid of points. */
function coverage({ name, target, inFront }: Scene, seed: number): (frame: number) => number {
  const points = 24;
  const noise = sceneNoise(name, seed);
  const isOpaque = (sprite: keyof typeof sprites, u: number, v: number): boolean =>
    Math.abs(u) < 1 && Math.abs(v) < 1 && sprites[sprite](u, v, noise)[3] > 0.5;
  return (frame) => {
    const pose = target.poseAt(frame);
    const others = inFront.map(({ sprite, poseAt }) => ({ sprite, pose: poseAt(frame) }));
    let seen = 0;
    let hidden = 0;
    for (let row = 0; row < points; row++) {
      for (let column = 0; column < points; column++) {
        const u = (2 * (column + 0.5)) / points - 1;
        const v = (2 * (row + 0.5)) / points - 1;
        if (!isOpaque(target.sprite, u, v)) continue;
        const point = pointOf(pose, u, v);
        const isHidden = others.some((other) => {
          const place = placeIn(other.pose, point);
          return isOpaque(other.sprite, place.u, place.v);
        });
        if (isHidden) hidden++;
        else seen++;
      }
    }
    return hidden / (hidden + seen);
  };
}
