/**
 * @file Caffe's binary weights. Of caffe.proto (BVLC/caffe src/caffe/proto/caffe.proto at 9b89154) only what carries
 * weights: layers by name, of today's form (`layer`) and of the one before (`layers`), with their blobs.
 */
import protobuf from 'protobufjs/light.js';
import { InputError } from '../../../../datasets/inputError.ts';
import { sizeOf, type Tensor } from '../../tensor.ts';

export interface CaffeWeights {
  /** In the layer's order: weights, then bias, and so on. Old blobs have four dimensions always, filled up with 1. */
  readonly blobs: readonly Tensor[];
}

interface Blob {
  readonly num: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly shape: { readonly dim: readonly { toString(): string }[] } | null;
  readonly data: readonly Uint8Array[];
  readonly double_data: readonly Uint8Array[];
}

interface Layer {
  readonly name: string;
  readonly blobs: readonly Blob[];
}

interface OldLayer extends Layer {
  readonly layer: Uint8Array | null;
}

/** The numbers are declared as bytes (packed floats and bytes look the same), so that 60 million of them take no time. */
const packed = (id: number): protobuf.IField => ({ rule: 'repeated', type: 'bytes', id });
const blobs = (id: number): protobuf.IField => ({ rule: 'repeated', type: 'Blob', id });

/** The descriptor, so that tests can write models too. */
export const netParameter = protobuf.Root.fromJSON({
  nested: {
    Shape: { fields: { dim: { rule: 'repeated', type: 'int64', id: 1, options: { packed: true } } } },
    Blob: {
      fields: {
        num: { type: 'int32', id: 1 },
        channels: { type: 'int32', id: 2 },
        height: { type: 'int32', id: 3 },
        width: { type: 'int32', id: 4 },
        data: packed(5),
        shape: { type: 'Shape', id: 7 },
        double_data: packed(8),
      },
    },
    Layer: { fields: { name: { type: 'string', id: 1 }, blobs: blobs(7) } },
    OldLayer: { fields: { layer: { type: 'bytes', id: 1 }, name: { type: 'string', id: 4 }, blobs: blobs(6) } },
    Net: {
      fields: {
        layers: { rule: 'repeated', type: 'OldLayer', id: 2 },
        layer: { rule: 'repeated', type: 'Layer', id: 100 },
      },
    },
  },
}).lookupType('Net');

/**
 * The weights of each layer that has some, by the layer's name.
 * @param file named in errors
 * @throws InputError for bytes that are no caffemodel, are cut off, or hold blobs whose numbers do not fill their shape
 */
export function readCaffemodel(bytes: Uint8Array, file: string): ReadonlyMap<string, CaffeWeights> {
  const { layer, layers } = decode(bytes, file);
  if (layer.length + layers.length === 0) {
    throw new InputError('invalid caffemodel: it has no layers', file, 'the file is cut off or of another kind');
  }
  if (layers.some((old) => (old.layer?.length ?? 0) > 0)) {
    throw new InputError(
      'invalid caffemodel: its layers have the form of 2013',
      file,
      "Caffe's upgrade_net_proto_binary writes today's",
    );
  }
  const weights = new Map<string, CaffeWeights>();
  for (const { name, blobs } of [...layers, ...layer]) {
    if (blobs.length === 0) continue;
    if (weights.has(name)) throw new InputError(`invalid caffemodel: two layers of name ${JSON.stringify(name)}`, file);
    weights.set(name, { blobs: blobs.map((blob, index) => blobTensor(blob, `${file}, layer ${name}, blob ${index}`)) });
  }
  return weights;
}

function decode(bytes: Uint8Array, file: string): { layer: readonly Layer[]; layers: readonly OldLayer[] } {
  try {
    return netParameter.decode(bytes) as unknown as { layer: readonly Layer[]; layers: readonly OldLayer[] };
  } catch (error) {
    throw new InputError(
      `invalid caffemodel: ${(error as Error).message}`,
      file,
      'the file is cut off, damaged or of another kind',
    );
  }
}

function blobTensor(blob: Blob, where: string): Tensor {
  const shape = (blob.shape?.dim ?? [blob.num, blob.channels, blob.height, blob.width]).map(Number);
  const data =
    blob.double_data.length > 0 ? Float32Array.from(numbers(blob.double_data, 8, where)) : numbers(blob.data, 4, where);
  if (data.length !== sizeOf(shape)) {
    throw new InputError(
      `invalid blob: ${data.length} numbers for the shape ${shape.join('x')}`,
      where,
      'the file is cut off or damaged',
    );
  }
  return { shape, data };
}

function numbers(chunks: readonly Uint8Array[], size: 4, where: string): Float32Array<ArrayBuffer>;
function numbers(chunks: readonly Uint8Array[], size: 8, where: string): Float64Array<ArrayBuffer>;
function numbers(chunks: readonly Uint8Array[], size: 4 | 8, where: string): Float32Array | Float64Array {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (length % size !== 0) throw new InputError(`invalid blob: ${length} bytes of numbers of ${size}`, where);
  // A copy of its own, since the numbers may lie anywhere in the file, also off the boundaries that typed arrays need.
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return size === 4 ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
}
