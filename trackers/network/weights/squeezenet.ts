/**
 * @file The pruned, 8-bit SqueezeNet v1.0 of songhan/SqueezeNet-Deep-Compression (compressed_SqueezeNet.net, decoded
 * there by decode.py). Little-endian: a table of 26 uint32, the number of stored weights of each convolution; then, for each
 * convolution, 256 float32 of codebook, a float32 bias for each output channel, one uint8 code for each stored weight,
 * and 4-bit gaps, two a byte, low half first. A stored weight lies (gap + 1) after the one before it in the array of
 * output x input x height x width; every weight between is codebook[0].
 */
import { InputError } from '../../../datasets/inputError.ts';
import { type Tensor, tensor } from '../tensor.ts';

export interface FireModule {
  /** `fire2` to `fire9`. */
  readonly name: string;
  readonly squeeze: number;
  /** Output channels of each of the two expanding convolutions. */
  readonly expand: number;
}

/** Widths of SqueezeNet v1.0 (Iandola et al. 2016, table 1). */
export const fireModules: readonly FireModule[] = [
  { name: 'fire2', squeeze: 16, expand: 64 },
  { name: 'fire3', squeeze: 16, expand: 64 },
  { name: 'fire4', squeeze: 32, expand: 128 },
  { name: 'fire5', squeeze: 32, expand: 128 },
  { name: 'fire6', squeeze: 48, expand: 192 },
  { name: 'fire7', squeeze: 48, expand: 192 },
  { name: 'fire8', squeeze: 64, expand: 256 },
  { name: 'fire9', squeeze: 64, expand: 256 },
];

export interface Convolution {
  readonly name: string;
  /** Output x input x height x width. */
  readonly shape: readonly [number, number, number, number];
}

/** In the file's order, under the names of its prototxt. */
export const squeezenetConvolutions: readonly Convolution[] = listConvolutions();

function listConvolutions(): Convolution[] {
  const convolutions: Convolution[] = [{ name: 'conv1', shape: [96, 3, 7, 7] }];
  let channels = 96;
  for (const { name, squeeze, expand } of fireModules) {
    convolutions.push(
      { name: `${name}/conv1x1_1`, shape: [squeeze, channels, 1, 1] },
      { name: `${name}/conv1x1_2`, shape: [expand, squeeze, 1, 1] },
      { name: `${name}/conv3x3_2`, shape: [expand, squeeze, 3, 3] },
    );
    channels = 2 * expand;
  }
  convolutions.push({ name: 'conv_final', shape: [1000, channels, 1, 1] });
  return convolutions;
}

const codebookSize = 256;

/**
 * Weights (`conv1.weight`, output x input x height x width) and biases (`conv1.bias`) of all 26 convolutions.
 * @param file named in errors
 * @throws InputError for bytes that are cut off, too many, or do not fit the network
 */
export function readSqueezenet(bytes: Uint8Array, file: string): ReadonlyMap<string, Tensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  const take = (length: number, what: string): number => {
    if (offset + length > bytes.length) {
      throw new InputError(
        `invalid SqueezeNet file: ${bytes.length} bytes end within ${what}`,
        file,
        'the file is cut off or of another kind',
      );
    }
    offset += length;
    return offset - length;
  };
  const takeFloats = (count: number, what: string): Float32Array => {
    const start = take(4 * count, what);
    return Float32Array.from({ length: count }, (_, index) => view.getFloat32(start + 4 * index, true));
  };

  const table = take(4 * squeezenetConvolutions.length, 'the table of counts');
  const weights = new Map<string, Tensor>();
  for (const [index, { name, shape }] of squeezenetConvolutions.entries()) {
    const where = `${file}, ${name}`;
    const size = shape[0] * shape[1] * shape[2] * shape[3];
    const count = view.getUint32(table + 4 * index, true);
    if (count > size) {
      throw new InputError(
        `invalid SqueezeNet file: ${count} stored weights for ${size} places`,
        where,
        'the file is damaged or of another kind',
      );
    }
    const codebook = takeFloats(codebookSize, `the codebook of ${name}`);
    const bias = takeFloats(shape[0], `the bias of ${name}`);
    const codes = take(count, `the codes of ${name}`);
    const gaps = take(Math.ceil(count / 2), `the gaps of ${name}`);
    const weight = new Float32Array(size).fill(codebook[0]!);
    let position = -1;
    for (let stored = 0; stored < count; stored++) {
      const pair = bytes[gaps + (stored >> 1)]!;
      position += 1 + (stored % 2 === 0 ? pair & 15 : pair >> 4);
      if (position >= size) {
        throw new InputError(
          `invalid SqueezeNet file: stored weight ${stored + 1} of ${count} lies at ${position}, beyond the ${size} places`,
          where,
          'the file is damaged',
        );
      }
      weight[position] = codebook[bytes[codes + stored]!]!;
    }
    weights.set(`${name}.weight`, tensor(shape, weight));
    weights.set(`${name}.bias`, tensor([shape[0]], bias));
  }
  if (offset !== bytes.length) {
    throw new InputError(
      `invalid SqueezeNet file: ${bytes.length - offset} bytes too many`,
      file,
      'the file is damaged or of another kind',
    );
  }
  return weights;
}
