import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Image } from '../../../../datasets/image.ts';
import type { BackboneSpec } from '../../../../trackers/network/backbones/backboneSpec.ts';
import { measureNormalization, normalizedGraph } from '../../../../trackers/network/backbones/mapNormalization.ts';
import { mobilenetYoloMap } from '../../../../trackers/network/backbones/mobilenetYolo.ts';
import { normalizationPath, storeNormalization } from '../../../../trackers/network/backbones/normalizationFile.ts';
import {
  describeNormalization,
  openBackbone,
  openBackboneNetwork,
} from '../../../../trackers/network/backbones/openBackbone.ts';
import { proceduralImages } from '../../../../trackers/network/backbones/proceduralImages.ts';
import { imageTensor } from '../../../../trackers/network/backbones/imageTensor.ts';
import type { Engine } from '../../../../trackers/network/engines/engine.ts';
import { onnxruntimeEngine } from '../../../../trackers/network/engines/onnxruntime.ts';
import type { Graph } from '../../../../trackers/network/graph.ts';
import { writeOnnx } from '../../../../trackers/network/onnx/writeOnnx.ts';
import type { Tensor } from '../../../../trackers/network/tensor.ts';
import { addWeights } from '../../../../trackers/network/weights/addWeights.ts';
import { sharedData } from '../../../sharedData.ts';
import { temporaryFolders } from '../../../temporaryFolder.ts';
import { photograph } from '../photograph.ts';

const temporaryFolder = temporaryFolders();
const squeezenetFile = sharedData('weights/squeezenet/compressed_SqueezeNet.net');
const yolo = (ending: string): string => sharedData(`weights/mobilenet_yolo_voc/MobileNetV2-YOLOv3-Nano-voc.${ending}`);

let engine: Engine;
beforeAll(async () => {
  engine = await onnxruntimeEngine({ device: 'cpu', threads: 2 });
});

async function cacheWith(...names: readonly ('squeezenet' | 'mobilenet-yolo')[]): Promise<string> {
  const cache = await temporaryFolder();
  if (names.includes('squeezenet')) await addWeights('squeezenet', squeezenetFile, { cache });
  if (names.includes('mobilenet-yolo')) {
    for (const ending of ['prototxt', 'caffemodel']) await addWeights('mobilenet-yolo', yolo(ending), { cache });
  }
  return cache;
}

async function run(graph: Graph, image: Tensor): Promise<Tensor> {
  const session = await engine.compile(graph);
  const { map } = await session.run({ image });
  await session.dispose();
  return map!;
}

const refusal = async (spec: unknown, cache?: string): Promise<string> =>
  openBackboneNetwork(spec as BackboneSpec, {
    cache: cache ?? (await temporaryFolder()),
    where: 'trackers.yaml:3',
  }).then(
    () => 'opened',
    (error: Error) => `${error.name}: ${error.message}`,
  );

interface ExpectedMap {
  readonly pool4_sum: number;
  readonly pool4_max: number;
  readonly pool4_samples: readonly { channel: number; row: number; column: number; value: number }[];
}

/** The picture of expected.json: blue, green and red by column and row, cut to 8 bits. */
const rainbow: Image = {
  width: 119,
  height: 119,
  channels: 3,
  data: Uint8Array.from({ length: 119 * 119 * 3 }, (_, index) => {
    const [x, y] = [Math.floor(index / 3) % 119, Math.floor(index / 357)];
    return [3 * (x + y), 2 * y, 2 * x][index % 3]!;
  }),
};

describe('the backbone squeezenet', () => {
  it("computes the map of 14 x 14 x 256 that the publisher's weights give in another implementation", async () => {
    const cache = await cacheWith('squeezenet');
    const { graph, input, map } = await openBackboneNetwork('squeezenet', { cache });
    expect(map).toEqual({ height: 14, width: 14, channels: 256, stride: 8, receptiveField: 43, offset: 9 });
    const { shape, data } = await run(graph, imageTensor(rainbow, input));
    const path = sharedData('weights/squeezenet/expected.json');
    const expected = JSON.parse(await readFile(path, 'utf8')) as ExpectedMap;
    expect(shape).toEqual([1, 256, 14, 14]);
    const sum = data.reduce((a, b) => a + b, 0);
    expect(Math.abs(sum / expected.pool4_sum - 1)).toBeLessThan(1e-5);
    const largest = data.reduce((a, b) => Math.max(a, b));
    expect(Math.abs(largest / expected.pool4_max - 1)).toBeLessThan(1e-4);
    for (const { channel, row, column, value } of expected.pool4_samples) {
      const own = data[(channel * 14 + row) * 14 + column]!;
      expect(Math.abs(own - value)).toBeLessThanOrEqual(1e-4 * Math.max(1, value));
    }
  });

  it("takes a file of weights in place of the catalogue's", async () => {
    const cache = await temporaryFolder();
    const { map } = await openBackboneNetwork(
      { name: 'squeezenet', weights: squeezenetFile, inputSize: 135 },
      { cache },
    );
    expect(map).toMatchObject({ height: 16, width: 16, stride: 8 });
  });
});

describe('the backbone mobilenet-yolo', () => {
  it('gives 14 x 14 cells of stride 16 whose centres lie symmetrically in its input', async () => {
    const cache = await cacheWith('mobilenet-yolo');
    const { input, map } = await openBackboneNetwork('mobilenet-yolo', { cache });
    expect(map).toEqual({ height: 14, width: 14, channels: 288, stride: 16, receptiveField: 267, offset: 0 });
    expect(map).toEqual(mobilenetYoloMap);
    expect(map.offset + 13 * map.stride).toBe(input.width - 1);
    expect(input).toEqual({ height: 209, width: 209, colourOrder: 'RGB', means: [0, 0, 0], scale: 1 / 255 });
  });

  it('is the Caffe pair up to a layer, and both are the same as the layer of an ONNX file', async () => {
    const cache = await cacheWith('mobilenet-yolo');
    const named = await openBackboneNetwork('mobilenet-yolo', { cache });
    const pair = { prototxt: yolo('prototxt'), caffemodel: yolo('caffemodel'), layer: 'layer48-conv', inputSize: 209 };
    const settings = { colourOrder: 'RGB', means: [0, 0, 0], scale: 1 / 255 } as const;
    const fromPair = await openBackboneNetwork({ ...pair, ...settings, means: [0, 0, 0] }, { cache });
    const onnx = join(cache, 'net.onnx');
    await writeFile(onnx, writeOnnx(named.graph));
    const fromOnnx = await openBackboneNetwork({ onnx, layer: 'map', ...settings, means: [0, 0, 0] }, { cache });
    const image = imageTensor(rainbow, named.input);
    const expected = await run(named.graph, image);
    for (const other of [fromPair, fromOnnx]) {
      expect(other.input).toEqual(named.input);
      expect(other.map).toEqual(named.map);
      expect(await run(other.graph, image)).toEqual(expected);
    }
    expect(new Set([named, fromPair, fromOnnx].map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });

  it('is the same network wherever its file lies, with what is stored of it in the cache', async () => {
    const cache = await temporaryFolder();
    const { graph } = await openBackboneNetwork('builtin', { cache });
    const settings = { layer: 'map', colourOrder: 'RGB', means: [0, 0, 0] } as const;
    const open = async (path: string) => {
      await writeFile(path, writeOnnx(graph));
      return openBackboneNetwork({ onnx: path, ...settings, means: [0, 0, 0] }, { cache });
    };
    const [here, there] = [
      await open(join(cache, 'net.onnx')),
      await open(join(await temporaryFolder(), 'other.onnx')),
    ];
    expect(there.fingerprint).toBe(here.fingerprint);
    expect(dirname(normalizationPath(cache, there))).toBe(join(cache, 'normalizations'));
  });
});

describe('the backbone builtin', () => {
  it('needs no weights, is the same always, and tells pictures apart', async () => {
    const cache = await temporaryFolder();
    const [one, two] = [
      await openBackboneNetwork('builtin', { cache }),
      await openBackboneNetwork('builtin', { cache }),
    ];
    expect(one.map).toMatchObject({ height: 14, width: 14, channels: 256, stride: 8, offset: 0 });
    expect(one.map.offset + 13 * one.map.stride).toBe(one.input.width - 1);
    expect(Buffer.compare(writeOnnx(one.graph), writeOnnx(two.graph))).toBe(0);
    const even: Image = { width: 9, height: 9, channels: 1, data: new Uint8Array(81).fill(200) };
    const flat = await run(one.graph, imageTensor(even, one.input));
    const busy = await run(one.graph, imageTensor(rainbow, one.input));
    const energy = ({ data }: Tensor): number => data.reduce((sum, value) => sum + value ** 2, 0);
    expect(energy(busy)).toBeGreaterThan(2 * energy(flat));
  });

  it('measures its normalisation at once over procedural pictures, and keeps it', async () => {
    const cache = await temporaryFolder();
    const first = await openBackbone('builtin', { cache, engine });
    expect(first.normalization.source).toBe('24 procedural pictures');
    expect(first.normalization.channelDeviations.every((deviation) => deviation > 0)).toBe(true);
    expect(await readdir(join(cache, 'normalizations'))).toEqual([`builtin-${first.fingerprint}.json`]);
    const idle: Engine = { ...engine, compile: () => Promise.reject(new Error('measured again')) };
    const second = await openBackbone('builtin', { cache, engine: idle });
    expect(second.normalization).toEqual(first.normalization);
  });

  it('says of a normalisation where it comes from, and tells numbers that others have stored apart', async () => {
    const cache = await temporaryFolder();
    const network = await openBackboneNetwork('builtin', { cache });
    const described = () => describeNormalization(network, cache);
    expect(await described()).toBe('24 procedural pictures');
    const { normalization } = await openBackbone('builtin', { cache, engine });
    expect(await described()).toBe('24 procedural pictures');
    const own = { ...normalization, source: 'my pictures' };
    await storeNormalization(cache, network, own);
    const before = await described();
    expect(before).toMatch(/^my pictures \([0-9a-f]{16}\)$/);
    await storeNormalization(cache, network, { ...own, mean: own.mean + 1 });
    expect(await described()).not.toBe(before);
  });

  it('refuses a stored normalisation that is damaged', async () => {
    const cache = await temporaryFolder();
    const path = normalizationPath(cache, await openBackboneNetwork('builtin', { cache }));
    await mkdir(dirname(path), { recursive: true });
    for (const text of ['{', '{"mean":1}']) {
      await writeFile(path, text);
      await expect(openBackbone('builtin', { cache, engine })).rejects.toThrow(
        `invalid normalisation: not of this network, or damaged (${path}); delete it to have it measured again`,
      );
    }
  });
});

describe('the normalisation of a map', () => {
  it('comes with squeezenet and mobilenet-yolo as measured over 29 photographs', async () => {
    const cache = await cacheWith('squeezenet', 'mobilenet-yolo');
    const idle: Engine = { ...engine, compile: () => Promise.reject(new Error('measured')) };
    const folders: Record<string, string[]> = {};
    for (const folder of ['caffe', 'detectron_demo', 'skimage', 'voc_demo']) {
      const files = await readdir(sharedData(`images/${folder}`));
      folders[folder] = files.filter((name) => /\.(jpg|png)$/.test(name));
    }
    const paths = Object.entries(folders).flatMap(([folder, names]) => names.map((name) => `${folder}/${name}`));
    expect(paths).toHaveLength(29);
    const photographs = await Promise.all(paths.map((path) => photograph(path)));
    for (const name of ['squeezenet', 'mobilenet-yolo'] as const) {
      const backbone = await openBackbone(name, { cache, engine: idle });
      const { normalization } = backbone;
      const measured = await measureNormalization(backbone, photographs, engine, normalization.source);
      for (const key of ['channelMeans', 'channelDeviations'] as const) {
        for (const [channel, value] of measured[key].entries()) {
          expect(Math.abs(normalization[key][channel]! - value)).toBeLessThan(1e-3 * normalization.deviation);
        }
      }
      expect(Math.abs(normalization.mean / measured.mean - 1)).toBeLessThan(1e-3);
      expect(Math.abs(normalization.deviation / measured.deviation - 1)).toBeLessThan(1e-3);
    }
  });

  it('makes the mean 0 and the deviation 1 over the pictures it was measured on, by channel or over all', async () => {
    const cache = await temporaryFolder();
    const network = await openBackboneNetwork('builtin', { cache });
    const pictures = proceduralImages(3);
    const normalization = await measureNormalization(network, pictures, engine, 'these');
    for (const by of ['channel', 'map'] as const) {
      const graph = normalizedGraph(network, normalization, by);
      const again = await measureNormalization({ ...network, graph }, pictures, engine, 'again');
      expect(Math.abs(again.mean)).toBeLessThan(1e-4);
      expect(Math.abs(again.deviation - 1)).toBeLessThan(1e-4);
      if (by === 'map') continue;
      expect(Math.max(...again.channelMeans.map(Math.abs))).toBeLessThan(1e-4);
      expect(Math.max(...again.channelDeviations.map((deviation) => Math.abs(deviation - 1)))).toBeLessThan(1e-3);
    }
    await expect(measureNormalization(network, [], engine, 'none')).rejects.toThrow('no images to measure');
  });
});

describe('openBackboneNetwork(spec, options): mistakes', () => {
  it('names the backbones and the layers that there are', async () => {
    expect(await refusal('squezenet')).toBe(
      'WrongRequest: unknown backbone: "squezenet" (trackers.yaml:3); did you mean "squeezenet"? known: zf, zf-compressed, squeezenet, mobilenet-yolo, builtin',
    );
    const pair = { prototxt: yolo('prototxt'), caffemodel: yolo('caffemodel'), colourOrder: 'RGB', means: [0, 0, 0] };
    expect(await refusal({ ...pair, layer: 'layer480-conv' })).toMatch(
      /^WrongRequest: unknown layer: "layer480-conv" \(.*prototxt\); did you mean "layer40-conv"\? known: data, layer1-conv/,
    );
    const cache = await cacheWith('mobilenet-yolo');
    const { graph } = await openBackboneNetwork('mobilenet-yolo', { cache });
    const onnx = join(cache, 'net.onnx');
    await writeFile(onnx, writeOnnx(graph));
    expect(await refusal({ onnx, layer: 'mab', colourOrder: 'RGB', means: [0, 0, 0] })).toContain(
      'did you mean "map"?',
    );
  });

  it('says how to get weights that are not there', async () => {
    expect(await refusal('zf')).toMatch(
      /^InputError: missing weights: zf \(.*zf.safetensors\); "tracking-loss weights fetch zf" downloads them, "tracking-loss weights add zf FILE"/,
    );
    expect(await refusal({ name: 'zf', weights: 'nowhere.safetensors' })).toBe(
      'InputError: missing weights: nowhere.safetensors (ENOENT); a file, or one of the catalogue: squeezenet, mobilenet-yolo, zf, zf-imagenet',
    );
    expect(await refusal({ name: 'builtin', weights: 'zf' })).toContain('invalid weights of builtin: zf; it has none');
    expect(await refusal({ name: 'mobilenet-yolo', weights: squeezenetFile })).toContain(
      'give a Caffe model of your own',
    );
  });

  it('refuses specifications that do not say enough, or too much', async () => {
    expect(await refusal({ onnx: 'net.onnx' })).toMatch(
      /invalid backbone: .*layer.*colourOrder.*means.*\(trackers.yaml:3\)/,
    );
    expect(await refusal({ name: 'zf', wieghts: 'x' })).toContain('Unrecognized key: "wieghts"');
    expect(await refusal({ name: 'zf', inputSize: -1 })).toContain('inputSize');
    expect(await refusal(7)).toContain('invalid backbone');
  });

  it('refuses layers that give no map', async () => {
    const files = await temporaryFolder();
    const [prototxt, caffemodel] = [join(files, 'n.prototxt'), yolo('caffemodel')];
    const settings = { prototxt, caffemodel, colourOrder: 'BGR', means: [0, 0, 0], layer: 'out' };
    const write = (dims: string, layers: string): Promise<void> =>
      writeFile(prototxt, `input: "data" input_shape { ${dims} } ${layers}`);
    await write('dim: 1 dim: 3 dim: 8 dim: 8', 'layer { name: "out" type: "Flatten" bottom: "data" top: "out" }');
    expect(await refusal(settings)).toMatch(/its output out is batch x 192, no map \(.*\); choose an earlier layer/);
    await write('dim: 1 dim: 1 dim: 8 dim: 8', 'layer { name: "out" type: "ReLU" bottom: "data" top: "out" }');
    expect(await refusal(settings)).toContain('its input is batch x 1 x 8 x 8, no colour picture');
    await write(
      'dim: 1 dim: 3 dim: 8 dim: 8',
      'layer { name: "out" type: "Pooling" bottom: "data" top: "out" pooling_param { global_pooling: true } }',
    );
    expect(await refusal(settings)).toContain('the map has no places in the picture');
  });
});
