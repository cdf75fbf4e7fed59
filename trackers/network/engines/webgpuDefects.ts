import { InputError } from '../../../datasets/inputError.ts';
import type { Graph, Node } from '../graph.ts';

/**
 * Refuses the two operators that onnxruntime 1.30 computes wrongly on WebGPU (seen with Mesa 25's lavapipe, every other
 * operator agreeing with the CPU): numbers that are wrong in silence are worse than none.
 * @throws InputError naming the operator
 */
export function refuseWebgpuDefects({ nodes }: Graph): void {
  for (const node of nodes) {
    const defect = defectOf(node);
    if (defect === undefined) continue;
    throw new InputError(`unsupported on webgpu: ${defect}`, undefined, 'use --device cpu or cuda');
  }
}

function defectOf({ operator, inputs, attributes }: Node): string | undefined {
  if (operator === 'ConvTranspose') {
    const groups = attributes.group as number;
    const [inputChannels, outputsPerGroup] = inputs[1]!.shape as number[];
    if (groups > 1 && outputsPerGroup === 1 && inputChannels! > groups) {
      return 'ConvTranspose in groups of several inputs and one output';
    }
  }
  if (operator === 'Slice') {
    const { axes, starts, steps } = attributes as Readonly<Record<string, readonly number[]>>;
    const shape = inputs[0]!.shape;
    if (axes!.some((axis, i) => steps![i]! < 0 && starts![i] !== Number(shape[axis]) - 1)) {
      return 'Slice that goes backwards from inside';
    }
  }
  return undefined;
}
