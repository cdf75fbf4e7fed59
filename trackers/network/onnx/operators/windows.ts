import type { Value } from '../../graph.ts';
import { normalizeAcrossChannels } from '../../normalization/acrossChannels.ts';
import { conv, convTranspose } from '../../operators/convolution.ts';
import { averagePool, globalAveragePool, maxPool } from '../../operators/pooling.ts';
import { reduceMax } from '../../operators/reductions.ts';
import { enlarge } from '../../operators/resize.ts';
import { mapDimensions, type Pads, type Pair } from '../../operators/window.ts';
import type { NodeReader, OperatorReader } from '../nodeReader.ts';
import { foldBatchNormalization } from './batchNormalization.ts';

function pair(reader: NodeReader, name: string): Pair {
  const numbers = reader.numbers(name) ?? [1, 1];
  if (numbers.length !== 2) throw new RangeError(`${name} of ${numbers.length} dimensions; maps have two`);
  return [numbers[0]!, numbers[1]!];
}

/** Pads as given, or by the rules that ONNX calls SAME: as many positions as strides fit into the map. */
function padsOf(reader: NodeReader, x: Value, kernel: readonly number[], strides: Pair, dilations: Pair): Pads {
  const rule = reader.text('auto_pad', 'NOTSET');
  if (rule === 'NOTSET') {
    const pads = reader.numbers('pads') ?? [0, 0, 0, 0];
    if (pads.length !== 4) throw new RangeError(`pads of ${pads.length} numbers; maps have four sides`);
    return [pads[0]!, pads[1]!, pads[2]!, pads[3]!];
  }
  if (rule === 'VALID') return [0, 0, 0, 0];
  if (rule !== 'SAME_UPPER' && rule !== 'SAME_LOWER') throw new RangeError(`auto_pad ${rule}`);
  const { height, width } = mapDimensions(reader.node.opType, x);
  const sides = [height, width].map((length, axis) => {
    const positions = Math.ceil(length / strides[axis]!);
    const total = Math.max(0, (positions - 1) * strides[axis]! + dilations[axis]! * (kernel[axis]! - 1) + 1 - length);
    const less = Math.floor(total / 2);
    return rule === 'SAME_UPPER' ? [less, total - less] : [total - less, less];
  });
  return [sides[0]![0]!, sides[1]![0]!, sides[0]![1]!, sides[1]![1]!];
}

function convolution(reader: NodeReader) {
  const [x, weight] = [reader.value(0), reader.value(1)];
  const [strides, dilations] = [pair(reader, 'strides'), pair(reader, 'dilations')];
  const pads = padsOf(reader, x, weight.shape.slice(2) as number[], strides, dilations);
  const bias = reader.has(2) ? reader.value(2) : undefined;
  return { x, weight, bias, options: { strides, dilations, pads, groups: reader.number('group', 1) } };
}

function transposedConvolution(reader: NodeReader): Value {
  if (reader.text('auto_pad', 'NOTSET') !== 'NOTSET' || reader.numbers('output_shape') !== undefined)
    throw new RangeError('auto_pad and output_shape');
  const { x, weight, bias, options } = convolution(reader);
  const [bottom, right] = reader.numbers('output_padding') ?? [0, 0];
  return convTranspose(reader.b, x, weight, bias, { ...options, outputPadding: [bottom!, right!] });
}

function pool(reader: NodeReader) {
  if (reader.node.output.length > 1) throw new RangeError('a second output');
  if (reader.numbers('dilations')?.some((dilation) => dilation !== 1)) throw new RangeError('dilations');
  const [kernel, strides] = [pair(reader, 'kernel_shape'), pair(reader, 'strides')];
  const pads = padsOf(reader, reader.value(0), kernel, strides, [1, 1]);
  return { kernel, strides, pads, ceil: reader.number('ceil_mode', 0) === 1 };
}

/** Nearest neighbour by whole factors, in those of ONNX's ways to place samples that then give equal blocks. */
const blockModes = [
  'asymmetric floor',
  'half_pixel round_prefer_floor',
  'half_pixel floor',
  'tf_half_pixel_for_nn floor',
];

function resized(reader: NodeReader): Value {
  const { b, node, value, has, real, whole, text, version } = reader;
  const mode = text('mode', 'nearest');
  if (mode !== 'nearest') throw new RangeError(`mode ${mode}`);
  const old = node.opType === 'Upsample' || version < 11;
  const place = `${text('coordinate_transformation_mode', 'half_pixel')} ${text('nearest_mode', 'round_prefer_floor')}`;
  if (!old && !blockModes.includes(place)) throw new RangeError(`placing by ${place}`);
  const x = value(0);
  const sizes = has(3) ? whole(3) : undefined;
  const scales = sizes?.map((size, axis) => size / Number(axis === 0 ? size : x.shape[axis])) ?? [
    ...(old ? (has(1) ? real(1) : (reader.numbers('scales') ?? [])) : real(2)),
  ];
  const [samples, channels, rows, columns] = scales;
  if (samples !== 1 || channels !== 1 || scales.length !== 4) throw new RangeError(`scales ${scales.join(', ')}`);
  return enlarge(b, x, [rows!, columns!]);
}

export const windowReaders: Readonly<Record<string, OperatorReader>> = {
  Conv: (reader) => {
    const { x, weight, bias, options } = convolution(reader);
    return conv(reader.b, x, weight, bias, options);
  },
  ConvTranspose: transposedConvolution,
  MaxPool: (reader) => maxPool(reader.b, reader.value(0), pool(reader)),
  AveragePool: (reader) =>
    averagePool(reader.b, reader.value(0), {
      ...pool(reader),
      countPadding: reader.number('count_include_pad', 0) === 1,
    }),
  GlobalAveragePool: ({ b, value }) => globalAveragePool(b, value(0)),
  GlobalMaxPool: ({ b, value }) => reduceMax(b, value(0), { axes: [2, 3] }),
  Resize: resized,
  Upsample: resized,
  LRN: ({ b, value, number }) =>
    normalizeAcrossChannels(b, value(0), {
      size: number('size', 0),
      alpha: number('alpha', 0.0001),
      beta: number('beta', 0.75),
      k: number('bias', 1),
    }),
  BatchNormalization: foldBatchNormalization,
};
