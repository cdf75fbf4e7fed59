/**
 * @file The scripts of the synthetic dataset. Each has a difficulty of its own; together they hold all of VOT's
 * attributes, frames without any, and things that simple trackers lose: fast motion, turns, growth, look-alikes, dusk.
 */
import { actor, shadowOf, standing, wander } from './actors.ts';
import { constant, type Curve, curve, line } from './curve.ts';
import type { Actor, Light, Scene, View } from './scene.ts';
import type { SpriteName } from './sprites.ts';

const day: Light = { level: 1, warmth: 0, slope: 0 };
const still: View = { x: 0, y: 0, zoom: 1, roll: 0 };

/**
 * All scenes, the easiest first.
 * @param seed names the chance in their motion
 */
export function scenes(seed: number): Scene[] {
  return [car(), balloon(), book(), van(), kite(), clock(seed), ball(), beetle(seed)];
}

/** Overtaken by nothing: even motion along a road, one change of lane. */
function car(): Scene {
  const y = curve([20, 34], [42, -8]);
  const target = actor('car', {
    x: line([0, -118], [59, 112]),
    y,
    width: 58,
    height: 27,
    angle: (frame) => Math.atan2(y(frame + 0.5) - y(frame - 0.5), 3.9),
  });
  return {
    name: 'car',
    length: 60,
    background: 'street',
    target,
    behind: [shadowOf(target, 4, 1.25)],
    inFront: [],
    viewAt: () => still,
    lightAt: () => day,
  };
}

/** Comes near (2.4 times as large) and goes away again, before a camera that drifts with it. */
function balloon(): Scene {
  const target = actor('balloon', {
    x: curve([0, -70], [40, 10], [89, 60]),
    y: curve([0, 34], [45, -24], [89, -44]),
    width: 34,
    height: 44,
    scale: curve([8, 1], [58, 2.4], [66, 2.4], [89, 1.5]),
    angle: (frame) => 0.07 * Math.sin(frame / 7),
  });
  return {
    name: 'balloon',
    length: 90,
    background: 'sky',
    target,
    behind: [],
    inFront: [],
    viewAt: (frame) => ({ ...still, x: curve([60, 0], [89, 34])(frame), y: curve([60, 0], [89, -14])(frame) }),
    lightAt: () => day,
  };
}

/** Slides and turns on a table, at last by more than half a turn. */
function book(): Scene {
  const target = actor('book', {
    x: curve([0, -66], [20, -30], [45, 52], [62, 30], [79, -24]),
    y: curve([0, -30], [20, 26], [45, 30], [62, -28], [79, -6]),
    width: 58,
    height: 76,
    angle: curve([0, 0.1], [14, 0.2], [34, 1.7], [46, 1.5], [79, 3.9]),
  });
  return {
    name: 'book',
    length: 80,
    background: 'desk',
    target,
    behind: [shadowOf(target, 3, 1.3)],
    inFront: [],
    viewAt: () => still,
    lightAt: () => ({ ...day, slope: -0.12 }),
  };
}

/** Passes behind a branch, a narrow pillar and one that is nearly as wide as itself; speeds up behind it. */
function van(): Scene {
  const target = actor('van', {
    x: curve([0, -116], [24, -94], [42, -22], [58, 0], [72, 50], [99, 122]),
    y: (frame) => 62 + 0.8 * Math.sin(frame * 1.1),
    width: 72,
    height: 46,
  });
  return {
    name: 'van',
    length: 100,
    background: 'wall',
    target,
    behind: [actor('shadow', { x: (frame) => target.poseAt(frame).x, y: constant(86), width: 92, height: 14 })],
    inFront: [
      standing('branch', { x: -44, y: 70, width: 48, height: 56, angle: 0.2 }),
      standing('pillar', { x: 14, y: 0, width: 20, height: 300, angle: 0 }),
      standing('pillar', { x: 62, y: 0, width: 54, height: 300, angle: 0 }),
    ],
    viewAt: (frame) => ({ ...still, x: 4 * Math.sin(frame / 40) }),
    lightAt: () => day,
  };
}

/** Flies while the light goes down to a quarter, turns cold, and flickers back as lamp light. */
function kite(): Scene {
  const target = actor('kite', {
    x: (frame) => 74 * Math.sin(frame / 17 - 0.6) + 10 * Math.sin(frame / 5),
    y: (frame) => 44 * Math.sin(frame / 11 + 0.8),
    width: 46,
    height: 46,
    scale: (frame) => 1 + 0.1 * Math.sin(frame / 9),
    angle: (frame) => Math.PI / 4 + 0.45 * Math.sin(frame / 8),
  });
  const level = curve([14, 1], [40, 0.26], [54, 0.26], [57, 0.8], [60, 0.34], [63, 0.85], [79, 0.9]);
  return {
    name: 'kite',
    length: 80,
    background: 'garden',
    target,
    behind: [],
    inFront: [],
    viewAt: (frame) => ({ ...still, x: 16 * Math.sin(frame / 30), y: 6 * Math.sin(frame / 21) }),
    lightAt: (frame) => ({
      level: level(frame),
      warmth: curve([14, 0], [40, -0.6], [54, -0.6], [58, 0.7], [79, 0.5])(frame),
      slope: curve([40, 0], [60, 0.3])(frame),
    }),
  };
}

/** Hangs on a house that is filmed from the hand: shakes, rolls, one swing away and a zoom. */
function clock(seed: number): Scene {
  const sideways = wander(seed, 'sideways', 4);
  const upwards = wander(seed, 'upwards', 5);
  const roll = wander(seed, 'roll', 9);
  const swing = curve([34, 0], [43, 88], [56, 60], [66, -54], [79, -20]);
  const hand = curve([0, 0.2], [10, 1], [60, 1.3], [79, 0.6]);
  return {
    name: 'clock',
    length: 80,
    background: 'facade',
    target: standing('clock', { x: 16, y: -8, width: 50, height: 50, angle: 0 }),
    behind: [standing('shadow', { x: 21, y: -2, width: 68, height: 68, angle: 0 })],
    inFront: [],
    viewAt: (frame) => ({
      x: swing(frame) + 16 * hand(frame) * sideways(frame),
      y: 13 * hand(frame) * upwards(frame),
      zoom: curve([20, 1], [50, 1.45], [79, 1.1])(frame),
      roll: 0.16 * hand(frame) * roll(frame),
    }),
    lightAt: () => day,
  };
}

/** Thrown and bounced: up to its own width a frame, blurred, and turned round in one frame. */
function ball(): Scene {
  // A bounce takes `flight` frames between two hits of a wall or the floor: sharp corners in x, parabolas in y.
  const zigzag = (phase: number): number => 1 - 2 * Math.abs((((phase % 2) + 2) % 2) - 1);
  const flight = 18;
  const target = actor('ball', {
    x: (frame) => 116 * zigzag(0.1 + frame / 15 + frame ** 2 / 4000),
    y: (frame) => {
      const phase = (((frame / flight) % 1) + 1) % 1;
      return 84 - (440 * phase * (1 - phase)) / (1 + frame / 160);
    },
    width: 36,
    height: 36,
    spin: (frame) => frame * 0.22,
  });
  return {
    name: 'ball',
    length: 60,
    background: 'court',
    target,
    behind: [shadowOf(target, 7, 1.2)],
    inFront: [],
    viewAt: () => still,
    lightAt: () => day,
  };
}

/** One of six, and the others cross its way, one over it; the camera goes along and the sun comes and goes. */
function beetle(seed: number): Scene {
  const walker = (sprite: SpriteName, x: Curve, y: Curve, width = 46): Actor =>
    actor(sprite, {
      x,
      y,
      width,
      height: width * 0.66,
      angle: (frame) =>
        Math.atan2(y(frame + 1) - y(frame - 1), x(frame + 1) - x(frame - 1)) + 0.05 * Math.sin(frame * 0.9 + width),
    });
  const targetX = curve([0, -90], [30, -40], [55, 0], [80, 20], [119, 120]);
  const targetY = curve([0, 30], [30, -12], [55, 8], [80, 56], [119, 14]);
  const target = walker('beetle', targetX, targetY);
  const sway = wander(seed, 'sway', 14);
  return {
    name: 'beetle',
    length: 120,
    background: 'sand',
    target,
    behind: [
      walker('beetle-dark', line([0, 40], [119, -110]), line([0, -66], [119, 40])),
      walker('beetle-orange', line([0, -150], [119, 90]), line([0, -50], [119, 70])),
      walker('beetle', curve([0, 110], [55, 34], [119, 60]), curve([0, 70], [55, -36], [119, -80])),
      shadowOf(target, 4, 1.2),
    ],
    inFront: [
      walker('beetle-dark', line([30, 96], [75, -70]), line([30, -40], [75, 52]), 44),
      walker('beetle-orange', line([60, 130], [110, 20]), line([60, 80], [110, 10]), 48),
    ],
    viewAt: (frame) => ({
      x: curve([20, 0], [119, 74])(frame) + 9 * sway(frame),
      y: curve([20, 0], [80, 18], [119, 8])(frame) + 9 * sway(frame + 400),
      zoom: 1,
      roll: 0.05 * sway(frame + 900),
    }),
    lightAt: (frame) => ({ ...day, level: curve([84, 1], [92, 0.6], [104, 0.6], [112, 1])(frame) }),
  };
}
