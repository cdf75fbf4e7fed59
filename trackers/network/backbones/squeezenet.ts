import { batch, type Graph, type Value } from '../graph.ts';
import { type GraphBuilder, graphBuilder } from '../graphBuilder.ts';
import { conv } from '../operators/convolution.ts';
import { relu } from '../operators/elementwise.ts';
import { concat } from '../operators/pieces.ts';
import { maxPool } from '../operators/pooling.ts';
import type { Tensor } from '../tensor.ts';
import { type FireModule, fireModules } from '../weights/squeezenet.ts';
import type { BackboneInput } from './backbone.ts';
import { checkedWeight } from './checkedWeight.ts';

/** Means of ImageNet, as its prototxt has them. */
export const squeezenetInput: Omit<BackboneInput, 'height' | 'width'> = {
  colourOrder: 'BGR',
  means: [104, 117, 123],
  scale: 1,
};

/** The side of the input that gives a map of 14 x 14. */
export const squeezenetInputSize = 119;

const lastModule = 'fire4';

/**
 * SqueezeNet v1.0 up to the pooling after fire4: 256 channels at stride 8.
 * @param weights `conv1.weight`, `conv1.bias`, `fire2/conv1x1_1.weight`, ... (weights/squeezenet.ts)
 * @param where the weights' file, named in errors
 * @throws InputError when a weight is missing or of another shape
 */
export function squeezenetGraph(
  weights: ReadonlyMap<string, Tensor>,
  size: { readonly height: number; readonly width: number },
  where?: string,
): Graph {
  const b = graphBuilder();
  const layer = (x: Value, name: string, channels: number, kernel: number, stride = 1, pad = 0): Value => {
    const shape = [channels, x.shape[1] as number, kernel, kernel];
    const weight = checkedWeight(b, weights, `${name}.weight`, shape, where);
    const bias = checkedWeight(b, weights, `${name}.bias`, [channels], where);
    return relu(b, conv(b, x, weight, bias, { strides: [stride, stride], pads: [pad, pad, pad, pad] }));
  };
  const fire = (x: Value, { name, squeeze, expand }: FireModule): Value => {
    const squeezed = layer(x, `${name}/conv1x1_1`, squeeze, 1);
    return concat(
      b,
      [layer(squeezed, `${name}/conv1x1_2`, expand, 1), layer(squeezed, `${name}/conv3x3_2`, expand, 3, 1, 1)],
      1,
    );
  };
  const image = b.input('image', [batch, 3, size.height, size.width]);
  const modules = fireModules.slice(0, fireModules.findIndex(({ name }) => name === lastModule) + 1);
  return b.build({ pool4: pool(b, modules.reduce(fire, pool(b, layer(image, 'conv1', 96, 7, 2)))) });
}

function pool(b: GraphBuilder, x: Value): Value {
  return maxPool(b, x, { kernel: [3, 3], strides: [2, 2], ceil: true });
}
