import { describe, expect, it } from 'vitest';
import { graphBuilder } from '../../../../trackers/network/graphBuilder.ts';
import { adamCorrection, adamStep, momentNames } from '../../../../trackers/network/losses/adam.ts';
import { updatedName } from '../../../../trackers/network/losses/sgd.ts';
import { mul, sub } from '../../../../trackers/network/operators/arithmetic.ts';
import { reduceSum } from '../../../../trackers/network/operators/reductions.ts';
import type { Tensor } from '../../../../trackers/network/tensor.ts';
import { tf } from '../gradient/tensorflow.ts';
import { numbers, runGraph } from '../tensors.ts';

describe('adamStep(graph, loss, parameters)', () => {
  it("takes TensorFlow.js's own steps", async () => {
    const b = graphBuilder();
    const w = b.input('w', [3]);
    const rate = b.input('rate', []);
    const goal = [1, -2, 300];
    const difference = sub(b, w, b.constant(numbers([3], goal)));
    const loss = reduceSum(b, mul(b, difference, difference), { keepDimensions: false });
    const graph = b.build({ loss, ...adamStep(b, loss, [w], { learningRate: rate }) });
    const [mean, square] = momentNames('w');
    let state: Readonly<Record<string, Tensor>> = {
      w: numbers([3], [4, 5, 6]),
      [mean]: numbers([3], [0, 0, 0]),
      [square]: numbers([3], [0, 0, 0]),
    };
    const reference = tf.variable(tf.tensor1d([4, 5, 6]));
    const optimizer = tf.train.adam(0.3, 0.9, 0.999, 1e-8);
    for (let step = 1; step <= 12; step++) {
      const outputs = await runGraph(graph, { ...state, rate: numbers([], [0.3 * adamCorrection(step)]) });
      state = Object.fromEntries(['w', mean, square].map((name) => [name, outputs[updatedName(name)]!]));
      optimizer.minimize(() => tf.sum(tf.squaredDifference(reference, tf.tensor1d(goal))));
      reference.dataSync().forEach((value, index) => {
        expect(Math.abs(state['w']!.data[index]! - value)).toBeLessThan(2e-5 * Math.abs(value) + 2e-5);
      });
    }
  });
});
