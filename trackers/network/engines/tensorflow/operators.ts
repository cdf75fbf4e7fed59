import { convolution } from './convolution.ts';
import { elementwise } from './elementwise.ts';
import { layout } from './layout.ts';
import { matrixProduct } from './matrixProduct.ts';
import type { Operator } from './operator.ts';
import { pieces } from './pieces.ts';
import { pooling } from './pooling.ts';
import { reductions } from './reductions.ts';

/** How TensorFlow.js computes each operator of a graph. */
export const operators: ReadonlyMap<string, Operator> = new Map(
  [convolution, elementwise, layout, matrixProduct, pieces, pooling, reductions].flatMap((family) =>
    Object.entries(family),
  ),
);
