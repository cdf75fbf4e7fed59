/**
 * @file Reverse-mode differentiation of a graph: each operator has a rule that says how the gradient of the loss passes
 * from its output to its inputs; the gradients are nodes of the same graph. Where a function has a corner, the rules
 * choose as TensorFlow.js does.
 */
import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { add } from '../operators/arithmetic.ts';
import { shapeText, staticShape } from '../shape.ts';
import { sizeOf, tensor } from '../tensor.ts';
import { arithmeticRules } from './arithmeticRules.ts';
import { convolutionRules } from './convolutionRules.ts';
import { elementwiseRules } from './elementwiseRules.ts';
import { layoutRules } from './layoutRules.ts';
import { matrixRules } from './matrixRules.ts';
import { pieceRules } from './pieceRules.ts';
import { poolingRules } from './poolingRules.ts';
import { reductionRules } from './reductionRules.ts';
import type { GradientRule } from './rule.ts';
import { softmaxRules } from './softmaxRules.ts';

export interface GradientOptions {
  /**
   * How many bytes the gradient of one convolution's weight may hold in rearranged copies of its inputs; with more samples
   * than fit it goes through them in chunks. Default 32 MiB: chunks that stay near the processor are also the fastest.
   */
  readonly workspaceBytes?: number;
}

const defaultWorkspaceBytes = 32 * 2 ** 20;

const rules: Readonly<Record<string, GradientRule>> = {
  ...arithmeticRules,
  ...convolutionRules,
  ...elementwiseRules,
  ...layoutRules,
  ...matrixRules,
  ...pieceRules,
  ...poolingRules,
  ...reductionRules,
  ...softmaxRules,
};

/**
 * Adds nodes that compute the derivative of the loss by each parameter.
 * @param loss one number
 * @param parameters inputs of the graph or any other of its values
 * @returns a value for each parameter, of its shape
 * @throws RangeError when the loss is not one number, does not depend on a parameter, or goes through an operator that
 *   has no rule
 */
export function gradient(
  b: GraphBuilder,
  loss: Value,
  parameters: readonly Value[],
  options: GradientOptions = {},
): readonly Value[] {
  const { workspaceBytes = defaultWorkspaceBytes } = options;
  if (sizeOf(staticShape('loss', loss.shape)) !== 1)
    throw new RangeError(`invalid loss: ${shapeText(loss.shape)}; it must be one number`);
  const nodes = [...b.nodes];
  const dependent = new Set(parameters.map((parameter) => parameter.name));
  for (const node of nodes) if (node.inputs.some((input) => dependent.has(input.name))) dependent.add(node.output.name);

  const gradients = new Map<string, Value>([
    [loss.name, b.constant(tensor(loss.shape as number[], Float32Array.of(1)))],
  ]);
  for (const node of nodes.reverse()) {
    const outputGradient = gradients.get(node.output.name);
    if (outputGradient === undefined || !dependent.has(node.output.name)) continue;
    const rule = rules[node.operator];
    if (rule === undefined) throw new RangeError(`invalid gradient: the operator ${node.operator} has no rule`);
    const passes = rule({ b, node, outputGradient, workspaceBytes });
    node.inputs.forEach((input, index) => {
      const pass = passes[index];
      if (pass === undefined || !dependent.has(input.name)) return;
      const sum = gradients.get(input.name);
      gradients.set(input.name, sum === undefined ? pass() : add(b, sum, pass()));
    });
  }
  return parameters.map((parameter) => {
    const result = gradients.get(parameter.name);
    if (result === undefined) throw new RangeError(`invalid gradient: the loss does not depend on ${parameter.name}`);
    return result;
  });
}
