import { type Random, randomFrom } from '../random.ts';

/** Random textures are made of this: one table of random numbers, read smoothly or cell by cell. */
export interface Noise {
  /** Smooth in x and y, in [0, 1], with features about 1 wide. */
  smooth(x: number, y: number): number;
  /** Octaves of the same, each half as wide and half as strong as the one before, in [0, 1]. */
  fractal(x: number, y: number, octaves: number): number;
  /** One number in [0, 1) for each cell of integers. */
  cell(column: number, row: number): number;
}

/** The table repeats after 2^8 cells each way, more than a scene shows. */
const bits = 8;
const mask = 2 ** bits - 1;

export function noiseFrom(random: Random): Noise {
  const table = Float64Array.from({ length: 2 ** (2 * bits) }, () => random.uniform());
  const cell = (column: number, row: number): number => table[((row & mask) << bits) | (column & mask)]!;
  const smooth = (x: number, y: number): number => {
    const column = Math.floor(x);
    const row = Math.floor(y);
    const dx = x - column;
    const dy = y - row;
    const across = dx * dx * (3 - 2 * dx);
    const upper = cell(column, row) + (cell(column + 1, row) - cell(column, row)) * across;
    const lower = cell(column, row + 1) + (cell(column + 1, row + 1) - cell(column, row + 1)) * across;
    return upper + (lower - upper) * dy * dy * (3 - 2 * dy);
  };
  const fractal = (x: number, y: number, octaves: number): number => {
    let sum = 0;
    let total = 0;
    let strength = 1;
    let frequency = 1;
    for (let octave = 0; octave < octaves; octave++) {
      // Octaves are shifted against each other, or their lattices would show.
      sum += strength * smooth(x * frequency + 17.3 * octave, y * frequency + 31.7 * octave);
      total += strength;
      strength /= 2;
      frequency *= 2;
    }
    return sum / total;
  };
  return { smooth, fractal, cell };
}

/** The noise that a scene's textures are painted with. */
export function sceneNoise(sceneName: string, seed: number): Noise {
  return noiseFrom(randomFrom('synthetic', 'textures', sceneName, seed));
}

/** From 0 at 0 to 1 at 1 with level ends. */
export function smoothStep(t: number): number {
  const clamped = Math.min(1, Math.max(0, t));
  return clamped * clamped * (3 - 2 * clamped);
}

export function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}
