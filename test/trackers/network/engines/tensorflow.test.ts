import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../datasets/inputError.ts';
import { onnxruntimeEngine } from '../../../../trackers/network/engines/onnxruntime.ts';
import { tensorflowEngine } from '../../../../trackers/network/engines/tensorflow.ts';
import { batch, type Graph, type Shape, type Value } from '../../../../trackers/network/graph.ts';
import { graphBuilder } from '../../../../trackers/network/graphBuilder.ts';
import { sgdStep, updatedName, velocityName } from '../../../../trackers/network/losses/sgd.ts';
import { softmaxLoss } from '../../../../trackers/network/losses/softmaxLoss.ts';
import { normalizeAcrossChannels } from '../../../../trackers/network/normalization/acrossChannels.ts';
import { normalizeWithinChannels } from '../../../../trackers/network/normalization/withinChannels.ts';
import { greater } from '../../../../trackers/network/operators/arithmetic.ts';
import { conv } from '../../../../trackers/network/operators/convolution.ts';
import { identity, relu } from '../../../../trackers/network/operators/elementwise.ts';
import { transpose } from '../../../../trackers/network/operators/layout.ts';
import { concat, slice } from '../../../../trackers/network/operators/pieces.ts';
import { averagePool, maxPool } from '../../../../trackers/network/operators/pooling.ts';
import { softmax } from '../../../../trackers/network/operators/softmax.ts';
import { sizeOf, type Tensor, tensor } from '../../../../trackers/network/tensor.ts';
import { expectClose } from './expectClose.ts';
import { drawFrom, operatorCases, operatorNames, randomInputs } from './operatorCases.ts';

const tensorflow = await tensorflowEngine({ packages: ['@tensorflow/tfjs'] });
const onnxruntime = await onnxruntimeEngine({ device: 'cpu' });

async function outputsOfBoth(
  graph: Graph,
  inputs: Readonly<Record<string, Tensor>>,
): Promise<readonly Readonly<Record<string, Tensor>>[]> {
  const outputs: Readonly<Record<string, Tensor>>[] = [];
  for (const engine of [tensorflow, onnxruntime]) {
    const session = await engine.compile(graph);
    outputs.push(await session.run(inputs));
    await session.dispose();
  }
  return outputs;
}

/** A backbone in small: strides, borders, both normalisations, groups, branches that are joined, pooling by Caffe's rule. */
function smallBackbone(): Graph {
  const b = graphBuilder();
  const weights = (shape: Shape): Value => {
    const { w } = randomInputs([{ name: 'w', shape }], 1, 7);
    const inputs = sizeOf(w!.shape.slice(1));
    return b.constant(
      tensor(
        w!.shape,
        w!.data.map((number) => number / Math.sqrt(inputs)),
      ),
    );
  };
  const x = b.input('x', [batch, 3, 35, 35]);
  const first = relu(b, conv(b, x, weights([8, 3, 7, 7]), weights([8]), { strides: [2, 2], pads: [3, 3, 3, 3] }));
  const pooled = maxPool(b, normalizeWithinChannels(b, first, { size: 3, alpha: 5e-5, beta: 0.75 }), {
    kernel: [3, 3],
    strides: [2, 2],
    ceil: true,
  });
  const grouped = relu(b, conv(b, pooled, weights([8, 4, 3, 3]), weights([8]), { pads: [1, 1, 1, 1], groups: 2 }));
  const depthwise = conv(b, pooled, weights([8, 1, 3, 3]), weights([8]), { pads: [1, 1, 1, 1], groups: 8 });
  const joined = concat(b, [grouped, depthwise], 1);
  const normalized = normalizeAcrossChannels(b, joined, { size: 5, alpha: 1e-4, beta: 0.75 });
  const dilated = conv(b, normalized, weights([6, 16, 3, 3]), undefined, { pads: [2, 2, 2, 2], dilations: [2, 2] });
  return b.build({ map: averagePool(b, dilated, { kernel: [2, 2], strides: [2, 2] }), scores: softmax(b, dilated, 1) });
}

const headShapes: Readonly<Record<string, Shape>> = { w1: [4, 6, 3, 3], b1: [4], w2: [2, 4, 1, 1], b2: [2] };

/** A head and its training step: two convolutions, softmax loss, SGD. */
function trainingStep(): Graph {
  const b = graphBuilder();
  const features = b.input('features', [batch, 6, 5, 5]);
  const labels = b.input('labels', [batch, 1, 1, 1]);
  const parameters = Object.entries(headShapes).map(([name, shape]) => ({ value: b.input(name, shape) }));
  const [w1, b1, w2, b2] = parameters.map(({ value }) => value) as [Value, Value, Value, Value];
  const hidden = relu(b, conv(b, features, w1, b1, { pads: [1, 1, 1, 1] }));
  const loss = softmaxLoss(b, { logits: conv(b, hidden, w2, b2), labels: greater(b, labels, 0) });
  return b.build({ loss, ...sgdStep(b, loss, parameters, { learningRate: 0.01 }) });
}

describe('tensorflowEngine', () => {
  it('has a case here for every operator that a graph can be built of', () => {
    expect(Object.keys(operatorCases).toSorted()).toEqual(operatorNames.toSorted());
  });

  it.each(Object.keys(operatorCases))('computes %s as onnxruntime does, on random shapes', async (name) => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.integer({ min: 1, max: 3 }), async (g, samples) => {
        const b = graphBuilder();
        let inputs = 0;
        const output = operatorCases[name]!(b, (shape) => b.input(`x${inputs++}`, shape), drawFrom(g));
        const graph = b.build({ y: output });
        const [found, wanted] = await outputsOfBoth(graph, randomInputs(graph.inputs, samples, samples));
        expectClose(found!, wanted!);
      }),
      { numRuns: 40 },
    );
  });

  it('computes a backbone as onnxruntime does, for any number of samples', async () => {
    const graph = smallBackbone();
    for (const samples of [1, 3]) {
      const [found, wanted] = await outputsOfBoth(graph, randomInputs(graph.inputs, samples, samples));
      expectClose(found!, wanted!);
    }
  });

  it('trains a head as onnxruntime does: the same loss in each of 20 steps', async () => {
    const graph = trainingStep();
    const parameters = graph.inputs.filter(({ name }) => graph.outputs.some((one) => one.name === updatedName(name)));
    const losses: Record<string, Tensor>[] = [];
    for (const engine of [tensorflow, onnxruntime]) {
      const session = await engine.compile(graph);
      let inputs = randomInputs(graph.inputs, 6, 3);
      for (const name of Object.keys(headShapes)) inputs[velocityName(name)]!.data.fill(0);
      const found: Record<string, Tensor> = {};
      for (let step = 0; step < 20; step++) {
        const outputs = await session.run(inputs);
        found[`step ${step}`] = outputs['loss']!;
        inputs = {
          ...inputs,
          ...Object.fromEntries(parameters.map(({ name }) => [name, outputs[updatedName(name)]!])),
        };
      }
      await session.dispose();
      losses.push(found);
    }
    const [found, wanted] = losses as [Record<string, Tensor>, Record<string, Tensor>];
    expect(found['step 19']!.data[0]!).toBeLessThan(found['step 0']!.data[0]! / 2);
    expectClose(found, wanted, 1e-4);
  });

  it('moves the numbers of a network of convolutions only where they come in and go out', async () => {
    let transposes = 0;
    const countingTensorflow = {
      ...tf,
      transpose: (...args: Parameters<typeof tf.transpose>) => {
        transposes++;
        return tf.transpose(...args);
      },
    };
    const counting = await tensorflowEngine({
      packages: ['@tensorflow/tfjs'],
      importPackage: () => Promise.resolve({ default: countingTensorflow }),
    });
    const graph = smallBackbone();
    const session = await counting.compile(graph);
    const inputs = randomInputs(graph.inputs, 2, 1);
    await session.run(inputs);
    transposes = 0;
    await session.run(inputs);
    await session.dispose();
    expect(transposes).toBe(graph.inputs.length + graph.outputs.length);
  });

  it('leaves no tensor behind: after runs only the constants, after disposal nothing', async () => {
    const before = tf.memory().numTensors;
    const graph = smallBackbone();
    const session = await tensorflow.compile(graph);
    const inputs = randomInputs(graph.inputs, 2, 1);
    await session.run(inputs);
    const afterFirst = tf.memory().numTensors;
    await Promise.all([session.run(inputs), session.run(inputs)]);
    expect(tf.memory().numTensors).toBe(afterFirst);
    await session.dispose();
    await session.dispose();
    expect(tf.memory().numTensors).toBe(before);
    await expect(session.run(inputs)).rejects.toThrow('disposed');
  });

  it('waits with disposal for the runs under way', async () => {
    const graph = smallBackbone();
    const session = await tensorflow.compile(graph);
    const run = session.run(randomInputs(graph.inputs, 1, 1));
    await session.dispose();
    expect(Object.keys(await run)).toEqual(['map', 'scores']);
  });

  it('gives outputs in memory of their own, also where an output is an input, a constant, or the same twice', async () => {
    const b = graphBuilder();
    const x = b.input('x', [2]);
    const constant = b.constant(tensor([2], Float32Array.of(3, 4)));
    const graph = b.build({ a: x, b: identity(b, x), c: constant, d: constant });
    const session = await tensorflow.compile(graph);
    const given = Float32Array.of(1, 2);
    const first = await session.run({ x: tensor([2], given) });
    for (const { data } of Object.values(first)) data.fill(9);
    expect([...given]).toEqual([1, 2]);
    const { a, b: same, c, d } = await session.run({ x: tensor([2], given) });
    expect([a, same, c, d].map((one) => [...one!.data])).toEqual([
      [1, 2],
      [1, 2],
      [3, 4],
      [3, 4],
    ]);
    await session.dispose();
  });

  it('reads a value in several orders within one run', async () => {
    const b = graphBuilder();
    const x = b.input('x', [1, 2, 2, 2]);
    const turned = transpose(b, x, [3, 1, 0, 2]);
    const graph = b.build({ turned, part: slice(b, turned, [{ axis: 0, start: 1 }]), x });
    const [found, wanted] = await outputsOfBoth(graph, randomInputs(graph.inputs, 1, 1));
    expectClose(found!, wanted!, 0);
  });

  it.each([
    [{}, 'missing input: x'],
    [{ x: tensor([2, 2], new Float32Array(4)) }, 'invalid input: x has the shape 2 x 2 and must have batch x 3'],
    [{ x: tensor([1, 3], new Float32Array(3)), z: tensor([], new Float32Array(1)) }, 'unknown input: z; known: x'],
  ])('refuses inputs that do not fit: %j', async (inputs, message) => {
    const b = graphBuilder();
    const session = await tensorflow.compile(b.build([relu(b, b.input('x', [batch, 3]))]));
    await expect(session.run(inputs as Readonly<Record<string, Tensor>>)).rejects.toThrow(new RangeError(message));
    await session.dispose();
  });

  it('says what to do when the memory does not suffice, and leaves no tensor of the run behind', async () => {
    const softmax = (): never => {
      throw new Error('OOM when allocating tensor with shape[256,96,27,27]');
    };
    const small = await tensorflowEngine({
      packages: ['@tensorflow/tfjs'],
      importPackage: () => Promise.resolve({ default: { ...tf, softmax } }),
    });
    const before = tf.memory().numTensors;
    const graph = smallBackbone();
    const session = await small.compile(graph);
    const failure = session.run(randomInputs(graph.inputs, 1, 1));
    await expect(failure).rejects.toThrow(InputError);
    await expect(failure).rejects.toThrow(/out of memory in TensorFlow; run fewer samples at a time/);
    await session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names an operator that it does not know', async () => {
    const b = graphBuilder();
    const graph = b.build({ y: b.node('Erf', [b.input('x', [1])], [1]) });
    await expect(tensorflow.compile(graph)).rejects.toThrow('unknown operator of the tensorflow engine: Erf (y)');
  });
});
