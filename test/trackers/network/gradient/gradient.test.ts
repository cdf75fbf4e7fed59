import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Random } from '../../../../datasets/random.ts';
import { onnxruntimeEngine } from '../../../../trackers/network/engines/onnxruntime.ts';
import { gradient } from '../../../../trackers/network/gradient/gradient.ts';
import { batch, type Dimension, type Shape } from '../../../../trackers/network/graph.ts';
import { graphBuilder } from '../../../../trackers/network/graphBuilder.ts';
import { normalizeAcrossChannels } from '../../../../trackers/network/normalization/acrossChannels.ts';
import { normalizeWithinChannels } from '../../../../trackers/network/normalization/withinChannels.ts';
import * as arithmetic from '../../../../trackers/network/operators/arithmetic.ts';
import { add, equal, greater, mul } from '../../../../trackers/network/operators/arithmetic.ts';
import * as convolution from '../../../../trackers/network/operators/convolution.ts';
import { conv } from '../../../../trackers/network/operators/convolution.ts';
import * as elementwise from '../../../../trackers/network/operators/elementwise.ts';
import { relu, sign } from '../../../../trackers/network/operators/elementwise.ts';
import * as layout from '../../../../trackers/network/operators/layout.ts';
import * as matrixProduct from '../../../../trackers/network/operators/matrixProduct.ts';
import * as pieces from '../../../../trackers/network/operators/pieces.ts';
import { concat } from '../../../../trackers/network/operators/pieces.ts';
import * as pooling from '../../../../trackers/network/operators/pooling.ts';
import { maxPool } from '../../../../trackers/network/operators/pooling.ts';
import * as reductions from '../../../../trackers/network/operators/reductions.ts';
import { reduceSum } from '../../../../trackers/network/operators/reductions.ts';
import * as resize from '../../../../trackers/network/operators/resize.ts';
import * as softmax from '../../../../trackers/network/operators/softmax.ts';
import type { Tensor } from '../../../../trackers/network/tensor.ts';
import { expectClose, numbers, randomTensor, runGraph, seeded } from '../tensors.ts';
import { cornerCases, type Drawn, drawFrom, type GradientCase, gradientCases, samples } from './gradientCases.ts';
import * as reference from './tensorflow.ts';
import { fromTensorflow, tf, toTensorflow } from './tensorflow.ts';

const engine = await onnxruntimeEngine({ device: 'cpu' });

const gradientName = (index: number): string => `d${index}`;
const numbered = (shape: Shape): number[] => shape.map((length) => (length === batch ? samples : length));
const inputName = (index: number): string => `x${index}`;

/** The function's value y, the loss sum(direction * y), and the loss's gradient by each input. */
function differentiate({ inputs, build }: Drawn) {
  const b = graphBuilder();
  const values = inputs.map(({ shape }, index) => b.input(inputName(index), shape));
  const y = build(b, values);
  const direction = b.input('direction', y.shape);
  const gradients = gradient(b, reduceSum(b, mul(b, y, direction)), values);
  const named = Object.fromEntries(gradients.map((value, index) => [gradientName(index), value]));
  return {
    graph: b.build({ y, ...named }),
    outputShape: numbered(y.shape),
  };
}

/** The same by TensorFlow.js. */
function differentiateByTensorflow({ compute }: Drawn, inputs: readonly Tensor[], direction: Tensor) {
  const engine = tf.engine();
  engine.startScope();
  try {
    const tensors = inputs.map(toTensorflow);
    const loss = (...xs: tf.Tensor[]): tf.Scalar => tf.sum(tf.mul(compute(xs), toTensorflow(direction)));
    return { y: fromTensorflow(compute(tensors)), gradients: tf.grads(loss)(tensors).map(fromTensorflow) };
  } finally {
    engine.endScope();
  }
}

const feeds = (inputs: readonly Tensor[], direction: Tensor): Record<string, Tensor> => ({
  ...Object.fromEntries(inputs.map((value, index) => [inputName(index), value])),
  direction,
});

/** In double precision, from an output in single precision. */
const dot = (x: Tensor, y: Tensor): number => x.data.reduce((sum, number, index) => sum + number * y.data[index]!, 0);

const moved = (x: Tensor, step: number, along: Tensor): Tensor => ({
  shape: x.shape,
  data: x.data.map((number, index) => number + step * along.data[index]!),
});

/** Runs both on random numbers and checks that they agree; gives what central differences need. */
async function expectAgreement(drawn: Drawn, random: Random) {
  const { graph, outputShape } = differentiate(drawn);
  const given = drawn.inputs.map(({ shape, kind }) => randomTensor(random, numbered(shape), kind));
  const direction = randomTensor(random, outputShape);
  const session = await engine.compile(graph);
  const found = await session.run(feeds(given, direction));
  const wanted = differentiateByTensorflow(drawn, given, direction);
  expectClose(found.y, wanted.y);
  wanted.gradients.forEach((one, index) => expectClose(found[gradientName(index)], one, 2e-5));
  return { session, given, direction, gradients: given.map((_, index) => found[gradientName(index)]!) };
}

describe('gradient(graph, loss, parameters)', () => {
  it.each(Object.entries(gradientCases))(
    'of %s agrees with TensorFlow.js and with central differences, as its value does with TensorFlow.js',
    async (_, drawCase: GradientCase) => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), fc.nat(), async (g, seed) => {
          const random = seeded(seed);
          const { session, given, direction, gradients } = await expectAgreement(drawCase(drawFrom(g)), random);

          const along = given.map(({ shape }) => randomTensor(random, shape));
          const step = 4e-3;
          const lossAt = async (by: number): Promise<number> => {
            const inputs = given.map((x, index) => moved(x, by, along[index]!));
            return dot((await session.run(feeds(inputs, direction))).y!, direction);
          };
          const difference = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
          const parts = gradients.flatMap((one, index) =>
            [...one.data].map((slope, i) => slope * along[index]!.data[i]!),
          );
          const slope = parts.reduce((sum, part) => sum + part, 0);
          const scale = parts.reduce((sum, part) => sum + Math.abs(part), 0.01);
          expect(Math.abs(difference - slope)).toBeLessThan(5e-3 * scale);
          await session.dispose();
        }),
        { numRuns: 15 },
      );
    },
  );

  it.each(Object.entries(cornerCases))(
    'of %s chooses at corners and among equal numbers as TensorFlow.js does',
    async (_, drawCase: GradientCase) => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), fc.nat(), async (g, seed) => {
          const { session } = await expectAgreement(drawCase(drawFrom(g)), seeded(seed));
          await session.dispose();
        }),
        { numRuns: 15 },
      );
    },
  );

  it('has a case for every operator that can be built, but those without slope', () => {
    const built = [
      arithmetic,
      elementwise,
      convolution,
      layout,
      matrixProduct,
      pieces,
      pooling,
      reductions,
      resize,
      softmax,
    ];
    const names = built.flatMap((family) => Object.keys(family)).map((name) => name.toLowerCase());
    const tested = Object.keys(gradientCases).map((name) => name.toLowerCase());
    const others = ['greater', 'equal', 'sign'];
    const sameAs: Readonly<Record<string, string>> = { enlarge: 'resize', expandlike: 'expand' };
    expect(names.filter((name) => !others.includes(name) && !tested.includes(sameAs[name] ?? name))).toEqual([]);
  });

  it('passes nothing through masks and signs', async () => {
    const b = graphBuilder();
    const x = b.input('x', [3]);
    const masks = add(b, sign(b, x), add(b, greater(b, x, 0), equal(b, x, 1)));
    const [slope] = gradient(b, reduceSum(b, add(b, masks, mul(b, x, 2)), { keepDimensions: false }), [x]);
    const { d } = await runGraph(b.build({ d: slope! }), { x: numbers([3], [-1, 0, 1]) });
    expect([...d!.data]).toEqual([2, 2, 2]);
  });

  it('adds up over all the ways from a parameter to the loss', async () => {
    const b = graphBuilder();
    const x = b.input('x', []);
    // x^2 + 3 x^3 has the slope 2 x + 9 x^2.
    const square = mul(b, x, x);
    const [slope] = gradient(b, add(b, square, mul(b, mul(b, square, x), 3)), [x]);
    const { d } = await runGraph(b.build({ d: slope! }), { x: numbers([], [2]) });
    expect(d!.data[0]).toBe(40);
  });

  it('is also by values in the middle of the graph, and by the loss itself', async () => {
    const b = graphBuilder();
    const x = b.input('x', [2]);
    const middle = mul(b, x, 3);
    const loss = reduceSum(b, mul(b, middle, middle), { keepDimensions: false });
    const [byMiddle, byLoss] = gradient(b, loss, [middle, loss]);
    const { m, l } = await runGraph(b.build({ m: byMiddle!, l: byLoss! }), { x: numbers([2], [1, -2]) });
    expect([...m!.data, ...l!.data]).toEqual([6, -12, 1]);
  });

  it('refuses a loss that is not one number, and a parameter that the loss does not depend on', () => {
    const b = graphBuilder();
    const [x, other] = [b.input('x', [2]), b.input('other', [2])];
    expect(() => gradient(b, x, [x])).toThrow('invalid loss: 2; it must be one number');
    expect(() => gradient(b, reduceSum(b, x), [other])).toThrow('the loss does not depend on other');
  });
});

describe('the gradient of a convolution by its weight', () => {
  const shape = [5, 2, 6, 6];
  const build = (samplesOrBatch: Dimension, workspaceBytes?: number) => {
    const b = graphBuilder();
    const x = b.input('x', [samplesOrBatch, ...shape.slice(1)]);
    const weight = b.input('weight', [3, 2, 3, 3]);
    const y = conv(b, x, weight, undefined, { pads: [1, 1, 1, 1] });
    const [slope] = gradient(b, reduceSum(b, mul(b, y, y)), [weight], { ...(workspaceBytes && { workspaceBytes }) });
    return b.build({ slope: slope! });
  };

  it('is the same in chunks of samples, as a memory bound asks for, and with an open batch', async () => {
    const random = seeded(1);
    const given = { x: randomTensor(random, shape), weight: randomTensor(random, [3, 2, 3, 3]) };
    const whole = await runGraph(build(5), given);
    const graphs = [build(5, 1), build(5, 10_000), build(batch)];
    for (const graph of graphs) expectClose((await runGraph(graph, given)).slope, whole.slope!);
    // A sample's copies: 2 x (6 x 6 + 8 x 8 + 9 x 6 x 6) + 3 x 6 x 6 numbers are 3.8 kB, two fit into 10 kB.
    const products = graphs.map(({ nodes }) => nodes.filter(({ operator }) => /Gemm|MatMul/.test(operator)).length);
    expect(products).toEqual([5, 3, 1]);
  });
});

describe('the gradient of a whole network', () => {
  it('agrees with TensorFlow.js for every weight of convolutions, normalisations, pooling and branches', async () => {
    const shapes = [[2, 3, 13, 13], [8, 3, 3, 3], [8], [4, 8, 1, 1], [4, 4, 3, 3], [4, 4, 1, 1]];
    const drawn: Drawn = {
      inputs: shapes.map((shape) => ({ shape })),
      build(b, [x, w1, b1, squeeze, large, small]) {
        const first = relu(b, conv(b, x!, w1!, b1, { strides: [2, 2] }));
        const normal = normalizeWithinChannels(b, first, { size: 3, alpha: 0.1, beta: 0.75 });
        const pooled = maxPool(b, normal, { kernel: [3, 3], strides: [2, 2], ceil: true });
        const squeezed = relu(b, conv(b, pooled, squeeze!));
        const branches = [conv(b, squeezed, large!, undefined, { pads: [1, 1, 1, 1] }), conv(b, squeezed, small!)];
        return normalizeAcrossChannels(b, relu(b, concat(b, branches, 1)), { size: 5, alpha: 0.1, beta: 0.75 });
      },
      compute([x, w1, b1, squeeze, large, small]) {
        const first = tf.relu(reference.conv(x!, w1!, b1, { strides: [2, 2] }));
        const mean = reference.averagePool(tf.square(first), { kernel: [3, 3], pads: [1, 1, 1, 1] });
        const normal = tf.div(first, tf.pow(tf.add(tf.mul(mean, 0.1), 1), 0.75));
        const pooled = reference.maxPool(normal, { kernel: [3, 3], strides: [2, 2], ceil: true });
        const squeezed = tf.relu(reference.conv(pooled, squeeze!, undefined, {}));
        const branches = [
          reference.conv(squeezed, large!, undefined, { pads: [1, 1, 1, 1] }),
          reference.conv(squeezed, small!, undefined, {}),
        ];
        const last = tf.transpose(tf.relu(tf.concat(branches, 1)), [0, 2, 3, 1]) as tf.Tensor4D;
        return tf.transpose(tf.localResponseNormalization(last, 2, 1, 0.1 / 5, 0.75), [0, 3, 1, 2]);
      },
    };
    const { session } = await expectAgreement(drawn, seeded(2));
    await session.dispose();
  });
});
