import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BackboneNetwork } from '../../../../trackers/network/backbones/backbone.ts';
import { windowReceptiveField } from '../../../../trackers/network/backbones/mapGeometry.ts';
import { openBackboneNetwork } from '../../../../trackers/network/backbones/openBackbone.ts';
import { proceduralImages } from '../../../../trackers/network/backbones/proceduralImages.ts';
import { imageTensor } from '../../../../trackers/network/backbones/imageTensor.ts';
import { onnxruntimeEngine } from '../../../../trackers/network/engines/onnxruntime.ts';
import type { Graph } from '../../../../trackers/network/graph.ts';
import type { Tensor } from '../../../../trackers/network/tensor.ts';
import { importCaffe } from '../../../../trackers/network/weights/caffe/importCaffe.ts';
import { temporaryFolders } from '../../../temporaryFolder.ts';
import { writeCaffemodel } from '../weights/caffe/writeCaffemodel.ts';
import { randomZfCaffemodel } from '../weights/zfWeights.ts';

const temporaryFolder = temporaryFolders();
const caffemodel = randomZfCaffemodel();

async function zfWith(bytes: Uint8Array, name: 'zf' | 'zf-compressed'): Promise<BackboneNetwork> {
  const folder = await temporaryFolder();
  const weights = join(folder, 'ZF_faster_rcnn_final.caffemodel');
  await writeFile(weights, bytes);
  return openBackboneNetwork({ name, weights }, { cache: folder });
}

let zf: BackboneNetwork;
let compressed: BackboneNetwork;
beforeAll(async () => {
  zf = await zfWith(caffemodel, 'zf');
  compressed = await zfWith(caffemodel, 'zf-compressed');
});

function windowSides({ nodes }: Graph): number[] {
  const isWindow = (operator: string): boolean => operator === 'Conv' || operator === 'MaxPool';
  return nodes.filter(({ operator }) => isWindow(operator)).map(({ output }) => output.shape[2] as number);
}

async function run(graph: Graph, input: Record<string, Tensor>): Promise<Tensor> {
  const session = await (await onnxruntimeEngine({ device: 'cpu', threads: 2 })).compile(graph);
  const outputs = await session.run(input);
  await session.dispose();
  return Object.values(outputs)[0]!;
}

/** The layers of py-faster-rcnn's models/pascal_voc/ZF/faster_rcnn_end2end/test.prototxt (at 96dc9f1) up to relu5. */
function prototxt(): string {
  const conv = (name: string, bottom: string, outputs: number, kernel: number, pad: number, stride: number): string =>
    `layer { name: "${name}" type: "Convolution" bottom: "${bottom}" top: "${name}"
       convolution_param { num_output: ${outputs} kernel_size: ${kernel} pad: ${pad} stride: ${stride} } }
     layer { name: "relu_${name}" type: "ReLU" bottom: "${name}" top: "${name}" }`;
  const norm = (index: number): string =>
    `layer { name: "norm${index}" type: "LRN" bottom: "conv${index}" top: "norm${index}"
       lrn_param { local_size: 3 alpha: 0.00005 beta: 0.75 norm_region: WITHIN_CHANNEL engine: CAFFE } }
     layer { name: "pool${index}" type: "Pooling" bottom: "norm${index}" top: "pool${index}"
       pooling_param { kernel_size: 3 stride: 2 pad: 1 pool: MAX } }`;
  return `name: "ZF" input: "data" input_shape { dim: 1 dim: 3 dim: 203 dim: 203 } input: "im_info" input_shape { dim: 1 dim: 3 }
    ${conv('conv1', 'data', 96, 7, 3, 2)} ${norm(1)} ${conv('conv2', 'pool1', 256, 5, 2, 2)} ${norm(2)}
    ${conv('conv3', 'pool2', 384, 3, 1, 1)} ${conv('conv4', 'conv3', 384, 3, 1, 1)} ${conv('conv5', 'conv4', 256, 3, 1, 1)}
    layer { name: "proposal" type: "Python" bottom: "conv5" bottom: "im_info" top: "rois" }`;
}

describe('the backbone zf', () => {
  it("has the maps of the paper's table: 203 -> 102 -> 52 -> 26 -> 14, 256 channels", () => {
    expect(windowSides(zf.graph)).toEqual([102, 52, 26, 14, 14, 14, 14]);
    expect(zf.input).toMatchObject({
      height: 203,
      width: 203,
      colourOrder: 'BGR',
      means: [102.9801, 115.9465, 122.7717],
    });
    expect(zf.map).toMatchObject({ height: 14, width: 14, channels: 256, stride: 16 });
    expect(zf.graph.inputs).toEqual([{ name: 'image', shape: ['batch', 3, 203, 203] }]);
    expect(zf.graph.outputs).toEqual([{ name: 'map', shape: ['batch', 256, 14, 14] }]);
  });

  it('computes what the imported prototxt of Faster R-CNN computes with the same weights', async () => {
    const imported = importCaffe(
      { prototxt: prototxt(), prototxtFile: 'ZF.prototxt', caffemodel, caffemodelFile: 'ZF.caffemodel' },
      { outputs: ['conv5'] },
    );
    const image = imageTensor(proceduralImages(1)[0]!, zf.input);
    const own = await run(zf.graph, { image });
    const theirs = await run(imported, { data: image });
    expect(own.shape).toEqual([1, 256, 14, 14]);
    const largest = theirs.data.reduce((a, b) => Math.max(a, b));
    expect(largest).toBeGreaterThan(1);
    let difference = 0;
    for (const [index, value] of own.data.entries())
      difference = Math.max(difference, Math.abs(value - theirs.data[index]!));
    expect(difference).toBeLessThan(1e-5 * largest);
  });

  it("sees 171 pixels through the head's 3x3 convolution, as Faster R-CNN says of ZF, and 139 by itself", () => {
    expect(zf.map.receptiveField).toBe(139);
    expect(windowReceptiveField(zf.map, 3)).toBe(171);
    expect(zf.map.offset).toBe(0);
  });

  it("gives figure 2's confidences: the IoU of each anchor with the nearest of the four central ones", () => {
    const { height, width, stride } = zf.map;
    const size = windowReceptiveField(zf.map, 3);
    const beside = (cell: number, cells: number): number =>
      Math.min(Math.abs(cell - (cells / 2 - 1)), Math.abs(cell - cells / 2));
    const confidence = (row: number, column: number): string => {
      const shared = (size - stride * beside(row, height)) * (size - stride * beside(column, width));
      return (shared / (2 * size ** 2 - shared)).toFixed(2);
    };
    const rows = Array.from({ length: 7 }, (_, row) =>
      Array.from({ length: 7 }, (_, column) => confidence(row, column)).join(' '),
    );
    expect(rows).toEqual([
      '0.11 0.13 0.16 0.19 0.22 0.25 0.28',
      '0.13 0.16 0.20 0.24 0.28 0.32 0.36',
      '0.16 0.20 0.24 0.29 0.34 0.40 0.46',
      '0.19 0.24 0.29 0.35 0.41 0.48 0.56',
      '0.22 0.28 0.34 0.41 0.49 0.58 0.68',
      '0.25 0.32 0.40 0.48 0.58 0.70 0.83',
      '0.28 0.36 0.46 0.56 0.68 0.83 1.00',
    ]);
    expect(confidence(13, 13)).toBe('0.11');
  });
});

describe('the backbone zf-compressed', () => {
  it("has the maps of the paper's table, 107 -> 27 -> 14, from the same weights, with half the stride", () => {
    expect(windowSides(compressed.graph)).toEqual([27, 14, 14, 14, 14]);
    expect(compressed.map).toMatchObject({
      height: 14,
      width: 14,
      channels: 256,
      stride: 8,
      receptiveField: 71,
      offset: 0,
    });
    expect(compressed.fingerprint).not.toBe(zf.fingerprint);
    for (const name of ['conv1.weight', 'conv5.bias']) {
      expect(compressed.graph.constants.get(name)!.data.slice(0, 20)).toEqual(
        zf.graph.constants.get(name)!.data.slice(0, 20),
      );
    }
  });

  it('counts 2 x 0.74 GFLOP for a crop: 378 for 256, of which the engine was chosen', () => {
    const products = compressed.graph.nodes
      .filter(({ operator }) => operator === 'Conv')
      .reduce((sum, { inputs, output }) => {
        const kernel = inputs[1]!.shape.slice(1) as number[];
        return sum + kernel.reduce((a, b) => a * b) * (output.shape.slice(1) as number[]).reduce((a, b) => a * b);
      }, 0);
    expect((256 * 2 * products) / 1e9).toBeCloseTo(378, 0);
  });

  it('takes an input size of its own, and refuses weights of another network', async () => {
    const folder = await temporaryFolder();
    const weights = join(folder, 'zf.caffemodel');
    await writeFile(weights, caffemodel);
    const larger = await openBackboneNetwork(
      { name: 'zf', weights, inputSize: { height: 300, width: 411 } },
      { cache: folder },
    );
    expect(larger.map).toMatchObject({ height: 20, width: 27, stride: 16, receptiveField: 139 });
    const blob = (...shape: number[]) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b)) });
    const conv = [blob(2, 2, 1, 1), blob(2)];
    await writeFile(weights, writeCaffemodel({ conv1: conv, conv2: conv, conv3: conv, conv4: conv, conv5: conv }));
    await expect(openBackboneNetwork({ name: 'zf', weights }, { cache: folder })).rejects.toThrow(
      `invalid weights: conv1.weight is 2x2x1x1 where 96x3x7x7 is expected (${weights})`,
    );
  });
});
