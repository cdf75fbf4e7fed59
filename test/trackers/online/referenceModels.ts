/** @file What slowReference.ts trains, written down a second time in TensorFlow.js. */
import type { Random } from '../../../datasets/random.ts';
import { conv, tf } from '../network/gradient/tensorflow.ts';

export type Weights = Record<string, tf.Tensor>;

export interface ReferenceModel {
  /** Drawn in the order of the model's parameters. */
  initial(random: Random): Weights;
  /** @param maps [N, channels, rows, columns] */
  score(weights: Weights, maps: tf.Tensor): number[];
  /** @param sides [N, 1]: 1 for the target, -1 for the background */
  loss(weights: Weights, maps: tf.Tensor, sides: tf.Tensor): tf.Scalar;
  /** Times the learning rate, and times the weight decay. */
  multipliers(name: string): { readonly rate: number; readonly decay: number };
}

/** Numbers about a mean, as many as the shape has. */
function normal(random: Random, deviation: number, ...shape: number[]): tf.Tensor {
  const size = shape.reduce((product, one) => product * one, 1);
  return tf.tensor(
    Array.from({ length: size }, () => deviation * random.gaussian()),
    shape,
  );
}

/** Biases. */
const constant = (value: number, count: number): tf.Tensor => tf.mul(tf.ones([count]), value);

/** [N, 1]: by how much the second score exceeds the first. */
const difference = (scores: tf.Tensor, cells: number): tf.Tensor => {
  const one = (k: number): tf.Tensor =>
    tf.slice(scores, [0, k, 0, 0], [scores.shape[0], 1, scores.shape[2]!, scores.shape[3]!]);
  return tf.reshape(tf.sub(one(1), one(0)), [-1, cells]);
};

/** The softmax loss of two scores, of each sample and cell. */
const logistic = (sides: tf.Tensor, differences: tf.Tensor): tf.Tensor =>
  tf.softplus(tf.neg(tf.mul(sides, differences)));

export interface TrackingLossOptions {
  /** [channels, rows, columns] */
  readonly mapShape: readonly [number, number, number];
  /** Anchors of the part `first`, on the map; `fourth` has all. */
  readonly first: readonly boolean[];
  readonly hidden: number;
  readonly alpha: number;
  readonly beta: number;
  readonly deviation: number;
}

/** Softmax loss over `first` and `fourth` (paper.md sections 2 and 3). */
export function trackingLoss({ mapShape, first, hidden, alpha, beta, deviation }: TrackingLossOptions): ReferenceModel {
  const [channels, rows, columns] = mapShape;
  const cells = rows * columns;
  const anchorsOf = (part: string): boolean[] => (part === 'first' ? [...first] : Array(cells).fill(true));
  /** Of each cell of the whole map. */
  const differences = (w: Weights, part: string, maps: tf.Tensor): tf.Tensor => {
    const layer = tf.relu(conv(maps, w[`${part}.k1`]!, w[`${part}.b1`], { pads: [1, 1, 1, 1] }));
    return difference(conv(layer, w[`${part}.k2`]!, w[`${part}.b2`], {}), cells);
  };
  return {
    initial(random) {
      const drawn: Weights = {};
      for (const part of ['first', 'fourth']) {
        drawn[`${part}.k1`] = normal(random, deviation, hidden, channels, 3, 3);
        drawn[`${part}.b1`] = tf.zeros([hidden]);
        drawn[`${part}.k2`] = normal(random, deviation, 2, hidden, 1, 1);
        drawn[`${part}.b2`] = tf.zeros([2]);
      }
      return drawn;
    },
    score(weights, maps) {
      const totals = Array<number>(maps.shape[0]).fill(0);
      for (const part of ['first', 'fourth']) {
        const all = differences(weights, part, maps).arraySync() as number[][];
        const anchors = anchorsOf(part);
        all.forEach((row, i) => {
          const chosen = row.filter((_, cell) => anchors[cell]);
          totals[i]! += chosen.reduce((sum, d) => sum + 1 / (1 + Math.exp(-d)), 0) / chosen.length / 2;
        });
      }
      return totals;
    },
    loss(weights, maps, sides) {
      const parts = ['first', 'fourth'].map((part) => {
        const anchors = anchorsOf(part);
        const mask = tf.tensor(anchors.map(Number), [1, cells]);
        const each = logistic(sides, differences(weights, part, maps));
        const mean = tf.div(tf.sum(tf.mul(each, mask)), maps.shape[0] * anchors.filter(Boolean).length);
        return tf.mul(mean, part === 'first' ? alpha : beta);
      });
      return tf.add(parts[0]!, parts[1]!);
    },
    multipliers: () => ({ rate: 1, decay: 1 }),
  };
}

/**
 * MDNet's fc4 to fc6 (field.md section 10): on means of 3 x 3 equal parts of the map, each sample by plain products. Biases
 * start at 0.1, 0.1 and 0, learn twice as fast and do not decay; fc6 learns ten times as fast.
 * @param mapShape sides that 3 divides
 */
export function mdnet(
  [channels, rows, columns]: readonly [number, number, number],
  hidden: number,
  deviation: number,
): ReferenceModel {
  const [high, wide] = [rows / 3, columns / 3];
  const differences = (w: Weights, maps: tf.Tensor): tf.Tensor => {
    const parts = tf.mean(tf.reshape(maps, [-1, channels, 3, high, 3, wide]), [3, 5]);
    const full = (x: tf.Tensor, name: string): tf.Tensor =>
      tf.add(tf.matMul(x, w[`${name}.weight`]!, false, true), w[`${name}.bias`]!);
    const fc4 = tf.relu(full(tf.reshape(parts, [-1, channels * 9]), 'fc4'));
    const scores = full(tf.relu(full(fc4, 'fc5')), 'fc6');
    return difference(tf.reshape(scores, [-1, 2, 1, 1]), 1);
  };
  return {
    initial: (random) => ({
      'fc4.weight': normal(random, deviation, hidden, channels * 9),
      'fc4.bias': constant(0.1, hidden),
      'fc5.weight': normal(random, deviation, hidden, hidden),
      'fc5.bias': constant(0.1, hidden),
      'fc6.weight': normal(random, deviation, 2, hidden),
      'fc6.bias': tf.zeros([2]),
    }),
    score: (weights, maps) => Array.from(differences(weights, maps).dataSync()),
    loss: (weights, maps, sides) => tf.mean(logistic(sides, differences(weights, maps))) as tf.Scalar,
    multipliers(name) {
      const layer = name.startsWith('fc6') ? 10 : 1;
      return name.endsWith('bias') ? { rate: 2 * layer, decay: 0 } : { rate: layer, decay: 1 };
    },
  };
}
