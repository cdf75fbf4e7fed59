import type { Image } from '../../../datasets/image.ts';
import { type Tensor, tensor } from '../tensor.ts';
import type { BackboneInput } from './backbone.ts';

/**
 * A whole picture as a backbone's input, [1, 3, height, width]: resized bilinearly with the centres of the corner pixels
 * half a pixel inside (as OpenCV does), means subtracted, scaled. A grey picture has three equal channels.
 */
export function imageTensor(image: Image, input: BackboneInput): Tensor {
  const { height, width, colourOrder, means, scale } = input;
  const rows = samplePlaces(image.height, height);
  const columns = samplePlaces(image.width, width);
  const data = new Float32Array(3 * height * width);
  const { channels, data: pixels } = image;
  for (let channel = 0; channel < 3; channel++) {
    const colour = colourOrder === 'RGB' ? channel : 2 - channel;
    const source = channels === 1 ? 0 : colour;
    const pixel = (row: number, column: number): number => pixels[(row * image.width + column) * channels + source]!;
    let index = channel * height * width;
    for (const row of rows) {
      for (const column of columns) {
        const upper = pixel(row.low, column.low) * (1 - column.share) + pixel(row.low, column.high) * column.share;
        const lower = pixel(row.high, column.low) * (1 - column.share) + pixel(row.high, column.high) * column.share;
        data[index++] = (upper * (1 - row.share) + lower * row.share - means[channel]!) * scale;
      }
    }
  }
  return tensor([1, 3, height, width], data);
}

interface SamplePlace {
  readonly low: number;
  readonly high: number;
  /** Of the high one. */
  readonly share: number;
}

function samplePlaces(from: number, to: number): SamplePlace[] {
  return Array.from({ length: to }, (_, index) => {
    const place = Math.min(Math.max(((index + 0.5) * from) / to - 0.5, 0), from - 1);
    const low = Math.floor(place);
    return { low, high: Math.min(low + 1, from - 1), share: place - low };
  });
}
