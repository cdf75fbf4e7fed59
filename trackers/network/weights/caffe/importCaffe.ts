import { InputError } from '../../../../datasets/inputError.ts';
import { batch, type Graph, type Shape, type Value } from '../../graph.ts';
import { graphBuilder } from '../../graphBuilder.ts';
import { readCaffemodel } from './caffemodel.ts';
import { buildLayer } from './layers/buildLayer.ts';
import { netDefinition } from './netDefinition.ts';
import type { NetInput } from './netInputs.ts';
import { type BlobVersion, linkLayers, namedVersion, neededLayers, unreadVersions } from './netLinks.ts';
import { groupLayers } from './layerGroups.ts';
import { parsePrototext } from './prototext.ts';

/** The two files of a Caffe model, and how errors name them. */
export interface CaffeModel {
  readonly prototxt: string;
  readonly prototxtFile: string;
  readonly caffemodel: Uint8Array;
  readonly caffemodelFile: string;
}

export interface CaffeImportOptions {
  /**
   * Names of blobs (as their last layer leaves them, `conv5` after its ReLU) or of layers; the graph ends there and its
   * outputs have these names. Default: every blob that no layer reads.
   */
  readonly outputs?: readonly string[];
  /** Height and width of the input in place of the prototxt's. */
  readonly inputSize?: { readonly height: number; readonly width: number };
}

/**
 * A Caffe model as a graph: as it is when tested, the batch left open, the weights as constants under the layers' names
 * (`conv1.weight`, `conv1.bias`). BatchNorm and Scale after a convolution become part of its weights.
 * @throws InputError for files that cannot be read or are not of the same network, and for layers that are not supported
 */
export function importCaffe(model: CaffeModel, options: CaffeImportOptions = {}): Graph {
  const { prototxtFile, caffemodelFile } = model;
  const net = linkLayers(netDefinition(parsePrototext(model.prototxt, prototxtFile)));
  const weights = readCaffemodel(model.caffemodel, caffemodelFile);
  const outputs =
    options.outputs?.map((name) => namedVersion(net, name, prototxtFile)) ?? unreadVersions(net, prototxtFile);
  const names = options.outputs ?? outputs.map(({ blob }) => blob);
  const layers = neededLayers(net, outputs);

  const builder = graphBuilder();
  const values = new Map<BlobVersion, Value>();
  const read = new Set([...outputs, ...layers.flatMap(({ bottoms }) => bottoms)]);
  for (const [version, input] of net.inputs) {
    if (read.has(version)) values.set(version, builder.input(input.name, inputShape(input, options, prototxtFile)));
  }
  for (const { layer, following } of groupLayers(layers, outputs)) {
    const tops = buildLayer(
      {
        builder,
        layer: layer.definition,
        inputs: layer.bottoms.map((bottom) => values.get(bottom)!),
        weights,
        weightsFile: caffemodelFile,
      },
      following.map(({ definition }) => definition),
    );
    const written = following.at(-1)?.tops ?? layer.tops;
    for (const [index, version] of written.entries()) values.set(version, tops[index]!);
  }
  return builder.build(Object.fromEntries(outputs.map((version, index) => [names[index]!, values.get(version)!])));
}

function inputShape({ name, shape }: NetInput, { inputSize }: CaffeImportOptions, file: string): Shape {
  if (shape === undefined || shape.length === 0) {
    throw new InputError(
      `missing shape of the input ${JSON.stringify(name)}`,
      file,
      'add it to the prototxt: input_shape { dim: 1 dim: 3 dim: <height> dim: <width> }',
    );
  }
  if (inputSize === undefined || shape.length !== 3) return [batch, ...shape];
  return [batch, shape[0]!, inputSize.height, inputSize.width];
}
