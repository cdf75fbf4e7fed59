/** @file Pieces that scripts are put together from. */
import { randomFrom } from '../random.ts';
import { constant, type Curve } from './curve.ts';
import { noiseFrom } from './noise.ts';
import type { Actor, Pose } from './scene.ts';
import type { SpriteName } from './sprites.ts';

export interface Motion {
  readonly x: Curve;
  readonly y: Curve;
  readonly width: number;
  readonly height: number;
  readonly scale?: Curve;
  /** Radians. */
  readonly angle?: Curve;
  readonly spin?: Curve;
}

export function actor(
  sprite: SpriteName,
  { x, y, width, height, scale = constant(1), angle = constant(0), spin = constant(0) }: Motion,
): Actor {
  return {
    sprite,
    spinAt: spin,
    poseAt: (frame) => ({
      x: x(frame),
      y: y(frame),
      width: width * scale(frame),
      height: height * scale(frame),
      angle: angle(frame),
    }),
  };
}

/** The soft shadow of another actor on the ground. */
export function shadowOf({ poseAt }: Actor, shift: number, size: number): Actor {
  return {
    sprite: 'shadow',
    poseAt: (frame) => {
      const pose = poseAt(frame);
      return { ...pose, x: pose.x + shift, y: pose.y + shift, width: pose.width * size, height: pose.height * size };
    },
  };
}

export function standing(sprite: SpriteName, pose: Pose): Actor {
  return { sprite, poseAt: () => pose };
}

/** Smooth, aimless motion between -1 and 1 that takes about `period` frames from one side to the other. */
export function wander(seed: number, name: string, period: number): Curve {
  const noise = noiseFrom(randomFrom('synthetic', 'wander', name, seed));
  return (frame) => 2 * noise.fractal(frame / period + 100, 0.5, 2) - 1;
}
