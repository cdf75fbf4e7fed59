import { afterAll, describe, expect, it } from 'vitest';
import type { Image } from '../../../datasets/image.ts';
import { InputError } from '../../../datasets/inputError.ts';
import { randomFrom } from '../../../datasets/random.ts';
import { type Rectangle, rectangle } from '../../../datasets/region.ts';
import type { Backbone } from '../../../trackers/network/backbones/backbone.ts';
import { mdnetModel } from '../../../trackers/mdnet-n/mdnetModel.ts';
import { mdnetPreset } from '../../../trackers/mdnet-n/presets.ts';
import { finishBackbone } from '../../../trackers/network/backbones/finishBackbone.ts';
import { batch } from '../../../trackers/network/graph.ts';
import { graphBuilder } from '../../../trackers/network/graphBuilder.ts';
import { conv } from '../../../trackers/network/operators/convolution.ts';
import { relu } from '../../../trackers/network/operators/elementwise.ts';
import { cropSource } from '../../../trackers/online/cropSource.ts';
import type { FrameFeatures } from '../../../trackers/online/featureSource.ts';
import { trainableHeads } from '../../../trackers/online/heads.ts';
import { networkEnvironment } from '../../../trackers/online/networkEnvironment.ts';
import type { OnlineModel } from '../../../trackers/online/onlineModel.ts';
import { onlinePresets } from '../../../trackers/online/presets.ts';
import { sharedMaps, windowSize } from '../../../trackers/online/sharedMaps.ts';
import { lossNames } from '../../../trackers/tracking-loss/configuration.ts';
import { trackingLossPreset } from '../../../trackers/tracking-loss/presets.ts';
import { modelOn } from '../../../trackers/tracking-loss/trackingLossTracker.ts';
import { randomTensor, seeded } from '../network/tensors.ts';
import { syntheticFrame, texture } from '../syntheticFrame.ts';

const networks = networkEnvironment({ device: 'cpu', cache: 'none' });
afterAll(() => networks.dispose());

/**
 * Two convolutions to 8 channels of 10 x 10 cells, 4 pixels apart.
 * @param pad zeros around the picture and around the first map
 */
function tinyBackbone(pad: 0 | 1): Backbone {
  const b = graphBuilder();
  const side = pad === 0 ? 43 : 37;
  const pads = [pad, pad, pad, pad] as const;
  const weights = [
    b.constant(randomTensor(seeded(3), [6, 3, 3, 3])),
    b.constant(randomTensor(seeded(4), [8, 6, 3, 3])),
  ];
  const image = b.input('image', [batch, 3, side, side]);
  const half = relu(b, conv(b, image, weights[0]!, undefined, { strides: [2, 2], pads }));
  const map = relu(b, conv(b, half, weights[1]!, undefined, { strides: [2, 2], pads }));
  const network = finishBackbone({
    name: `tiny with pad ${pad}`,
    graph: b.build({ map }),
    input: { colourOrder: 'RGB', means: [127, 127, 127], scale: 1 / 64 },
    weights: `none ${pad}`,
  });
  const all = (value: number): number[] => Array<number>(8).fill(value);
  const normalization = {
    channelMeans: all(1.5),
    channelDeviations: all(2),
    mean: 1.5,
    deviation: 2,
    source: 'made up',
  };
  return { ...network, normalization };
}

const image: Image = await syntheticFrame(0, 160, 120, texture(5), 3).image();
const box = rectangle(60, 45, 28, 22);
const { fast } = onlinePresets;
const settings = { ...fast, context: { rule: 'factor' as const, factor: 1.5 } };

function mapsSettings(changes: Partial<NonNullable<typeof fast.maps>> = {}) {
  return { ...settings, maps: { ...fast.maps!, channels: null, ...changes } };
}

async function read(features: FrameFeatures, boxes: readonly Rectangle[]): Promise<Float32Array[]> {
  const all: Float32Array[] = [];
  await features.read(boxes, async ({ data, shape }) => {
    const length = data.length / shape[0]!;
    for (let i = 0; i < shape[0]!; i++) all.push(data.slice(i * length, (i + 1) * length));
  });
  return all;
}

/** Largest difference of two maps of 8 channels, without so many cells at each edge. */
function difference(a: Float32Array, b: Float32Array, margin: number): number {
  let largest = 0;
  for (let channel = 0; channel < 8; channel++) {
    for (let row = margin; row < 10 - margin; row++) {
      for (let column = margin; column < 10 - margin; column++) {
        const index = (channel * 10 + row) * 10 + column;
        largest = Math.max(largest, Math.abs(a[index]! - b[index]!));
      }
    }
  }
  return largest;
}

const whole = { top: 0, left: 0, bottom: 10, right: 10 };

describe('the windows of sharedMaps(backbone, window, settings, networks, random)', () => {
  const drawn = [box, rectangle(50, 40, 30, 25), rectangle(70, 52, 26, 21), rectangle(44, 30, 28, 22)];

  it.each(['first', 'turned', 'search'] as const)(
    'are the maps of the crops of the boxes that they stand for, where the backbone pads nothing (%s)',
    async (purpose) => {
      const backbone = tinyBackbone(0);
      const source = await sharedMaps(backbone, whole, mapsSettings(), networks, randomFrom('shared'));
      const features = await source.look(image, box, purpose);
      const boxes = drawn.map((one) => features.snap(one));
      const crops = await cropSource(backbone, whole, settings, networks);
      const wanted = await read(await crops.look(image, box, purpose), boxes);
      const found = await read(features, boxes);
      found.forEach((map, index) => expect(difference(map, wanted[index]!, 0)).toBeLessThan(1e-4));
    },
  );

  it('are those of the crops but for the edge where it pads, and differ there', async () => {
    const backbone = tinyBackbone(1);
    const source = await sharedMaps(backbone, whole, mapsSettings(), networks, randomFrom('shared'));
    const features = await source.look(image, box, 'search');
    const boxes = drawn.map((one) => features.snap(one));
    const crops = await cropSource(backbone, whole, settings, networks);
    const wanted = await read(await crops.look(image, box, 'search'), boxes);
    const found = await read(features, boxes);
    found.forEach((map, index) => expect(difference(map, wanted[index]!, 1)).toBeLessThan(1e-4));
    expect(Math.max(...found.map((map, index) => difference(map, wanted[index]!, 0)))).toBeGreaterThan(0.1);
  });

  it('stay what they are when they are asked for by the boxes that they stand for', async () => {
    const source = await sharedMaps(tinyBackbone(1), whole, mapsSettings(), networks, randomFrom('shared'));
    const features = await source.look(image, box, 'first');
    const boxes = drawn.map((one) => features.snap(one));
    expect(boxes.map((one) => features.snap(one))).toEqual(boxes);
    expect(await read(features, drawn)).toEqual(await read(features, boxes));
  });

  it('lie on another grid in each region of the first frame, and in other places of the picture too', async () => {
    const source = await sharedMaps(tinyBackbone(1), whole, mapsSettings(), networks, randomFrom('shared'));
    const features = await source.look(image, box, 'first');
    const random = randomFrom('boxes');
    const fractions = new Set<string>();
    for (let i = 0; i < 60; i++) {
      const near = rectangle(58 + 4 * random.uniform(), 43 + 4 * random.uniform(), 26 + 4 * random.uniform(), 22);
      fractions.add(features.snap(near).x.toFixed(3));
    }
    // Windows of one region lie 4 pixels apart: it would give two or three of these.
    expect(fractions.size).toBeGreaterThan(4);
    const far = features.snap(rectangle(3, 3, 28, 22));
    expect(Math.hypot(far.x - box.x, far.y - box.y)).toBeGreaterThan(50);
  });

  it('have the channels that are asked for, and keep most of what tells cells apart', async () => {
    const backbone = tinyBackbone(0);
    const settings = mapsSettings({ channels: 4, searchShifts: 1 });
    const source = await sharedMaps(backbone, whole, settings, networks, randomFrom('shared'));
    expect(source.mapShape).toEqual([4, 10, 10]);
    const first = await source.look(image, box, 'first');
    const window = first.snap(box);
    const [map] = await read(first, [window]);
    // Regions after the first frame are projected in the backbone's own run, to the same numbers.
    const again = await source.look(image, window, 'search');
    expect(again.snap(window).x).toBeCloseTo(window.x, 9);
    const [same] = await read(again, [window]);
    expect(Math.max(...same!.map((value, index) => Math.abs(value - map![index]!)))).toBeLessThan(1e-3);
    const variance = map!.reduce((sum, value) => sum + value ** 2, 0) / 100;
    expect(variance).toBeGreaterThan(1);
  });

  it('refuses contexts and borders that round, and anchors that have no common middle with the map', async () => {
    const make = (changes: object) =>
      sharedMaps(tinyBackbone(0), whole, { ...mapsSettings(), ...changes }, networks, randomFrom('shared'));
    await expect(make({ context: { rule: 'mdnet', padding: 16 } })).rejects.toThrow(InputError);
    await expect(make({ border: 'pymdnet' })).rejects.toThrow('border replicate');
    await expect(make({ maps: { ...fast.maps!, anchors: 7 } })).rejects.toThrow('7 anchors a side');
  });
});

describe('scores on shared maps', () => {
  const maps = { ...fast.maps!, channels: 6, searchScales: [0], searchShifts: 1 as const };
  const backbone = tinyBackbone(1);

  it.each(['sample', 'centre'] as const)(
    'are at the windows those of the windows by themselves, for all losses together (labels: %s)',
    async (labels) => {
      const preset = trackingLossPreset('fast', 'builtin', {
        losses: lossNames,
        strategies: ['first', 'third', 'fourth'],
      });
      await expectScoresOfWindows(
        modelOn(backbone, {
          ...preset,
          labels,
          firstConfidence: 0.3,
          hiddenChannels: 5,
          initialDeviation: 0.2,
          online: { ...preset.online, maps },
        }),
      );
    },
  );

  it('are at the windows those of the windows by themselves with the layers of MDNet-N', async () => {
    const { kind: _, backbone: __, online: ___, ...preset } = mdnetPreset('fast', 'builtin');
    const configuration = { ...preset, hiddenChannels: 7, initialDeviation: 0.2 };
    const model = mdnetModel(configuration, windowSize(backbone.map, maps), true);
    // Of 10 cells the most that three times three means divide, as even as the map.
    expect(model.window).toEqual({ top: 2, left: 2, bottom: 8, right: 8 });
    await expectScoresOfWindows(model);
  });

  async function expectScoresOfWindows(model: OnlineModel): Promise<void> {
    const random = randomFrom('heads');
    const source = await sharedMaps(backbone, model.window, { ...settings, maps }, networks, random);
    const { mapShape } = source;
    const heads = await trainableHeads({
      model,
      mapShape,
      minibatch: fast.minibatch,
      networks,
      random,
      notice: console.error,
    });
    await source.look(image, box, 'first');
    const features = await source.look(image, box, 'search');
    const boxes = [-20, -9, 0, 9, 20].flatMap((across) =>
      [-15, 0, 15].map((down) => features.snap(rectangle(box.x + across, box.y + down, box.width, box.height))),
    );
    const scored = await (await features.scoring(heads))(boxes);
    const wanted: number[] = [];
    await features.read(boxes, async (some) => void wanted.push(...(await heads.score(some))));
    expect(new Set(wanted.map((value) => value.toFixed(4))).size).toBeGreaterThan(9);
    scored.forEach((found, index) => {
      expect(found.score).toBeCloseTo(wanted[index]!, 5);
      expect(found.box.x).toBeCloseTo(boxes[index]!.x, 9);
    });
  }
});
