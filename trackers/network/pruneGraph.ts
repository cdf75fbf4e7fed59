import type { Graph, Node } from './graph.ts';

/** The graph without the nodes and constants that no output needs. Its inputs stay: they are what a caller gives. */
export function pruneGraph(graph: Graph): Graph {
  const needed = new Set(graph.outputs.map((value) => value.name));
  const nodes: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!needed.has(node.output.name)) continue;
    for (const input of node.inputs) needed.add(input.name);
    nodes.push(node);
  }
  const constants = new Map([...graph.constants].filter(([name]) => needed.has(name)));
  return { ...graph, constants, nodes: nodes.reverse() };
}
