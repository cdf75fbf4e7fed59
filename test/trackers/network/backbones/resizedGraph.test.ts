import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../datasets/inputError.ts';
import type { NamedBackbone } from '../../../../trackers/network/backbones/backboneSpec.ts';
import { finishBackbone } from '../../../../trackers/network/backbones/finishBackbone.ts';
import { openBackboneNetwork } from '../../../../trackers/network/backbones/openBackbone.ts';
import { resizedGraph } from '../../../../trackers/network/backbones/resizedGraph.ts';
import { zf, zfCompressed, zfGraph, zfInput } from '../../../../trackers/network/backbones/zf.ts';
import { batch } from '../../../../trackers/network/graph.ts';
import { graphBuilder } from '../../../../trackers/network/graphBuilder.ts';
import { add } from '../../../../trackers/network/operators/arithmetic.ts';
import { conv } from '../../../../trackers/network/operators/convolution.ts';
import type { Tensor } from '../../../../trackers/network/tensor.ts';
import { addWeights } from '../../../../trackers/network/weights/addWeights.ts';
import { sharedData } from '../../../sharedData.ts';
import { temporaryFolders } from '../../../temporaryFolder.ts';
import { expectClose, randomTensor, runGraph, seeded } from '../tensors.ts';

const temporaryFolder = temporaryFolders();

async function cacheWithWeights(): Promise<string> {
  const cache = await temporaryFolder();
  await addWeights('squeezenet', sharedData('weights/squeezenet/compressed_SqueezeNet.net'), { cache });
  for (const ending of ['prototxt', 'caffemodel']) {
    const file = sharedData(`weights/mobilenet_yolo_voc/MobileNetV2-YOLOv3-Nano-voc.${ending}`);
    await addWeights('mobilenet-yolo', file, { cache });
  }
  return cache;
}

describe('resizedGraph(network, side)', () => {
  it.each(['squeezenet', 'mobilenet-yolo', 'builtin'] as const)(
    'is for %s the network that is opened for pictures of that side',
    async (name) => {
      const cache = await cacheWithWeights();
      const network = await openBackboneNetwork(name, { cache });
      const side = network.input.width + 3 * network.map.stride;
      const spec: NamedBackbone = { name, inputSize: side };
      const opened = await openBackboneNetwork(spec, { cache });
      expect(opened.map.width).toBe(network.map.width + 3);
      const image = randomTensor(seeded(5), [1, 3, side, side]);
      const { map: found } = await runGraph(resizedGraph(network, side), { image });
      const { map: wanted } = await runGraph(opened.graph, { image });
      expectClose(found, wanted!);
    },
  );

  it.each([zf, zfCompressed])('is for $name the graph of that side', async (architecture) => {
    const random = seeded(6);
    const weights = new Map<string, Tensor>();
    architecture.layers.forEach(({ name, channels, kernel }, index) => {
      const inputs = architecture.layers[index - 1]?.channels ?? 3;
      const { shape, data } = randomTensor(random, [channels, inputs, kernel, kernel]);
      weights.set(`${name}.weight`, { shape, data: data.map((value) => value / Math.sqrt(inputs * kernel ** 2)) });
      weights.set(`${name}.bias`, randomTensor(random, [channels]));
    });
    const { name, inputSize } = architecture;
    const graph = zfGraph(architecture, weights, { height: inputSize, width: inputSize });
    const network = finishBackbone({ name, graph, input: zfInput, weights: 'made up' });
    const side = inputSize + 2 * network.map.stride;
    const image = randomTensor(random, [1, 3, side, side]);
    const { conv5 } = await runGraph(zfGraph(architecture, weights, { height: side, width: side }), { image });
    expect(conv5!.shape).toEqual([1, 256, 16, 16]);
    expectClose((await runGraph(resizedGraph(network, side), { image }))['map'], conv5!);
  });

  it('refuses a network that has numbers for each cell', () => {
    const b = graphBuilder();
    const image = b.input('image', [batch, 3, 16, 16]);
    const map = conv(b, image, b.constant(randomTensor(seeded(1), [4, 3, 4, 4])), undefined, { strides: [4, 4] });
    const network = finishBackbone({
      name: 'rigid',
      graph: b.build([add(b, map, b.constant(randomTensor(seeded(2), [4, 4, 4])))]),
      input: { colourOrder: 'RGB', means: [0, 0, 0], scale: 1 },
      weights: 'made up',
    });
    expect(() => resizedGraph(network, 32)).toThrow(InputError);
    expect(() => resizedGraph(network, 32)).toThrow('rigid takes pictures of one size alone');
  });
});
