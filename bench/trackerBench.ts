/** @file What a tracked frame costs beside one pass of its backbone over the frame's candidates, and where the time goes. */
import type { Frame } from '../datasets/image.ts';
import { randomFrom } from '../datasets/random.ts';
import { rectangle } from '../datasets/region.ts';
import type { Backbone } from '../trackers/network/backbones/backbone.ts';
import { measureNormalization } from '../trackers/network/backbones/mapNormalization.ts';
import { finishBackbone } from '../trackers/network/backbones/finishBackbone.ts';
import { zfInput } from '../trackers/network/backbones/zf.ts';
import { batch, type Graph } from '../trackers/network/graph.ts';
import type { Engine } from '../trackers/network/engines/engine.ts';
import { cropSource } from '../trackers/online/cropSource.ts';
import { type NetworkEnvironment, networkEnvironment } from '../trackers/online/networkEnvironment.ts';
import { trackerEntry } from '../trackers/registry.ts';
import { parseNamedTracker, specificationOf } from '../trackers/specification/parseSpecification.ts';
import type { TrackingLossConfiguration } from '../trackers/tracking-loss/configuration.ts';
import { measure } from './measure.ts';
import { productOperations } from './multiplyAdds.ts';
import { backboneGraph, inputsOf, productGraph } from './networkGraphs.ts';

/** One period of the updates. */
const trackedFrames = 10;
const candidates = 256;
const productSide = 2048;

interface Measured {
  /** As the command line takes it. */
  readonly text: string;
  /** Of the picture and of the target in it, over 320 x 240 and 50 x 60. */
  readonly size?: number;
}

/** The paper's two at `tuned` and at `fast`, then growth with branches, candidates, sizes that are looked at, and pixels. */
const measured: readonly Measured[] = [
  { text: 'Ours_softmax' },
  { text: 'Ours_ensemble' },
  { text: 'Ours_softmax{loss: softmax+sigmoid}' },
  { text: 'Ours_softmax{loss: softmax+sigmoid+hinge}' },
  { text: 'Ours_softmax{online: {candidates: {count: 48}}}' },
  { text: 'Ours_softmax{online: {candidates: {count: 192}}}' },
  { text: 'Ours_softmax{online: {candidates: {count: 384}}}' },
  { text: 'Ours_softmax', size: 3 },
  { text: 'Ours_softmax{preset: fast}' },
  { text: 'Ours_ensemble{preset: fast}' },
  { text: 'Ours_softmax{preset: fast, loss: softmax+sigmoid}' },
  { text: 'Ours_softmax{preset: fast, loss: softmax+sigmoid+hinge}' },
  { text: 'Ours_softmax{preset: fast, online: {candidates: {count: 64}}}' },
  { text: 'Ours_softmax{preset: fast, online: {candidates: {count: 1024}}}' },
  { text: 'Ours_softmax{preset: fast, online: {maps: {near: {scales: [0]}}}}' },
  { text: 'Ours_softmax{preset: fast, online: {maps: {near: {scales: [-4, -2, 0, 2, 4]}}}}' },
  { text: 'Ours_softmax{preset: fast, online: {maps: {reach: 0.6}}}' },
  { text: 'Ours_softmax{preset: fast, online: {maps: {reach: 2.5}}}' },
  { text: 'Ours_softmax{preset: fast}', size: 3 },
];

/** What the sessions of one use have done. */
interface Spent {
  ms: number;
  /** Two for each multiply-add of products. */
  operations: number;
}

const uses = ['maps', 'scores', 'step'] as const;

/** A line for each tracker of these presets on the compressed ZF, with weights of chance, on one thread. */
export async function trackerBench(presets: readonly string[]): Promise<string> {
  const shared = networkEnvironment({ device: 'cpu', cache: 'none' });
  const backbone = await madeUpBackbone(await shared.engine());
  const peak = await productSpeed(shared);
  const graphs = new Map<string, Graph>();
  const lines = [
    `GFLOP/s of a matrix product: ${peak.toFixed(0)}; of each stage ms a frame, GFLOP and its speed over the product's`,
    'ms a frame  backbone pass  ratio  first frame  | backbone  heads  training  | crops and rest  | MiB resident, of it new  tracker',
  ];
  for (const { text, size = 1 } of measured) {
    const { tracker, overrides } = parseNamedTracker(text);
    const { preset = 'tuned' } = overrides;
    if (!presets.some((wanted) => wanted === preset)) continue;
    const spent = new Map<string, Spent>();
    const networks = timed({ ...shared, backbone: async () => backbone }, spent, graphs);
    const before = process.memoryUsage.rss();
    const specification = specificationOf({ tracker, overrides: { ...overrides, backbone: 'zf-compressed' } });
    const instance = await trackerEntry(specification).create({
      random: randomFrom('tracker bench'),
      networks,
      notice: console.error,
    });
    const frames = Array.from({ length: trackedFrames + 1 }, (_, index) => frame(index, size));
    const started = performance.now();
    await instance.initialize(frames[0]!, rectangle(140 * size, 90 * size, 50 * size, 60 * size));
    const firstMs = performance.now() - started;
    // The next frame compiles what the first did not need.
    await instance.track(frames[1]!);
    spent.clear();
    const start = performance.now();
    for (let index = 1; index <= trackedFrames; index++) await instance.track(frames[index]!);
    const frameMs = (performance.now() - start) / trackedFrames;
    const after = process.memoryUsage.rss();
    await instance.dispose();
    const configuration = specification.configuration as TrackingLossConfiguration;
    const parts = uses.map((use) => {
      const { ms, operations } = spent.get(use) ?? { ms: 0, operations: 0 };
      return { ms: ms / trackedFrames, giga: operations / trackedFrames / 1e9 };
    });
    const rest = frameMs - parts.reduce((sum, { ms }) => sum + ms, 0);
    const passMs = await backbonePassMs(backbone, networks, spent, configuration.online);
    const figures = [frameMs.toFixed(0), passMs.toFixed(0), (frameMs / passMs).toFixed(3), firstMs.toFixed(0)];
    const stages = parts.map(({ ms, giga }) => {
      const speed = ms === 0 ? 0 : giga / (ms / 1000) / peak;
      return `${ms.toFixed(1)} (${giga.toFixed(1)}, ${speed.toFixed(2)})`;
    });
    const memory = [after, after - before].map((bytes) => (bytes / 2 ** 20).toFixed(0));
    const name = size === 1 ? text : `${text}, pictures ${size} times as wide`;
    lines.push([...figures, '|', ...stages, '|', rest.toFixed(1), '|', ...memory, name].join('  '));
    // The whole takes long; what is known is said at once.
    console.error(lines.at(-1));
  }
  await shared.dispose();
  return lines.join('\n');
}

/** GFLOP/s of a large product of matrices, the yardstick of the same run. */
async function productSpeed(networks: NetworkEnvironment): Promise<number> {
  const graph = productGraph(productSide);
  const session = await (await networks.engine()).compile(graph);
  const { medianMs } = await measure('product', () => session.run(inputsOf(graph, 1)));
  await session.dispose();
  return productOperations(graph, 1) / 1e9 / (medianMs / 1000);
}

/** The backbone alone over a frame's candidates as crops, without cutting them. */
async function backbonePassMs(
  backbone: Backbone,
  networks: NetworkEnvironment,
  spent: Map<string, Spent>,
  settings: Parameters<typeof cropSource>[2],
): Promise<number> {
  const whole = { top: 0, left: 0, bottom: backbone.map.height, right: backbone.map.width };
  const source = await cropSource(backbone, whole, settings, networks);
  const boxes = Array.from({ length: candidates }, (_, index) => rectangle(100 + index / 4, 80 + index / 8, 50, 60));
  const features = await source.look(await frame(0, 1).image(), boxes[0]!, 'search');
  spent.clear();
  await features.read(boxes, async () => {});
  return spent.get('maps')!.ms;
}

/** Sums up what the sessions of each use take. Their keys begin with it. */
function timed(
  networks: NetworkEnvironment,
  spent: Map<string, Spent>,
  graphs: Map<string, Graph>,
): NetworkEnvironment {
  return {
    ...networks,
    async session(key, graph) {
      const session = await networks.session(key, () => {
        const built = graph();
        graphs.set(key, built);
        return built;
      });
      const use = /^\["(\w+)/.exec(key)![1]!;
      const { inputs: declared } = graphs.get(key)!;
      const batched = declared.find(({ shape }) => shape[0] === batch)?.name;
      return {
        ...session,
        async run(inputs) {
          const start = performance.now();
          const outputs = await session.run(inputs);
          const own = spent.get(use) ?? { ms: 0, operations: 0 };
          own.ms += performance.now() - start;
          own.operations += productOperations(graphs.get(key)!, batched === undefined ? 1 : inputs[batched]!.shape[0]!);
          spent.set(use, own);
          return outputs;
        },
      };
    },
  };
}

/** With the normalisation that its map has over the bench's own frames: training would diverge on another. */
async function madeUpBackbone(engine: Engine): Promise<Backbone> {
  const network = finishBackbone({ name: 'zf-compressed', graph: backboneGraph(), input: zfInput, weights: 'made up' });
  const images = await Promise.all([0, trackedFrames].map((index) => frame(index, 1).image()));
  return { ...network, normalization: await measureNormalization(network, images, engine, 'made up') };
}

/** A textured square on a texture, moving. */
function frame(index: number, size: number): Frame {
  const [width, height] = [320 * size, 240 * size];
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [(Math.floor(i / 3) % width) / size, Math.floor(i / 3 / width) / size];
    const isTarget = x >= 140 + index && x < 190 + index && y >= 90 && y < 150;
    data[i] = isTarget
      ? 128 + 90 * Math.sin((x - index) / 3) * Math.cos(y / 4)
      : 128 + 50 * Math.sin(x / 23 + (i % 3)) * Math.cos(y / 17);
  }
  return { index, path: `frame ${index}`, image: async () => ({ width, height, channels: 3, data }) };
}
