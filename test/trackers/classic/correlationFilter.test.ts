import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../datasets/random.ts';
import { channelFourier } from '../../../trackers/classic/channelFourier.ts';
import { kernelCorrelationFilter } from '../../../trackers/classic/kernelCorrelationFilter.ts';
import { linearCorrelationFilter } from '../../../trackers/classic/linearCorrelationFilter.ts';
import { realFourier2d } from '../../../trackers/classic/realFourier2d.ts';
import { responsePeak } from '../../../trackers/classic/responsePeak.ts';

const rows = 6;
const columns = 8;
const stride = 4;
const channels = 3;
const places = rows * columns;

/** Cells of three random channels and a zero. */
function randomCells(seed: number): Float64Array {
  const random = randomFrom('cells', seed);
  return Float64Array.from({ length: places * stride }, (_, i) => (i % stride < channels ? random.gaussian() : 0));
}

/** The cells moved round the circle, `down` rows and `right` columns. */
function shifted(cells: Float64Array, down: number, right: number): Float64Array {
  return Float64Array.from(cells, (_, i) => {
    const place = Math.floor(i / stride);
    const row = (Math.floor(place / columns) - down + rows) % rows;
    const column = ((place % columns) - right + columns) % columns;
    return cells[(row * columns + column) * stride + (i % stride)]!;
  });
}

/** sum of b(y, x) a(y + dy, x + dx) over cells and channels, for place (dy, dx) */
function directCorrelation(a: Float64Array, b: Float64Array): Float64Array {
  return Float64Array.from({ length: places }, (_, place) => {
    const back = shifted(a, -Math.floor(place / columns), -(place % columns));
    return back.reduce((sum, value, i) => sum + value * b[i]!, 0);
  });
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

/** Place of the displacement from place `from` to place `to`. */
function displacement(from: number, to: number): number {
  const down = (Math.floor(to / columns) - Math.floor(from / columns) + rows) % rows;
  return down * columns + (((to % columns) - (from % columns) + columns) % columns);
}

/** Gaussian elimination with pivots. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const m = matrix.map((row, i) => [...row, right[i]!]);
  for (let k = 0; k < m.length; k++) {
    const pivot = m.reduce((best, row, i) => (i >= k && Math.abs(row[k]!) > Math.abs(m[best]![k]!) ? i : best), k);
    [m[k], m[pivot]] = [m[pivot]!, m[k]!];
    for (let i = 0; i < m.length; i++) {
      if (i === k) continue;
      const factor = m[i]![k]! / m[k]![k]!;
      for (let j = k; j <= m.length; j++) m[i]![j]! -= factor * m[k]![j]!;
    }
  }
  return m.map((row, i) => row[m.length]! / row[i]!);
}

/** A Gaussian about the first place, round the circle. */
function slowLabels(labelSigma: number): number[] {
  return Array.from({ length: places }, (_, place) => {
    const [row, column] = [Math.floor(place / columns), place % columns];
    const [down, across] = [Math.min(row, rows - row), Math.min(column, columns - column)];
    return Math.exp(-(down ** 2 + across ** 2) / (2 * labelSigma ** 2));
  });
}

describe('channelFourier({ rows, columns }, channels)', () => {
  const picture = realFourier2d(rows, columns);
  const cells = channelFourier(picture, stride);

  it('crossCorrelate(a, b) is the spectrum of the correlation by definition, summed over the channels', () => {
    const [a, b] = [randomCells(1), randomCells(2)];
    const expected = directCorrelation(a, b);
    const spectrum = new Float64Array(picture.spectrumLength);
    const correlation = new Float64Array(places);
    cells.forward(a);
    cells.forward(b);
    cells.crossCorrelate(a, b, spectrum);
    picture.inverse(spectrum, correlation);
    expect(largestDifference(correlation, expected)).toBeLessThan(1e-11);
  });

  it('energy(spectra) is the sum of squares of what was transformed', () => {
    const a = randomCells(3);
    const expected = a.reduce((sum, value) => sum + value * value, 0);
    cells.forward(a);
    expect(cells.energy(a)).toBeCloseTo(expected, 10);
  });
});

describe('kernelCorrelationFilter(parameters)', () => {
  const kernelSigma = 0.8;
  const regularization = 0.01;
  const labelSigma = 0.9;
  const make = (): ReturnType<typeof kernelCorrelationFilter> =>
    kernelCorrelationFilter({ rows, columns, stride, channels, kernelSigma, regularization, labelSigma });

  /** The Gaussian kernel between every circular shift of `a` and `b` itself. */
  function directKernel(a: Float64Array, b: Float64Array): number[] {
    return Array.from({ length: places }, (_, place) => {
      const moved = shifted(a, -Math.floor(place / columns), -(place % columns));
      const distance = moved.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
      return Math.exp(-distance / (places * channels) / kernelSigma ** 2);
    });
  }

  it('responds as kernel ridge regression over all shifts does, solved as a dense system', () => {
    const [x, z] = [randomCells(4), randomCells(5)];
    const labels = slowLabels(labelSigma);
    // alpha = (K + lambda I)^-1 y, with K[i][j] the kernel between shifts i and j of x; f(z moved by d) = sum of alpha[i]
    // times the kernel between that and shift i of x.
    const own = directKernel(x, x);
    const all = Array.from({ length: places }, (_, place) => place);
    const gram = all.map((i) => all.map((j) => own[displacement(i, j)]! + (i === j ? regularization : 0)));
    const coefficients = solve(gram, labels);
    const cross = directKernel(z, x);
    const expected = Float64Array.from(all, (d) =>
      all.reduce((sum, i) => sum + coefficients[i]! * cross[displacement(i, d)]!, 0),
    );
    const filter = make();
    filter.train(x.slice(), 1);
    expect(largestDifference(filter.respond(z.slice()), expected)).toBeLessThan(1e-10);
  });

  it('peaks at no displacement, near 1, on the patch it learnt', () => {
    const filter = make();
    filter.train(randomCells(6), 1);
    const peak = responsePeak(filter.respond(randomCells(6)), rows, columns);
    expect(peak.rows).toBeCloseTo(0, 10);
    expect(peak.columns).toBeCloseTo(0, 10);
    expect(peak.value).toBeGreaterThan(0.9);
    expect(peak.value).toBeLessThan(1);
  });

  it('peaks at the displacement of a patch that has moved', () => {
    const filter = make();
    filter.train(randomCells(7), 1);
    const peak = responsePeak(filter.respond(shifted(randomCells(7), 2, -3)), rows, columns);
    expect(peak.rows).toBeCloseTo(2, 10);
    expect(peak.columns).toBeCloseTo(-3, 10);
  });

  it('sets the model by the first patch, whatever the rate, and moves it towards later ones by the rate', () => {
    const [whole, half, mixed] = [make(), make(), make()];
    whole.train(randomCells(8), 1);
    half.train(randomCells(8), 0.5);
    expect(half.respond(randomCells(9))).toEqual(whole.respond(randomCells(9)));
    mixed.train(randomCells(8), 1);
    mixed.train(randomCells(9), 1);
    whole.train(randomCells(9), 0);
    expect(whole.respond(randomCells(9))[0]).toBeLessThan(0.5);
    expect(mixed.respond(randomCells(9))[0]).toBeGreaterThan(0.9);
  });
});

describe('linearCorrelationFilter(parameters)', () => {
  const regularization = 0.4;
  const labelSigma = 0.9;
  const make = (): ReturnType<typeof linearCorrelationFilter> =>
    linearCorrelationFilter({ rows, columns, channels: stride, regularization, labelSigma });

  it('responds as ridge regression over all shifts does, solved as a dense system', () => {
    const [x, z] = [randomCells(11), randomCells(12)];
    const own = directCorrelation(x, x);
    const all = Array.from({ length: places }, (_, place) => place);
    const gram = all.map((i) => all.map((j) => own[displacement(i, j)]! + (i === j ? regularization : 0)));
    const coefficients = solve(gram, slowLabels(labelSigma));
    const cross = directCorrelation(z, x);
    const expected = Float64Array.from(all, (d) =>
      all.reduce((sum, i) => sum + coefficients[i]! * cross[displacement(i, d)]!, 0),
    );
    const filter = make();
    filter.train(x.slice(), 0.3);
    expect(largestDifference(filter.respond(z.slice()), expected)).toBeLessThan(1e-10);
  });

  it('mixes numerators and denominators by the rate, each for itself', () => {
    const rate = 0.25;
    const [first, second, z] = [randomCells(13), randomCells(14), randomCells(15)];
    // The response r solves (mean of the autocorrelations + ridge) * r = labels * (correlation of z with the mean patch),
    // where * goes round the circle.
    const mean = first.map((value, i) => (1 - rate) * value + rate * second[i]!);
    const [own1, own2] = [directCorrelation(first, first), directCorrelation(second, second)];
    const power = own1.map((value, d) => (1 - rate) * value + rate * own2[d]! + (d === 0 ? regularization : 0));
    const cross = directCorrelation(z, mean);
    const labels = slowLabels(labelSigma);
    const all = Array.from({ length: places }, (_, place) => place);
    const right = all.map((d) => all.reduce((sum, i) => sum + labels[i]! * cross[displacement(i, d)]!, 0));
    const expected = solve(
      all.map((d) => all.map((i) => power[displacement(i, d)]!)),
      right,
    );
    const filter = make();
    filter.train(first.slice(), 1);
    filter.train(second.slice(), rate);
    expect(largestDifference(filter.respond(z.slice()), Float64Array.from(expected))).toBeLessThan(1e-10);
  });
});
