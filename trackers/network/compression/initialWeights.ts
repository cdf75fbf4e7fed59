import { randomFrom } from '../../../datasets/random.ts';
import type { BackboneNetwork } from '../backbones/backbone.ts';
import { sizeOf, type Tensor, tensor } from '../tensor.ts';
import type { Student } from './students.ts';

export interface InitialWeights {
  readonly weights: ReadonlyMap<string, Tensor>;
  /** Names of those that were the teacher's. */
  readonly inherited: readonly string[];
}

/**
 * The student's weights before training: those of the teacher that have the same name and shape; the others normal around 0
 * with a variance of 2 over a number's inputs (He et al. 2015, for ReLU), biases 0.
 * @param seed that the chance comes from
 */
export function initialWeights({ shapes }: Student, teacher: BackboneNetwork, seed: number): InitialWeights {
  const weights = new Map<string, Tensor>();
  const inherited: string[] = [];
  for (const [name, shape] of shapes) {
    const own = teacher.graph.constants.get(name);
    if (own !== undefined && own.shape.join() === shape.join()) {
      inherited.push(name);
      weights.set(name, own);
    } else weights.set(name, shape.length === 1 ? zeros(shape) : scattered(name, shape, seed));
  }
  return { weights, inherited };
}

function zeros(shape: readonly number[]): Tensor {
  return tensor(shape, new Float32Array(sizeOf(shape)));
}

function scattered(name: string, shape: readonly number[], seed: number): Tensor {
  const random = randomFrom('initial weights', name, seed);
  const deviation = Math.sqrt(2 / sizeOf(shape.slice(1)));
  return tensor(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, () => deviation * random.gaussian()),
  );
}
