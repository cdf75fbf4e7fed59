/**
 * @file The tracking loss (paper sections 1 to 3) as what the online tracker trains. Each part has heads of its own: a 3x3
 * convolution with ReLU and a 1x1 convolution to the class scores, one head for each branch. The branches of a part share
 * the first convolution's run, their kernels side by side, and nothing else.
 */
import type { Value } from '../network/graph.ts';
import type { GraphBuilder } from '../network/graphBuilder.ts';
import type { AnchorLossInputs } from '../network/losses/anchorLoss.ts';
import { hingeLoss } from '../network/losses/hingeLoss.ts';
import { type GainMatrix, infoGainLoss } from '../network/losses/infoGainLoss.ts';
import { sigmoidLoss } from '../network/losses/sigmoidLoss.ts';
import { softmaxLoss } from '../network/losses/softmaxLoss.ts';
import { add, mul, sub } from '../network/operators/arithmetic.ts';
import { conv } from '../network/operators/convolution.ts';
import { relu, sigmoid } from '../network/operators/elementwise.ts';
import { slice } from '../network/operators/pieces.ts';
import { reduceSum } from '../network/operators/reductions.ts';
import { type Tensor, tensor } from '../network/tensor.ts';
import type { ModelParameter, OnlineModel, ParameterValues } from '../online/onlineModel.ts';
import { type AnchorGrid, headKernel } from './anchors.ts';
import type { Branch, LossName, TrackingLossConfiguration } from './configuration.ts';
import { weightOf } from './partWeights.ts';
import { type Part, partOf, partsWindow, type Surroundings } from './parts.ts';

interface Loss {
  /** Class scores of an anchor. */
  readonly scores: 1 | 2;
  readonly of: (b: GraphBuilder, inputs: AnchorLossInputs) => Value;
}

const gain = (own: number, other: number): GainMatrix => [
  [own, other],
  [other, own],
];

/** Paper section 3. */
const losses: Readonly<Record<LossName, Loss>> = {
  softmax: { scores: 2, of: softmaxLoss },
  info1: { scores: 2, of: (b, inputs) => infoGainLoss(b, inputs, gain(0.9, 0.1)) },
  info2: { scores: 2, of: (b, inputs) => infoGainLoss(b, inputs, gain(0.8, 0.2)) },
  info3: { scores: 2, of: (b, inputs) => infoGainLoss(b, inputs, gain(0.7, 0.3)) },
  sigmoid: { scores: 1, of: sigmoidLoss },
  hinge: { scores: 1, of: hingeLoss },
};

/**
 * @param grid of the backbone's map
 * @param channels of the map
 */
export function trackingLossModel(
  configuration: Omit<TrackingLossConfiguration, 'backbone' | 'online' | 'kind'>,
  grid: AnchorGrid,
  channels: number,
  surroundings: Surroundings = 'zeros',
): OnlineModel {
  const { branches, hiddenChannels, reduction, labels: labelRule } = configuration;
  const parts = configuration.strategies.map((strategy) => partOf(strategy, grid, configuration, surroundings));
  const window = partsWindow(parts);
  const baseRate = branches[0]!.learningRate;

  return {
    key: JSON.stringify([configuration, grid, channels, surroundings]),
    window,
    parameters: parts.flatMap((part) => partParameters(part)),
    learningRate: baseRate,
    momentum: configuration.momentum,
    weightDecay: configuration.weightDecay,
    scores(b, maps, parameters) {
      const all = parts.flatMap((part) =>
        partLogits(b, part, maps, parameters).map((logits, index) => partScore(b, part, branches[index]!, logits)),
      );
      return mul(
        b,
        all.reduce((sum, score) => add(b, sum, score)),
        1 / all.length,
      );
    },
    loss(b, maps, labels, parameters) {
      const terms = parts.flatMap((part) => {
        const anchorLabels = labelRule === 'centre' ? mul(b, labels, b.constant(mask(part, part.centre))) : labels;
        const weights = part.anchors.every((one) => one === 1) ? {} : { weights: b.constant(mask(part, part.anchors)) };
        const inputs = { labels: anchorLabels, ...weights, reduction };
        return partLogits(b, part, maps, parameters).map((logits, index) => {
          const branch = branches[index]!;
          const term = losses[branch.loss].of(b, { ...inputs, logits });
          const weight = weightOf(part.strategy, configuration.strategies);
          return weight === undefined ? term : mul(b, term, branch[weight]);
        });
      });
      return terms.reduce((sum, term) => add(b, sum, term));
    },
  };

  function partParameters({ strategy }: Part): ModelParameter[] {
    const hidden = branches.length * hiddenChannels;
    const layers: ModelParameter[] = [
      weights(`${strategy}.hidden.weight`, [hidden, channels, headKernel, headKernel], [hidden, 1, 1, 1]),
      bias(`${strategy}.hidden.bias`, [hidden]),
    ];
    branches.forEach(({ loss }, index) => {
      const multiplier = branches[index]!.learningRate / baseRate;
      const { scores } = losses[loss];
      const name = `${strategy}.${index}-${loss}`;
      layers.push(
        { ...weights(`${name}.weight`, [scores, hiddenChannels, 1, 1]), learningRateMultiplier: () => multiplier },
        { ...bias(`${name}.bias`, [scores]), learningRateMultiplier: () => multiplier },
      );
    });
    return layers;
  }

  function weights(name: string, shape: readonly number[], rates?: readonly number[]): ModelParameter {
    const parameter = { name, shape, mean: 0, deviation: configuration.initialDeviation };
    return rates === undefined ? parameter : { ...parameter, learningRateMultiplier: branchRates(rates) };
  }

  function bias(name: string, shape: readonly number[]): ModelParameter {
    return { name, shape, mean: 0, deviation: 0, learningRateMultiplier: branchRates(shape) };
  }

  /** Each branch's own rate for its kernels, in the shape that broadcasts to them. */
  function branchRates(shape: readonly number[]) {
    return (b: GraphBuilder) => {
      const rates = branches.map(({ learningRate }) => learningRate / baseRate);
      if (rates.every((rate) => rate === 1)) return 1;
      const kernels = rates.flatMap((rate) => Array.from({ length: hiddenChannels }, () => rate));
      return b.constant(tensor(shape, Float32Array.from(kernels)));
    };
  }

  /** The class scores of each branch: [N, 1 or 2, rows, columns] of the part's anchors. */
  function partLogits(b: GraphBuilder, part: Part, maps: Value, parameters: ParameterValues): Value[] {
    const { strategy, pads } = part;
    const [height, width] = [maps.shape[2] as number, maps.shape[3] as number];
    const seen = slice(b, maps, [
      { axis: 2, start: part.window.top - window.top, end: height - (window.bottom - part.window.bottom) },
      { axis: 3, start: part.window.left - window.left, end: width - (window.right - part.window.right) },
    ]);
    const [weight, shift] = ['weight', 'bias'].map((kind) => parameters[`${strategy}.hidden.${kind}`]!);
    const hidden = relu(b, conv(b, seen, weight!, shift, { pads }));
    return branches.map(({ loss }, index) => {
      const start = index * hiddenChannels;
      const own = slice(b, hidden, [{ axis: 1, start, end: start + hiddenChannels }]);
      const name = `${strategy}.${index}-${loss}`;
      return conv(b, own, parameters[`${name}.weight`]!, parameters[`${name}.bias`]);
    });
  }

  /**
   * The mean probability of the part's anchors; with labels of the centre, of those inside minus those outside. [N], or
   * on larger maps [N, 1, rows, columns]: for each place of the window.
   */
  function partScore(b: GraphBuilder, part: Part, { loss }: Branch, logits: Value): Value {
    const positive =
      losses[loss].scores === 1
        ? sigmoid(b, logits)
        : sigmoid(
            b,
            sub(
              b,
              slice(b, logits, [{ axis: 1, start: 1, end: 2 }]),
              slice(b, logits, [{ axis: 1, start: 0, end: 1 }]),
            ),
          );
    const isWindow = positive.shape[2] === part.rows && positive.shape[3] === part.columns;
    if (!isWindow) return conv(b, positive, b.constant(shares(part)));
    return reduceSum(b, mul(b, positive, b.constant(shares(part))), { axes: [1, 2, 3], keepDimensions: false });
  }

  /** What each anchor's probability counts in the score. */
  function shares(part: Part): Tensor {
    const inside = labelRule === 'centre' ? part.anchors.map((one, i) => one * part.centre[i]!) : part.anchors;
    const outside = part.anchors.map((one, i) => one - inside[i]!);
    const [within, beyond] = [count(inside), count(outside)];
    return mask(
      part,
      part.anchors.map((_, i) => inside[i]! / within - (beyond === 0 ? 0 : outside[i]! / beyond)),
    );
  }
}

/** Numbers of a part's anchors, to broadcast to [N, 1, rows, columns]. */
function mask({ rows, columns }: Part, numbers: Float32Array): Tensor {
  return tensor([1, 1, rows, columns], numbers);
}

function count(anchors: Float32Array): number {
  return anchors.reduce((sum, one) => sum + one, 0);
}
