import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { invalidOperator } from '../shape.ts';
import { tensor } from '../tensor.ts';
import { mul } from './arithmetic.ts';
import { checkWhole, mapDimensions, noPads, type Pads, type Pair, windowPositions } from './window.ts';

export interface PoolOptions {
  readonly kernel: Pair;
  /** Default 1, 1. */
  readonly strides?: Pair;
  /** Less than the kernel; default none. */
  readonly pads?: Pads;
  /**
   * Whether a last window that hangs over the padded map counts, as long as it starts before the padding at the end
   * does: Caffe's rule, and ONNX's `ceil_mode`. Default false.
   */
  readonly ceil?: boolean;
}

/**
 * The largest number in each window; the border never wins. Attributes `kernel_shape`, `strides` and `pads` (top, left,
 * bottom, right), where the windows that `ceil` adds have become padding.
 */
export function maxPool(b: GraphBuilder, x: Value, options: PoolOptions): Value {
  const { channels, strides, pads, positions } = poolWindows('MaxPool', x, options);
  return b.node('MaxPool', [x], [x.shape[0]!, channels, ...positions], { kernel_shape: options.kernel, strides, pads });
}

export interface AveragePoolOptions extends PoolOptions {
  /**
   * Whether the zeros of `pads` count as numbers of the window (Caffe), or the mean is over the map's own numbers.
   * What a window hangs over beyond the pads never counts. Default true.
   */
  readonly countPadding?: boolean;
}

/**
 * The mean of each window. Attributes as `maxPool`, with `count_include_pad` 1: where fewer numbers than the window's
 * count, the mean is corrected by a product with a constant map.
 */
export function averagePool(b: GraphBuilder, x: Value, options: AveragePoolOptions): Value {
  const windows = poolWindows('AveragePool', x, options);
  const { channels, strides, pads, positions } = windows;
  const mean = b.node('AveragePool', [x], [x.shape[0]!, channels, ...positions], {
    kernel_shape: options.kernel,
    strides,
    pads,
    count_include_pad: 1,
  });
  const counted = (options.countPadding ?? true) ? (options.pads ?? noPads) : noPads;
  const shares = [0, 1].map((axis) =>
    Array.from({ length: positions[axis]! }, (_, position) => {
      const start = position * strides[axis]! - pads[axis]!;
      const end = Math.min(start + options.kernel[axis]!, windows.sides[axis]! + counted[axis + 2]!);
      return options.kernel[axis]! / (end - Math.max(start, -counted[axis]!));
    }),
  );
  if (shares.flat().every((share) => share === 1)) return mean;
  const correction = shares[0]!.flatMap((row) => shares[1]!.map((column) => row * column));
  return mul(b, mean, b.constant(tensor([1, 1, ...positions], Float32Array.from(correction))));
}

/** The mean of each map: [N, C, H, W] -> [N, C, 1, 1]. */
export function globalAveragePool(b: GraphBuilder, x: Value): Value {
  const { channels } = mapDimensions('GlobalAveragePool', x);
  return b.node('GlobalAveragePool', [x], [x.shape[0]!, channels, 1, 1]);
}

interface PoolWindows {
  readonly channels: number;
  /** Height and width of x. */
  readonly sides: Pair;
  readonly strides: Pair;
  readonly pads: Pads;
  readonly positions: Pair;
}

function poolWindows(operator: string, x: Value, options: PoolOptions): PoolWindows {
  const { kernel, strides = [1, 1], pads = noPads, ceil = false } = options;
  const { channels, height, width } = mapDimensions(operator, x);
  checkWhole(operator, 'kernel', kernel, 1, x);
  checkWhole(operator, 'strides', strides, 1, x);
  checkWhole(operator, 'pads', pads, 0, x);
  if (pads.some((padding, side) => padding >= kernel[side % 2]!))
    throw invalidOperator(operator, `pads ${pads.join(', ')} must be less than the kernel ${kernel.join(', ')}`, [x]);
  const along = (axis: 0 | 1, length: number): { readonly positions: number; readonly after: number } => {
    const [before, after] = [pads[axis], pads[axis + 2]!];
    const whole = windowPositions(length, kernel[axis], strides[axis], before + after);
    if (!ceil) return { positions: whole, after };
    const rounded = Math.ceil((length + before + after - kernel[axis]) / strides[axis]) + 1;
    const positions = (rounded - 1) * strides[axis] >= length + before ? rounded - 1 : rounded;
    return { positions, after: Math.max(after, (positions - 1) * strides[axis] + kernel[axis] - length - before) };
  };
  const [rows, columns] = [along(0, height), along(1, width)];
  if (rows.positions < 1 || columns.positions < 1)
    throw invalidOperator(operator, `the window ${kernel.join(' x ')} is larger than the padded map`, [x]);
  return {
    channels,
    sides: [height, width],
    strides,
    pads: [pads[0], pads[1], rows.after, columns.after],
    positions: [rows.positions, columns.positions],
  };
}
