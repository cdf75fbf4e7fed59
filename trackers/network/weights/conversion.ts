/** @file Takes the wanted layers out of a large caffemodel and keeps them as safetensors. */
import { basename } from 'node:path';
import { writeFileAtomically } from '../../../datasets/atomicFile.ts';
import { InputError } from '../../../datasets/inputError.ts';
import { unknownReference } from '../../../datasets/unknownName.ts';
import type { Tensor } from '../tensor.ts';
import { checksumPath } from './cachedWeights.ts';
import { readCaffemodel } from './caffe/caffemodel.ts';
import type { CatalogueConversion } from './catalogue.ts';
import { bytesChecksum } from '../../../datasets/download/checksum.ts';
import { writeSafetensors } from './safetensors.ts';
import { readTarMember } from '../../../datasets/download/tar.ts';

/** @throws InputError when the archive is damaged, or has not the member or the layers */
export async function convertArchive(archive: string, conversion: CatalogueConversion, to: string): Promise<void> {
  const bytes = await readTarMember(archive, conversion.member);
  await convertCaffemodel(bytes, `${basename(archive)}/${conversion.member}`, conversion, to);
}

/**
 * @param file named in errors, and kept as the origin of the weights
 * @throws InputError when it is no caffemodel or has not the layers
 */
export async function convertCaffemodel(
  bytes: Uint8Array,
  file: string,
  { layers }: CatalogueConversion,
  to: string,
): Promise<void> {
  const tensors = caffeConvolutions(bytes, file, layers);
  const metadata = { source: file, sourceSha256: bytesChecksum(bytes, 'sha256') };
  const converted = writeSafetensors({ tensors, metadata });
  await writeFileAtomically(to, converted);
  await writeFileAtomically(checksumPath(to), `${bytesChecksum(converted, 'sha256')}\n`);
}

/** Weights and biases of convolutions, as `conv1.weight` and `conv1.bias`. */
export function caffeConvolutions(bytes: Uint8Array, file: string, layers: readonly string[]): Map<string, Tensor> {
  const weights = readCaffemodel(bytes, file);
  const tensors = new Map<string, Tensor>();
  for (const layer of layers) {
    const found = weights.get(layer);
    if (found === undefined) throw unknownReference('layer of weights', layer, [...weights.keys()], file);
    const [weight, bias] = found.blobs;
    if (
      weight === undefined ||
      bias === undefined ||
      weight.shape.length !== 4 ||
      bias.data.length !== weight.shape[0]
    ) {
      const shapes = found.blobs.map(({ shape }) => shape.join('x')).join(', ');
      throw new InputError(`invalid weights of the layer ${layer}: ${shapes}, no convolution with a bias`, file);
    }
    tensors.set(`${layer}.weight`, weight);
    tensors.set(`${layer}.bias`, { shape: [bias.data.length], data: bias.data });
  }
  return tensors;
}
