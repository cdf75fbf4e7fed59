import { describe, expect, it } from 'vitest';
import { gradient } from '../../../../trackers/network/gradient/gradient.ts';
import { batch, type Dimension, type Value } from '../../../../trackers/network/graph.ts';
import { type GraphBuilder, graphBuilder } from '../../../../trackers/network/graphBuilder.ts';
import type { AnchorLossInputs } from '../../../../trackers/network/losses/anchorLoss.ts';
import { hingeLoss } from '../../../../trackers/network/losses/hingeLoss.ts';
import { infoGainLoss } from '../../../../trackers/network/losses/infoGainLoss.ts';
import { sigmoidLoss } from '../../../../trackers/network/losses/sigmoidLoss.ts';
import { softmaxLoss } from '../../../../trackers/network/losses/softmaxLoss.ts';
import { numbers, runGraph } from '../tensors.ts';

type Loss = (b: GraphBuilder, inputs: AnchorLossInputs) => Value;

const h1 = [
  [0.9, 0.1],
  [0.1, 0.9],
] as const;
const infoGain: Loss = (b, inputs) => infoGainLoss(b, inputs, h1);

/** Log(1 + e^x). */
const softplus = (x: number): number => Math.log1p(Math.exp(x));

interface Given {
  /** Scores of one sample after the other, anchor by anchor in rows: [samples][scores][anchors]. */
  readonly logits: readonly (readonly (readonly number[])[])[];
  readonly labels: readonly (readonly number[])[];
  /** Of all samples alike when there is one row. */
  readonly weights?: readonly (readonly number[])[];
  readonly reduction?: 'mean' | 'sum';
  readonly open?: boolean;
}

async function evaluate(loss: Loss, { logits, labels, weights, reduction, open = false }: Given) {
  const [samples, scores, anchors] = [logits.length, logits[0]!.length, labels[0]!.length];
  const count: Dimension = open ? batch : samples;
  const b = graphBuilder();
  const z = b.input('z', [count, scores, 1, anchors]);
  const y = b.input('y', [count, 1, 1, anchors]);
  const w = weights && b.input('w', [weights.length === 1 ? 1 : count, 1, 1, anchors]);
  const value = loss(b, { logits: z, labels: y, ...(w && { weights: w }), ...(reduction && { reduction }) });
  const [slope] = gradient(b, value, [z]);
  const results = await runGraph(b.build({ loss: value, slope: slope! }), {
    z: numbers([samples, scores, 1, anchors], logits.flat(2)),
    y: numbers([samples, 1, 1, anchors], labels.flat()),
    ...(weights && { w: numbers([weights.length, 1, 1, anchors], weights.flat()) }),
  });
  expect(results.loss!.shape).toEqual([]);
  // Plus 0 makes the negative zero plain.
  return { loss: results.loss!.data[0]!, slope: Array.from(results.slope!.data, (number) => number + 0) };
}

describe('softmaxLoss(logits, labels)', () => {
  it('is -log of the softmax of the labelled score', async () => {
    const logits = [[[1], [3]]];
    expect((await evaluate(softmaxLoss, { logits, labels: [[1]] })).loss).toBeCloseTo(softplus(-2), 6);
    expect((await evaluate(softmaxLoss, { logits, labels: [[0]] })).loss).toBeCloseTo(softplus(2), 6);
  });

  it('has the slope softmax minus label', async () => {
    const { slope } = await evaluate(softmaxLoss, { logits: [[[1], [3]]], labels: [[1]] });
    const background = 1 / (1 + Math.exp(2));
    expect(slope[0]).toBeCloseTo(background, 6);
    expect(slope[1]).toBeCloseTo(-background, 6);
  });
});

describe('infoGainLoss(logits, labels, H)', () => {
  it('weighs the log-probabilities of both classes by the row of the label', async () => {
    const logits = [[[1], [3]]];
    const [likely, unlikely] = [softplus(-2), softplus(2)];
    const target = await evaluate(infoGain, { logits, labels: [[1]] });
    expect(target.loss).toBeCloseTo(0.1 * unlikely + 0.9 * likely, 6);
    const background = await evaluate(infoGain, { logits, labels: [[0]] });
    expect(background.loss).toBeCloseTo(0.9 * unlikely + 0.1 * likely, 6);
  });

  it('keeps the order of a matrix that is not symmetric', async () => {
    const skewed: Loss = (b, inputs) =>
      infoGainLoss(b, inputs, [
        [1, 0],
        [0.25, 0.5],
      ]);
    const { loss } = await evaluate(skewed, { logits: [[[1], [3]]], labels: [[1]] });
    expect(loss).toBeCloseTo(0.25 * softplus(2) + 0.5 * softplus(-2), 6);
  });
});

describe('sigmoidLoss(logits, labels)', () => {
  it('is the cross-entropy of the sigmoid, with the slope sigmoid minus label', async () => {
    const target = await evaluate(sigmoidLoss, { logits: [[[2]]], labels: [[1]] });
    expect(target.loss).toBeCloseTo(softplus(-2), 6);
    expect(target.slope[0]).toBeCloseTo(1 / (1 + Math.exp(-2)) - 1, 6);
    const background = await evaluate(sigmoidLoss, { logits: [[[2]]], labels: [[0]] });
    expect(background.loss).toBeCloseTo(softplus(2), 6);
    expect(background.slope[0]).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
  });
});

describe('hingeLoss(logits, labels)', () => {
  it('is what a score lacks to 1 on the side of its label', async () => {
    const given = { logits: [[[0.25, 0.25, 2, -3]]], labels: [[1, 0, 1, 0]] };
    const { loss, slope } = await evaluate(hingeLoss, { ...given, reduction: 'sum' });
    expect(loss).toBeCloseTo(0.75 + 1.25, 6);
    expect(slope).toEqual([-1, 1, 0, 0]);
  });
});

describe.each<[string, Loss, number]>([
  ['softmaxLoss', softmaxLoss, 2],
  ['infoGainLoss', infoGain, 2],
  ['sigmoidLoss', sigmoidLoss, 1],
  ['hingeLoss', hingeLoss, 1],
])('%s', (_, loss, scores) => {
  // Two samples of three anchors each.
  const all = [
    [
      [0.5, -1, 2],
      [1, 0.25, -0.75],
    ],
    [
      [-0.5, 0.75, 1.5],
      [0, -2, 0.125],
    ],
  ].map((sample) => sample.slice(0, scores));
  const labels = [
    [1, 0, 1],
    [0, 1, 0],
  ];
  /** Each anchor's own loss. */
  const single = async (sample: number, anchor: number): Promise<number> => {
    const logits = [all[sample]!.map((row) => [row[anchor]!])];
    return (await evaluate(loss, { logits, labels: [[labels[sample]![anchor]!]] })).loss;
  };

  it.each([true, false])('is the mean over anchors and samples, or their sum (open batch: %s)', async (open) => {
    const singles = await Promise.all([0, 1].flatMap((sample) => [0, 1, 2].map((anchor) => single(sample, anchor))));
    const sum = singles.reduce((total, one) => total + one, 0);
    expect((await evaluate(loss, { logits: all, labels, open })).loss).toBeCloseTo(sum / 6, 5);
    expect((await evaluate(loss, { logits: all, labels, open, reduction: 'sum' })).loss).toBeCloseTo(sum, 5);
  });

  it.each([true, false])('ignores anchors of weight 0 in value, count and slope (open batch: %s)', async (open) => {
    const wanted = [await single(0, 1), await single(1, 1), await single(1, 2)];
    const sum = wanted.reduce((total, one) => total + one, 0);
    const weights = [
      [0, 1, 0],
      [0, 1, 1],
    ];
    const mean = await evaluate(loss, { logits: all, labels, weights, open });
    expect(mean.loss).toBeCloseTo(sum / 3, 5);
    const slopes = Array.from({ length: scores }, (__, row) => [mean.slope[3 * row], mean.slope[3 * row + 2]]);
    expect(slopes.flat().every((slope) => slope === 0)).toBe(true);
    expect((await evaluate(loss, { logits: all, labels, weights, open, reduction: 'sum' })).loss).toBeCloseTo(sum, 5);
  });

  it.each([true, false])(
    'takes weights for all samples alike, and others than 0 and 1 (open batch: %s)',
    async (open) => {
      const [first, second] = [
        (await single(0, 0)) + (await single(1, 0)),
        (await single(0, 2)) + (await single(1, 2)),
      ];
      const { loss: mean } = await evaluate(loss, { logits: all, labels, weights: [[0.5, 0, 1]], open });
      expect(mean).toBeCloseTo((0.5 * first + second) / (2 * 1.5), 5);
    },
  );

  it('is 0 without slope when no anchor counts', async () => {
    const none = await evaluate(loss, { logits: all, labels, weights: [[0, 0, 0]] });
    expect([none.loss, ...none.slope]).toEqual([0, ...none.slope.map(() => 0)]);
  });

  it('stays a number for scores of 200', async () => {
    const far = await evaluate(loss, {
      logits: [Array.from({ length: scores }, (__, k) => [k === 0 ? -200 : 200])],
      labels: [[1]],
    });
    expect([far.loss, ...far.slope].every(Number.isFinite)).toBe(true);
  });

  it('refuses another number of scores, and labels that do not fit', () => {
    const b = graphBuilder();
    const labels = b.input('labels', [2, 1, 3, 3]);
    expect(() => loss(b, { logits: b.input('z', [2, 3, 3, 3]), labels })).toThrow(
      `must have the shape [N, ${scores}, H, W]`,
    );
    expect(() => loss(b, { logits: b.input('small', [2, scores, 2, 2]), labels })).toThrow(RangeError);
  });
});
