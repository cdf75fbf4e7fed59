/** @file The graphs that networkBench measures, with random weights: their speed does not depend on them. */
import { randomFrom } from '../datasets/random.ts';
import { finishBackbone } from '../trackers/network/backbones/finishBackbone.ts';
import { zfCompressed, zfGraph } from '../trackers/network/backbones/zf.ts';
import { stepGraph } from '../trackers/network/compression/trainingGraph.ts';
import { batch, type Graph, type Shape } from '../trackers/network/graph.ts';
import { graphBuilder } from '../trackers/network/graphBuilder.ts';
import { momentNames } from '../trackers/network/losses/adam.ts';
import { sgdStep, velocityName } from '../trackers/network/losses/sgd.ts';
import { softmaxLoss } from '../trackers/network/losses/softmaxLoss.ts';
import { normalizeWithinChannels } from '../trackers/network/normalization/withinChannels.ts';
import { conv } from '../trackers/network/operators/convolution.ts';
import { relu } from '../trackers/network/operators/elementwise.ts';
import { matMul } from '../trackers/network/operators/matrixProduct.ts';
import { sizeOf, type Tensor, tensor } from '../trackers/network/tensor.ts';

/** More crops at a time are no faster and take more memory. */
export const cropsPerRun = 32;

/** Normal numbers, as small as a layer of so many inputs wants them. */
export function randomTensor(name: string, shape: readonly number[]): Tensor {
  const random = randomFrom('network bench', name);
  const deviation = Math.sqrt(2 / sizeOf(shape.slice(1)));
  return tensor(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, () => deviation * random.gaussian()),
  );
}

/** The compressed ZF, normalisations included: `image` [batch, 3, 107, 107] -> 256 x 14 x 14. */
export function backboneGraph(): Graph {
  const { layers, inputSize } = zfCompressed;
  const weights = new Map<string, Tensor>();
  layers.forEach(({ name, channels, kernel }, index) => {
    const inputs = layers[index - 1]?.channels ?? 3;
    weights.set(`${name}.weight`, randomTensor(name, [channels, inputs, kernel, kernel]));
    weights.set(`${name}.bias`, tensor([channels], new Float32Array(channels)));
  });
  return zfGraph(zfCompressed, weights, { height: inputSize, width: inputSize });
}

/** The two local response normalisations of the compressed ZF alone. */
export function normalizationGraph(): Graph {
  const b = graphBuilder();
  const maps = [
    [96, 27, 27],
    [256, 14, 14],
  ].map((shape, index) =>
    normalizeWithinChannels(b, b.input(`map${index + 1}`, [batch, ...shape]), { size: 3, alpha: 5e-5, beta: 0.75 }),
  );
  return b.build(maps);
}

/** A product of two square matrices of `side`, the second one constant as weights are. */
export function productGraph(side: number): Graph {
  const b = graphBuilder();
  const x = b.input('x', [side, side]);
  return b.build([matMul(b, x, b.constant(randomTensor('product', [side, side])))]);
}

const features = 256;

/** A part of the paper's head (3x3 convolution, ReLU, 1x1 convolution), by which features its anchors see. */
export interface HeadPart {
  readonly name: string;
  /** Side of the window of features. */
  readonly window: number;
  /** Around that window, for the 3x3 convolution. */
  readonly pad: number;
}

/** The plus sign in the centre lies in 4 x 4 anchors, which see 6 x 6 features; the whole map's border is zero. */
export const headParts: readonly HeadPart[] = [
  { name: 'first (6x6)', window: 6, pad: 0 },
  { name: 'fourth (14x14)', window: 14, pad: 1 },
];

/** One step of a part's training: softmax loss, its gradient, SGD. */
export function trainingGraph({ window, pad }: HeadPart, samples: number): Graph {
  const b = graphBuilder();
  const x = b.input('x', [samples, features, window, window]);
  const labels = b.input('labels', [samples, 1, 1, 1]);
  const parameter = (name: string, shape: Shape) => b.input(name, shape);
  const hidden = parameter('hidden', [features, features, 3, 3]);
  const hiddenBias = parameter('hiddenBias', [features]);
  const scores = parameter('scores', [2, features, 1, 1]);
  const scoresBias = parameter('scoresBias', [2]);
  const logits = conv(b, relu(b, conv(b, x, hidden, hiddenBias, { pads: [pad, pad, pad, pad] })), scores, scoresBias);
  const loss = softmaxLoss(b, { logits, labels });
  const parameters = [hidden, hiddenBias, scores, scoresBias].map((value) => ({ value }));
  return b.build({ loss, ...sgdStep(b, loss, parameters, { learningRate: 0.0005 }) });
}

/** Numbers for each input of a graph: velocities and moments are zero, labels alternate, all others are random. */
export function inputsOf(graph: Graph, samples: number): Readonly<Record<string, Tensor>> {
  const states = new Set(graph.inputs.flatMap(({ name }) => [velocityName(name), ...momentNames(name)]));
  return Object.fromEntries(
    graph.inputs.map(({ name, shape }) => {
      const numbers = shape.map((dimension) => (dimension === batch ? samples : dimension));
      const fixed = (value: (index: number) => number) =>
        tensor(
          numbers,
          Float32Array.from({ length: sizeOf(numbers) }, (_, index) => value(index)),
        );
      if (states.has(name)) return [name, fixed(() => 0)];
      if (name === 'labels') return [name, fixed((index) => index % 2)];
      return [name, randomTensor(name, numbers)];
    }),
  );
}

/** One step of the compressed ZF's training (the verb compress) with Adam, from a teacher's maps. */
export function distillationGraph(samples: number): Graph {
  const input = { colourOrder: 'BGR', means: [0, 0, 0], scale: 1 } as const;
  const student = finishBackbone({ name: zfCompressed.name, graph: backboneGraph(), input, weights: 'random' });
  const { channels } = student.map;
  const normalization = {
    channelMeans: Array.from({ length: channels }, () => 0),
    channelDeviations: Array.from({ length: channels }, () => 1),
    mean: 0,
    deviation: 1,
    source: 'nothing',
  };
  const weights = zfCompressed.layers.flatMap(({ name }) => [`${name}.weight`, `${name}.bias`]);
  return stepGraph({ student, normalization, by: 'channel' }, weights, samples);
}
