import { InputError } from '../../../../../datasets/inputError.ts';
import { unknownReference } from '../../../../../datasets/unknownName.ts';
import type { Value } from '../../../graph.ts';
import type { GraphBuilder } from '../../../graphBuilder.ts';
import type { Tensor } from '../../../tensor.ts';
import type { CaffeWeights } from '../caffemodel.ts';
import { type Fields, readFields, type Schema } from '../fields.ts';
import type { LayerDefinition } from '../layerDefinition.ts';

/** What a layer is built from. */
export interface LayerContext {
  readonly builder: GraphBuilder;
  readonly layer: LayerDefinition;
  readonly inputs: readonly Value[];
  /** All of the caffemodel's, by layer. */
  readonly weights: ReadonlyMap<string, CaffeWeights>;
  /** The caffemodel, for errors. */
  readonly weightsFile: string;
}

/** The layer's `..._param`; one that is not there is one without fields. */
export function parametersOf<S extends Schema>({ layer }: LayerContext, name: string, schema: S): Fields<S> {
  return readFields(layer.parameters.get(name) ?? { where: layer.where, fields: [] }, schema);
}

/** The only value that the layer reads. */
export function onlyInput(context: LayerContext): Value {
  const [input, ...others] = context.inputs;
  if (input !== undefined && others.length === 0) return input;
  throw unsupported(context, `${context.inputs.length} bottoms where one is expected`);
}

export interface ExpectedBlob {
  readonly what: string;
  /** What the prototxt implies. */
  readonly shape: readonly number[];
}

/**
 * The layer's blobs in the shapes that the prototxt implies. Those of old models have four dimensions always, filled up
 * with 1 in front, or behind for a bias.
 * @throws InputError that names the layer, the blob and both shapes where the caffemodel has others
 */
export function blobsOf(context: LayerContext, expected: readonly ExpectedBlob[]): Tensor[] {
  const { layer, weights, weightsFile } = context;
  const wayOut = `the prototxt (${layer.where}) and the caffemodel are not of the same network`;
  const blobs = weights.get(layer.name)?.blobs;
  if (blobs === undefined) throw unknownReference('layer of weights', layer.name, [...weights.keys()], weightsFile);
  if (blobs.length !== expected.length) {
    const names = expected.map(({ what }) => what).join(', ');
    throw new InputError(
      `invalid weights of the layer ${JSON.stringify(layer.name)}: ${blobs.length} blobs where the prototxt implies ${expected.length} (${names})`,
      weightsFile,
      wayOut,
    );
  }
  return blobs.map((blob, index) => {
    const { what, shape } = expected[index]!;
    if (withoutOnes(blob.shape) === withoutOnes(shape)) return { shape, data: blob.data };
    throw new InputError(
      `invalid weights of the layer ${JSON.stringify(layer.name)}: blob ${index} (${what}) is ${blob.shape.join('x')} where the prototxt implies ${shape.join('x')}`,
      weightsFile,
      wayOut,
    );
  });
}

/** A weight under the layer's name, such as `conv1.weight`. */
export function layerConstant({ builder, layer }: LayerContext, what: string, numbers: Tensor): Value {
  return builder.constant(numbers, `${layer.name}.${what}`);
}

export function unsupported({ layer }: LayerContext, what: string): InputError {
  return new InputError(`unsupported layer ${JSON.stringify(layer.name)} of type ${layer.type}: ${what}`, layer.where);
}

/** Dimensions of 1 say nothing of how the numbers lie. */
function withoutOnes(shape: readonly number[]): string {
  return shape.filter((dimension) => dimension !== 1).join('x');
}
