import { InputError } from '../../../../../datasets/inputError.ts';
import type { Value } from '../../../graph.ts';
import type { LayerDefinition } from '../layerDefinition.ts';
import { preluLayer, reluLayer, sigmoidLayer, softmaxLayer } from './activations.ts';
import { affineLayer } from './affine.ts';
import { concatLayer, copies, eltwise } from './combinations.ts';
import { convolution, deconvolution } from './convolution.ts';
import type { LayerContext } from './layerContext.ts';
import { lrn } from './lrn.ts';
import { pooling } from './pooling.ts';
import { interp, upsample } from './resizing.ts';
import { flatten, innerProduct, reshapeLayer } from './shapes.ts';

/**
 * Builds a layer: a value for each of its tops.
 * @param following layers of type BatchNorm and Scale that are built with it as one
 */
type LayerImporter = (context: LayerContext, following: readonly LayerDefinition[]) => readonly Value[];

const importers: Readonly<Record<string, LayerImporter>> = {
  BatchNorm: affineLayer,
  Concat: concatLayer,
  Convolution: convolution,
  Deconvolution: deconvolution,
  Dropout: copies,
  Eltwise: eltwise,
  Flatten: flatten,
  InnerProduct: innerProduct,
  Interp: interp,
  LRN: lrn,
  Pooling: pooling,
  PReLU: preluLayer,
  ReLU: reluLayer,
  Reshape: reshapeLayer,
  Scale: affineLayer,
  Sigmoid: sigmoidLayer,
  Softmax: softmaxLayer,
  Split: copies,
  Upsample: upsample,
};

/** @throws InputError for a type that is not supported, and for a layer that does not fit what it reads or its weights */
export function buildLayer(context: LayerContext, following: readonly LayerDefinition[]): readonly Value[] {
  const { name, type, where, tops } = context.layer;
  const build = Object.hasOwn(importers, type) ? importers[type] : undefined;
  if (build === undefined) {
    throw new InputError(
      `unsupported layer ${JSON.stringify(name)} of type ${type}`,
      where,
      `supported: ${Object.keys(importers).join(', ')}; end the network before it, by another layer's name`,
    );
  }
  try {
    const values = build(context, following);
    if (values.length === tops.length) return values;
  } catch (error) {
    // The operators' own checks: what the prototxt says cannot be computed.
    if (error instanceof RangeError) {
      throw new InputError(`invalid layer ${JSON.stringify(name)}: ${error.message}`, where);
    }
    throw error;
  }
  throw new InputError(`invalid layer ${JSON.stringify(name)}: ${tops.length} tops of a ${type}`, where);
}
