import { InputError } from '../../../datasets/inputError.ts';
import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import type { Tensor } from '../tensor.ts';

/**
 * A weight as a constant under its name.
 * @param where the weights' file
 * @throws InputError when it is missing or of another shape
 */
export function checkedWeight(
  b: GraphBuilder,
  weights: ReadonlyMap<string, Tensor>,
  name: string,
  shape: readonly number[],
  where: string | undefined,
): Value {
  const found = weights.get(name);
  if (found === undefined) {
    throw new InputError(`missing weights: ${name}`, where, `the file has ${[...weights.keys()].join(', ') || 'none'}`);
  }
  if (found.shape.join() !== shape.join()) {
    throw new InputError(
      `invalid weights: ${name} is ${found.shape.join('x')} where ${shape.join('x')} is expected`,
      where,
    );
  }
  return b.constant(found, name);
}
