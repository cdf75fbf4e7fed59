import { describe, expect, it } from 'vitest';
import { batch } from '../../../../trackers/network/graph.ts';
import { graphBuilder } from '../../../../trackers/network/graphBuilder.ts';
import { normalizeAcrossChannels } from '../../../../trackers/network/normalization/acrossChannels.ts';
import { normalizeWithinChannels } from '../../../../trackers/network/normalization/withinChannels.ts';
import { type Tensor, tensor } from '../../../../trackers/network/tensor.ts';
import { expectClose, randomTensor, runGraph, seeded } from '../tensors.ts';

/** Each number of maps [N, C, H, W] from its place; numbers beyond them are 0. */
function everywhere(
  x: Tensor,
  compute: (
    at: (n: number, c: number, i: number, j: number) => number,
    place: readonly [number, number, number, number],
  ) => number,
): Tensor {
  const [, channels, height, width] = x.shape as [number, number, number, number];
  const at = (n: number, c: number, i: number, j: number): number => {
    const inside = c >= 0 && c < channels && i >= 0 && i < height && j >= 0 && j < width;
    return inside ? x.data[((n * channels + c) * height + i) * width + j]! : 0;
  };
  const place = (index: number): readonly [number, number, number, number] => {
    const [j, row] = [index % width, Math.floor(index / width)];
    const [i, map] = [row % height, Math.floor(row / height)];
    return [Math.floor(map / channels), map % channels, i, j];
  };
  return tensor(
    x.shape,
    x.data.map((_, index) => compute(at, place(index))),
  );
}

const around = (size: number): number[] => Array.from({ length: size }, (_, index) => index - (size - 1) / 2);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

describe('normalizeAcrossChannels(x)', () => {
  it.each([
    [5, 0.75],
    [3, 0.5],
    [7, 0.6],
  ])('is x / (k + alpha / size * sum of squares)^beta, of %i channels and beta %d', async (size, beta) => {
    const [alpha, k] = [0.3, 2];
    const b = graphBuilder();
    const y = normalizeAcrossChannels(b, b.input('x', [batch, 6, 2, 3]), { size, alpha, beta, k });
    const x = randomTensor(seeded(1), [2, 6, 2, 3]);
    const wanted = everywhere(x, (at, [n, c, i, j]) => {
      const squares = around(size).map((step) => at(n, c + step, i, j) ** 2);
      return at(n, c, i, j) / (k + (alpha / size) * sum(squares)) ** beta;
    });
    expectClose((await runGraph(b.build({ y }), { x })).y, wanted, 1e-6);
  });
});

describe('normalizeWithinChannels(x)', () => {
  it.each([
    [3, 0.75],
    [5, 0.6],
  ])(
    'is x / (1 + alpha * mean of squares)^beta over %i x %i cells, zeros beyond the map counted',
    async (size, beta) => {
      const alpha = 0.3;
      const b = graphBuilder();
      const y = normalizeWithinChannels(b, b.input('x', [batch, 2, 4, 5]), { size, alpha, beta });
      const x = randomTensor(seeded(2), [2, 2, 4, 5]);
      const wanted = everywhere(x, (at, [n, c, i, j]) => {
        const squares = around(size).flatMap((row) => around(size).map((column) => at(n, c, i + row, j + column) ** 2));
        return at(n, c, i, j) / (1 + (alpha * sum(squares)) / size ** 2) ** beta;
      });
      expectClose((await runGraph(b.build({ y }), { x })).y, wanted, 1e-6);
    },
  );

  it('refuses a window without a middle', () => {
    const b = graphBuilder();
    const x = b.input('x', [1, 1, 3, 3]);
    expect(() => normalizeWithinChannels(b, x, { size: 2, alpha: 1, beta: 0.75 })).toThrow('within channels it is odd');
    expect(() => normalizeAcrossChannels(b, x, { size: 0, alpha: 1, beta: 0.75 })).toThrow(
      'invalid size of a normalisation: 0',
    );
  });
});
