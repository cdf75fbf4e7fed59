/**
 * @file BatchNorm and Scale: each channel times a number plus a number. One after the other they are one, and after a
 * convolution they are part of its weights.
 */
import type { Value } from '../../../graph.ts';
import { add, mul } from '../../../operators/arithmetic.ts';
import { reshape } from '../../../operators/layout.ts';
import { type Tensor, tensor } from '../../../tensor.ts';
import { flag, ignored, number, whole } from '../fields.ts';
import type { LayerDefinition } from '../layerDefinition.ts';
import { blobsOf, type LayerContext, layerConstant, onlyInput, parametersOf, unsupported } from './layerContext.ts';

/** y = scale x + shift, for each channel. */
export interface Affine {
  readonly scale: readonly number[];
  readonly shift: readonly number[];
}

/** What a BatchNorm or Scale layer does to so many channels. */
function readAffine(context: LayerContext, channels: number): Affine {
  return context.layer.type === 'BatchNorm' ? batchNorm(context, channels) : scale(context, channels);
}

/** A layer, and those behind it, where no convolution in front takes them up. */
export function affineLayer(context: LayerContext, following: readonly LayerDefinition[]): readonly Value[] {
  if (context.inputs.length === 2 && context.layer.type === 'Scale') return scaleByValue(context);
  const x = onlyInput(context);
  const channels = x.shape[1];
  if (typeof channels !== 'number') throw unsupported(context, 'on a value without channels');
  const { scale, shift } = followingAffine(context, [context.layer, ...following], channels)!;
  const numbers = (values: readonly number[]): Tensor => channelNumbers(values, x.shape.length - 2);
  const scaled = mul(context.builder, x, layerConstant(context, 'scale', numbers(scale)));
  return [add(context.builder, scaled, layerConstant(context, 'shift', numbers(shift)))];
}

/** Scale of two bottoms: a number for each channel of each sample, as squeeze-and-excitation computes it. */
function scaleByValue(context: LayerContext): readonly Value[] {
  const { axis = 1, bias_term: hasBias = false } = parametersOf(context, 'scale_param', scaleSchema);
  const [x, factor] = context.inputs as readonly [Value, Value];
  if (axis !== 0 || hasBias) throw unsupported(context, 'of two bottoms, but for axis: 0 without a bias');
  const trailing = Array<number>(x.shape.length - factor.shape.length).fill(1);
  return [mul(context.builder, x, reshape(context.builder, factor, [...factor.shape, ...trailing]))];
}

/** What the layers do one after the other; undefined if there are none. */
export function followingAffine(
  context: LayerContext,
  layers: readonly LayerDefinition[],
  channels: number,
): Affine | undefined {
  return layers
    .map((layer) => readAffine({ ...context, layer }, channels))
    .reduce<Affine | undefined>((first, second) => (first === undefined ? second : compose(first, second)), undefined);
}

const batchNormSchema = { use_global_stats: flag, moving_average_fraction: ignored, eps: number };

/** Caffe keeps sums of means and variances, and in its third blob by what to divide them (batch_norm_layer.cpp). */
function batchNorm(context: LayerContext, channels: number): Affine {
  const { use_global_stats: useStored = true, eps = 1e-5 } = parametersOf(context, 'batch_norm_param', batchNormSchema);
  if (!useStored) throw unsupported(context, 'use_global_stats: false, statistics of the batch at hand');
  const [means, variances, sums] = blobsOf(context, [
    { what: 'means', shape: [channels] },
    { what: 'variances', shape: [channels] },
    { what: 'count', shape: [1] },
  ]);
  const share = sums!.data[0] === 0 ? 0 : 1 / sums!.data[0]!;
  const scale = Array.from(variances!.data, (variance) => 1 / Math.sqrt(variance * share + eps));
  return { scale, shift: scale.map((factor, channel) => -factor * means!.data[channel]! * share) };
}

const scaleSchema = { axis: whole, num_axes: whole, filler: ignored, bias_term: flag, bias_filler: ignored };

function scale(context: LayerContext, channels: number): Affine {
  const { axis = 1, num_axes: axes = 1, bias_term: hasBias } = parametersOf(context, 'scale_param', scaleSchema);
  if (axis !== 1 || axes !== 1) throw unsupported(context, `axis ${axis}, num_axes ${axes}; only channels are scaled`);
  const factors = { what: 'factors', shape: [channels] };
  const [factor, bias] = blobsOf(context, hasBias ? [factors, { what: 'bias', shape: [channels] }] : [factors]);
  return { scale: Array.from(factor!.data), shift: Array.from(bias?.data ?? new Float32Array(channels)) };
}

/** Both, the first one first. */
function compose(first: Affine, second: Affine): Affine {
  return {
    scale: first.scale.map((factor, channel) => factor * second.scale[channel]!),
    shift: first.shift.map((shift, channel) => shift * second.scale[channel]! + second.shift[channel]!),
  };
}

/** The weights and the bias of the layer with the map behind it: each output channel's times the scale. */
export function foldAffine(
  { weight, bias }: { readonly weight: Tensor; readonly bias: Tensor | undefined },
  { scale, shift }: Affine,
): { readonly weight: Tensor; readonly bias: Tensor } {
  const perOutput = weight.data.length / scale.length;
  return {
    weight: tensor(
      weight.shape,
      weight.data.map((number, index) => number * scale[Math.floor(index / perOutput)]!),
    ),
    bias: tensor(
      [shift.length],
      Float32Array.from(shift, (number, channel) => number + (bias?.data[channel] ?? 0) * scale[channel]!),
    ),
  };
}

/** A number for each channel, [C, 1, ...]. */
export function channelNumbers(values: ArrayLike<number>, trailing: number): Tensor {
  return tensor([values.length, ...Array<number>(trailing).fill(1)], Float32Array.from(values));
}
