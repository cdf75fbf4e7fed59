import { batch, type Graph } from '../graph.ts';
import { shapeText } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** @throws RangeError unless there is a tensor of its shape for each input of the graph, and no other, with one batch size */
export function checkInputs(graph: Graph, tensors: Readonly<Record<string, Tensor>>): void {
  const names = graph.inputs.map(({ name }) => name);
  const unknown = Object.keys(tensors).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new RangeError(`unknown input: ${unknown}; known: ${names.join(', ')}`);
  let samples: number | undefined;
  for (const { name, shape } of graph.inputs) {
    const given = tensors[name];
    if (given === undefined) throw new RangeError(`missing input: ${name}`);
    const fits = shape.every((dimension, axis) => dimension === batch || dimension === given.shape[axis]);
    if (given.shape.length !== shape.length || !fits)
      throw new RangeError(
        `invalid input: ${name} has the shape ${shapeText(given.shape)} and must have ${shapeText(shape)}`,
      );
    if (shape[0] !== batch) continue;
    samples ??= given.shape[0];
    if (samples !== given.shape[0])
      throw new RangeError(`invalid input: ${name} has ${given.shape[0]} samples, another input ${samples}`);
  }
}
