import type { Value } from '../../../graph.ts';
import { leakyRelu, prelu, relu, sigmoid } from '../../../operators/elementwise.ts';
import { softmax } from '../../../operators/softmax.ts';
import { flag, ignored, number, whole } from '../fields.ts';
import { channelNumbers } from './affine.ts';
import { blobsOf, type LayerContext, layerConstant, onlyInput, parametersOf, unsupported } from './layerContext.ts';

export function reluLayer(context: LayerContext): readonly Value[] {
  const schema = { negative_slope: number, engine: ignored };
  const { negative_slope: slope = 0 } = parametersOf(context, 'relu_param', schema);
  const x = onlyInput(context);
  return [slope === 0 ? relu(context.builder, x) : leakyRelu(context.builder, x, slope)];
}

export function preluLayer(context: LayerContext): readonly Value[] {
  const schema = { channel_shared: flag, filler: ignored };
  const { channel_shared: isShared = false } = parametersOf(context, 'prelu_param', schema);
  const x = onlyInput(context);
  const channels = x.shape[1];
  if (typeof channels !== 'number') throw unsupported(context, 'on a value without channels');
  const [slope] = blobsOf(context, [{ what: 'slopes', shape: [isShared ? 1 : channels] }]);
  const numbers = channelNumbers(slope!.data, x.shape.length - 2);
  return [prelu(context.builder, x, layerConstant(context, 'slope', numbers))];
}

export function sigmoidLayer(context: LayerContext): readonly Value[] {
  parametersOf(context, 'sigmoid_param', { engine: ignored });
  return [sigmoid(context.builder, onlyInput(context))];
}

export function softmaxLayer(context: LayerContext): readonly Value[] {
  const { axis = 1 } = parametersOf(context, 'softmax_param', { engine: ignored, axis: whole });
  return [softmax(context.builder, onlyInput(context), axis)];
}
