import type { Value } from '../graph.ts';
import { averagePool } from '../operators/pooling.ts';
import { mul } from '../operators/arithmetic.ts';
import { slice } from '../operators/pieces.ts';
import { staticDimension } from '../shape.ts';
import type { GradientRule } from './rule.ts';
import { spread } from './spread.ts';

export const pieceRules: Readonly<Record<string, GradientRule>> = {
  Slice: ({ b, node, outputGradient }) => [
    () => {
      const [x] = node.inputs as readonly [Value];
      const [axes, starts, steps] = ['axes', 'starts', 'steps'].map(
        (name) => node.attributes[name] as readonly number[],
      );
      const backwards = axes!.flatMap((axis, index) => (steps![index]! < 0 ? [{ axis, step: -1 }] : []));
      const forwards = slice(b, outputGradient, backwards);
      const spreads = axes!.map((axis, index) => {
        const step = steps![index]!;
        const last = starts![index]! + (staticDimension('Slice', node.output, axis) - 1) * step;
        const length = staticDimension('Slice', x, axis);
        return { axis, start: Math.min(starts![index]!, last), step: Math.abs(step), length };
      });
      return spread(b, forwards, spreads);
    },
  ],
  Concat: ({ b, node, outputGradient }) => {
    const axis = node.attributes.axis as number;
    let end = 0;
    return node.inputs.map((input) => {
      const start = end;
      end += staticDimension('Concat', input, axis);
      const range = { axis, start, end };
      return () => slice(b, outputGradient, [range]);
    });
  },
  Pad: ({ b, node, outputGradient }) => [
    () => {
      const pads = node.attributes.pads as readonly number[];
      const padded = node.inputs[0]!.shape.flatMap((length, axis) =>
        length === node.output.shape[axis] ? [] : [{ axis, start: pads[axis]!, end: pads[axis]! + Number(length) }],
      );
      return slice(b, outputGradient, padded);
    },
  ],
  Resize: ({ b, node, outputGradient }) => [
    () => {
      const factors = node.attributes.factors as readonly [number, number];
      const mean = averagePool(b, outputGradient, { kernel: factors, strides: factors });
      return mul(b, mean, factors[0] * factors[1]);
    },
  ],
};
