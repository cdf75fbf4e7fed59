/** @file What a tracked frame costs beside one pass of its backbone over the frame's candidates, and where the time goes. */
import type { Frame } from '../datasets/image.ts';
import { randomFrom } from '../datasets/random.ts';
import { rectangle } from '../datasets/region.ts';
import type { Backbone } from '../trackers/network/backbones/backbone.ts';
import { finishBackbone } from '../trackers/network/backbones/finishBackbone.ts';
import { zfInput } from '../trackers/network/backbones/zf.ts';
import { cropSource } from '../trackers/online/cropSource.ts';
import { type NetworkEnvironment, networkEnvironment } from '../trackers/online/networkEnvironment.ts';
import { trackerEntry } from '../trackers/registry.ts';
import { parseNamedTracker, specificationOf } from '../trackers/specification/parseSpecification.ts';
import type { TrackingLossConfiguration } from '../trackers/tracking-loss/configuration.ts';
import { backboneGraph } from './networkGraphs.ts';

const [width, height] = [320, 240];
/** One period of the updates. */
const trackedFrames = 10;
const candidates = 256;

/** As the command line takes them: the paper's two, then growth with branches and with candidates. */
const measured = [
  'Ours_softmax',
  'Ours_ensemble',
  'Ours_softmax{loss: softmax+sigmoid}',
  'Ours_softmax{loss: softmax+sigmoid+hinge}',
  'Ours_softmax{online: {candidates: {count: 48}}}',
  'Ours_softmax{online: {candidates: {count: 192}}}',
  'Ours_softmax{online: {candidates: {count: 384}}}',
];

/** A line for each tracker on the compressed ZF, with weights of chance, at the preset `tuned`, on one thread. */
export async function trackerBench(): Promise<string> {
  const shared = networkEnvironment({ device: 'cpu', cache: 'none' });
  const backbone = madeUpBackbone();
  const lines = [
    'ms a frame  backbone pass  ratio  | backbone  heads  training  crops and rest  | MiB resident, of it new  tracker',
  ];
  for (const text of measured) {
    const spent = new Map<string, number>();
    const networks = timed({ ...shared, backbone: async () => backbone }, spent);
    const before = process.memoryUsage.rss();
    const { tracker, overrides } = parseNamedTracker(text);
    const specification = specificationOf({ tracker, overrides: { ...overrides, backbone: 'zf-compressed' } });
    const instance = await trackerEntry(specification).create({
      random: randomFrom('tracker bench'),
      networks,
      notice: console.error,
    });
    await instance.initialize(frame(0), rectangle(140, 90, 50, 60));
    spent.clear();
    const start = performance.now();
    for (let index = 1; index <= trackedFrames; index++) await instance.track(frame(index));
    const frameMs = (performance.now() - start) / trackedFrames;
    const after = process.memoryUsage.rss();
    await instance.dispose();
    const configuration = specification.configuration as TrackingLossConfiguration;
    const passMs = await backbonePassMs(backbone, networks, spent, configuration.online);
    const parts = ['maps', 'scores', 'step'].map((use) => (spent.get(use) ?? 0) / trackedFrames);
    const rest = frameMs - parts.reduce((sum, part) => sum + part, 0);
    const figures = [frameMs, passMs, frameMs / passMs, ...parts, rest].map((value) => value.toFixed(2));
    const memory = [after, after - before].map((bytes) => (bytes / 2 ** 20).toFixed(0));
    lines.push([...figures, ...memory, text].join('  '));
  }
  await shared.dispose();
  return lines.join('\n');
}

/** The backbone alone over a frame's candidates, without their crops. */
async function backbonePassMs(
  backbone: Backbone,
  networks: NetworkEnvironment,
  spent: Map<string, number>,
  settings: Parameters<typeof cropSource>[2],
): Promise<number> {
  const whole = { top: 0, left: 0, bottom: backbone.map.height, right: backbone.map.width };
  const features = await cropSource(backbone, whole, settings, networks);
  const boxes = Array.from({ length: candidates }, (_, index) => rectangle(100 + index / 4, 80 + index / 8, 50, 60));
  const image = await frame(0).image();
  const before = spent.get('maps') ?? 0;
  await (await features.look(image, boxes[0]!, 'search')).read(boxes, async () => {});
  const after = spent.get('maps') ?? 0;
  spent.set('maps', before);
  return after - before;
}

/** Sums up what the sessions of each use take. Their keys begin with it. */
function timed(networks: NetworkEnvironment, spent: Map<string, number>): NetworkEnvironment {
  return {
    ...networks,
    async session(key, graph) {
      const session = await networks.session(key, graph);
      const use = /^\["(\w+)/.exec(key)![1]!;
      return {
        ...session,
        async run(inputs) {
          const start = performance.now();
          const outputs = await session.run(inputs);
          spent.set(use, (spent.get(use) ?? 0) + performance.now() - start);
          return outputs;
        },
      };
    },
  };
}

function madeUpBackbone(): Backbone {
  const network = finishBackbone({ name: 'zf-compressed', graph: backboneGraph(), input: zfInput, weights: 'made up' });
  const ones = Array<number>(network.map.channels).fill(1);
  const normalization = { channelMeans: ones, channelDeviations: ones, mean: 1, deviation: 1, source: 'made up' };
  return { ...network, normalization };
}

/** A textured square on a texture, moving. */
function frame(index: number): Frame {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const isTarget = x >= 140 + index && x < 190 + index && y >= 90 && y < 150;
    return isTarget
      ? 128 + 90 * Math.sin((x - index) / 3) * Math.cos(y / 4)
      : 128 + 50 * Math.sin(x / 23 + (i % 3)) * Math.cos(y / 17);
  });
  return { index, path: `frame ${index}`, image: async () => ({ width, height, channels: 3, data }) };
}
