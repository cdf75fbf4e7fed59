import type { Graph, Node, Value } from './graph.ts';

/**
 * The same graph with its outputs under the given names. What a node computes is renamed; an input, a constant, and a
 * value that is an output twice go through an Identity node.
 * @throws RangeError when a name is taken of the graph, or given twice
 */
export function nameOutputs(graph: Graph, names: readonly string[]): Graph {
  const computed = new Set(graph.nodes.map((node) => node.output.name));
  const renamed = new Map<string, Value>();
  const identities: Node[] = [];
  const outputs = graph.outputs.map((value, index): Value => {
    const name = names[index]!;
    if (name === value.name) return value;
    const output: Value = { name, shape: value.shape };
    if (computed.has(value.name) && !renamed.has(value.name)) renamed.set(value.name, output);
    else identities.push({ operator: 'Identity', inputs: [value], output, attributes: {} });
    return output;
  });
  const current = (value: Value): Value => renamed.get(value.name) ?? value;
  const nodes = [...graph.nodes, ...identities].map((node) => ({
    ...node,
    inputs: node.inputs.map(current),
    output: current(node.output),
  }));
  checkUnique(names);
  checkUnique(
    [...graph.inputs, ...nodes.map((node) => node.output)]
      .map((value) => value.name)
      .concat([...graph.constants.keys()]),
  );
  return { ...graph, nodes, outputs };
}

function checkUnique(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new RangeError(`invalid name of an output: ${name} is taken`);
    seen.add(name);
  }
}
