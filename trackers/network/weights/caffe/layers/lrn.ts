import type { Value } from '../../../graph.ts';
import { normalizeAcrossChannels } from '../../../normalization/acrossChannels.ts';
import { normalizeWithinChannels } from '../../../normalization/withinChannels.ts';
import { count, ignored, number, word } from '../fields.ts';
import { type LayerContext, onlyInput, parametersOf } from './layerContext.ts';

const lrnSchema = {
  local_size: count,
  alpha: number,
  beta: number,
  norm_region: word('ACROSS_CHANNELS', 'WITHIN_CHANNEL'),
  k: number,
  engine: ignored,
};

/** Caffe uses k across channels only; within, 1 stands in its place (lrn_layer.cpp). */
export function lrn(context: LayerContext): readonly Value[] {
  const fields = parametersOf(context, 'lrn_param', lrnSchema);
  const { local_size: size = 5, alpha = 1, beta = 0.75, norm_region: region = 'ACROSS_CHANNELS', k = 1 } = fields;
  const x = onlyInput(context);
  const { builder } = context;
  return [
    region === 'WITHIN_CHANNEL'
      ? normalizeWithinChannels(builder, x, { size, alpha, beta })
      : normalizeAcrossChannels(builder, x, { size, alpha, beta, k }),
  ];
}
