import { type Tensor, tensor } from '../tensor.ts';

/** Side of the filters, in pixels. */
export const filterSize = 7;

/** RGB to a signal: brightness and the two opponent colours of vision (red against green, yellow against blue). */
const signals = {
  brightness: [1 / 3, 1 / 3, 1 / 3],
  redGreen: [1 / 2, -1 / 2, 0],
  yellowBlue: [1 / 4, 1 / 4, -1 / 2],
} as const;

type Pattern = (x: number, y: number) => number;

/** Gabor patches: a wave under a bell. */
function gabor(wavelength: number, angle: number, phase: number): Pattern {
  const deviation = 0.45 * wavelength;
  return (x, y) => {
    const along = x * Math.cos(angle) + y * Math.sin(angle);
    return Math.exp(-(x * x + y * y) / (2 * deviation ** 2)) * Math.cos((2 * Math.PI * along) / wavelength + phase);
  };
}

/** A bell without a wave: the mean of a signal nearby. */
const bell: Pattern = (x, y) => Math.exp(-(x * x + y * y) / (2 * 2 ** 2));

function angles(count: number): number[] {
  return Array.from({ length: count }, (_, index) => (Math.PI * index) / count);
}

const [even, odd] = [0, -Math.PI / 2];

/**
 * Edges and lines of brightness in eight directions and two widths, edges and spots of both opponent colours: 42 filters
 * [42, 3, 7, 7] on RGB, of equal energy and without a mean, so that an even surface gives nothing.
 */
export function contrastFilters(): Tensor {
  return bankOf([
    ...[4, 7].flatMap((wavelength) =>
      angles(8).flatMap((angle) =>
        [even, odd].map((phase) => withEnergy(filter(signals.brightness, balanced(gabor(wavelength, angle, phase))))),
      ),
    ),
    ...([signals.redGreen, signals.yellowBlue] as const).flatMap((signal) => [
      ...angles(4).map((angle) => withEnergy(filter(signal, balanced(gabor(7, angle, odd))))),
      withEnergy(filter(signal, balanced(bell))),
    ]),
  ]);
}

/** Brightness and both opponent colours of a surface, each the mean under a bell: [3, 3, 7, 7]. */
export function surfaceFilters(): Tensor {
  const values = sampled(bell);
  const sum = values.reduce((a, b) => a + b);
  const weights = values.map((value) => value / sum);
  return bankOf(Object.values(signals).map((signal) => filter(signal, weights)));
}

function bankOf(filters: readonly (readonly number[])[]): Tensor {
  return tensor([filters.length, 3, filterSize, filterSize], Float32Array.from(filters.flat()));
}

function sampled(pattern: Pattern): number[] {
  const centre = (filterSize - 1) / 2;
  return Array.from({ length: filterSize ** 2 }, (_, index) =>
    pattern((index % filterSize) - centre, Math.floor(index / filterSize) - centre),
  );
}

/** Without a mean, so that an even surface gives nothing. */
function balanced(pattern: Pattern): number[] {
  const values = sampled(pattern);
  const mean = values.reduce((a, b) => a + b) / values.length;
  return values.map((value) => value - mean);
}

function filter(signal: readonly number[], pattern: readonly number[]): number[] {
  return signal.flatMap((share) => pattern.map((value) => share * value));
}

function withEnergy(values: readonly number[]): number[] {
  const energy = Math.hypot(...values);
  return values.map((value) => value / energy);
}
