import { afterAll, expect, it } from 'vitest';
import { randomFrom } from '../../../datasets/random.ts';
import { rectangle } from '../../../datasets/region.ts';
import type { Backbone } from '../../../trackers/network/backbones/backbone.ts';
import { finishBackbone } from '../../../trackers/network/backbones/finishBackbone.ts';
import { batch } from '../../../trackers/network/graph.ts';
import { graphBuilder } from '../../../trackers/network/graphBuilder.ts';
import { conv } from '../../../trackers/network/operators/convolution.ts';
import { relu } from '../../../trackers/network/operators/elementwise.ts';
import { imagePyramid } from '../../../trackers/classic/imagePyramid.ts';
import { dsstParameters, scaleFilter } from '../../../trackers/classic/scaleFilter.ts';
import { mdnetTracker } from '../../../trackers/mdnet-n/mdnetTracker.ts';
import { cropSource } from '../../../trackers/online/cropSource.ts';
import { networkEnvironment } from '../../../trackers/online/networkEnvironment.ts';
import type { OnlineSettings } from '../../../trackers/online/onlineSettings.ts';
import { onlinePresets } from '../../../trackers/online/presets.ts';
import { anchorGrid } from '../../../trackers/tracking-loss/anchors.ts';
import { strategyAnchors } from '../../../trackers/tracking-loss/strategies.ts';
import type { Tracker, TrackerContext } from '../../../trackers/tracker.ts';
import { trackingLossTracker } from '../../../trackers/tracking-loss/trackingLossTracker.ts';
import { syntheticFrame, target, texture } from '../syntheticFrame.ts';
import { randomTensor, seeded } from '../network/tensors.ts';
import { mdnet, type ReferenceModel, trackingLoss } from './referenceModels.ts';
import { slowReference } from './slowReference.ts';

const networks = networkEnvironment({ device: 'cpu', cache: 'none' });
afterAll(() => networks.dispose());

/** A network small enough for TensorFlow.js on the CPU: 6 channels on 9 x 9 cells. */
function tinyBackbone(): Backbone {
  const b = graphBuilder();
  const weights = b.constant(randomTensor(seeded(3), [6, 3, 5, 5]));
  const map = relu(
    b,
    conv(b, b.input('image', [batch, 3, 33, 33]), weights, undefined, { strides: [4, 4], pads: [2, 2, 2, 2] }),
  );
  const network = finishBackbone({
    name: 'tiny',
    graph: b.build({ map }),
    input: { colourOrder: 'RGB', means: [127, 127, 127], scale: 1 / 255 },
    weights: 'none',
  });
  const all = (value: number): number[] => Array<number>(6).fill(value);
  const normalization = {
    channelMeans: all(0.6),
    channelDeviations: all(0.9),
    mean: 0.6,
    deviation: 0.9,
    source: 'made up',
  };
  return { ...network, normalization };
}

const backbone = tinyBackbone();

const small: OnlineSettings = {
  ...onlinePresets.tuned,
  startBox: 'bounding',
  minimumSideInPixels: 10,
  candidates: {
    ...onlinePresets.tuned.candidates,
    count: 14,
    best: 3,
    wideShare: 0.25,
    wideFactor: 3,
    refinement: { count: 6, translation: 0.05 },
    scaleDeviation: 0.5,
    scaleLook: null,
  },
  firstFrame: {
    samples: {
      ...onlinePresets.tuned.firstFrame.samples,
      positives: 7,
      negatives: 16,
      negativesAnywhere: 0.25,
      negativesInScale: 0.25,
      scaleReach: 16,
    },
    turns: null,
    training: { iterations: 5, learningRateFactor: 1 },
    negativesKept: 9,
  },
  update: {
    ...onlinePresets.tuned.update,
    samples: { ...onlinePresets.tuned.update.samples, positives: 3, negatives: 8 },
    training: { iterations: 2, learningRateFactor: 0.5 },
    interval: 2,
    longMemory: 3,
    shortMemory: 2,
  },
  minibatch: { positives: 4, negatives: 6, minedFrom: null, firstFrameShare: 0.25 },
};

const cases: readonly [string, OnlineSettings][] = [
  ['updates from time to time', { ...small, failure: { rule: 'fixed', score: -1 } }],
  ['updates after every frame that failed', { ...small, failure: { rule: 'fixed', score: 2 } }],
  [
    'a look for the size',
    {
      ...small,
      candidates: {
        ...small.candidates,
        scaleDeviation: 0,
        scaleLook: { reach: 2, shift: 0.1, expectation: 'last', stiffness: 0.001, gain: 0.5 },
      },
      failure: { rule: 'fixed', score: -1 },
    },
  ],
  [
    'a look for the size that a scale filter expects',
    {
      ...small,
      candidates: {
        ...small.candidates,
        scaleDeviation: 0,
        scaleLook: { reach: 2, shift: 0.1, expectation: 'filter', stiffness: 0.01, gain: 1 },
      },
      failure: { rule: 'fixed', score: -1 },
    },
  ],
  [
    'mined negatives and a single look',
    {
      ...small,
      candidates: { ...small.candidates, refinement: null, wideShare: 0, translationClip: 2 },
      firstFrame: {
        ...small.firstFrame,
        samples: { ...small.firstFrame.samples, positiveTranslation: 0.05, positiveScale: 2.5, positiveClip: 1 },
      },
      minibatch: { ...small.minibatch, minedFrom: 11, firstFrameShare: 0 },
      failure: { rule: 'between', share: 0.5 },
    },
  ],
];

const frames = Array.from({ length: 5 }, (_, index) =>
  syntheticFrame(
    index,
    120,
    90,
    target({ x: 40 + 3 * index, y: 30 + index, width: 30 + index, height: 20 + index }, 30, texture(1), texture(2)),
  ),
);
const start = rectangle(40, 30, 30, 20);

/** Tracks the same frames with both, each with its own chance of one seed, and compares every box and confidence. */
async function expectAgreement(
  settings: OnlineSettings,
  model: (mapShape: readonly [number, number, number]) => ReferenceModel,
  make: (context: TrackerContext) => Promise<Tracker>,
): Promise<void> {
  const grid = anchorGrid(backbone.map);
  const whole = { top: 0, left: 0, bottom: grid.rows, right: grid.columns };
  const features = await cropSource(backbone, whole, settings, networks);
  const filter =
    settings.candidates.scaleLook?.expectation === 'filter'
      ? scaleFilter(dsstParameters, start, imagePyramid(1))
      : undefined;
  const reference = slowReference({
    settings,
    random: randomFrom('reference'),
    image: { width: 120, height: 90 },
    mapShape: features.mapShape,
    model: model(features.mapShape),
    rate: 0.03,
    ...(filter === undefined
      ? {}
      : {
          sizes: {
            train: async (frame, { x, y, width, height }) =>
              filter.train(await frames[frame]!.image(), rectangle(x, y, width, height)),
            search: async (frame, { x, y, width, height }) =>
              filter.search(await frames[frame]!.image(), rectangle(x, y, width, height)),
          },
        }),
    async maps(frame, boxes) {
      const all: number[][] = [];
      const regions = boxes.map(({ x, y, width, height }) => rectangle(x, y, width, height));
      const seen = await features.look(await frames[frame]!.image(), regions[0]!, 'search');
      await seen.read(regions, async ({ data, shape }) => {
        const length = data.length / shape[0]!;
        for (let i = 0; i < shape[0]!; i++) all.push(Array.from(data.subarray(i * length, (i + 1) * length)));
      });
      return all;
    },
  });
  const tracker = await make({
    random: randomFrom('reference'),
    networks: { ...networks, backbone: async () => backbone },
    notice: (text) => {
      throw new Error(text);
    },
  });
  await tracker.initialize(frames[0]!, start);
  await reference.initialize(start);
  for (let frame = 1; frame < frames.length; frame++) {
    const { region, confidence } = await tracker.track(frames[frame]!);
    const wanted = await reference.track(frame);
    if (region.type !== 'rectangle') throw new Error('expected a rectangle');
    for (const side of ['x', 'y', 'width', 'height'] as const) expect(region[side]).toBeCloseTo(wanted.box[side], 3);
    expect(confidence).toBeCloseTo(wanted.confidence, 4);
  }
  // It did learn: the last step of the first training has a smaller loss than the first.
  const { iterations } = settings.firstFrame.training;
  expect(reference.losses[iterations - 1]).toBeLessThan(reference.losses[0]!);
  await tracker.dispose();
}

it.each(cases)(
  'a first training and four frames agree with a slow reference in TensorFlow.js, with %s',
  async (_, settings) => {
    const first = Array.from(strategyAnchors('first', anchorGrid(backbone.map), 0.3), (one) => one === 1);
    const shared = { alpha: 1, beta: 2 };
    await expectAgreement(
      settings,
      (mapShape) => trackingLoss({ ...shared, mapShape, first, hidden: 3, deviation: 0.01 }),
      (context) =>
        trackingLossTracker(
          {
            kind: 'tracking-loss',
            backbone: 'tiny',
            branches: [{ ...shared, loss: 'softmax', learningRate: 0.03 }],
            strategies: ['first', 'fourth'],
            firstConfidence: 0.3,
            centreShare: 0.5,
            labels: 'sample',
            reduction: 'mean',
            hiddenChannels: 3,
            initialDeviation: 0.01,
            momentum: 0.9,
            weightDecay: 0.0005,
            online: settings,
          },
          context,
        ),
    );
  },
);

it("MDNet-N's layers agree with a slow reference in TensorFlow.js over a first training and four frames", () =>
  expectAgreement(
    { ...small, failure: { rule: 'fixed', score: -100 } },
    (mapShape) => mdnet(mapShape, 5, 0.1),
    (context) =>
      mdnetTracker(
        {
          kind: 'mdnet-n',
          backbone: 'tiny',
          hiddenChannels: 5,
          initialDeviation: 0.1,
          learningRate: 0.03,
          momentum: 0.9,
          weightDecay: 0.0005,
          online: { ...small, failure: { rule: 'fixed', score: -100 } },
        },
        context,
      ),
  ));
