/**
 * @file MDNet-N, the contrast: MDNet without training on videos (VOT2016). On a frozen backbone's map its three fully
 * connected layers, trained online with the softmax loss. Where MDNet has 3 x 3 cells of a convolution, any other map is
 * first averaged to about as many: fully connected layers of 14 x 14 cells would have some 20 times the weights.
 */
import { InputError } from '../../datasets/inputError.ts';
import type { Value } from '../network/graph.ts';
import type { GraphBuilder } from '../network/graphBuilder.ts';
import { softmaxLoss } from '../network/losses/softmaxLoss.ts';
import { sub } from '../network/operators/arithmetic.ts';
import { conv, type ConvOptions } from '../network/operators/convolution.ts';
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

/** The most cells a side that the layers can divide, as even or odd as the map's, so that they have its middle. */
function dividedSide(side: number): number {
  const largest = Math.floor(side / pooledCells) * pooledCells;
  return (side - largest) % 2 === 0 ? largest : largest - pooledCells;
}

/**
 * Layers as convolutions of one cell: fc4 and fc5 with ReLU, fc6 with a score for the background and one for the target.
 * A sample's score is fc6's difference, whose sign says which of the two is likelier.
 * @param isShared whether maps are windows of larger ones: then the layers read cells that they can divide, and no border
 * @throws InputError for fewer cells than the layers divide
 */
export function mdnetModel(
  configuration: Omit<MdnetConfiguration, 'backbone' | 'online' | 'kind'>,
  map: MapSize,
  isShared = false,
): OnlineModel {
  const { hiddenChannels, initialDeviation, learningRate, momentum, weightDecay } = configuration;
  const sides = isShared ? [dividedSide(map.height), dividedSide(map.width)] : [map.height, map.width];
  const [height, width] = sides as [number, number];
  if (Math.min(height, width) < pooledCells) {
    throw new InputError(
      `invalid map for MDNet-N: ${map.height} x ${map.width} cells`,
      undefined,
      isShared
        ? 'give maps 3 anchors, or 5 and more'
        : 'give the backbone an inputSize whose map has 3 and more a side',
    );
  }
  const kernel = [Math.ceil(height / pooledCells), Math.ceil(width / pooledCells)] as const;
  const excess = [kernel[0] * pooledCells - height, kernel[1] * pooledCells - width] as const;
  const before = [Math.floor(excess[0] / 2), Math.floor(excess[1] / 2)] as const;
  const pads = [...before, excess[0] - before[0], excess[1] - before[1]] as const;
  const [top, left] = [(map.height - height) / 2, (map.width - width) / 2];

  return {
    key: JSON.stringify(['mdnet-n', configuration, map, isShared]),
    window: { top, left, bottom: top + height, right: left + width },
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
      const difference = sub(b, target!, background!);
      return isWindow(maps) ? reduceSum(b, difference, { axes: [1, 2, 3], keepDimensions: false }) : difference;
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

  function isWindow({ shape }: Value): boolean {
    return shape[2] === height && shape[3] === width;
  }

  /** Of a window; on larger maps of each place of the window, where fc4 reads means that lie a kernel apart. */
  function logits(b: GraphBuilder, maps: Value, parameters: ParameterValues): Value {
    const pooled = isWindow(maps)
      ? averagePool(b, maps, { kernel, strides: kernel, pads, countPadding: false })
      : averagePool(b, maps, { kernel });
    const dilations = isWindow(maps) ? ([1, 1] as const) : kernel;
    const apply = (x: Value, name: string, options: ConvOptions = {}): Value =>
      conv(b, x, parameters[`${name}.weight`]!, parameters[`${name}.bias`], options);
    return apply(relu(b, apply(relu(b, apply(pooled, 'fc4', { dilations })), 'fc5')), 'fc6');
  }
}
