import type { Node, Value } from '../graph.ts';
import { conv, convTranspose } from '../operators/convolution.ts';
import { reduceSum } from '../operators/reductions.ts';
import { mapDimensions, type Pair } from '../operators/window.ts';
import type { GradientRule, RuleContext } from './rule.ts';
import { type Convolution, weightGradient } from './weightGradient.ts';

function convolutionOf({ attributes, inputs }: Node): Convolution {
  const { strides, pads, dilations, group } = attributes;
  const kernel = inputs[1]!.shape.slice(2);
  return { kernel, strides, pads, dilations, groups: group } as unknown as Convolution;
}

/** What the windows leave over at the end of x, which the transposed convolution must add. */
function remainder(x: Value, output: Value, { kernel, strides, pads, dilations }: Convolution): Pair {
  const [from, to] = [mapDimensions('Conv', x), mapDimensions('Conv', output)];
  const left = (axis: 0 | 1, length: number, positions: number): number =>
    length + pads[axis] + pads[axis + 2]! - (positions - 1) * strides[axis] - dilations[axis] * (kernel[axis] - 1) - 1;
  return [left(0, from.height, to.height), left(1, from.width, to.width)];
}

const biasGradient = ({ b, outputGradient }: RuleContext): Value =>
  reduceSum(b, outputGradient, { axes: [0, 2, 3], keepDimensions: false });

export const convolutionRules: Readonly<Record<string, GradientRule>> = {
  Conv: (c) => {
    const { b, node, outputGradient, workspaceBytes } = c;
    const [x, weight] = node.inputs as readonly [Value, Value];
    const convolution = convolutionOf(node);
    return [
      () => {
        const outputPadding = remainder(x, node.output, convolution);
        return convTranspose(b, outputGradient, weight, undefined, { ...convolution, outputPadding });
      },
      () => weightGradient(b, x, outputGradient, convolution, workspaceBytes),
      () => biasGradient(c),
    ];
  },
  ConvTranspose: (c) => {
    const { b, node, outputGradient, workspaceBytes } = c;
    const [x, weight] = node.inputs as readonly [Value, Value];
    const convolution = convolutionOf(node);
    return [
      () => conv(b, outputGradient, weight, undefined, convolution),
      () => weightGradient(b, outputGradient, x, convolution, workspaceBytes),
      () => biasGradient(c),
    ];
  },
};
