/**
 * @file MDNet-N, the contrast: MDNet without training on videos (VOT2016). On a frozen backbone's map its three fully
 * connected layers, trained online with the softmax loss. Where MDNet has 3 x 3 cells of a convolution, any other map is
 * first averaged to about as many: fully connected layers of 14 x 14 cells would have some 20 times the weights.
 */
import type { Value } from '../network/graph.ts';
import type { GraphBuilder } from '../network/graphBuilder.ts';
import { softmaxLoss } from '../network/losses/softmaxLoss.ts';
import { sub } from '../network/operators/arithmetic.ts';
import { conv } from '../network/operators/convolution.ts';
import { relu } from '../network/operators/elementwise.ts';
import { slice } from '../network/operators/pieces.ts';
import { averagePool } from '../network/operators/pooling.ts';
import { reduceSum } from '../network/operators/reductions.ts';
import type { ModelParameter, OnlineModel, ParameterValues } from '../online/onlineModel.ts';
import type { MdnetConfiguration } from './configuration.ts';

/** Cells a side that the first layer reads. */
const pooledCells = 3;

interface MapSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Layers as convolutions of one cell: fc4 and fc5 with ReLU, fc6 with a score for the background and one for the target.
 * A sample's score is fc6's difference, whose sign says which of the two is likelier.
 */
export function mdnetModel(
  configuration: Omit<MdnetConfiguration, 'backbone' | 'online' | 'kind'>,
  map: MapSize,
): OnlineModel {
  const { hiddenChannels, initialDeviation, learningRate, momentum, weightDecay } = configuration;
  const kernel = [Math.ceil(map.height / pooledCells), Math.ceil(map.width / pooledCells)] as const;
  const [top, left] = [kernel[0] * pooledCells - map.height, kernel[1] * pooledCells - map.width].map((excess) =>
    Math.floor(excess / 2),
  ) as [number, number];

  return {
    key: JSON.stringify(['mdnet-n', configuration, map]),
    window: { top: 0, left: 0, bottom: map.height, right: map.width },
    parameters: [
      ...layer('fc4', hiddenChannels, [map.channels, pooledCells, pooledCells], 0.1, 1),
      ...layer('fc5', hiddenChannels, [hiddenChannels, 1, 1], 0.1, 1),
      ...layer('fc6', 2, [hiddenChannels, 1, 1], 0, 10),
    ],
    learningRate,
    momentum,
    weightDecay,
    scores(b, maps, parameters) {
      const scores = logits(b, maps, parameters);
      const [background, target] = [0, 1].map((start) => slice(b, scores, [{ axis: 1, start, end: start + 1 }]));
      return reduceSum(b, sub(b, target!, background!), { axes: [1, 2, 3], keepDimensions: false });
    },
    loss(b, maps, labels, parameters) {
      return softmaxLoss(b, { logits: logits(b, maps, parameters), labels });
    },
  };

  /** MDNet's multipliers: biases learn twice as fast and do not decay. */
  function layer(
    name: string,
    outputs: number,
    inputs: readonly number[],
    bias: number,
    multiplier: number,
  ): ModelParameter[] {
    return [
      {
        name: `${name}.weight`,
        shape: [outputs, ...inputs],
        mean: 0,
        deviation: initialDeviation,
        learningRateMultiplier: () => multiplier,
      },
      {
        name: `${name}.bias`,
        shape: [outputs],
        mean: bias,
        deviation: 0,
        learningRateMultiplier: () => 2 * multiplier,
        decayMultiplier: 0,
      },
    ];
  }

  function logits(b: GraphBuilder, maps: Value, parameters: ParameterValues): Value {
    const pads = [
      top,
      left,
      kernel[0] * pooledCells - map.height - top,
      kernel[1] * pooledCells - map.width - left,
    ] as const;
    const pooled = averagePool(b, maps, { kernel, strides: kernel, pads, countPadding: false });
    const apply = (x: Value, name: string): Value =>
      conv(b, x, parameters[`${name}.weight`]!, parameters[`${name}.bias`]);
    return apply(relu(b, apply(relu(b, apply(pooled, 'fc4')), 'fc5')), 'fc6');
  }
}
