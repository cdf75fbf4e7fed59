import fc from 'fast-check';
import { batch, type Shape, type Value } from '../../../../trackers/network/graph.ts';
import type { GraphBuilder } from '../../../../trackers/network/graphBuilder.ts';
import { normalizeAcrossChannels } from '../../../../trackers/network/normalization/acrossChannels.ts';
import { normalizeWithinChannels } from '../../../../trackers/network/normalization/withinChannels.ts';
import * as arithmetic from '../../../../trackers/network/operators/arithmetic.ts';
import { conv, convTranspose } from '../../../../trackers/network/operators/convolution.ts';
import * as elementwise from '../../../../trackers/network/operators/elementwise.ts';
import { expand, expandLike, reshape, transpose } from '../../../../trackers/network/operators/layout.ts';
import { gemm, matMul } from '../../../../trackers/network/operators/matrixProduct.ts';
import { type AxisRange, concat, pad, slice } from '../../../../trackers/network/operators/pieces.ts';
import { averagePool, globalAveragePool, maxPool } from '../../../../trackers/network/operators/pooling.ts';
import * as reductions from '../../../../trackers/network/operators/reductions.ts';
import { enlarge } from '../../../../trackers/network/operators/resize.ts';
import { logSoftmax, softmax } from '../../../../trackers/network/operators/softmax.ts';
import type { Pads, Pair } from '../../../../trackers/network/operators/window.ts';
import type { Kind } from '../tensors.ts';
import * as reference from './tensorflow.ts';
import { tf } from './tensorflow.ts';

/** One function of some inputs, built of our operators and of TensorFlow.js's. */
export interface Drawn {
  readonly inputs: readonly { readonly shape: Shape; readonly kind?: Kind }[];
  readonly build: (b: GraphBuilder, inputs: readonly Value[]) => Value;
  readonly compute: (inputs: readonly tf.Tensor[]) => tf.Tensor;
}

/** Draws shapes and options. */
export interface Draw {
  readonly whole: (least: number, most: number) => number;
  readonly of: <T>(...choices: readonly T[]) => T;
}

export type GradientCase = (draw: Draw) => Drawn;

export function drawFrom(g: fc.GeneratorValue): Draw {
  return {
    whole: (min, max) => g(fc.integer, { min, max }),
    of: <T>(...choices: readonly T[]) => g(fc.constantFrom<T[]>, ...choices),
  };
}

/** The number of samples that stands for an open batch. */
export const samples = 2;

const lengths = ({ whole }: Draw, leastRank: number, mostRank: number): number[] =>
  Array.from({ length: whole(leastRank, mostRank) }, () => whole(1, 4));

const openOrNot = ({ of }: Draw, shape: readonly number[]): Shape => of<Shape>([batch, ...shape], [samples, ...shape]);

/** The shape, or one that broadcasts to it. */
const broadcasting = ({ whole, of }: Draw, shape: Shape): Shape => {
  const left = shape.slice(whole(0, shape.length));
  return left.map((length) => of(length, 1));
};

const unary =
  (
    build: (b: GraphBuilder, x: Value) => Value,
    compute: (x: tf.Tensor) => tf.Tensor,
    kind: Kind = 'normal',
  ): GradientCase =>
  (draw) => ({
    inputs: [{ shape: openOrNot(draw, lengths(draw, 0, 3)), kind }],
    build: (b, [x]) => build(b, x!),
    compute: ([x]) => compute(x!),
  });

type Binary<T> = (x: T, y: T) => T;
const binary =
  (
    build: (b: GraphBuilder, x: Value, y: Value) => Value,
    compute: Binary<tf.Tensor>,
    kind: Kind = 'normal',
  ): GradientCase =>
  (draw) => {
    const shape = openOrNot(draw, lengths(draw, 0, 3));
    const other = broadcasting(draw, shape);
    const swap = draw.of(true, false);
    return {
      // The quarter keeps the operands of a corner apart.
      inputs: [
        { shape, kind },
        { shape: other, kind },
      ],
      build: (b, [x, y]) => {
        const moved = arithmetic.add(b, y!, kind === 'distinct' ? 0.025 : 0);
        return swap ? build(b, moved, x!) : build(b, x!, moved);
      },
      compute: ([x, y]) => {
        const moved = tf.add(y!, kind === 'distinct' ? 0.025 : 0);
        return swap ? compute(moved, x!) : compute(x!, moved);
      },
    };
  };

/** TensorFlow.js has no gradient of these where they broadcast: repeat first. */
const sameShapes =
  (compute: Binary<tf.Tensor>): Binary<tf.Tensor> =>
  (x, y) =>
    compute(tf.add(x, tf.zerosLike(y)), tf.add(y, tf.zerosLike(x)));

const alongAxis =
  (build: (b: GraphBuilder, x: Value, axis: number) => Value, compute: (x: tf.Tensor) => tf.Tensor): GradientCase =>
  (draw) => {
    const shape = openOrNot(draw, lengths(draw, 1, 3));
    const axis = draw.whole(0, shape.length - 1);
    // TensorFlow.js takes the last axis alone.
    const order = shape.map((_, index) =>
      index === axis ? shape.length - 1 : index === shape.length - 1 ? axis : index,
    );
    return {
      inputs: [{ shape }],
      build: (b, [x]) => build(b, x!, draw.of(axis, axis - shape.length)),
      compute: ([x]) => tf.transpose(compute(tf.transpose(x!, order)), order),
    };
  };

const reduction =
  (
    build: (b: GraphBuilder, x: Value, options: reductions.ReductionOptions) => Value,
    compute: (x: tf.Tensor, axes: number[], keepDimensions: boolean) => tf.Tensor,
    kind: Kind = 'normal',
  ): GradientCase =>
  (draw) => {
    const shape = openOrNot(draw, lengths(draw, 0, 3));
    const drawn = shape.map((_, axis) => axis).filter(() => draw.of(true, false));
    const axes = drawn.length > 0 ? drawn : [0];
    const keepDimensions = draw.of(true, false);
    return {
      inputs: [{ shape, kind }],
      build: (b, [x]) => build(b, x!, { axes, keepDimensions }),
      compute: ([x]) => compute(x!, axes, keepDimensions),
    };
  };

const pair = ({ whole }: Draw, least: number, most: number): Pair => [whole(least, most), whole(least, most)];
const pads = ({ whole }: Draw, most: Pair): Pads => [
  whole(0, most[0]),
  whole(0, most[1]),
  whole(0, most[0]),
  whole(0, most[1]),
];

/** Channels of x and of the result; all in one group, some groups, or each channel by itself. */
function channels(draw: Draw): { readonly groups: number; readonly inputs: number; readonly outputs: number } {
  const groups = draw.of(1, 1, 2, 3);
  const depthwise = draw.of(true, false);
  return { groups, inputs: groups * (depthwise ? 1 : 2), outputs: groups * (depthwise ? 1 : draw.whole(1, 3)) };
}

const convolution: GradientCase = (draw) => {
  const { groups, inputs, outputs } = channels(draw);
  const kernel = pair(draw, 1, 3);
  const options = { strides: pair(draw, 1, 3), pads: pads(draw, [2, 2]), dilations: pair(draw, 1, 2), groups };
  const bias = draw.of<readonly Shape[]>([], [[outputs]]);
  return {
    inputs: [
      openOrNot(draw, [inputs, draw.whole(5, 8), draw.whole(5, 8)]),
      [outputs, inputs / groups, ...kernel],
      ...bias,
    ].map((shape) => ({ shape })),
    build: (b, [x, weight, offset]) => conv(b, x!, weight!, offset, options),
    compute: ([x, weight, offset]) => reference.conv(x!, weight!, offset, options),
  };
};

const transposedConvolution: GradientCase = (draw) => {
  const { groups, inputs, outputs } = channels(draw);
  const strides = pair(draw, 1, 3);
  const options = {
    strides,
    pads: pads(draw, [1, 1]),
    dilations: pair(draw, 1, 2),
    groups,
    outputPadding: [draw.whole(0, strides[0] - 1), draw.whole(0, strides[1] - 1)] as const,
  };
  const bias = draw.of<readonly Shape[]>([], [[outputs]]);
  return {
    inputs: [
      openOrNot(draw, [inputs, draw.whole(3, 5), draw.whole(3, 5)]),
      [inputs, outputs / groups, ...pair(draw, 1, 3)],
      ...bias,
    ].map((shape) => ({ shape })),
    build: (b, [x, weight, offset]) => convTranspose(b, x!, weight!, offset, options),
    compute: ([x, weight, offset]) => reference.convTranspose(x!, weight!, offset, options),
  };
};

const pool =
  (
    build: (b: GraphBuilder, x: Value, options: Parameters<typeof averagePool>[2]) => Value,
    compute: (x: tf.Tensor, options: Parameters<typeof averagePool>[2]) => tf.Tensor,
    kind: Kind,
  ): GradientCase =>
  (draw) => {
    const kernel = pair(draw, 1, 3);
    const options = {
      kernel,
      strides: pair(draw, 1, 3),
      pads: pads(draw, [kernel[0] - 1, kernel[1] - 1]),
      ceil: draw.of(true, false),
      countPadding: draw.of(true, false),
    };
    return {
      inputs: [{ shape: openOrNot(draw, [draw.whole(1, 2), draw.whole(3, 7), draw.whole(3, 7)]), kind }],
      build: (b, [x]) => build(b, x!, options),
      compute: ([x]) => compute(x!, options),
    };
  };

function range(draw: Draw, axis: number, length: number): AxisRange {
  const step = draw.of(1, 1, 2, 3, -1, -2);
  const start = draw.whole(0, length - 1);
  if (step < 0) return { axis, step, start, end: draw.of(-1, draw.whole(-1, start - 1)) };
  return { axis, step, start, end: draw.whole(start + 1, length) };
}

/** The elements that a range names, counted out. */
function rangeIndices({ start = 0, end = 0, step = 1 }: AxisRange): number[] {
  const indices: number[] = [];
  for (let index = start; step > 0 ? index < end : index > end; index += step) indices.push(index);
  return indices;
}

const slicing: GradientCase = (draw) => {
  const shape = openOrNot(draw, [3, draw.whole(2, 6), draw.whole(2, 6)]);
  const ranges = [1, 2, 3].filter(() => draw.of(true, false)).map((axis) => range(draw, axis, shape[axis] as number));
  return {
    inputs: [{ shape }],
    build: (b, [x]) => slice(b, x!, ranges),
    compute: ([x]) =>
      ranges.reduce((value, one) => tf.gather(value, tf.tensor1d(rangeIndices(one), 'int32'), one.axis), x!),
  };
};

const concatenating: GradientCase = (draw) => {
  const axis = draw.whole(1, 2);
  const shape = openOrNot(draw, [2, 3]);
  return {
    inputs: Array.from({ length: draw.whole(1, 3) }, () => ({ shape: shape.with(axis, draw.whole(1, 3)) })),
    build: (b, values) => concat(b, values, axis),
    compute: (values) => tf.concat([...values], axis),
  };
};

const padding: GradientCase = (draw) => {
  const [before, after, value] = [draw.whole(0, 2), draw.whole(0, 2), draw.of(0, -1.5)];
  return {
    inputs: [{ shape: openOrNot(draw, [2, 3]) }],
    build: (b, [x]) =>
      pad(
        b,
        x!,
        [
          { axis: 1, before },
          { axis: -1, before: after, after: before },
        ],
        value,
      ),
    compute: ([x]) => tf.pad(x!, [[0, 0], [before, 0], [after, before]], value), // biome-ignore format: as a table
  };
};

const resizing: GradientCase = (draw) => {
  const factors = pair(draw, 1, 3);
  return {
    inputs: [{ shape: openOrNot(draw, [2, draw.whole(1, 4), draw.whole(1, 4)]) }],
    build: (b, [x]) => enlarge(b, x!, factors),
    compute: ([x]) => {
      const repeat = (value: tf.Tensor, axis: number, times: number): tf.Tensor =>
        tf.gather(
          value,
          tf.tensor1d(
            Array.from({ length: value.shape[axis]! * times }, (_, index) => Math.floor(index / times)),
            'int32',
          ),
          axis,
        );
      return repeat(repeat(x!, 2, factors[0]), 3, factors[1]);
    },
  };
};

const matrices: GradientCase = (draw) => {
  const stack = lengths(draw, 0, 2);
  const [rows, inner, columns] = [draw.whole(1, 4), draw.whole(1, 4), draw.whole(1, 4)];
  const plain = stack.length === 0 && draw.of(true, false);
  const shapes: readonly Shape[] = plain
    ? [
        [batch, inner],
        [inner, columns],
      ]
    : [
        [...broadcasting(draw, stack), rows, inner],
        [...stack, inner, columns],
      ];
  return {
    inputs: shapes.map((shape) => ({ shape })),
    build: (b, [x, y]) => matMul(b, x!, y!),
    compute: ([x, y]) => {
      // TensorFlow.js's own broadcasting has no gradient: repeat first.
      const wanted = [...y!.shape.slice(0, -2), ...x!.shape.slice(-2)];
      return tf.matMul(tf.add(x!, tf.zeros(wanted)), y!);
    },
  };
};

const generalMatrices: GradientCase = (draw) => {
  const [rows, inner, columns] = [draw.whole(1, 4), draw.whole(1, 4), draw.whole(1, 4)];
  const [transposeA, transposeB] = [draw.of(true, false), draw.of(true, false)];
  const bias = draw.of<readonly Shape[]>([], [broadcasting(draw, [rows, columns])]);
  return {
    inputs: [transposeA ? [inner, rows] : [rows, inner], transposeB ? [columns, inner] : [inner, columns], ...bias].map(
      (shape) => ({ shape }),
    ),
    build: (b, [x, y, offset]) => gemm(b, x!, y!, { transposeA, transposeB, ...(offset && { bias: offset }) }),
    compute: ([x, y, offset]) => {
      const product = tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D, transposeA, transposeB);
      return offset === undefined ? product : tf.add(product, offset);
    },
  };
};

const local = { alpha: 0.4, k: 1.5 };

/** Sums over a window of channels as products with a band, written out. */
const acrossChannels: GradientCase = (draw) => {
  const [size, beta] = [draw.of(3, 5), draw.of(0.5, 0.75, 0.6)];
  return {
    inputs: [{ shape: openOrNot(draw, [draw.whole(2, 6), 2, 3]) }],
    build: (b, [x]) => normalizeAcrossChannels(b, x!, { ...local, size, beta }),
    compute: ([x]) => {
      const depthRadius = (size - 1) / 2;
      const last = tf.transpose(x!, [0, 2, 3, 1]) as tf.Tensor4D;
      const normal = tf.localResponseNormalization(last, depthRadius, local.k, local.alpha / size, beta);
      return tf.transpose(normal, [0, 3, 1, 2]);
    },
  };
};

const withinChannels: GradientCase = (draw) => {
  const [size, beta] = [draw.of(1, 3, 5), draw.of(0.5, 0.75, 0.6)];
  const border = (size - 1) / 2;
  return {
    inputs: [{ shape: openOrNot(draw, [2, draw.whole(3, 6), draw.whole(3, 6)]) }],
    build: (b, [x]) => normalizeWithinChannels(b, x!, { size, alpha: local.alpha, beta }),
    compute: ([x]) => {
      const mean = reference.averagePool(tf.square(x!), {
        kernel: [size, size],
        pads: [border, border, border, border],
      });
      return tf.mul(x!, tf.pow(tf.add(1, tf.mul(mean, local.alpha)), -beta));
    },
  };
};

/** Functions with corners, on few whole numbers, so that many of them are equal, or zero. */
export const cornerCases: Readonly<Record<string, GradientCase>> = {
  Relu: unary(elementwise.relu, (x) => tf.relu(x), 'coarse'),
  LeakyRelu: unary(
    (b, x) => elementwise.leakyRelu(b, x, 0.25),
    (x) => tf.leakyRelu(x, 0.25),
    'coarse',
  ),
  Max: binary(arithmetic.max, sameShapes(tf.maximum), 'coarse'),
  Min: binary(arithmetic.min, sameShapes(tf.minimum), 'coarse'),
  ReduceMax: reduction(reductions.reduceMax, (x, axes, keep) => tf.max(x, axes, keep), 'coarse'),
  MaxPool: pool(maxPool, reference.maxPool, 'coarse'),
};

/** One case an operator, and one a normalisation. */
export const gradientCases: Readonly<Record<string, GradientCase>> = {
  Add: binary(arithmetic.add, (x, y) => tf.add(x, y)),
  Sub: binary(arithmetic.sub, (x, y) => tf.sub(x, y)),
  Mul: binary(arithmetic.mul, (x, y) => tf.mul(x, y)),
  Div: binary(arithmetic.div, (x, y) => tf.div(x, y), 'positive'),
  Max: binary(arithmetic.max, sameShapes(tf.maximum), 'distinct'),
  Min: binary(arithmetic.min, sameShapes(tf.minimum), 'distinct'),
  Identity: unary(elementwise.identity, (x) => tf.clone(x)),
  Neg: unary(elementwise.neg, (x) => tf.neg(x)),
  Exp: unary(elementwise.exp, (x) => tf.exp(x)),
  Log: unary(elementwise.log, (x) => tf.log(x), 'positive'),
  Sqrt: unary(elementwise.sqrt, (x) => tf.sqrt(x), 'positive'),
  Abs: unary(elementwise.abs, (x) => tf.abs(x), 'distinct'),
  Relu: unary(elementwise.relu, (x) => tf.relu(x), 'distinct'),
  LeakyRelu: unary(
    (b, x) => elementwise.leakyRelu(b, x, 0.25),
    (x) => tf.leakyRelu(x, 0.25),
    'distinct',
  ),
  Sigmoid: unary(elementwise.sigmoid, (x) => tf.sigmoid(x)),
  Softplus: unary(elementwise.softplus, (x) => tf.softplus(x)),
  PRelu: (draw) => {
    const shape = openOrNot(draw, lengths(draw, 1, 3));
    const slope = broadcasting(draw, shape);
    return {
      inputs: [
        { shape, kind: 'distinct' },
        { shape: slope, kind: 'positive' },
      ],
      build: (b, [x, y]) => elementwise.prelu(b, x!, y!),
      compute: ([x, y]) => tf.prelu(x!, y!),
    };
  },
  Softmax: alongAxis(softmax, (x) => tf.softmax(x)),
  LogSoftmax: alongAxis(logSoftmax, (x) => tf.logSoftmax(x)),
  ReduceSum: reduction(reductions.reduceSum, (x, axes, keep) => tf.sum(x, axes, keep)),
  ReduceMean: reduction(reductions.reduceMean, (x, axes, keep) => tf.mean(x, axes, keep)),
  ReduceMax: reduction(reductions.reduceMax, (x, axes, keep) => tf.max(x, axes, keep), 'distinct'),
  MatMul: matrices,
  Gemm: generalMatrices,
  Conv: convolution,
  ConvTranspose: transposedConvolution,
  MaxPool: pool(maxPool, reference.maxPool, 'distinct'),
  AveragePool: pool(averagePool, reference.averagePool, 'normal'),
  GlobalAveragePool: (draw) => ({
    inputs: [{ shape: openOrNot(draw, [2, 3, draw.whole(1, 4)]) }],
    build: (b, [x]) => globalAveragePool(b, x!),
    compute: ([x]) => tf.mean(x!, [2, 3], true),
  }),
  Resize: resizing,
  Transpose: (draw) => {
    const order = draw.of([0, 2, 1, 3], [0, 3, 1, 2], [0, 3, 2, 1], [0, 1, 2, 3]);
    return {
      inputs: [{ shape: openOrNot(draw, [2, 3, 4]) }],
      build: (b, [x]) => transpose(b, x!, order),
      compute: ([x]) => tf.transpose(x!, order),
    };
  },
  Reshape: (draw) => {
    const shape = openOrNot(draw, [2, 6]);
    const target = draw.of<readonly number[]>([12], [3, 4], [2, 3, 2]);
    return {
      inputs: [{ shape }],
      build: (b, [x]) => reshape(b, x!, [shape[0]!, ...target]),
      compute: ([x]) => tf.reshape(x!, [samples, ...target]),
    };
  },
  Expand: (draw) => {
    const [like, open] = [[samples, 3, 4], draw.of(true, false)];
    return {
      inputs: [
        { shape: open ? [1, draw.of(1, 3), draw.of(1, 4)] : broadcasting(draw, like) },
        { shape: open ? [batch, 3, 4] : like },
      ],
      build: (b, [x, y]) => arithmetic.mul(b, open ? expandLike(b, x!, y!) : expand(b, x!, like), y!),
      compute: ([x, y]) => tf.mul(x!, y!),
    };
  },
  Slice: slicing,
  Concat: concatenating,
  Pad: padding,
  normalizeAcrossChannels: acrossChannels,
  normalizeWithinChannels: withinChannels,
};
