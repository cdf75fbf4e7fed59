/**
 * @file Draws a scene. Textures are painted once a scene; a frame is then the mean of a few short exposures (so that
 * what moves fast is blurred), each the background seen through the camera with the sprites over it, under the scene's
 * light and with a sensor's noise.
 */
import type { Image } from '../image.ts';
import type { ImageSize } from '../imageSize.ts';
import { type Random, randomFrom } from '../random.ts';
import { sceneNoise } from './noise.ts';
import { cornerPlaces, type Light, pointOf, type Pose, type Scene, toImage, type View } from './scene.ts';
import { paintBackground, paintSprite, type Texture, type World } from './textures.ts';

export type Renderer = (frame: number) => Image;

/** The share of the time between two frames in which the shutter is open. */
const shutter = 0.45;
/** Exposures are at most this far apart in the image. */
const exposureStepInPixels = 2;
const maxExposures = 6;
/** Standard deviation of the sensor's noise, in 8-bit steps. */
const sensorNoise = 2.5;

/** @param seed names the textures and the noise; the same seed gives the same pixels */
export function renderer(scene: Scene, size: ImageSize, seed: number): Renderer {
  const noise = sceneNoise(scene.name, seed);
  const world = paintBackground(scene, size, noise);
  const actors = [...scene.behind, scene.target, ...scene.inFront].map((actor) => ({
    actor,
    texture: paintSprite(actor, scene, noise),
  }));
  const sensor = randomFrom('synthetic', 'sensor', scene.name, seed);
  const grain = Float32Array.from({ length: 1 << 16 }, () => sensorNoise * sensor.gaussian());
  const exposure = new Float32Array(size.width * size.height * 3);
  const mean = new Float32Array(exposure.length);
  const behind = new Float32Array(exposure.length);
  let behindView: View | undefined;
  const expose = (time: number): void => {
    const view = scene.viewAt(time);
    if (behindView === undefined || !isSameView(view, behindView)) drawBackground(behind, world, view, size);
    behindView = view;
    exposure.set(behind);
    for (const { actor, texture } of actors) {
      drawSprite(exposure, texture, actor.poseAt(time), actor.spinAt?.(time) ?? 0, view, size);
    }
  };
  return (frame) => {
    const count = exposureCount(scene, frame, size);
    for (let i = 0; i < count; i++) {
      expose(frame + shutter * ((i + 0.5) / count - 0.5));
      if (i === 0) mean.set(exposure);
      // The running mean of i + 1 exposures.
      else for (let k = 0; k < mean.length; k++) mean[k]! += (exposure[k]! - mean[k]!) / (i + 1);
    }
    return develop(mean, scene.lightAt(frame), grain, randomFrom('synthetic', 'sensor', scene.name, seed, frame), size);
  };
}

/** Enough exposures for what moves fastest: a corner of the target or of the image. */
function exposureCount(scene: Scene, frame: number, size: ImageSize): number {
  const [open, close] = [frame - shutter / 2, frame + shutter / 2];
  const [from, to] = [scene.viewAt(open), scene.viewAt(close)];
  const [start, end] = [scene.target.poseAt(open), scene.target.poseAt(close)];
  const shown: Pose = { ...from, width: size.width / from.zoom, height: size.height / from.zoom, angle: -from.roll };
  const moved = cornerPlaces.flatMap(([u, v]) => {
    const corner = pointOf(shown, u, v);
    return [
      distance(toImage(from, corner, size), toImage(to, corner, size)),
      distance(toImage(from, pointOf(start, u, v), size), toImage(to, pointOf(end, u, v), size)),
    ];
  });
  return Math.min(maxExposures, 1 + Math.floor(Math.max(...moved) / exposureStepInPixels));
}

function isSameView(a: View, b: View): boolean {
  return a.x === b.x && a.y === b.y && a.zoom === b.zoom && a.roll === b.roll;
}

function distance(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function drawBackground(into: Float32Array, world: World, view: View, size: ImageSize): void {
  const { width, height, left, top, data } = world;
  const cos = Math.cos(view.roll) / view.zoom;
  const sin = Math.sin(view.roll) / view.zoom;
  let at = 0;
  for (let row = 0; row < size.height; row++) {
    const dy = row - (size.height - 1) / 2;
    for (let column = 0; column < size.width; column++, at += 3) {
      const dx = column - (size.width - 1) / 2;
      const x = view.x + dx * cos + dy * sin - left;
      const y = view.y + dy * cos - dx * sin - top;
      const firstColumn = Math.min(width - 2, Math.max(0, Math.floor(x)));
      const firstRow = Math.min(height - 2, Math.max(0, Math.floor(y)));
      const across = x - firstColumn;
      const down = y - firstRow;
      const upper = (firstRow * width + firstColumn) * 3;
      const lower = upper + width * 3;
      for (let channel = 0; channel < 3; channel++) {
        const a = data[upper + channel]!;
        const b = data[lower + channel]!;
        const above = a + (data[upper + channel + 3]! - a) * across;
        const below = b + (data[lower + channel + 3]! - b) * across;
        into[at + channel] = above + (below - above) * down;
      }
    }
  }
}

/** @param spin radians by which the texture is turned within its rectangle */
function drawSprite(into: Float32Array, texture: Texture, pose: Pose, spin: number, view: View, size: ImageSize): void {
  const points = cornerPlaces.map(([u, v]) => toImage(view, pointOf(pose, u, v), size));
  const left = Math.max(0, Math.floor(Math.min(...points.map(({ x }) => x)) - 0.5));
  const right = Math.min(size.width - 1, Math.ceil(Math.max(...points.map(({ x }) => x)) + 0.5));
  const top = Math.max(0, Math.floor(Math.min(...points.map(({ y }) => y)) - 0.5));
  const bottom = Math.min(size.height - 1, Math.ceil(Math.max(...points.map(({ y }) => y)) + 0.5));
  const center = toImage(view, pose, size);
  const angle = pose.angle + view.roll;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [spinCos, spinSin] = [Math.cos(spin), Math.sin(spin)];
  const halfWidth = (pose.width * view.zoom) / 2;
  const halfHeight = (pose.height * view.zoom) / 2;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const across = (x - center.x) * cos + (y - center.y) * sin;
      const down = (y - center.y) * cos - (x - center.x) * sin;
      // How much of the pixel lies within the rectangle's border.
      const border = clamp(halfWidth - Math.abs(across) + 0.5, 0, 1) * clamp(halfHeight - Math.abs(down) + 0.5, 0, 1);
      if (border === 0) continue;
      const u = (across / halfWidth) * spinCos + (down / halfHeight) * spinSin;
      const v = (down / halfHeight) * spinCos - (across / halfWidth) * spinSin;
      // Only the corners of something round that is spun are outside of its texture.
      const isOutside = spin !== 0 && (Math.abs(u) > 1 || Math.abs(v) > 1);
      if (!isOutside) lay(into, (y * size.width + x) * 3, texture, u, v, border);
    }
  }
}

/** Lays the texture's colour at `u, v` over a pixel. */
function lay(into: Float32Array, at: number, texture: Texture, u: number, v: number, border: number): void {
  const { width, height, data } = texture;
  const x = clamp(((u + 1) * width) / 2 - 0.5, 0, width - 1);
  const y = clamp(((v + 1) * height) / 2 - 0.5, 0, height - 1);
  const column = Math.min(width - 2, Math.floor(x));
  const row = Math.min(height - 2, Math.floor(y));
  const across = x - column;
  const down = y - row;
  const place = (row * width + column) * 4;
  const remaining = 1 - sampleAt(data, place + 3, width, across, down) * border;
  for (let channel = 0; channel < 3; channel++) {
    const color = sampleAt(data, place + channel, width, across, down);
    into[at + channel] = into[at + channel]! * remaining + color * border;
  }
}

/** Between the four texels at and after `at`. */
function sampleAt(data: Float32Array, at: number, width: number, across: number, down: number): number {
  const lower = at + width * 4;
  const above = data[at]! * (1 - across) + data[at + 4]! * across;
  const below = data[lower]! * (1 - across) + data[lower + 4]! * across;
  return above * (1 - down) + below * down;
}

function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

/** Light, noise, 8 bits. */
function develop(linear: Float32Array, light: Light, grain: Float32Array, random: Random, size: ImageSize): Image {
  const { width, height } = size;
  // Rounds and clamps what is assigned.
  const data = new Uint8ClampedArray(linear.length);
  const gains = [1 + 0.25 * light.warmth, 1, 1 - 0.35 * light.warmth];
  let grainAt = Math.floor(random.uniform() * grain.length);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const level = light.level * (1 + light.slope * ((2 * column) / (width - 1) - 1));
      for (let channel = 0; channel < 3; channel++, at++) {
        data[at] = linear[at]! * level * gains[channel]! + grain[grainAt++ & (grain.length - 1)]!;
      }
    }
    // A new place in the table each row, or its period would show as a pattern.
    grainAt += Math.floor(random.uniform() * grain.length);
  }
  return { width, height, channels: 3, data: new Uint8Array(data.buffer) };
}
