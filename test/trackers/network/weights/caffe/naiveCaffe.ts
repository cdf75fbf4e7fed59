/**
 * @file What Caffe's layers compute, loop by loop in double precision after BVLC/caffe src/caffe/layers at 9b89154: an
 * independent second implementation to hold imported networks against.
 */

/** One sample: channels, height, width. */
export interface Blob {
  readonly shape: readonly [channels: number, height: number, width: number];
  readonly data: readonly number[];
}

export const at = ({ shape: [, height, width], data }: Blob, c: number, y: number, x: number): number =>
  data[(c * height + y) * width + x]!;

/** The blob whose number at each place the function gives. */
export function blob(shape: Blob['shape'], number: (c: number, y: number, x: number) => number): Blob {
  const [channels, height, width] = shape;
  const data: number[] = [];
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.push(number(c, y, x));
  return { shape, data };
}

export interface Window {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly pad: readonly [number, number];
}

/** conv_layer.cpp; weights [outputs, channels / groups, height, width]. */
export function convolve(
  input: Blob,
  weights: ArrayLike<number>,
  bias: ArrayLike<number> | undefined,
  outputs: number,
  { kernel, stride, pad, groups = 1, dilation = 1 }: Window & { readonly groups?: number; readonly dilation?: number },
): Blob {
  const [channels, height, width] = input.shape;
  const per = channels / groups;
  const side = (length: number, axis: 0 | 1): number =>
    Math.floor((length + 2 * pad[axis] - (dilation * (kernel[axis] - 1) + 1)) / stride[axis]) + 1;
  return blob([outputs, side(height, 0), side(width, 1)], (o, y, x) => {
    let sum = bias?.[o] ?? 0;
    const group = Math.floor(o / (outputs / groups));
    for (let c = 0; c < per; c++)
      for (let i = 0; i < kernel[0]; i++)
        for (let j = 0; j < kernel[1]; j++) {
          const [row, column] = [y * stride[0] - pad[0] + i * dilation, x * stride[1] - pad[1] + j * dilation];
          if (row < 0 || row >= height || column < 0 || column >= width) continue;
          sum += weights[((o * per + c) * kernel[0] + i) * kernel[1] + j]! * at(input, group * per + c, row, column);
        }
    return sum;
  });
}

/** deconv_layer.cpp: every number of the input adds its kernel to the output; weights [channels, outputs / groups, ...]. */
export function deconvolve(
  input: Blob,
  weights: ArrayLike<number>,
  outputs: number,
  { kernel, stride, pad, groups }: Window & { readonly groups: number },
): Blob {
  const [channels, height, width] = input.shape;
  const side = (length: number, axis: 0 | 1): number => stride[axis] * (length - 1) + kernel[axis] - 2 * pad[axis];
  const [outHeight, outWidth] = [side(height, 0), side(width, 1)];
  const sums = new Float64Array(outputs * outHeight * outWidth);
  const per = outputs / groups;
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let o = 0; o < per; o++)
          for (let i = 0; i < kernel[0]; i++)
            for (let j = 0; j < kernel[1]; j++) {
              const [row, column] = [y * stride[0] - pad[0] + i, x * stride[1] - pad[1] + j];
              if (row < 0 || row >= outHeight || column < 0 || column >= outWidth) continue;
              const output = Math.floor(c / (channels / groups)) * per + o;
              sums[(output * outHeight + row) * outWidth + column]! +=
                weights[((c * per + o) * kernel[0] + i) * kernel[1] + j]! * at(input, c, y, x);
            }
  return { shape: [outputs, outHeight, outWidth], data: Array.from(sums) };
}

/** pooling_layer.cpp: the number of windows rounded up, the last one dropped if it would begin in the padding. */
export function pool(input: Blob, method: 'MAX' | 'AVE', { kernel, stride, pad }: Window, round = Math.ceil): Blob {
  const [channels, height, width] = input.shape;
  const side = (length: number, axis: 0 | 1): number => {
    const count = round((length + 2 * pad[axis] - kernel[axis]) / stride[axis]) + 1;
    const begins = (count - 1) * stride[axis] >= length + pad[axis];
    return (pad[0] !== 0 || pad[1] !== 0) && begins ? count - 1 : count;
  };
  return blob([channels, side(height, 0), side(width, 1)], (c, y, x) => {
    const [top, left] = [y * stride[0] - pad[0], x * stride[1] - pad[1]];
    const [bottom, right] = [Math.min(top + kernel[0], height + pad[0]), Math.min(left + kernel[1], width + pad[1])];
    const seen: number[] = [];
    for (let row = Math.max(top, 0); row < Math.min(bottom, height); row++)
      for (let column = Math.max(left, 0); column < Math.min(right, width); column++)
        seen.push(at(input, c, row, column));
    if (method === 'MAX') return Math.max(...seen);
    return seen.reduce((a, b) => a + b, 0) / ((bottom - top) * (right - left));
  });
}

/** lrn_layer.cpp */
export function normalize(
  input: Blob,
  region: 'ACROSS_CHANNELS' | 'WITHIN_CHANNEL',
  {
    size,
    alpha,
    beta,
    k,
  }: { readonly size: number; readonly alpha: number; readonly beta: number; readonly k: number },
): Blob {
  const [channels, height, width] = input.shape;
  const reach = (size - 1) / 2;
  return blob(input.shape, (c, y, x) => {
    let sum = 0;
    if (region === 'ACROSS_CHANNELS') {
      for (let other = Math.max(0, c - reach); other <= Math.min(channels - 1, c + reach); other++)
        sum += at(input, other, y, x) ** 2;
      return at(input, c, y, x) / (k + (alpha / size) * sum) ** beta;
    }
    for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++)
      for (let column = Math.max(0, x - reach); column <= Math.min(width - 1, x + reach); column++)
        sum += at(input, c, row, column) ** 2;
    return at(input, c, y, x) * (1 + (alpha * sum) / size ** 2) ** -beta;
  });
}

/** DeepLab's interp_layer.cpp: the corners of both maps lie on each other. */
export function interpolate(input: Blob, height: number, width: number): Blob {
  const [channels, fromHeight, fromWidth] = input.shape;
  const place = (index: number, from: number, to: number): number => (to > 1 ? (index * (from - 1)) / (to - 1) : 0);
  return blob([channels, height, width], (c, y, x) => {
    const [row, column] = [place(y, fromHeight, height), place(x, fromWidth, width)];
    const [i, j] = [Math.floor(row), Math.floor(column)];
    const [below, right] = [Math.min(i + 1, fromHeight - 1), Math.min(j + 1, fromWidth - 1)];
    const upper = at(input, c, i, j) * (1 - (column - j)) + at(input, c, i, right) * (column - j);
    const lower = at(input, c, below, j) * (1 - (column - j)) + at(input, c, below, right) * (column - j);
    return upper * (1 - (row - i)) + lower * (row - i);
  });
}
