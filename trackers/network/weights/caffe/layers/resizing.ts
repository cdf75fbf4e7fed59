import { InputError } from '../../../../../datasets/inputError.ts';
import type { Value } from '../../../graph.ts';
import { matMul } from '../../../operators/matrixProduct.ts';
import { enlarge } from '../../../operators/resize.ts';
import { mapDimensions } from '../../../operators/window.ts';
import { tensor, type Tensor } from '../../../tensor.ts';
import { count, whole } from '../fields.ts';
import { type LayerContext, layerConstant, onlyInput, parametersOf, unsupported } from './layerContext.ts';

/** Not of BVLC's Caffe but of the forks for darknet's networks: each number becomes a block of scale x scale equal ones. */
export function upsample(context: LayerContext): readonly Value[] {
  const { scale } = parametersOf(context, 'upsample_param', { scale: count });
  if (!scale) throw unsupported(context, 'without a scale; the scale of a nearest neighbour is supported');
  return [enlarge(context.builder, onlyInput(context), [scale, scale])];
}

const interpSchema = {
  height: count,
  width: count,
  zoom_factor: count,
  shrink_factor: count,
  pad_beg: whole,
  pad_end: whole,
};

/** DeepLab's and PSPNet's bilinear layer, corners on corners (interp_layer.cpp); linear along each axis, so two matrices. */
export function interp(context: LayerContext): readonly Value[] {
  const fields = parametersOf(context, 'interp_param', interpSchema);
  if ((fields.pad_beg ?? 0) !== 0 || (fields.pad_end ?? 0) !== 0) throw unsupported(context, 'with pads');
  const x = onlyInput(context);
  const { height, width } = mapDimensions('Interp', x);
  const target = (length: number, wanted: number | undefined): number => {
    if (wanted !== undefined) return wanted;
    const { zoom_factor: zoom = 1, shrink_factor: shrink = 1 } = fields;
    if (zoom === 0 || shrink === 0) throw new InputError('invalid interp_param: a factor of 0', context.layer.where);
    const shrunk = Math.floor((length - 1) / shrink) + 1;
    return shrunk + (shrunk - 1) * (zoom - 1);
  };
  if ((fields.height === undefined) !== (fields.width === undefined)) throw unsupported(context, 'of one side only');
  const rows = interpolation(height, target(height, fields.height));
  const columns = transposed(interpolation(width, target(width, fields.width)));
  const { builder } = context;
  const wide = matMul(builder, x, layerConstant(context, 'columns', columns));
  return [matMul(builder, layerConstant(context, 'rows', rows), wide)];
}

/** [to, from]: each new number is a mean of two neighbours, by how near they are. */
function interpolation(from: number, to: number): Tensor {
  const data = new Float32Array(to * from);
  for (let row = 0; row < to; row++) {
    const place = to === 1 ? 0 : (row * (from - 1)) / (to - 1);
    const low = Math.min(Math.floor(place), from - 1);
    data[row * from + low]! += 1 - (place - low);
    if (place > low) data[row * from + low + 1]! += place - low;
  }
  return tensor([to, from], data);
}

function transposed({ shape, data }: Tensor): Tensor {
  const [rows, columns] = shape as readonly [number, number];
  const swapped = Float32Array.from(data, (_, index) => data[(index % rows) * columns + Math.floor(index / rows)]!);
  return tensor([columns, rows], swapped);
}
