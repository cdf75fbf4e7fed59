import fc from 'fast-check';
import { randomFrom } from '../../../../datasets/random.ts';
import { batch, type Dimension, type Shape, type Value } from '../../../../trackers/network/graph.ts';
import type { GraphBuilder } from '../../../../trackers/network/graphBuilder.ts';
import * as arithmetic from '../../../../trackers/network/operators/arithmetic.ts';
import * as convolution from '../../../../trackers/network/operators/convolution.ts';
import * as elementwise from '../../../../trackers/network/operators/elementwise.ts';
import * as layout from '../../../../trackers/network/operators/layout.ts';
import * as matrixProduct from '../../../../trackers/network/operators/matrixProduct.ts';
import * as pieces from '../../../../trackers/network/operators/pieces.ts';
import * as pooling from '../../../../trackers/network/operators/pooling.ts';
import * as reductions from '../../../../trackers/network/operators/reductions.ts';
import * as resize from '../../../../trackers/network/operators/resize.ts';
import * as softmax from '../../../../trackers/network/operators/softmax.ts';
import type { Pads, Pair } from '../../../../trackers/network/operators/window.ts';
import { sizeOf, type Tensor, tensor } from '../../../../trackers/network/tensor.ts';

/** Everything that can be built: a new operator without a case here fails a test. */
export const operatorNames: readonly string[] = [
  arithmetic,
  convolution,
  elementwise,
  layout,
  matrixProduct,
  pieces,
  pooling,
  reductions,
  resize,
  softmax,
].flatMap((family) => Object.keys(family));

/** Draws the shapes and options of one case. */
export interface Draw {
  whole(least: number, most: number): number;
  of<T>(...choices: readonly T[]): T;
  /** Each of the lengths as it is or 1, so that the shape broadcasts. */
  broadcast(shape: Shape): Shape;
  shape(leastRank: number, mostRank: number): Shape;
}

export function drawFrom(g: fc.GeneratorValue): Draw {
  const whole = (min: number, max: number): number => g(fc.integer, { min, max });
  const of = <T>(...choices: readonly T[]): T => choices[whole(0, choices.length - 1)]!;
  return {
    whole,
    of,
    broadcast: (shape) => shape.slice(whole(0, shape.length)).map((length) => of(length, 1)),
    shape(leastRank, mostRank) {
      const rank = whole(leastRank, mostRank);
      return Array.from({ length: rank }, (_, axis) => (axis === 0 && of(true, false) ? batch : whole(1, 4)));
    },
  };
}

/** Inputs `x0`, `x1`, ... of the shapes that are asked for. */
export type Input = (shape: Shape) => Value;
export type Case = (b: GraphBuilder, input: Input, draw: Draw) => Value;

const unary =
  (operator: (b: GraphBuilder, x: Value) => Value): Case =>
  (b, input, draw) =>
    operator(b, input(draw.shape(0, 5)));

const positive =
  (operator: (b: GraphBuilder, x: Value) => Value): Case =>
  (b, input, draw) =>
    operator(b, arithmetic.add(b, elementwise.abs(b, input(draw.shape(0, 4))), 0.25));

const binary =
  (operator: (b: GraphBuilder, x: arithmetic.Operand, y: arithmetic.Operand) => Value): Case =>
  (b, input, draw) => {
    const shape = draw.shape(0, 5);
    const [x, y] = [mapped(b, input, draw, shape), input(draw.broadcast(shape))];
    return draw.of(true, false) ? operator(b, x, y) : operator(b, y, x);
  };

/** A value of the shape that, if it is one of maps, may come out of a convolution: its channels lie last inside. */
function mapped(b: GraphBuilder, input: Input, draw: Draw, shape: Shape): Value {
  const x = input(shape);
  const [, channels] = shape;
  if (shape.length !== 4 || draw.of(true, false)) return x;
  return convolution.conv(b, x, input([channels!, channels!, 1, 1]));
}

const maps = (draw: Draw, leastSide = 1): Shape => [
  draw.of<Dimension>(batch, 2),
  draw.whole(1, 4),
  draw.whole(leastSide, 9),
  draw.whole(leastSide, 9),
];

const pair = (draw: Draw, least: number, most: number): Pair => [draw.whole(least, most), draw.whole(least, most)];
const padsBelow = (draw: Draw, kernel: Pair): Pads => [
  draw.whole(0, kernel[0] - 1),
  draw.whole(0, kernel[1] - 1),
  draw.whole(0, kernel[0] - 1),
  draw.whole(0, kernel[1] - 1),
];

function channelGroups(draw: Draw): { readonly groups: number; readonly inputs: number; readonly outputs: number } {
  const groups = draw.whole(1, 3);
  const [inputs, outputs] = [draw.whole(1, 2), draw.whole(1, 2)];
  return { groups, inputs: groups * inputs, outputs: groups * outputs };
}

const pool =
  (operator: (b: GraphBuilder, x: Value, options: pooling.AveragePoolOptions) => Value): Case =>
  (b, input, draw) => {
    const kernel = pair(draw, 1, 3);
    const x = mapped(b, input, draw, maps(draw, 3));
    return operator(b, x, {
      kernel,
      strides: pair(draw, 1, 3),
      pads: padsBelow(draw, kernel),
      ceil: draw.of(true, false),
      countPadding: draw.of(true, false),
    });
  };

const reduction =
  (operator: (b: GraphBuilder, x: Value, options: reductions.ReductionOptions) => Value): Case =>
  (b, input, draw) => {
    const x = mapped(b, input, draw, draw.shape(1, 4));
    const axes = x.shape.map((_, axis) => axis).filter(() => draw.of(true, false));
    return operator(b, x, { axes: axes.length > 0 ? axes : [0], keepDimensions: draw.of(true, false) });
  };

const alongAxis =
  (operator: (b: GraphBuilder, x: Value, axis: number) => Value): Case =>
  (b, input, draw) => {
    const x = mapped(b, input, draw, draw.shape(1, 4));
    return operator(b, x, draw.whole(-x.shape.length, x.shape.length - 1));
  };

/** For each operator a graph of it with random shapes and options. */
export const operatorCases: Readonly<Record<string, Case>> = {
  add: binary(arithmetic.add),
  sub: binary(arithmetic.sub),
  mul: binary(arithmetic.mul),
  div: (b, input, draw) => {
    const shape = draw.shape(0, 4);
    const divisor = arithmetic.add(b, elementwise.abs(b, input(draw.broadcast(shape))), 0.25);
    return arithmetic.div(b, mapped(b, input, draw, shape), divisor);
  },
  max: binary(arithmetic.max),
  min: binary(arithmetic.min),
  greater: binary(arithmetic.greater),
  // Random numbers are never equal, their signs are.
  equal: binary((b, x, y) => arithmetic.equal(b, elementwise.sign(b, x as Value), elementwise.sign(b, y as Value))),
  identity: unary(elementwise.identity),
  neg: unary(elementwise.neg),
  exp: unary(elementwise.exp),
  log: positive(elementwise.log),
  sqrt: positive(elementwise.sqrt),
  abs: unary(elementwise.abs),
  sign: unary(elementwise.sign),
  relu: unary(elementwise.relu),
  leakyRelu: (b, input, draw) => elementwise.leakyRelu(b, input(draw.shape(0, 4)), draw.of(0.1, 0.25)),
  sigmoid: unary(elementwise.sigmoid),
  softplus: unary(elementwise.softplus),
  prelu: (b, input, draw) => {
    const shape = draw.shape(1, 4);
    return elementwise.prelu(b, mapped(b, input, draw, shape), input(draw.broadcast(shape)));
  },
  conv: (b, input, draw) => {
    const { groups, inputs, outputs } = channelGroups(draw);
    const kernel = pair(draw, 1, 3);
    const x = mapped(b, input, draw, [draw.of<Dimension>(batch, 2), inputs, draw.whole(7, 9), draw.whole(7, 9)]);
    const weight = input([outputs, inputs / groups, ...kernel]);
    const bias = draw.of(true, false) ? input([outputs]) : undefined;
    return convolution.conv(b, x, weight, bias, {
      strides: pair(draw, 1, 3),
      pads: [draw.whole(0, 2), draw.whole(0, 2), draw.whole(0, 2), draw.whole(0, 2)],
      dilations: pair(draw, 1, 3),
      groups,
    });
  },
  convTranspose: (b, input, draw) => {
    const { groups, inputs, outputs } = channelGroups(draw);
    const x = mapped(b, input, draw, [draw.of<Dimension>(batch, 2), inputs, draw.whole(3, 5), draw.whole(3, 5)]);
    const weight = input([inputs, outputs / groups, ...pair(draw, 1, 3)]);
    const bias = draw.of(true, false) ? input([outputs]) : undefined;
    const strides = pair(draw, 1, 3);
    return convolution.convTranspose(b, x, weight, bias, {
      strides,
      pads: [draw.whole(0, 1), draw.whole(0, 1), draw.whole(0, 1), draw.whole(0, 1)],
      dilations: pair(draw, 1, 2),
      groups,
      // onnxruntime refuses an output padding that is not less than the stride.
      outputPadding: [draw.whole(0, strides[0] - 1), draw.whole(0, strides[1] - 1)],
    });
  },
  transpose: (b, input, draw) => {
    const x = mapped(b, input, draw, [2, 3, 4, 5].slice(draw.whole(0, 3)));
    const order = x.shape
      .map((_, axis) => ({ axis, key: draw.whole(0, 99) }))
      .sort((p, q) => p.key - q.key)
      .map(({ axis }) => axis);
    // A product in between keeps the order that the transpose only wrote down.
    return layout.transpose(b, elementwise.neg(b, layout.transpose(b, x, order)), order);
  },
  reshape: (b, input, draw) => {
    const rows = draw.whole(1, 3);
    const x = mapped(b, input, draw, [batch, 2 * rows, 3, 2]);
    return layout.reshape(b, x, draw.of<Shape>([batch, rows, 12], [batch, 12 * rows], [batch, 2, 2, rows, 3]));
  },
  expand: (b, input, draw) => {
    const shape = [2, 3, 4].slice(draw.whole(0, 2));
    return layout.expand(b, input(draw.broadcast(shape)), shape);
  },
  expandLike: (b, input, draw) => {
    const shape: Shape = [batch, 3, 4, 2];
    const like = mapped(b, input, draw, shape);
    // The other's batch alone must be known from it.
    const small = input([1, ...shape.slice(1).map((length) => draw.of(length, 1))]);
    return arithmetic.add(b, layout.expandLike(b, small, like), like);
  },
  matMul: (b, input, draw) => {
    const stack = [2, 3].slice(draw.whole(0, 2));
    const [rows, inner, columns] = [draw.whole(1, 4), draw.whole(1, 4), draw.whole(1, 4)];
    const swap = (x: Value): Value => {
      const axes = x.shape.map((_, axis) => axis);
      return layout.transpose(b, x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
    };
    const x = input([...draw.broadcast(stack), rows, inner]);
    const y = draw.of(true, false)
      ? input([...draw.broadcast(stack), inner, columns])
      : swap(input([...draw.broadcast(stack), columns, inner]));
    return matrixProduct.matMul(b, x, y);
  },
  gemm: (b, input, draw) => {
    const [rows, inner, columns] = [draw.whole(1, 4), draw.whole(1, 4), draw.whole(1, 4)];
    const [transposeA, transposeB] = [draw.of(true, false), draw.of(true, false)];
    const bias = draw.of(true, false) ? input(draw.broadcast([rows, columns])) : undefined;
    return matrixProduct.gemm(
      b,
      input(transposeA ? [inner, rows] : [rows, inner]),
      input(transposeB ? [columns, inner] : [inner, columns]),
      { transposeA, transposeB, ...(bias && { bias }) },
    );
  },
  slice: (b, input, draw) => {
    const x = mapped(b, input, draw, [batch, draw.whole(2, 4), draw.whole(2, 6), draw.whole(2, 6)]);
    return pieces.slice(
      b,
      x,
      [1, 2, 3]
        .filter(() => draw.of(true, false))
        .map((axis) => {
          const length = x.shape[axis] as number;
          const step = draw.of(1, 1, 2, 3, -1, -2);
          if (draw.of(true, false)) return { axis, step };
          const start = draw.whole(0, length - 1);
          return step > 0
            ? { axis, start, end: draw.whole(start + 1, length), step }
            : { axis, start, end: draw.whole(-1, start - 1), step };
        }),
    );
  },
  concat: (b, input, draw) => {
    const shape = [draw.whole(1, 3), draw.whole(1, 3), draw.whole(1, 3), draw.whole(1, 3)];
    const axis = draw.whole(0, 3);
    const values = Array.from({ length: draw.whole(1, 3) }, () =>
      mapped(b, input, draw, shape.with(axis, draw.whole(1, 3))),
    );
    return pieces.concat(b, values, axis);
  },
  pad: (b, input, draw) => {
    const x = mapped(b, input, draw, draw.shape(1, 4));
    const paddings = x.shape.flatMap((length, axis) =>
      length === batch ? [] : [{ axis, before: draw.whole(0, 2), after: draw.whole(0, 2) }],
    );
    return pieces.pad(b, x, paddings, draw.of(0, -1.5));
  },
  maxPool: pool(pooling.maxPool),
  averagePool: pool(pooling.averagePool),
  globalAveragePool: (b, input, draw) => pooling.globalAveragePool(b, mapped(b, input, draw, maps(draw))),
  reduceSum: reduction(reductions.reduceSum),
  reduceMean: reduction(reductions.reduceMean),
  reduceMax: reduction(reductions.reduceMax),
  enlarge: (b, input, draw) => resize.enlarge(b, mapped(b, input, draw, maps(draw)), pair(draw, 1, 3)),
  softmax: alongAxis(softmax.softmax),
  logSoftmax: alongAxis(softmax.logSoftmax),
};

/** Standard normal numbers for each input of a graph, with so many samples. */
export function randomInputs(inputs: readonly Value[], samples: number, seed: number): Record<string, Tensor> {
  const random = randomFrom('engines', seed);
  return Object.fromEntries(
    inputs.map(({ name, shape }) => {
      const known = shape.map((length) => (length === batch ? samples : length));
      return [
        name,
        tensor(
          known,
          Float32Array.from({ length: sizeOf(known) }, () => random.gaussian()),
        ),
      ];
    }),
  );
}
