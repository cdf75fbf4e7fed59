/**
 * @file The gradient of a convolution by its weight. For each place of the kernel it is one product of matrices: the
 * gradient by the output, [M, samples x positions], times the numbers of x that the place meets, [samples x positions, C],
 * which are a slice with steps of x with channels last. Of the forms tried in onnxruntime on one core (3x3, 256 -> 256
 * channels, 14x14, 128 samples; a large product of matrices reaches 90 GFLOP/s) it is the fastest, 85 to 93 GFLOP/s, and
 * holds the least memory: one product over all places side by side reaches 59 to 74, one product a sample 79, and a
 * convolution with batch and channels swapped 47.
 */
import { batch, type Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { add, mul } from '../operators/arithmetic.ts';
import { reshape, transpose } from '../operators/layout.ts';
import { gemm, matMul } from '../operators/matrixProduct.ts';
import { concat, pad, slice } from '../operators/pieces.ts';
import { reduceSum } from '../operators/reductions.ts';
import { mapDimensions, type Pads, type Pair } from '../operators/window.ts';

/** A convolution as its gradient sees it. */
export interface Convolution {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly pads: Pads;
  readonly dilations: Pair;
  readonly groups: number;
}

/** Products of fewer columns waste the processor: places are put side by side until there are as many. */
const leastColumns = 32;
const bytesPerNumber = 4;

/**
 * @param x what was convolved, [N, C, H, W]
 * @param outputGradient [N, M, H', W']
 * @param workspaceBytes what rearranged copies may hold at a time; more samples go through in chunks. An open batch cannot
 *   be divided, and its products, one a sample, are slower: train with a number of samples
 * @returns [M, C / groups, height, width]
 */
export function weightGradient(
  b: GraphBuilder,
  x: Value,
  outputGradient: Value,
  convolution: Convolution,
  workspaceBytes: number,
): Value {
  const { groups } = convolution;
  const { channels } = mapDimensions('Conv', x);
  const { channels: outputs } = mapDimensions('Conv', outputGradient);
  if (groups === 1) return inChunks(b, x, outputGradient, convolution, workspaceBytes);
  if (groups === channels && groups === outputs) return depthwiseGradient(b, x, outputGradient, convolution);
  const group = (value: Value, size: number, index: number): Value =>
    slice(b, value, [{ axis: 1, start: index * size, end: (index + 1) * size }]);
  const parts = Array.from({ length: groups }, (_, index) => {
    const [inputs, gradients] = [group(x, channels / groups, index), group(outputGradient, outputs / groups, index)];
    return inChunks(b, inputs, gradients, { ...convolution, groups: 1 }, workspaceBytes);
  });
  return concat(b, parts, 0);
}

function inChunks(
  b: GraphBuilder,
  x: Value,
  outputGradient: Value,
  convolution: Convolution,
  workspaceBytes: number,
): Value {
  const samples = x.shape[0]!;
  if (samples === batch) return productsOfPlaces(b, x, outputGradient, convolution);
  const size = Math.max(1, Math.floor(workspaceBytes / bytesPerSample(x, outputGradient, convolution)));
  let sum: Value | undefined;
  for (let start = 0; start < samples; start += size) {
    const range = { axis: 0, start, end: Math.min(samples, start + size) };
    const chunk = (value: Value): Value => slice(b, value, [range]);
    const part = productsOfPlaces(b, chunk(x), chunk(outputGradient), convolution);
    sum = sum === undefined ? part : add(b, sum, part);
  }
  return sum!;
}

/** x with channels last, before and after its border is added; the slices of one product; the output's gradient rearranged. */
function bytesPerSample(x: Value, outputGradient: Value, { kernel, pads }: Convolution): number {
  const { channels, height, width } = mapDimensions('Conv', x);
  const { channels: outputs, height: rows, width: columns } = mapDimensions('Conv', outputGradient);
  const copies = height * width + (height + pads[0] + pads[2]) * (width + pads[1] + pads[3]);
  const slices = placesPerProduct(channels, kernel) * rows * columns;
  return bytesPerNumber * (channels * (copies + slices) + outputs * rows * columns);
}

const placesPerProduct = (channels: number, kernel: Pair): number =>
  Math.min(kernel[0] * kernel[1], Math.ceil(leastColumns / channels));

function productsOfPlaces(b: GraphBuilder, x: Value, outputGradient: Value, convolution: Convolution): Value {
  const { kernel } = convolution;
  const samples = x.shape[0]!;
  const { channels } = mapDimensions('Conv', x);
  const { channels: outputs, height, width } = mapDimensions('Conv', outputGradient);
  const positions = height * width;
  const places = placesOf(b, x, outputGradient, convolution);
  const perProduct = placesPerProduct(channels, kernel);
  const gradients =
    samples === batch
      ? reshape(b, outputGradient, [batch, outputs, positions])
      : reshape(b, transpose(b, outputGradient, [1, 0, 2, 3]), [outputs, samples * positions]);
  const products: Value[] = [];
  for (let place = 0; place < places.length; place += perProduct) {
    const together = places.slice(place, place + perProduct);
    const numbers = concat(b, together, 3);
    const columns = together.length * channels;
    products.push(
      samples === batch
        ? sumOverBatch(b, matMul(b, gradients, reshape(b, numbers, [batch, positions, columns])))
        : gemm(b, gradients, reshape(b, numbers, [samples * positions, columns])),
    );
  }
  return transpose(b, reshape(b, concat(b, products, 1), [outputs, ...kernel, channels]), [0, 3, 1, 2]);
}

/** Each channel sees only itself: a sum of products, no matrices. */
function depthwiseGradient(b: GraphBuilder, x: Value, outputGradient: Value, convolution: Convolution): Value {
  const { channels } = mapDimensions('Conv', x);
  const gradients = transpose(b, outputGradient, [0, 2, 3, 1]);
  const sums = placesOf(b, x, outputGradient, convolution).map((numbers) =>
    reshape(b, reduceSum(b, mul(b, numbers, gradients), { axes: [0, 1, 2] }), [1, channels]),
  );
  return reshape(b, transpose(b, concat(b, sums, 0), [1, 0]), [channels, 1, ...convolution.kernel]);
}

/** For each place of the kernel, row by row, the numbers of x that it meets: [N, H', W', C]. */
function placesOf(b: GraphBuilder, x: Value, outputGradient: Value, convolution: Convolution): readonly Value[] {
  const { kernel, strides, pads, dilations } = convolution;
  const { height: rows, width: columns } = mapDimensions('Conv', outputGradient);
  const channelsLast = transpose(b, x, [0, 2, 3, 1]);
  const bordered = pad(b, channelsLast, [
    { axis: 1, before: pads[0], after: pads[2] },
    { axis: 2, before: pads[1], after: pads[3] },
  ]);
  const along = (axis: 0 | 1, place: number, positions: number) => {
    const start = place * dilations[axis];
    return { axis: axis + 1, start, end: start + (positions - 1) * strides[axis] + 1, step: strides[axis] };
  };
  return Array.from({ length: kernel[0] }, (_, row) =>
    Array.from({ length: kernel[1] }, (_, column) =>
      slice(b, bordered, [along(0, row, rows), along(1, column, columns)]),
    ),
  ).flat();
}

function sumOverBatch(b: GraphBuilder, x: Value): Value {
  return reduceSum(b, x, { axes: [0], keepDimensions: false });
}
