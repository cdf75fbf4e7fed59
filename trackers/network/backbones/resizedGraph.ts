import { InputError } from '../../../datasets/inputError.ts';
import { batch, type Graph } from '../graph.ts';
import { readOnnx } from '../onnx/readOnnx.ts';
import { writeOnnx } from '../onnx/writeOnnx.ts';
import type { BackboneNetwork } from './backbone.ts';

/**
 * A backbone's graph for square pictures of another side: the shapes of all that it computes follow anew.
 * @throws InputError for a network that fits one size alone, since it has numbers for each cell of a map
 */
export function resizedGraph({ name, graph }: BackboneNetwork, side: number): Graph {
  const image = graph.inputs[0]!;
  const resized = { ...graph, inputs: [{ ...image, shape: [batch, 3, side, side] as const }] };
  try {
    return readOnnx(writeOnnx(resized), { file: name, openBatch: true });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      `invalid backbone: ${name} takes pictures of one size alone (${error.message})`,
      undefined,
      'choose a preset that crops each box, or another backbone',
    );
  }
}
