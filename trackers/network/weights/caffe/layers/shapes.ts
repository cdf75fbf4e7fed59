import { InputError } from '../../../../../datasets/inputError.ts';
import { batch, type Dimension, type Value } from '../../../graph.ts';
import { reshape } from '../../../operators/layout.ts';
import { gemm } from '../../../operators/matrixProduct.ts';
import { normalizeAxis, shapeText, staticShape } from '../../../shape.ts';
import { sizeOf } from '../../../tensor.ts';
import { count, flag, ignored, message, readFields, repeated, whole } from '../fields.ts';
import { blobsOf, type LayerContext, layerConstant, onlyInput, parametersOf, unsupported } from './layerContext.ts';

const innerProductSchema = {
  num_output: count,
  bias_term: flag,
  weight_filler: ignored,
  bias_filler: ignored,
  axis: whole,
  transpose: flag,
};

/** A matrix times all numbers of a sample, in the order channels, height, width. */
export function innerProduct(context: LayerContext): readonly Value[] {
  const { builder } = context;
  const fields = parametersOf(context, 'inner_product_param', innerProductSchema);
  const { num_output: outputs, bias_term: hasBias = true, axis = 1, transpose: isTransposed = false } = fields;
  if (outputs === undefined || outputs === 0) throw unsupported(context, 'without a num_output');
  if (axis !== 1) throw unsupported(context, `axis ${axis}; a sample is multiplied as a whole, axis 1`);
  const x = onlyInput(context);
  const length = sizeOf(staticShape(context.layer.name, x.shape.slice(1)));
  const weights = { what: 'weights', shape: isTransposed ? [length, outputs] : [outputs, length] };
  const [weight, bias] = blobsOf(context, hasBias ? [weights, { what: 'bias', shape: [outputs] }] : [weights]);
  return [
    gemm(builder, flat(context, x, length), layerConstant(context, 'weight', weight!), {
      transposeB: !isTransposed,
      ...(bias === undefined ? {} : { bias: layerConstant(context, 'bias', bias) }),
    }),
  ];
}

function flat({ builder }: LayerContext, x: Value, length: number): Value {
  return x.shape.length === 2 ? x : reshape(builder, x, [x.shape[0]!, length]);
}

export function flatten(context: LayerContext): readonly Value[] {
  const x = onlyInput(context);
  const { axis = 1, end_axis: end = -1 } = parametersOf(context, 'flatten_param', { axis: whole, end_axis: whole });
  const [first, last] = [normalizeAxis('Flatten', x, axis), normalizeAxis('Flatten', x, end)];
  const joined = sizeOf(staticShape(context.layer.name, x.shape.slice(first, last + 1)));
  return [reshape(context.builder, x, [...x.shape.slice(0, first), joined, ...x.shape.slice(last + 1)])];
}

const reshapeSchema = { shape: message, axis: whole, num_axes: whole };

/** Caffe's: 0 keeps the dimension at that place, one -1 takes what is left over. */
export function reshapeLayer(context: LayerContext): readonly Value[] {
  const x = onlyInput(context);
  const fields = parametersOf(context, 'reshape_param', reshapeSchema);
  const wanted = fields.shape === undefined ? [] : readFields(fields.shape, { dim: repeated(whole) }).dim;
  const start = fields.axis === undefined ? 0 : normalizeAxis('Reshape', x, fields.axis);
  const replaced = fields.num_axes === undefined || fields.num_axes === -1 ? x.shape.length - start : fields.num_axes;
  const kept = wanted.map(
    (dimension, index): Dimension => (dimension === 0 ? (x.shape[start + index] ?? 0) : dimension),
  );
  const shape = [...x.shape.slice(0, start), ...kept, ...x.shape.slice(start + replaced)];
  // A number in the batch's place is the batch that the prototxt was written for.
  if (x.shape[0] === batch && shape[0] !== batch) throw unsupported(context, 'of the batch; keep it with dim: 0');
  return [reshape(context.builder, x, fillRest(context, x, shape))];
}

function fillRest({ layer }: LayerContext, x: Value, shape: readonly Dimension[]): readonly Dimension[] {
  const known = sizeOf(shape.filter((dimension) => dimension !== batch && dimension !== -1) as number[]);
  const all = sizeOf(staticShape(layer.name, x.shape.slice(1)));
  if (shape.filter((dimension) => dimension === -1).length > 1) {
    throw new InputError(`invalid shape: ${shapeText(shape)}; only one dimension may be -1`, layer.where);
  }
  return shape.map((dimension) => (dimension === -1 ? all / known : dimension));
}
