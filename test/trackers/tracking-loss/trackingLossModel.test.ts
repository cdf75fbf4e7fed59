import { describe, expect, it } from 'vitest';
import { batch } from '../../../trackers/network/graph.ts';
import { gradient } from '../../../trackers/network/gradient/gradient.ts';
import { graphBuilder } from '../../../trackers/network/graphBuilder.ts';
import type { Tensor } from '../../../trackers/network/tensor.ts';
import type { AnchorGrid } from '../../../trackers/tracking-loss/anchors.ts';
import { type Branch, type LossName, lossNames, paperBranches } from '../../../trackers/tracking-loss/configuration.ts';
import { trackingLossModel } from '../../../trackers/tracking-loss/trackingLossModel.ts';
import { type StrategyName, strategyAnchors } from '../../../trackers/tracking-loss/strategies.ts';
import { conv, fromTensorflow, tf, toTensorflow } from '../network/gradient/tensorflow.ts';
import { expectClose, numbers, randomTensor, runGraph, seeded } from '../network/tensors.ts';

/** Anchors of 60 pixels, 6 apart: above 0.8 lies a plus sign. */
const grid: AnchorGrid = { rows: 8, columns: 8, sizeInPixels: 60, strideInPixels: 6 };
const channels = 3;
const hiddenChannels = 4;
const samples = 5;
const labels = [1, 1, 0, 0, 0];

interface Case {
  readonly branches: readonly Branch[];
  readonly strategies?: readonly StrategyName[];
  readonly labels?: 'sample' | 'centre';
  readonly reduction?: 'mean' | 'sum';
}

function modelOf({ branches, strategies = ['first', 'fourth'], labels = 'sample', reduction = 'mean' }: Case) {
  return trackingLossModel(
    {
      branches: [...branches],
      strategies: [...strategies],
      labels,
      reduction,
      firstConfidence: 0.8,
      centreShare: 6 / 14,
      hiddenChannels,
      initialDeviation: 0.01,
      momentum: 0.9,
      weightDecay: 0.0005,
    },
    grid,
    channels,
  );
}

/** Loss, scores and slopes of the graph, with random parameters. */
async function computed(given: Case) {
  const model = modelOf(given);
  const random = seeded(7);
  const { top, left, bottom, right } = model.window;
  const maps = randomTensor(random, [samples, channels, 8, 8]);
  const values: Record<string, Tensor> = Object.fromEntries(
    model.parameters.map(({ name, shape }) => [name, randomTensor(random, shape)]),
  );
  const b = graphBuilder();
  const input = b.input('maps', [samples, channels, bottom - top, right - left]);
  const y = b.input('labels', [samples, 1, 1, 1]);
  const parameters = Object.fromEntries(model.parameters.map(({ name, shape }) => [name, b.input(name, shape)]));
  const loss = model.loss(b, input, y, parameters);
  const slopes = gradient(b, loss, Object.values(parameters));
  const outputs = Object.fromEntries(Object.keys(parameters).map((name, i) => [`slope of ${name}`, slopes[i]!]));
  const graph = b.build({ loss, scores: model.scores(b, input, parameters), ...outputs });
  const seen = fromTensorflow(
    tf.slice(toTensorflow(maps), [0, 0, top, left], [samples, channels, bottom - top, right - left]),
  );
  const results = await runGraph(graph, { maps: seen, labels: numbers([samples, 1, 1, 1], labels), ...values });
  return { model, maps, values, results };
}

const gains: Partial<Record<LossName, number>> = { info1: 0.9, info2: 0.8, info3: 0.7 };

/** One anchor's loss from paper section 3, and its probability to be the target. */
function anchorLoss(loss: LossName, z: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const one = tf.scalar(1);
  if (loss === 'hinge') return tf.relu(tf.sub(one, tf.mul(tf.sub(tf.mul(y, 2), one), z)));
  if (loss === 'sigmoid') return tf.add(tf.mul(y, tf.softplus(tf.neg(z))), tf.mul(tf.sub(one, y), tf.softplus(z)));
  const difference = tf.sub(part(z, 1), part(z, 0));
  const [target, background] = [tf.softplus(tf.neg(difference)), tf.softplus(difference)];
  const gain = gains[loss] ?? 1;
  const onTarget = tf.add(tf.mul(target, gain), tf.mul(background, 1 - gain));
  const onBackground = tf.add(tf.mul(background, gain), tf.mul(target, 1 - gain));
  return tf.add(tf.mul(y, onTarget), tf.mul(tf.sub(one, y), onBackground));
}

function part(z: tf.Tensor, channel: number): tf.Tensor {
  const [count, , height, width] = z.shape as [number, number, number, number];
  return tf.slice(z, [0, channel, 0, 0], [count, 1, height, width]);
}

/** The same on whole maps, where every anchor is computed and the strategy's are picked out afterwards. */
function wanted(
  { branches, strategies = ['first', 'fourth'], labels: rule = 'sample', reduction = 'mean' }: Case,
  maps: Tensor,
) {
  const picked = (anchors: Float32Array): tf.Tensor => tf.tensor(anchors, [1, 1, 8, 8]);
  const centre = picked(strategyAnchors('second', grid, 0.8));
  const logitsOf = (values: Record<string, tf.Tensor>, strategy: StrategyName, index: number): tf.Tensor => {
    const name = `${strategy}.${index}-${branches[index]!.loss}`;
    const hidden = tf.relu(
      conv(toTensorflow(maps), values[`${strategy}.hidden.weight`]!, values[`${strategy}.hidden.bias`], {
        pads: [1, 1, 1, 1],
      }),
    );
    const own = tf.slice(hidden, [0, index * hiddenChannels, 0, 0], [samples, hiddenChannels, 8, 8]);
    return conv(own, values[`${name}.weight`]!, values[`${name}.bias`], {});
  };
  const eachHead = (
    values: Record<string, tf.Tensor>,
    use: (z: tf.Tensor, mask: tf.Tensor, branch: Branch, strategy: StrategyName) => tf.Tensor,
  ) =>
    strategies.flatMap((strategy) =>
      branches.map((branch, index) =>
        use(logitsOf(values, strategy, index), picked(strategyAnchors(strategy, grid, 0.8)), branch, strategy),
      ),
    );
  return {
    loss: (values: Record<string, tf.Tensor>): tf.Scalar => {
      const y = tf.tensor(labels, [samples, 1, 1, 1]);
      const terms = eachHead(values, (z, mask, branch, strategy) => {
        const own = rule === 'centre' ? tf.mul(y, centre) : tf.mul(y, tf.onesLike(mask));
        const sum = tf.sum(tf.mul(anchorLoss(branch.loss, z, own), mask));
        const scale = reduction === 'mean' ? tf.mul(tf.sum(mask), samples) : tf.scalar(1);
        const weight = strategy === 'first' ? branch.alpha : branch.beta;
        return tf.mul(tf.div(sum, scale), strategies.length === 1 ? 1 : weight);
      });
      return terms.reduce((sum, term) => tf.add(sum, term)) as tf.Scalar;
    },
    scores: (values: Record<string, tf.Tensor>): tf.Tensor => {
      const scores = eachHead(values, (z, mask, branch) => {
        const isLogit = branch.loss === 'sigmoid' || branch.loss === 'hinge';
        const positive = isLogit ? tf.sigmoid(z) : tf.sigmoid(tf.sub(part(z, 1), part(z, 0)));
        const meanOver = (cells: tf.Tensor): tf.Tensor =>
          tf.div(tf.sum(tf.mul(positive, cells), [1, 2, 3]), tf.sum(cells));
        if (rule === 'sample') return meanOver(mask);
        const outside = tf.mul(mask, tf.sub(tf.scalar(1), centre));
        const inside = meanOver(tf.mul(mask, centre));
        return tf.sum(outside).dataSync()[0] === 0 ? inside : tf.sub(inside, meanOver(outside));
      });
      return tf.div(
        scores.reduce((sum, score) => tf.add(sum, score)),
        scores.length,
      );
    },
  };
}

async function expectAgreement(given: Case): Promise<void> {
  const { maps, values, results } = await computed(given);
  const names = Object.keys(values);
  const reference = wanted(given, maps);
  const parameters = names.map((name) => toTensorflow(values[name]!));
  const byName = (list: tf.Tensor[]) => Object.fromEntries(names.map((name, i) => [name, list[i]!]));
  const { value, grads } = tf.valueAndGrads((...list: tf.Tensor[]) => reference.loss(byName(list)))(parameters);
  expectClose(results['loss'], fromTensorflow(value));
  expectClose(results['scores'], fromTensorflow(reference.scores(byName(parameters))));
  names.forEach((name, i) => expectClose(results[`slope of ${name}`], fromTensorflow(grads[i]!), 1e-4));
}

describe('trackingLossModel(configuration, grid, channels)', () => {
  it.each(lossNames)("has TensorFlow.js's loss, scores and slopes with the loss %s", async (loss) => {
    await expectAgreement({ branches: [paperBranches[loss]] });
  });

  it.each<StrategyName[]>([['first'], ['second'], ['third'], ['fourth'], ['second', 'third', 'fourth']])(
    'has them on the anchors of %s %s %s; those of a single strategy are not weighted',
    async (...strategies) => {
      await expectAgreement({ branches: [paperBranches.softmax], strategies: strategies.filter(Boolean) });
    },
  );

  it('has them with four branches side by side, each with its own weights', async () => {
    const { softmax, sigmoid, hinge, info2 } = paperBranches;
    await expectAgreement({ branches: [softmax, sigmoid, hinge, info2] });
  });

  it('has them with the sum over anchors and samples', async () => {
    await expectAgreement({ branches: [paperBranches.softmax], reduction: 'sum' });
  });

  it('has them with labels of the centre, scored inside minus outside', async () => {
    await expectAgreement({ branches: [paperBranches.hinge], labels: 'centre' });
  });

  it("computes the plus sign's head on its 6 x 6 cells alone", async () => {
    const { model } = await computed({ branches: [paperBranches.softmax], strategies: ['first'] });
    expect(model.window).toEqual({ top: 1, left: 1, bottom: 7, right: 7 });
  });

  it("gives each branch its own rate, as a multiple of the first one's", () => {
    const model = modelOf({ branches: [paperBranches.softmax, paperBranches.sigmoid] });
    const b = graphBuilder();
    const rateOf = (name: string) => model.parameters.find((one) => one.name === name)!.learningRateMultiplier!(b);
    expect(model.learningRate).toBe(0.0005);
    expect(rateOf('first.0-softmax.weight')).toBe(1);
    expect(rateOf('first.1-sigmoid.weight')).toBeCloseTo(0.4, 12);
    const hidden = rateOf('fourth.hidden.weight');
    if (typeof hidden === 'number') throw new Error('expected a rate for each kernel');
    expect(hidden.shape).toEqual([2 * hiddenChannels, 1, 1, 1]);
    expect(Array.from(b.constantOf(hidden)!.data, (one) => one.toFixed(2))).toEqual([
      ...Array(hiddenChannels).fill('1.00'),
      ...Array(hiddenChannels).fill('0.40'),
    ]);
  });

  it('scores any number of samples', async () => {
    const model = modelOf({ branches: [paperBranches.softmax] });
    const b = graphBuilder();
    const maps = b.input('maps', [batch, channels, 8, 8]);
    const parameters = Object.fromEntries(model.parameters.map(({ name, shape }) => [name, b.input(name, shape)]));
    expect(model.scores(b, maps, parameters).shape).toEqual([batch]);
  });
});
