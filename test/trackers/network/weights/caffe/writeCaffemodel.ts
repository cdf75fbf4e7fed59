import { netParameter } from '../../../../../trackers/network/weights/caffe/caffemodel.ts';

export interface WrittenBlob {
  readonly shape: readonly number[];
  readonly data: readonly number[] | Float32Array;
}

export interface CaffemodelForm {
  /** `layers` and four dimensions, as Caffe wrote before 2015. */
  readonly old?: boolean;
  readonly doubles?: boolean;
}

/** Bytes of a caffemodel with the blobs of each layer. */
export function writeCaffemodel(
  layers: Readonly<Record<string, readonly WrittenBlob[]>>,
  { old = false, doubles = false }: CaffemodelForm = {},
): Uint8Array {
  const written = Object.entries(layers).map(([name, blobs]) => ({
    name,
    blobs: blobs.map(({ shape, data }) => {
      const numbers = doubles ? Float64Array.from(data) : Float32Array.from(data);
      const bytes = new Uint8Array(numbers.buffer);
      const [width = 1, height = 1, channels = 1, num = 1] = shape.toReversed();
      return {
        ...(old ? { num, channels, height, width } : { shape: { dim: shape } }),
        ...(doubles ? { double_data: [bytes] } : { data: [bytes] }),
      };
    }),
  }));
  return netParameter.encode(netParameter.fromObject(old ? { layers: written } : { layer: written })).finish();
}
