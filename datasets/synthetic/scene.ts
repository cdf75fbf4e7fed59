/**
 * @file A synthetic scene as a script: what is where at each moment, and nothing of how it looks. Everything is a pure
 * function of the time in frames, which may lie between frames. Ground truth, tags and pictures all come from it.
 *
 * Scene coordinates are pixels of an image at zoom 1, their origin the centre of the first image, y down. Image
 * coordinates have the centre of the top left pixel at 0, 0, as VOT's polygons do.
 */
import type { ImageSize } from '../imageSize.ts';
import { type Polygon, polygon } from '../region.ts';
import type { BackgroundName } from './backgrounds.ts';
import type { SpriteName } from './sprites.ts';

/** An upright rectangle turned clockwise by `angle` radians about its centre `x, y`. */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly angle: number;
}

export interface Actor {
  readonly sprite: SpriteName;
  readonly poseAt: (frame: number) => Pose;
  /** Radians by which the look of something round turns within its rectangle. */
  readonly spinAt?: (frame: number) => number;
}

/** The camera: which point of the scene is in the image's centre, how large and how far turned clockwise. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  readonly roll: number;
}

export interface Light {
  /** 1 is the light in which textures were painted. */
  readonly level: number;
  /** -1 is blue dusk, 0 white, 1 lamp light. */
  readonly warmth: number;
  /** How much brighter the right border is than the centre, as a share of the level. */
  readonly slope: number;
}

export interface Scene {
  readonly name: string;
  /** Number of frames. */
  readonly length: number;
  readonly background: BackgroundName;
  readonly target: Actor;
  /** Drawn before the target, the furthest first. */
  readonly behind: readonly Actor[];
  /** Drawn over the target. */
  readonly inFront: readonly Actor[];
  readonly viewAt: (frame: number) => View;
  readonly lightAt: (frame: number) => Light;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a point of the scene is in the image. */
export function toImage({ x, y, zoom, roll }: View, point: Point, size: ImageSize): Point {
  const dx = (point.x - x) * zoom;
  const dy = (point.y - y) * zoom;
  return {
    x: (size.width - 1) / 2 + dx * Math.cos(roll) - dy * Math.sin(roll),
    y: (size.height - 1) / 2 + dx * Math.sin(roll) + dy * Math.cos(roll),
  };
}

/** The point of a posed rectangle at `u, v`, which are -1 and 1 on its borders. */
export function pointOf({ x, y, width, height, angle }: Pose, u: number, v: number): Point {
  const across = (u * width) / 2;
  const down = (v * height) / 2;
  return {
    x: x + across * Math.cos(angle) - down * Math.sin(angle),
    y: y + across * Math.sin(angle) + down * Math.cos(angle),
  };
}

/** The `u, v` of a point of the scene. */
export function placeIn(
  { x, y, width, height, angle }: Pose,
  point: Point,
): { readonly u: number; readonly v: number } {
  const dx = point.x - x;
  const dy = point.y - y;
  return {
    u: (2 * (dx * Math.cos(angle) + dy * Math.sin(angle))) / width,
    v: (2 * (dy * Math.cos(angle) - dx * Math.sin(angle))) / height,
  };
}

/** The target's corners in the image, clockwise from its own top left. */
export function outlineAt(scene: Scene, frame: number, size: ImageSize): Polygon {
  const pose = scene.target.poseAt(frame);
  const view = scene.viewAt(frame);
  const points = cornerPlaces.map(([u, v]) => toImage(view, pointOf(pose, u, v), size));
  return polygon(...points.flatMap(({ x, y }) => [x, y]));
}

export const cornerPlaces = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
] as const;
