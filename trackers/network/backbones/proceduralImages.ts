import type { Image } from '../../../datasets/image.ts';
import { type Random, randomFrom } from '../../../datasets/random.ts';

const side = 160;
/** Enough that nothing of the ground is left. */
const leaves = 700;
const smallestRadius = 4;
const largestRadius = 70;

/**
 * Pictures in place of photographs, the same ones always: dead leaves, shapes of all sizes that cover each other, whose
 * edges, contrasts and colours are statistically much like those of photographs (Lee, Mumford and Huang 2001).
 */
export function proceduralImages(count: number): Image[] {
  return Array.from({ length: count }, (_, index) => deadLeaves(randomFrom('dead leaves', index)));
}

type Colour = readonly [number, number, number];

interface Leaf {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Height over width, and the direction of the longer axis. */
  readonly aspect: number;
  readonly angle: number;
  readonly isRectangle: boolean;
  readonly colour: Colour;
  /** Change of brightness over the leaf, and of its texture from pixel to pixel. */
  readonly shade: number;
  readonly roughness: number;
}

function deadLeaves(random: Random): Image {
  const painting = new Float32Array(side * side * 3).fill(110);
  for (let leaf = 0; leaf < leaves; leaf++) paint(painting, growLeaf(random), random);
  return { width: side, height: side, channels: 3, data: Uint8Array.from(soften(painting), clampByte) };
}

function growLeaf(random: Random): Leaf {
  // Radii with a density of r^-3, which makes the pictures alike at all scales.
  const share = random.uniform();
  const radius = 1 / Math.sqrt(share / largestRadius ** 2 + (1 - share) / smallestRadius ** 2);
  // Brightness differs far more than colour does.
  const brightness = 115 + 55 * random.gaussian();
  const [warmth, greenness] = [16 * random.gaussian(), 9 * random.gaussian()];
  return {
    x: side * random.uniform(),
    y: side * random.uniform(),
    radius,
    aspect: 0.3 + 0.7 * random.uniform(),
    angle: Math.PI * random.uniform(),
    isRectangle: random.uniform() < 0.4,
    colour: [brightness + warmth, brightness + greenness, brightness - warmth],
    shade: 18 * random.gaussian(),
    roughness: 14 * random.uniform() ** 2,
  };
}

function paint(painting: Float32Array, leaf: Leaf, random: Random): void {
  const { x, y, radius, aspect, angle, isRectangle, colour, shade, roughness } = leaf;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const reach = radius * Math.SQRT2;
  const from = (centre: number): number => Math.max(0, Math.ceil(centre - reach));
  const to = (centre: number): number => Math.min(side - 1, Math.floor(centre + reach));
  for (let row = from(y); row <= to(y); row++) {
    for (let column = from(x); column <= to(x); column++) {
      const along = ((column - x) * cosine + (row - y) * sine) / radius;
      const across = ((row - y) * cosine - (column - x) * sine) / (radius * aspect);
      const distance = isRectangle ? Math.max(Math.abs(along), Math.abs(across)) : Math.hypot(along, across);
      if (distance > 1) continue;
      const change = shade * along + roughness * random.gaussian();
      for (let channel = 0; channel < 3; channel++) {
        painting[(row * side + column) * 3 + channel] = colour[channel]! + change;
      }
    }
  }
}

/** A lens' blur, binomial 3 x 3. */
function soften(painting: Float32Array): Float32Array {
  const along = (values: Float32Array, step: number): Float32Array =>
    values.map((value, index) => value / 2 + ((values[index - step] ?? value) + (values[index + step] ?? value)) / 4);
  return along(along(painting, 3), 3 * side);
}

function clampByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
