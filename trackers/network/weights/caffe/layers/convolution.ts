import { InputError } from '../../../../../datasets/inputError.ts';
import type { Value } from '../../../graph.ts';
import { conv, convTranspose } from '../../../operators/convolution.ts';
import { mapDimensions, type Pair } from '../../../operators/window.ts';
import { count, flag, ignored, repeated, whole } from '../fields.ts';
import type { LayerDefinition } from '../layerDefinition.ts';
import { foldAffine, followingAffine } from './affine.ts';
import { blobsOf, type LayerContext, layerConstant, onlyInput, parametersOf, unsupported } from './layerContext.ts';
import { windowPair } from './windows.ts';

const convolutionSchema = {
  num_output: count,
  bias_term: flag,
  pad: repeated(count),
  kernel_size: repeated(count),
  stride: repeated(count),
  dilation: repeated(count),
  pad_h: count,
  pad_w: count,
  kernel_h: count,
  kernel_w: count,
  stride_h: count,
  stride_w: count,
  group: count,
  axis: whole,
  force_nd_im2col: ignored,
  weight_filler: ignored,
  bias_filler: ignored,
  engine: ignored,
};

/** @param following BatchNorm and Scale layers behind it, which its weights take up */
export function convolution(context: LayerContext, following: readonly LayerDefinition[]): readonly Value[] {
  const x = onlyInput(context);
  const { outputs, groups, kernel, strides, pads, dilations, hasBias } = convolutionParameters(context);
  const { channels } = mapDimensions('Convolution', x);
  const weights = readWeights(context, [outputs, channels / groups, ...kernel], outputs, hasBias);
  const affine = followingAffine(context, following, outputs);
  const { weight, bias } = affine === undefined ? weights : foldAffine(weights, affine);
  return [
    conv(context.builder, x, layerConstant(context, 'weight', weight), bias && layerConstant(context, 'bias', bias), {
      strides,
      pads: [...pads, ...pads],
      dilations,
      groups,
    }),
  ];
}

/** Caffe keeps the weights of a deconvolution as input x output / groups. */
export function deconvolution(context: LayerContext): readonly Value[] {
  const x = onlyInput(context);
  const { outputs, groups, kernel, strides, pads, dilations, hasBias } = convolutionParameters(context);
  const { channels } = mapDimensions('Deconvolution', x);
  const { weight, bias } = readWeights(context, [channels, outputs / groups, ...kernel], outputs, hasBias);
  return [
    convTranspose(
      context.builder,
      x,
      layerConstant(context, 'weight', weight),
      bias && layerConstant(context, 'bias', bias),
      { strides, pads: [...pads, ...pads], dilations, groups },
    ),
  ];
}

function readWeights(context: LayerContext, shape: readonly number[], outputs: number, hasBias: boolean) {
  const weights = { what: 'weights', shape };
  const [weight, bias] = blobsOf(context, hasBias ? [weights, { what: 'bias', shape: [outputs] }] : [weights]);
  return { weight: weight!, bias };
}

function convolutionParameters(context: LayerContext) {
  const fields = parametersOf(context, 'convolution_param', convolutionSchema);
  const { num_output: outputs, group: groups = 1, axis = 1, bias_term: hasBias = true } = fields;
  if (outputs === undefined || outputs === 0) throw missing(context, 'num_output');
  if (groups === 0 || outputs % groups !== 0) {
    throw new InputError(`invalid group: ${groups} for ${outputs} outputs`, context.layer.where);
  }
  if (axis !== 1) throw unsupported(context, `axis ${axis}; channels are axis 1`);
  const { kernel_size, kernel_h, kernel_w, stride, stride_h, stride_w, pad, pad_h, pad_w, dilation } = fields;
  const kernel = windowPair(context, 'kernel_size', kernel_size, kernel_h, kernel_w);
  if (kernel === undefined) throw missing(context, 'kernel_size');
  const strides = windowPair(context, 'stride', stride, stride_h, stride_w) ?? [1, 1];
  const pads = windowPair(context, 'pad', pad, pad_h, pad_w) ?? [0, 0];
  const dilations: Pair = windowPair(context, 'dilation', dilation, undefined, undefined) ?? [1, 1];
  return { outputs, groups, kernel, strides, pads, dilations, hasBias };
}

function missing({ layer }: LayerContext, field: string): InputError {
  return new InputError(`missing ${field} of the layer ${JSON.stringify(layer.name)}`, layer.where);
}
