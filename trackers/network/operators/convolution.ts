import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { invalidOperator, staticShape } from '../shape.ts';
import { checkWhole, mapDimensions, noPads, type Pads, type Pair, windowPositions } from './window.ts';

export interface ConvOptions {
  /** Default 1, 1. */
  readonly strides?: Pair;
  /** Default none. */
  readonly pads?: Pads;
  /** Default 1, 1. */
  readonly dilations?: Pair;
  /** Groups of channels that do not see each other; default 1. */
  readonly groups?: number;
}

/**
 * Convolution (cross-correlation, as everywhere in networks). Attributes `strides`, `pads` (top, left, bottom, right),
 * `dilations`, `group`.
 * @param x [N, C, H, W]
 * @param weight [M, C / groups, height, width]
 * @param bias [M], or undefined
 * @returns [N, M, H', W']
 */
export function conv(b: GraphBuilder, x: Value, weight: Value, bias?: Value, options: ConvOptions = {}): Value {
  const { strides = [1, 1], pads = noPads, dilations = [1, 1], groups = 1 } = options;
  const inputs = bias === undefined ? [x, weight] : [x, weight, bias];
  const { channels, height, width } = mapDimensions('Conv', x);
  const [outputs, inputsPerGroup, kernelHeight, kernelWidth] = kernelDimensions('Conv', weight, inputs);
  checkAttributes('Conv', x, strides, pads, dilations, groups);
  if (inputsPerGroup * groups !== channels)
    throw invalidOperator('Conv', `a kernel of ${inputsPerGroup} channels in ${groups} groups does not fit x`, inputs);
  if (outputs % groups !== 0) throw invalidOperator('Conv', `${groups} groups do not divide the kernels`, inputs);
  checkBias('Conv', bias, outputs, inputs);
  const outHeight = windowPositions(height, kernelHeight, strides[0], pads[0] + pads[2], dilations[0]);
  const outWidth = windowPositions(width, kernelWidth, strides[1], pads[1] + pads[3], dilations[1]);
  if (outHeight < 1 || outWidth < 1) throw invalidOperator('Conv', 'the kernel is larger than the padded map', inputs);
  return b.node('Conv', inputs, [x.shape[0]!, outputs, outHeight, outWidth], {
    strides,
    pads,
    dilations,
    group: groups,
  });
}

export interface ConvTransposeOptions extends ConvOptions {
  /** Rows and columns added at the bottom and at the right, less than the stride; default 0, 0. */
  readonly outputPadding?: Pair;
}

/**
 * Transposed convolution: the gradient of `conv` by its x. Attributes as `conv`, and `output_padding`.
 * @param x [N, C, H, W]
 * @param weight [C, M / groups, height, width]
 * @param bias [M], or undefined
 * @returns [N, M, H', W'] with H' = (H - 1) stride + dilation (height - 1) + 1 - top - bottom + outputPadding
 */
export function convTranspose(
  b: GraphBuilder,
  x: Value,
  weight: Value,
  bias?: Value,
  options: ConvTransposeOptions = {},
): Value {
  const { strides = [1, 1], pads = noPads, dilations = [1, 1], groups = 1, outputPadding = [0, 0] } = options;
  const inputs = bias === undefined ? [x, weight] : [x, weight, bias];
  const { channels, height, width } = mapDimensions('ConvTranspose', x);
  const [kernelInputs, outputsPerGroup, kernelHeight, kernelWidth] = kernelDimensions('ConvTranspose', weight, inputs);
  checkAttributes('ConvTranspose', x, strides, pads, dilations, groups);
  checkWhole('ConvTranspose', 'output padding', outputPadding, 0, x);
  if (outputPadding.some((padding, axis) => padding >= strides[axis]!))
    throw invalidOperator('ConvTranspose', 'the output padding must be less than the stride', inputs);
  if (kernelInputs !== channels || channels % groups !== 0)
    throw invalidOperator(
      'ConvTranspose',
      `a kernel of ${kernelInputs} channels in ${groups} groups does not fit x`,
      inputs,
    );
  checkBias('ConvTranspose', bias, outputsPerGroup * groups, inputs);
  const side = (axis: 0 | 1, length: number, kernel: number): number =>
    (length - 1) * strides[axis] +
    dilations[axis] * (kernel - 1) +
    1 -
    pads[axis] -
    pads[axis + 2]! +
    outputPadding[axis];
  const [outHeight, outWidth] = [side(0, height, kernelHeight), side(1, width, kernelWidth)];
  if (outHeight < 1 || outWidth < 1) throw invalidOperator('ConvTranspose', 'the padding leaves nothing', inputs);
  return b.node('ConvTranspose', inputs, [x.shape[0]!, outputsPerGroup * groups, outHeight, outWidth], {
    strides,
    pads,
    dilations,
    group: groups,
    output_padding: outputPadding,
  });
}

function kernelDimensions(
  operator: string,
  weight: Value,
  inputs: readonly Value[],
): readonly [number, number, number, number] {
  const shape = staticShape(`weight of ${operator}`, weight.shape);
  if (shape.length !== 4) throw invalidOperator(operator, 'the weight must have four dimensions', inputs);
  return shape as unknown as readonly [number, number, number, number];
}

function checkAttributes(
  operator: string,
  x: Value,
  strides: readonly number[],
  pads: readonly number[],
  dilations: readonly number[],
  groups: number,
): void {
  checkWhole(operator, 'strides', strides, 1, x);
  checkWhole(operator, 'pads', pads, 0, x);
  checkWhole(operator, 'dilations', dilations, 1, x);
  checkWhole(operator, 'groups', [groups], 1, x);
}

function checkBias(operator: string, bias: Value | undefined, outputs: number, inputs: readonly Value[]): void {
  if (bias !== undefined && (bias.shape.length !== 1 || bias.shape[0] !== outputs))
    throw invalidOperator(operator, `the bias must have the shape [${outputs}]`, inputs);
}
