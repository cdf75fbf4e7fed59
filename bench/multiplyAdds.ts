import type { Dimension, Graph, Node } from '../trackers/network/graph.ts';

/** Floating-point operations of a graph's products (convolutions and products of matrices), two a multiply-add; no others. */
export function productOperations(graph: Graph, samples: number): number {
  return graph.nodes.reduce((sum, node) => sum + 2 * multiplyAdds(node, samples), 0);
}

function multiplyAdds(node: Node, samples: number): number {
  const count = (shape: readonly Dimension[]): number =>
    shape.reduce<number>((product, dimension) => product * (dimension === 'batch' ? samples : dimension), 1);
  const outputs = count(node.output.shape);
  if (node.operator === 'Conv') return outputs * count(node.inputs[1]!.shape.slice(1));
  // Each number of the input meets the whole kernel of its channel.
  if (node.operator === 'ConvTranspose') return count(node.inputs[0]!.shape) * count(node.inputs[1]!.shape.slice(1));
  if (node.operator === 'MatMul') return outputs * count(node.inputs[0]!.shape.slice(-1));
  if (node.operator === 'Gemm') {
    const { shape } = node.inputs[0]!;
    return outputs * count([shape[node.attributes['transA'] === 1 ? 0 : 1]!]);
  }
  return 0;
}
