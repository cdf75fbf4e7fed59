import { describe, expect, it } from 'vitest';
import { onnxruntimeEngine } from '../../../../trackers/network/engines/onnxruntime.ts';
import { batch, type Dimension, type Value } from '../../../../trackers/network/graph.ts';
import { type GraphBuilder, graphBuilder } from '../../../../trackers/network/graphBuilder.ts';
import type { AnchorLossInputs } from '../../../../trackers/network/losses/anchorLoss.ts';
import { hingeLoss } from '../../../../trackers/network/losses/hingeLoss.ts';
import { infoGainLoss } from '../../../../trackers/network/losses/infoGainLoss.ts';
import {
  type Parameter,
  sgdStep,
  updatedName,
  updatedParameters,
  velocityName,
} from '../../../../trackers/network/losses/sgd.ts';
import { sigmoidLoss } from '../../../../trackers/network/losses/sigmoidLoss.ts';
import { softmaxLoss } from '../../../../trackers/network/losses/softmaxLoss.ts';
import { mul } from '../../../../trackers/network/operators/arithmetic.ts';
import { conv } from '../../../../trackers/network/operators/convolution.ts';
import { relu } from '../../../../trackers/network/operators/elementwise.ts';
import { type Tensor, tensor } from '../../../../trackers/network/tensor.ts';
import { conv as referenceConv, fromTensorflow, tf, toTensorflow } from '../gradient/tensorflow.ts';
import { expectClose, numbers, randomTensor, runGraph, seeded } from '../tensors.ts';

const engine = await onnxruntimeEngine({ device: 'cpu' });

describe('sgdStep(graph, loss, parameters)', () => {
  it("follows Caffe's rule, with multipliers for the learning rate and the decay", async () => {
    const b = graphBuilder();
    const w = b.input('w', []);
    const rate = b.input('rate', []);
    // The loss 3 w has the slope 3.
    const loss = mul(b, w, 3);
    const parameters: readonly Parameter[] = [{ value: w, learningRateMultiplier: 2, decayMultiplier: 10 }];
    const outputs = sgdStep(b, loss, parameters, { learningRate: rate, momentum: 0.5, weightDecay: 0.01 });
    const graph = b.build({ loss, ...outputs });
    const run = async (given: Readonly<Record<string, Tensor>>) =>
      runGraph(graph, { ...given, rate: numbers([], [0.1]) });

    // v' = 0.5 v + 2 x 0.1 x (3 + 10 x 0.01 w); w' = w - v'
    const first = await run({ w: numbers([], [4]), [velocityName('w')]: numbers([], [0]) });
    expect(first.loss!.data[0]).toBe(12);
    expect(first[updatedName(velocityName('w'))]!.data[0]).toBeCloseTo(0.68, 6);
    expect(first[updatedName('w')]!.data[0]).toBeCloseTo(3.32, 6);
    const second = await run(updatedParameters(['w'], first));
    expect(second[updatedName(velocityName('w'))]!.data[0]).toBeCloseTo(0.34 + 0.2 * 3.332, 5);
    expect(second[updatedName('w')]!.data[0]).toBeCloseTo(3.32 - 1.0064, 5);
  });

  it('decays by 0.0005 with a momentum of 0.9 unless told otherwise', async () => {
    const b = graphBuilder();
    const w = b.input('w', []);
    const graph = b.build(sgdStep(b, mul(b, w, 0), [{ value: w }], { learningRate: 1 }));
    const outputs = await runGraph(graph, { w: numbers([], [1]), [velocityName('w')]: numbers([], [1]) });
    expect(outputs[updatedName(velocityName('w'))]!.data[0]).toBeCloseTo(0.9005, 6);
  });

  it('misses an output that is not there', () => {
    expect(() => updatedParameters(['w'], {})).toThrow('missing output of a training step: w.updated');
  });
});

const h2 = [
  [0.8, 0.2],
  [0.2, 0.8],
] as const;
const settings = { learningRate: 0.05, momentum: 0.9, weightDecay: 0.0005 };
const [samples, channels, hidden, side] = [6, 4, 8, 5];
const steps = 20;

/** Cross-entropies and hinge in TensorFlow.js's own functions, one number an anchor. */
const references: Readonly<Record<string, (z: tf.Tensor, y: tf.Tensor) => tf.Tensor>> = {
  softmax: (z, y) => {
    const [zero, one] = tf.split(logSoftmaxOverChannels(z), 2, 1);
    return tf.neg(tf.add(tf.mul(tf.sub(1, y), zero!), tf.mul(y, one!)));
  },
  'info-gain': (z, y) => {
    const [zero, one] = tf.split(logSoftmaxOverChannels(z), 2, 1);
    const background = tf.add(tf.mul(0.8, zero!), tf.mul(0.2, one!));
    const target = tf.add(tf.mul(0.2, zero!), tf.mul(0.8, one!));
    return tf.neg(tf.add(tf.mul(tf.sub(1, y), background), tf.mul(y, target)));
  },
  sigmoid: (z, y) => tf.sub(tf.softplus(z), tf.mul(y, z)),
  hinge: (z, y) => tf.relu(tf.sub(1, tf.mul(tf.sub(tf.mul(2, y), 1), z))),
};
const logSoftmaxOverChannels = (z: tf.Tensor): tf.Tensor =>
  tf.transpose(tf.logSoftmax(tf.transpose(z, [0, 2, 3, 1])), [0, 3, 1, 2]);

const losses: Readonly<
  Record<string, { readonly scores: number; readonly build: (b: GraphBuilder, inputs: AnchorLossInputs) => Value }>
> = {
  softmax: { scores: 2, build: softmaxLoss },
  'info-gain': { scores: 2, build: (b, inputs) => infoGainLoss(b, inputs, h2) },
  sigmoid: { scores: 1, build: sigmoidLoss },
  hinge: { scores: 1, build: hingeLoss },
};

const parameterShapes = (scores: number): Readonly<Record<string, readonly number[]>> => ({
  w1: [hidden, channels, 3, 3],
  b1: [hidden],
  w2: [scores, hidden, 1, 1],
  b2: [scores],
});

/** A head like the paper's, with its loss over the anchors that count and the step. */
function trainingGraph(name: string, count: Dimension) {
  const { scores, build } = losses[name]!;
  const b = graphBuilder();
  const x = b.input('x', [count, channels, side, side]);
  const y = b.input('y', [count, 1, side, side]);
  const weights = b.input('weights', [count, 1, side, side]);
  const [w1, b1, w2, b2] = Object.entries(parameterShapes(scores)).map(([key, shape]) => b.input(key, shape));
  const logits = conv(b, relu(b, conv(b, x, w1!, b1, { pads: [1, 1, 1, 1] })), w2!, b2);
  const loss = build(b, { logits, labels: y, weights });
  return b.build({
    loss,
    ...sgdStep(
      b,
      loss,
      [w1!, b1!, w2!, b2!].map((value) => ({ value })),
      settings,
    ),
  });
}

function trainByTensorflow(
  name: string,
  data: Readonly<Record<string, Tensor>>,
  start: Readonly<Record<string, Tensor>>,
) {
  const [x, y, weights] = ['x', 'y', 'weights'].map((key) => toTensorflow(data[key]!));
  const names = Object.keys(start);
  let parameters = names.map((key) => toTensorflow(start[key]!));
  let velocities = parameters.map((parameter) => tf.zerosLike(parameter));
  const lossOf = (w1: tf.Tensor, b1: tf.Tensor, w2: tf.Tensor, b2: tf.Tensor): tf.Scalar => {
    const map = tf.relu(referenceConv(x!, w1, b1, { pads: [1, 1, 1, 1] }));
    const anchors = references[name]!(referenceConv(map, w2, b2, {}), y!);
    return tf.div(tf.sum(tf.mul(anchors, weights!)), tf.sum(weights!));
  };
  const history: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { value, grads } = tf.valueAndGrads(lossOf)(parameters);
    history.push(value.dataSync()[0]!);
    velocities = velocities.map((velocity, index) => {
      const slope = tf.add(grads[index]!, tf.mul(parameters[index]!, settings.weightDecay));
      return tf.add(tf.mul(velocity, settings.momentum), tf.mul(slope, settings.learningRate));
    });
    parameters = parameters.map((parameter, index) => tf.sub(parameter, velocities[index]!));
  }
  return {
    history,
    parameters: Object.fromEntries(names.map((key, index) => [key, fromTensorflow(parameters[index]!)])),
  };
}

describe('a training run of 20 steps', () => {
  it.each(Object.keys(losses))('of the %s loss falls, and is TensorFlow.js step by step', async (name) => {
    const random = seeded(7);
    const { scores } = losses[name]!;
    const shapes = parameterShapes(scores);
    const x = randomTensor(random, [samples, channels, side, side]);
    // The label of an anchor is a property of its features, so that there is something to learn.
    const y = tensor(
      [samples, 1, side, side],
      Float32Array.from({ length: samples * side * side }, (_, index) => {
        const [sample, cell] = [Math.floor(index / (side * side)), index % (side * side)];
        return x.data[sample * channels * side * side + cell]! > 0.3 ? 1 : 0;
      }),
    );
    const weights = tensor(
      y.shape,
      y.data.map(() => (random.uniform() < 0.3 ? 0 : 1)),
    );
    const start = Object.fromEntries(
      Object.entries(shapes).map(([key, shape]) => {
        const { data } = randomTensor(random, shape);
        return [
          key,
          tensor(
            shape,
            data.map((number) => (key.startsWith('b') ? 0 : 0.3 * number)),
          ),
        ];
      }),
    );
    const wanted = trainByTensorflow(name, { x, y, weights }, start);

    for (const count of [samples, batch] as const) {
      const session = await engine.compile(trainingGraph(name, count));
      const zeros = Object.entries(shapes).map(([key, shape]) => [
        velocityName(key),
        tensor(shape, new Float32Array(start[key]!.data.length)),
      ]);
      let parameters: Readonly<Record<string, Tensor>> = {
        ...start,
        ...(Object.fromEntries(zeros) as Record<string, Tensor>),
      };
      const history: number[] = [];
      for (let step = 0; step < steps; step++) {
        const outputs = await session.run({ x, y, weights, ...parameters });
        history.push(outputs.loss!.data[0]!);
        parameters = updatedParameters(Object.keys(start), outputs);
      }
      await session.dispose();
      history.forEach((loss, step) => expect(Math.abs(loss / wanted.history[step]! - 1)).toBeLessThan(1e-4));
      for (const key of Object.keys(start)) expectClose(parameters[key], wanted.parameters[key]!, 1e-4);
      expect(history.at(-1)!).toBeLessThan(0.8 * history[0]!);
    }
  });
});
