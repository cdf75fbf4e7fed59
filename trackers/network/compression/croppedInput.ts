import type { Image } from '../../../datasets/image.ts';
import { type PatchCropper, patchCropper } from '../../patches/patchCropper.ts';
import type { BackboneInput } from '../backbones/backbone.ts';
import { type Tensor, tensor } from '../tensor.ts';
import { type Crop, cropOf, type SampleImage, type SampleKey } from './samples.ts';

/** Cuts crops as a network's input, resized as the trackers' crops are. */
export interface InputCropper {
  /** How many numbers an input has. */
  readonly length: number;
  /** @param target filled from its start */
  cut(image: Image, crop: Crop, target: Float32Array): void;
}

/** @param input square */
export function inputCropper({ width, colourOrder, means, scale }: BackboneInput): InputCropper {
  const cropper: PatchCropper = patchCropper({
    size: width,
    context: { rule: 'factor', factor: 1 },
    border: 'replicate',
    colourOrder,
    means,
    scale,
  });
  return {
    length: cropper.patchLength,
    cut(image, { box, mirrored }, target) {
      cropper.crop(image, [box], target);
      if (!mirrored) return;
      for (let row = 0; row < cropper.patchLength; row += width) target.subarray(row, row + width).reverse();
    },
  };
}

/** The network's inputs of samples, some at a time: [samples, 3, height, width]. */
export async function* croppedInputs(
  input: BackboneInput,
  images: readonly SampleImage[],
  samples: readonly SampleKey[],
  { seed, samplesPerRun }: { readonly seed: number; readonly samplesPerRun: number },
): AsyncGenerator<Tensor> {
  const cropper = inputCropper(input);
  for (let start = 0; start < samples.length; start += samplesPerRun) {
    const keys = samples.slice(start, start + samplesPerRun);
    const data = new Float32Array(keys.length * cropper.length);
    for (const [index, { image, crop }] of keys.entries()) {
      const { name, image: decode } = images[image]!;
      const decoded = await decode();
      cropper.cut(decoded, cropOf(decoded, name, crop, seed), data.subarray(index * cropper.length));
    }
    yield tensor([keys.length, 3, input.height, input.width], data);
  }
}
