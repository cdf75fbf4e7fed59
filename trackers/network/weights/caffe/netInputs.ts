import { InputError } from '../../../../datasets/inputError.ts';
import { count, ignored, message, readFields, repeated } from './fields.ts';
import type { LayerDefinition } from './layerDefinition.ts';
import type { TextMessage } from './prototext.ts';

export interface NetInput {
  /** The blob that the network is given. */
  readonly name: string;
  /** Channels, height, width as the prototxt says, without the batch; undefined where it does not say. */
  readonly shape: readonly number[] | undefined;
}

/** What stands at the top of a prototxt: `input`, with four `input_dim` or one `input_shape` each. */
export interface DeclaredInputs {
  readonly names: readonly string[];
  readonly dimensions: readonly number[];
  readonly shapes: readonly (readonly number[])[];
  readonly where: string;
}

const shapeSchema = { dim: repeated(count) };
const inputSchema = { shape: repeated(message) };
const memorySchema = { batch_size: ignored, channels: count, height: count, width: count };

const dataTypes = /Data$/;
/** Cropped pictures have three channels unless somebody says otherwise. */
const colourChannels = 3;

/** The inputs, declared or read by data layers, and the layers without those that only read. */
export function inputsOf(
  declared: DeclaredInputs,
  layers: readonly LayerDefinition[],
): { inputs: readonly NetInput[]; layers: readonly LayerDefinition[] } {
  const inputs = declaredInputs(declared);
  const others = layers.filter((layer) => {
    if (layer.bottoms.length > 0) return true;
    if (layer.type === 'Input') inputs.push(...inputLayer(layer));
    else if (dataTypes.test(layer.type)) inputs.push(...dataLayer(layer));
    else return true;
    return false;
  });
  return { inputs, layers: others };
}

function declaredInputs({ names, dimensions, shapes, where }: DeclaredInputs): NetInput[] {
  if (dimensions.length > 0 && dimensions.length !== 4 * names.length) {
    throw new InputError(
      `invalid input_dim: ${dimensions.length} of them for ${names.length} inputs`,
      where,
      'each has four: batch, channels, height, width',
    );
  }
  if (shapes.length > 0 && shapes.length !== names.length) {
    throw new InputError(`invalid input_shape: ${shapes.length} of them for ${names.length} inputs`, where);
  }
  return names.map((name, index) => {
    const shape = dimensions.length > 0 ? dimensions.slice(4 * index, 4 * index + 4) : shapes[index];
    return { name, shape: shape?.slice(1) };
  });
}

function inputLayer({ tops, parameters, where }: LayerDefinition): NetInput[] {
  const parameter = parameters.get('input_param');
  const shapes = parameter === undefined ? [] : readFields(parameter, inputSchema).shape.map(dimensionsOf);
  if (shapes.length > 1 && shapes.length !== tops.length) {
    throw new InputError(`invalid input_param: ${shapes.length} shapes for ${tops.length} tops`, where);
  }
  return tops.map((name, index) => ({ name, shape: (shapes.length === 1 ? shapes[0] : shapes[index])?.slice(1) }));
}

function dimensionsOf(shape: TextMessage): readonly number[] {
  return readFields(shape, shapeSchema).dim;
}

/** A data layer reads pictures and, with a second top, labels, of which nothing is known. */
function dataLayer({ tops, parameters }: LayerDefinition): NetInput[] {
  return tops.map((name, index) => ({ name, shape: index === 0 ? pictureShape(parameters) : undefined }));
}

function pictureShape(parameters: LayerDefinition['parameters']): readonly number[] | undefined {
  const memory = parameters.get('memory_data_param');
  if (memory !== undefined) {
    const { channels, height, width } = readFields(memory, memorySchema);
    return channels && height && width ? [channels, height, width] : undefined;
  }
  // In transform_param, and of old in data_param itself, among much that only training and forks of Caffe know.
  const size = [...parameters.values()].flatMap(({ fields }) => fields).find(({ name }) => name === 'crop_size')?.value;
  return size?.kind === 'number' ? [colourChannels, size.number, size.number] : undefined;
}
