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
 * Edges and lines of brightness in eight directions and two widths, edges of both opponent colours in four, and the
 * colours themselves: 45 filters [45, 3, 7, 7] on RGB. All but the colours have no mean, and all the same energy.
 */
export function filterBank(): Tensor {
  const filters = [
    ...[4, 7].flatMap((wavelength) =>
      angles(8).flatMap((angle) =>
        [even, odd].map((phase) => filter(signals.brightness, balanced(gabor(wavelength, angle, phase)))),
      ),
    ),
    ...([signals.redGreen, signals.yellowBlue] as const).flatMap((signal) => [
      ...angles(4).map((angle) => filter(signal, balanced(gabor(7, angle, odd)))),
      filter(signal, sampled(bell)),
      filter(signal, balanced(gabor(5, 0, even))),
    ]),
    ...[bell].map((pattern) => filter(signals.brightness, sampled(pattern))),
  ];
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
  const values = signal.flatMap((share) => pattern.map((value) => share * value));
  const energy = Math.hypot(...values);
  return values.map((value) => value / energy);
}
