import { InputError } from '../../../../../datasets/inputError.ts';
import type { Value } from '../../../graph.ts';
import { add, max, mul } from '../../../operators/arithmetic.ts';
import { concat } from '../../../operators/pieces.ts';
import { equalShapes, shapeText } from '../../../shape.ts';
import { count, flag, number, repeated, whole, word } from '../fields.ts';
import { type LayerContext, parametersOf } from './layerContext.ts';

export function concatLayer(context: LayerContext): readonly Value[] {
  const schema = { axis: whole, concat_dim: count };
  const { axis, concat_dim: oldAxis } = parametersOf(context, 'concat_param', schema);
  return [concat(context.builder, context.inputs, axis ?? oldAxis ?? 1)];
}

const eltwiseSchema = { operation: word('PROD', 'SUM', 'MAX'), coeff: repeated(number), stable_prod_grad: flag };

export function eltwise(context: LayerContext): readonly Value[] {
  const { builder, layer, inputs } = context;
  const { operation = 'SUM', coeff } = parametersOf(context, 'eltwise_param', eltwiseSchema);
  if (coeff.length > 0 && (operation !== 'SUM' || coeff.length !== inputs.length)) {
    throw new InputError(
      `invalid coeff: ${coeff.length} of them for ${operation} of ${inputs.length} bottoms`,
      layer.where,
      'a SUM takes one for each bottom',
    );
  }
  const [first, ...others] = inputs;
  if (first === undefined || !others.every(({ shape }) => equalShapes(shape, first.shape))) {
    const shapes = inputs.map(({ shape }) => shapeText(shape)).join(', ');
    throw new InputError(`invalid layer ${JSON.stringify(layer.name)}: its bottoms differ: ${shapes}`, layer.where);
  }
  const combine = { PROD: mul, SUM: add, MAX: max }[operation];
  const terms = inputs.map((value, index) => {
    const coefficient = coeff[index] ?? 1;
    return coefficient === 1 ? value : mul(builder, value, coefficient);
  });
  return [terms.reduce((sum, term) => combine(builder, sum, term))];
}

/** One value under several names; also what Dropout is when a network is tested. */
export function copies({ layer, inputs }: LayerContext): readonly Value[] {
  return layer.tops.map(() => inputs[0]!);
}
