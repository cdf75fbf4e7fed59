import type { Value } from '../graph.ts';
import { add, div, equal, mul, sub } from '../operators/arithmetic.ts';
import { expandLike } from '../operators/layout.ts';
import { pad, slice } from '../operators/pieces.ts';
import { averagePool } from '../operators/pooling.ts';
import { mapDimensions, type Pads, type Pair } from '../operators/window.ts';
import type { GradientRule, RuleContext } from './rule.ts';
import { spread } from './spread.ts';

/** Less than any number of a map, and still a number. */
const lowest = -3.4028234663852886e38;

interface Windows {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly pads: Pads;
}

function windowsOf({ node }: RuleContext): Windows {
  const { kernel_shape: kernel, strides, pads } = node.attributes;
  return { kernel, strides, pads } as unknown as Windows;
}

/** The places of the window, row by row. */
function placesOf({ kernel: [rows, columns] }: Windows): readonly Pair[] {
  return Array.from({ length: rows * columns }, (_, place) => [Math.floor(place / columns), place % columns]);
}

/**
 * The largest number of a window gets the window's gradient; of equal ones the first, row by row. For each place of the
 * window: is the number there the largest, and no earlier one was? Its share is then laid back where it came from.
 */
function maxPoolGradient(c: RuleContext): Value {
  const { b, node, outputGradient } = c;
  const [x] = node.inputs as readonly [Value];
  const windows = windowsOf(c);
  const { strides, pads } = windows;
  const { height, width } = mapDimensions('MaxPool', x);
  const { height: rows, width: columns } = mapDimensions('MaxPool', node.output);
  const border = [
    { axis: 2, before: pads[0], after: pads[2] },
    { axis: 3, before: pads[1], after: pads[3] },
  ];
  const bordered = pad(b, x, border, lowest);
  let open: Value | undefined;
  let sum: Value | undefined;
  for (const [row, column] of placesOf(windows)) {
    const numbers = slice(b, bordered, [
      { axis: 2, start: row, end: row + (rows - 1) * strides[0] + 1, step: strides[0] },
      { axis: 3, start: column, end: column + (columns - 1) * strides[1] + 1, step: strides[1] },
    ]);
    const largest = equal(b, numbers, node.output);
    const first: Value = open === undefined ? largest : mul(b, largest, open);
    open = open === undefined ? sub(b, 1, first) : sub(b, open, first);
    const share = spread(b, mul(b, outputGradient, first), [
      { axis: 2, start: row - pads[0], step: strides[0], length: height },
      { axis: 3, start: column - pads[1], step: strides[1], length: width },
    ]);
    sum = sum === undefined ? share : add(b, sum, share);
  }
  return sum!;
}

/** Each window spreads its share evenly: a mean over the windows that see a number, with strides as zeros between them. */
function averagePoolGradient(c: RuleContext): Value {
  const { b, node, outputGradient } = c;
  const { kernel, strides, pads } = windowsOf(c);
  const { height, width } = mapDimensions('AveragePool', node.inputs[0]!);
  const before: Pair = [kernel[0] - 1 - pads[0], kernel[1] - 1 - pads[1]];
  const laid = spread(b, outputGradient, [
    { axis: 2, start: 0, step: strides[0], length: height + kernel[0] - 1 - before[0] },
    { axis: 3, start: 0, step: strides[1], length: width + kernel[1] - 1 - before[1] },
  ]);
  return averagePool(b, laid, { kernel, pads: [before[0], before[1], 0, 0] });
}

export const poolingRules: Readonly<Record<string, GradientRule>> = {
  MaxPool: (c) => [() => maxPoolGradient(c)],
  AveragePool: (c) => [() => averagePoolGradient(c)],
  GlobalAveragePool: ({ b, node, outputGradient }) => [
    () => {
      const [x] = node.inputs as readonly [Value];
      const { height, width } = mapDimensions('GlobalAveragePool', x);
      return expandLike(b, div(b, outputGradient, height * width), x);
    },
  ],
};
