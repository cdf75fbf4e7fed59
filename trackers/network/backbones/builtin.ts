/**
 * @file A backbone without weights to download. It is untrained: a fixed bank of filters (filterBank.ts), rectified both
 * ways, made comparable by the energy around, pooled; and random projections of that, which are orthogonal, so that they
 * keep distances. It knows edges, colours and their arrangement, nothing of objects.
 */
import { type Random, randomFrom } from '../../../datasets/random.ts';
import { batch, type Graph, type Value } from '../graph.ts';
import { type GraphBuilder, graphBuilder } from '../graphBuilder.ts';
import { add, div, mul } from '../operators/arithmetic.ts';
import { conv } from '../operators/convolution.ts';
import { neg, relu, sqrt } from '../operators/elementwise.ts';
import { concat } from '../operators/pieces.ts';
import { averagePool, maxPool } from '../operators/pooling.ts';
import { reduceMean } from '../operators/reductions.ts';
import { type Tensor, tensor } from '../tensor.ts';
import type { BackboneInput } from './backbone.ts';
import { contrastFilters, filterSize, surfaceFilters } from './filterBank.ts';

/** Grey is zero, and black and white are one apart. */
export const builtinInput: Omit<BackboneInput, 'height' | 'width'> = {
  colourOrder: 'RGB',
  means: [127.5, 127.5, 127.5],
  scale: 1 / 255,
};

/** 14 cells of stride 8, whose centres lie symmetrically in the picture. */
export const builtinInputSize = 105;

/** Channels of the random projections. */
const projections = 166;
/** Makes surfaces about as strong as contrasts, in the projections too. */
const surfaceWeight = 2;
/** Contrasts well below this energy count as none. */
const faintEnergy = 0.01;

/** The network; the same numbers always. */
export function builtinGraph(size: { readonly height: number; readonly width: number }): Graph {
  const b = graphBuilder();
  const image = b.input('image', [batch, 3, size.height, size.width]);
  const pad = (filterSize - 1) / 2;
  const filtered = (bank: Tensor): Value => {
    const signed = conv(b, image, b.constant(bank), undefined, { strides: [2, 2], pads: [pad, pad, pad, pad] });
    return concat(b, [relu(b, signed), relu(b, neg(b, signed))], 1);
  };
  const contrasts = comparable(b, filtered(contrastFilters()));
  const surfaces = mul(b, filtered(surfaceFilters()), surfaceWeight);
  const pooled = maxPool(b, concat(b, [contrasts, surfaces], 1), {
    kernel: [3, 3],
    strides: [2, 2],
    pads: [1, 1, 1, 1],
  });
  const channels = pooled.shape[1] as number;
  const weight = orthogonalRows(projections, channels * 9, randomFrom('builtin backbone', 'projections'));
  const projected = relu(
    b,
    conv(b, pooled, b.constant(tensor([projections, channels, 3, 3], weight.data)), undefined, {
      strides: [2, 2],
      pads: [1, 1, 1, 1],
    }),
  );
  const smooth = averagePool(b, pooled, { kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
  return b.build({ map: concat(b, [smooth, projected], 1) });
}

/** Divided by the energy of all channels around each place, as cells of the visual cortex are. */
function comparable(b: GraphBuilder, x: Value): Value {
  const energy = reduceMean(b, mul(b, x, x), { axes: [1] });
  const around = averagePool(b, energy, { kernel: [5, 5], pads: [2, 2, 2, 2] });
  return div(b, x, sqrt(b, add(b, around, faintEnergy)));
}

/** Gram-Schmidt on normal numbers: rows of length 1, each at right angles to all others. */
function orthogonalRows(rows: number, columns: number, random: Random): Tensor {
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const own = Float64Array.from({ length: columns }, () => random.gaussian());
    for (let other = 0; other < row; other++) {
      const direction = data.subarray(other * columns, (other + 1) * columns);
      let along = 0;
      for (let index = 0; index < columns; index++) along += own[index]! * direction[index]!;
      for (let index = 0; index < columns; index++) own[index]! -= along * direction[index]!;
    }
    const length = Math.hypot(...own);
    data.set(
      own.map((value) => value / length),
      row * columns,
    );
  }
  return tensor([rows, columns], data);
}
