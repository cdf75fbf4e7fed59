import type { Attributes, Graph, Node, Shape, Value } from './graph.ts';
import { nameOutputs } from './nameOutputs.ts';
import { pruneGraph } from './pruneGraph.ts';
import { checkShape, equalShapes, shapeText } from './shape.ts';
import { type Tensor, tensor } from './tensor.ts';

/**
 * Collects the parts of a graph. The operators (operators/) infer shapes and call `node`; `build` keeps what the outputs
 * need. Mistakes in building are RangeErrors that name the operator and the shapes.
 */
export interface GraphBuilder {
  /** What was added so far, each node after those that it reads. */
  readonly nodes: readonly Node[];
  /** A value that each run is given. */
  input(name: string, shape: Shape): Value;
  /** Numbers that do not change; without a name they get one. */
  constant(numbers: Tensor, name?: string): Value;
  /** The constant of no dimensions; the same number gives the same value. */
  scalar(number: number): Value;
  /** The numbers behind a value, if it is a constant. */
  constantOf(value: Value): Tensor | undefined;
  /** For operators: a node whose output has the given shape. Attributes are complete, with defaults spelt out. */
  node(operator: string, inputs: readonly Value[], shape: Shape, attributes?: Attributes): Value;
  /**
   * Copies a graph into this one, all its values under new names.
   * @param bindings the value that stands for each input of the graph, by the input's name; a constant's name may be
   *   bound too, which makes a weight a parameter
   * @returns the graph's outputs, in its order
   */
  include(graph: Graph, bindings: Readonly<Record<string, Value>>): readonly Value[];
  /**
   * The graph of what the outputs need; inputs stay, needed or not.
   * @param outputs a list keeps the values' own names, a record renames them to its keys
   */
  build(outputs: readonly Value[] | Readonly<Record<string, Value>>): Graph;
}

export function graphBuilder(): GraphBuilder {
  const inputs: Value[] = [];
  const constants = new Map<string, Tensor>();
  const scalars = new Map<number, Value>();
  const nodes: Node[] = [];
  const values = new Map<string, Value>();
  const counts = new Map<string, number>();

  // With a colon, so that the names that people give (conv1) stay free for them.
  const freshName = (stem: string): string => {
    const count = (counts.get(stem) ?? 0) + 1;
    counts.set(stem, count);
    const name = `${stem}:${count}`;
    return values.has(name) ? freshName(stem) : name;
  };

  const declare = (name: string, shape: Shape): Value => {
    if (name === '') throw new RangeError('invalid name of a value: it is empty');
    if (values.has(name)) throw new RangeError(`invalid name of a value: ${name} is taken`);
    checkShape(name, shape);
    const value: Value = { name, shape: [...shape] };
    values.set(name, value);
    return value;
  };

  const checkOwn = (user: string, value: Value): void => {
    if (values.get(value.name) === value) return;
    throw new RangeError(`invalid ${user}: ${value.name} is a value of another graph`);
  };

  const builder: GraphBuilder = {
    nodes,
    input(name, shape) {
      const value = declare(name, shape);
      inputs.push(value);
      return value;
    },
    constant(numbers, name = freshName('constant')) {
      const value = declare(name, numbers.shape);
      constants.set(name, numbers);
      return value;
    },
    scalar(number) {
      const known = scalars.get(number);
      if (known !== undefined) return known;
      const value = builder.constant(tensor([], Float32Array.of(number)));
      scalars.set(number, value);
      return value;
    },
    constantOf(value) {
      return constants.get(value.name);
    },
    node(operator, nodeInputs, shape, attributes = {}) {
      for (const value of nodeInputs) checkOwn(operator, value);
      const output = declare(freshName(operator), shape);
      nodes.push({ operator, inputs: [...nodeInputs], output, attributes });
      return output;
    },
    include(graph, bindings) {
      const copies = new Map<string, Value>();
      for (const [name, value] of Object.entries(bindings)) {
        const replaced = declaredShape(graph, name);
        checkOwn(`binding of ${name}`, value);
        if (replaced === undefined || !equalShapes(replaced, value.shape)) {
          const wanted = replaced === undefined ? 'no such input or constant' : `it wants ${shapeText(replaced)}`;
          throw new RangeError(`invalid binding of ${name}: ${wanted} (${value.name}: ${shapeText(value.shape)})`);
        }
        copies.set(name, value);
      }
      const copyOf = (value: Value): Value => {
        const known = copies.get(value.name);
        if (known !== undefined) return known;
        const numbers = graph.constants.get(value.name);
        if (numbers === undefined) throw new RangeError(`missing binding of the input ${value.name}`);
        const copy = builder.constant(numbers, values.has(value.name) ? freshName(value.name) : value.name);
        copies.set(value.name, copy);
        return copy;
      };
      for (const node of graph.nodes) {
        const copy = builder.node(node.operator, node.inputs.map(copyOf), node.output.shape, node.attributes);
        copies.set(node.output.name, copy);
      }
      return graph.outputs.map(copyOf);
    },
    build(outputs) {
      const wanted: readonly Value[] = Array.isArray(outputs) ? outputs : Object.values(outputs);
      for (const value of wanted) checkOwn('output', value);
      const graph = pruneGraph({ inputs: [...inputs], constants, nodes, outputs: wanted });
      return nameOutputs(graph, Array.isArray(outputs) ? wanted.map(({ name }) => name) : Object.keys(outputs));
    },
  };
  return builder;
}

function declaredShape(graph: Graph, name: string): Shape | undefined {
  return graph.inputs.find((input) => input.name === name)?.shape ?? graph.constants.get(name)?.shape;
}
