import type { Graph, Node, Value } from './graph.ts';

/**
 * The same graph with its outputs under the given names. What a node computes is renamed; an input, a constant, and a
 * value that is an output twice go through an Identity node. Another node's value that has the name already makes room.
 * @throws RangeError when a name is that of another input or constant, or given twice
 */
export function nameOutputs(graph: Graph, names: readonly string[]): Graph {
  const computed = new Set(graph.nodes.map((node) => node.output.name));
  const kept = new Set([...graph.inputs.map(({ name }) => name), ...graph.constants.keys()]);
  const renamed = new Map<string, Value>();
  const identities: Node[] = [];
  const outputs = graph.outputs.map((value, index): Value => {
    const name = names[index]!;
    const taken = name === value.name ? names.indexOf(name) < index : kept.has(name) || names.indexOf(name) < index;
    if (taken) throw new RangeError(`invalid name of an output: ${name} is taken`);
    const output: Value = name === value.name ? value : { name, shape: value.shape };
    if (computed.has(value.name) && !renamed.has(value.name)) renamed.set(value.name, output);
    else if (output !== value) identities.push({ operator: 'Identity', inputs: [value], output, attributes: {} });
    return output;
  });
  const used = new Set([...kept, ...computed, ...names]);
  for (const { output } of graph.nodes) {
    if (renamed.has(output.name) || !names.includes(output.name)) continue;
    const room = { name: roomFor(output.name, used), shape: output.shape };
    renamed.set(output.name, room);
  }
  const current = (value: Value): Value => renamed.get(value.name) ?? value;
  const nodes = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(current),
    output: current(node.output),
  }));
  const aliases = identities.map((node) => ({ ...node, inputs: node.inputs.map(current) }));
  return { ...graph, nodes: [...nodes, ...aliases], outputs };
}

/** A name like the given one that is not used, which it then is. */
function roomFor(name: string, used: Set<string>): string {
  const free = used.has(name) ? roomFor(`${name}'`, used) : name;
  used.add(free);
  return free;
}
