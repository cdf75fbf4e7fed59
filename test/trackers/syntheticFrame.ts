import type { Frame } from '../../datasets/image.ts';
import { randomFrom } from '../../datasets/random.ts';

/** Brightness of a scene at a point, 0 to 255; pixel `i` is seen at `i + 0.5`. */
export type Scene = (x: number, y: number) => number;

/** A frame in memory of what a camera sees of the scene, grey or, the same grey, as RGB. */
export function syntheticFrame(index: number, width: number, height: number, scene: Scene, channels: 1 | 3 = 1): Frame {
  const data = new Uint8Array(width * height * channels);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = Math.round(scene(x + 0.5, y + 0.5));
      for (let channel = 0; channel < channels; channel++) data[i++] = value;
    }
  }
  return { index, path: `memory/${index}`, image: async () => ({ width, height, channels, data }) };
}

/** A smooth texture known at every point: waves of 5 to 25 pixels in all directions. */
export function texture(seed: number): Scene {
  const random = randomFrom('texture', seed);
  const waves = Array.from({ length: 24 }, () => {
    const direction = 2 * Math.PI * random.uniform();
    const frequency = (2 * Math.PI) / (5 + 20 * random.uniform());
    return {
      x: frequency * Math.cos(direction),
      y: frequency * Math.sin(direction),
      phase: 2 * Math.PI * random.uniform(),
    };
  });
  return (x, y) => {
    let sum = 0;
    for (const wave of waves) sum += Math.sin(wave.x * x + wave.y * y + wave.phase);
    return Math.max(0, Math.min(255, 128 + 20 * sum));
  };
}

/** `inside` in the rectangle, `outside` around it: a target that moves and grows before a background that does not. */
export function target(
  { x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  firstWidth: number,
  inside: Scene,
  outside: Scene,
): Scene {
  const scale = width / firstWidth;
  return (px, py) =>
    px >= x && px < x + width && py >= y && py < y + height
      ? inside((px - x) / scale, (py - y) / scale)
      : outside(px, py);
}
