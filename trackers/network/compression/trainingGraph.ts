import type { BackboneNetwork } from '../backbones/backbone.ts';
import { imageName } from '../backbones/backbone.ts';
import type { MapNormalization } from '../backbones/mapNormalization.ts';
import { channelScales, type NormalizationBy } from '../backbones/mapNormalization.ts';
import type { Dimension, Graph, Value } from '../graph.ts';
import { batch } from '../graph.ts';
import { type GraphBuilder, graphBuilder } from '../graphBuilder.ts';
import { adamStep, momentNames } from '../losses/adam.ts';
import { updatedName } from '../losses/sgd.ts';
import { add, mul, sub } from '../operators/arithmetic.ts';
import { reduceMean } from '../operators/reductions.ts';
import { type Tensor, tensor } from '../tensor.ts';

/** What a student learns: the network whose constants are its weights, and how its map is compared. */
export interface Lesson {
  readonly student: BackboneNetwork;
  /** Of the teacher's map. */
  readonly normalization: MapNormalization;
  readonly by: NormalizationBy;
}

export const targetName = 'target';
export const learningRateName = 'learningRate';
export const lossName = 'loss';
export const differencesName = 'differences';

/** The student's weights, in the order of its graph. */
export function weightsOf(student: BackboneNetwork, names: Iterable<string>): Map<string, Tensor> {
  return new Map([...names].map((name) => [name, student.graph.constants.get(name)!]));
}

/**
 * One training step: `image` [batch, 3, height, width], `target` (the teacher's normalised map), `learningRate`, each weight
 * and its moments -> `loss` and all weights and moments under `updatedName`.
 * @param samples of a step; a fixed number, with which weights' gradients are large products
 */
export function stepGraph(lesson: Lesson, names: readonly string[], samples: number): Graph {
  const b = graphBuilder();
  const { difference, parameters } = compare(b, lesson, names, samples);
  const loss = reduceMean(b, mul(b, difference, difference), { keepDimensions: false });
  const learningRate = b.input(learningRateName, []);
  return b.build({ [lossName]: loss, ...adamStep(b, loss, parameters, { learningRate }) });
}

/** The loss of each sample: `image`, `target` and each weight -> `differences` [batch]. */
export function evaluationGraph(lesson: Lesson, names: readonly string[]): Graph {
  const b = graphBuilder();
  const { difference } = compare(b, lesson, names, batch);
  const options = { axes: [1, 2, 3], keepDimensions: false };
  return b.build({ [differencesName]: reduceMean(b, mul(b, difference, difference), options) });
}

function compare(
  b: GraphBuilder,
  { student, normalization, by }: Lesson,
  names: readonly string[],
  samples: Dimension,
): { readonly difference: Value; readonly parameters: readonly Value[] } {
  const { graph, input, map } = student;
  const image = b.input(imageName, [samples, 3, input.height, input.width]);
  const target = b.input(targetName, [samples, map.channels, map.height, map.width]);
  const parameters = names.map((name) => b.input(name, graph.constants.get(name)!.shape));
  const weights = Object.fromEntries(parameters.map((value) => [value.name, value]));
  const [features] = b.include(withSamples(graph, samples), { [imageName]: image, ...weights });
  const { factors, shifts } = channelScales(normalization, by);
  const perChannel = (values: readonly number[]): Value =>
    b.constant(tensor([map.channels, 1, 1], Float32Array.from(values)));
  const normalized = add(b, mul(b, features!, perChannel(factors)), perChannel(shifts));
  return { difference: sub(b, normalized, target), parameters };
}

/** The same graph for a fixed number of samples. */
function withSamples(graph: Graph, samples: Dimension): Graph {
  const fixed = (value: Value): Value =>
    value.shape[0] === batch ? { name: value.name, shape: [samples, ...value.shape.slice(1)] } : value;
  return {
    ...graph,
    inputs: graph.inputs.map(fixed),
    outputs: graph.outputs.map(fixed),
    nodes: graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(fixed), output: fixed(node.output) })),
  };
}

/** The inputs of the next step from the outputs of a step, by their names. */
export function updatedState(
  names: readonly string[],
  outputs: Readonly<Record<string, Tensor>>,
): Readonly<Record<string, Tensor>> {
  return Object.fromEntries(stateNames(names).map((name) => [name, outputs[updatedName(name)]!]));
}

/** Weights and their moments. */
export function stateNames(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => [name, ...momentNames(name)]);
}
