import type { Value } from '../../../graph.ts';
import { averagePool, globalAveragePool, maxPool } from '../../../operators/pooling.ts';
import { reduceMax } from '../../../operators/reductions.ts';
import { count, flag, ignored, word } from '../fields.ts';
import { type LayerContext, onlyInput, parametersOf, unsupported } from './layerContext.ts';
import { windowPair } from './windows.ts';

const poolingSchema = {
  pool: word('MAX', 'AVE', 'STOCHASTIC'),
  pad: count,
  pad_h: count,
  pad_w: count,
  kernel_size: count,
  kernel_h: count,
  kernel_w: count,
  stride: count,
  stride_h: count,
  stride_w: count,
  engine: ignored,
  global_pooling: flag,
  round_mode: word('CEIL', 'FLOOR'),
};

/** Caffe rounds the number of windows up unless told otherwise, and an average counts the zeros of its padding. */
export function pooling(context: LayerContext): readonly Value[] {
  const x = onlyInput(context);
  const { builder } = context;
  const fields = parametersOf(context, 'pooling_param', poolingSchema);
  const { pool = 'MAX', global_pooling: isGlobal = false, round_mode: rounding = 'CEIL' } = fields;
  if (pool === 'STOCHASTIC') throw unsupported(context, 'pool: STOCHASTIC; MAX and AVE are supported');
  if (isGlobal) return [pool === 'MAX' ? reduceMax(builder, x, { axes: [2, 3] }) : globalAveragePool(builder, x)];
  const single = (value: number | undefined): readonly number[] => (value === undefined ? [] : [value]);
  const kernel = windowPair(context, 'kernel_size', single(fields.kernel_size), fields.kernel_h, fields.kernel_w);
  if (kernel === undefined) throw unsupported(context, 'without a kernel_size');
  const strides = windowPair(context, 'stride', single(fields.stride), fields.stride_h, fields.stride_w) ?? [1, 1];
  const pads = windowPair(context, 'pad', single(fields.pad), fields.pad_h, fields.pad_w) ?? [0, 0];
  const options = { kernel, strides, pads: [...pads, ...pads], ceil: rounding === 'CEIL' } as const;
  return [pool === 'MAX' ? maxPool(builder, x, options) : averagePool(builder, x, options)];
}
