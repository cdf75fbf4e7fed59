/**
 * @file Which pixels of the input a cell of a map looks at: stride, receptive field and offset, followed through the
 * graph from the input to the map.
 */
import type { Graph, Node } from '../graph.ts';

/** In pixels of the input, the same along height and width. */
export interface MapGeometry {
  /** From one cell to the next. */
  readonly stride: number;
  /**
   * Side of the square that a cell looks at. What only divides or multiplies, as a local normalisation does, or sums up
   * the whole picture does not count: this is the number that papers give (ZF's conv5: 139, and 171 after a further 3x3
   * convolution).
   */
  readonly receptiveField: number;
  /** Centre of the first cell's square, from the centre of the first pixel; below 0 outside. */
  readonly offset: number;
}

/** The side of what a window of so many cells a side sees: of a 3x3 convolution on the map. */
export function windowReceptiveField({ stride, receptiveField }: MapGeometry, cells: number): number {
  return receptiveField + (cells - 1) * stride;
}

/** The first and last pixel that the first cell looks at along one axis, and the stride. */
interface Sight {
  readonly stride: number;
  readonly first: number;
  readonly last: number;
}

/**
 * @param graph with one input of the shape [batch, channels, height, width] and one output of such a shape
 * @throws RangeError where there is no such geometry: an operator mixes all cells, or the two axes differ
 */
export function mapGeometry(graph: Graph): MapGeometry {
  const [height, width] = [alongAxis(graph, 0), alongAxis(graph, 1)];
  if (height.stride !== width.stride || height.first !== width.first || height.last !== width.last) {
    throw new RangeError('the map has other strides or receptive fields along its height than along its width');
  }
  const { stride, first, last } = height;
  return { stride, receptiveField: last - first + 1, offset: (first + last) / 2 };
}

function alongAxis(graph: Graph, axis: 0 | 1): Sight {
  const sights = new Map<string, Sight>();
  for (const { name } of graph.inputs) sights.set(name, { stride: 1, first: 0, last: 0 });
  for (const node of graph.nodes) {
    const seen = node.inputs.map(({ name }) => sights.get(name)).filter((sight) => sight !== undefined);
    const sight = seen.length === 0 ? undefined : sightOf(node, seen, axis);
    if (sight !== undefined) sights.set(node.output.name, sight);
  }
  const sight = sights.get(graph.outputs[0]!.name);
  if (sight === undefined) throw new RangeError('the map has no places in the picture');
  return sight;
}

const cellwise = new Set(
  'Abs Add Clip Concat Div Elu Equal Erf Exp Expand Greater HardSigmoid HardSwish Identity LeakyRelu Log Max Min Mul Neg PRelu Pow Reciprocal Relu Sigmoid Sign Softplus Sqrt Sub Sum Tanh'.split(
    ' ',
  ),
);

const reductions = ['ReduceSum', 'ReduceMean', 'ReduceMax'];

/**
 * @param seen what the inputs look at that have places in the picture, in their order
 * @returns undefined for what sums up the whole picture, which has no place in it
 */
function sightOf(node: Node, seen: readonly Sight[], axis: 0 | 1): Sight | undefined {
  const { operator, attributes } = node;
  const first = seen[0]!;
  const numbers = (name: string): readonly number[] => attributes[name] as readonly number[];
  if (operator === 'Mul' || operator === 'Div') return first;
  if (cellwise.has(operator)) return union(node, seen);
  if (operator === 'Conv' || operator === 'MaxPool' || operator === 'AveragePool') {
    const kernel = operator === 'Conv' ? (node.inputs[1]!.shape[2 + axis] as number) : numbers('kernel_shape')[axis]!;
    const dilation = operator === 'Conv' ? numbers('dilations')[axis]! : 1;
    const start = first.first - numbers('pads')[axis]! * first.stride;
    const end = first.last - numbers('pads')[axis]! * first.stride;
    return {
      stride: first.stride * numbers('strides')[axis]!,
      first: start,
      last: end + dilation * (kernel - 1) * first.stride,
    };
  }
  if (operator === 'Resize') {
    // The cells of one block look at the same place, the last one of them from farthest.
    const factor = numbers('factors')[axis]!;
    const stride = first.stride / factor;
    return { stride, first: first.first - (factor - 1) * stride, last: first.last };
  }
  if (operator === 'Pad') {
    const before = numbers('pads')[2 + axis]! * first.stride;
    return { ...first, first: first.first - before, last: first.last - before };
  }
  const axes = attributes['axes'];
  const touches = Array.isArray(axes) ? axes.includes(2 + axis) : attributes['axis'] === 2 + axis;
  if (operator === 'GlobalAveragePool' || (reductions.includes(operator) && touches)) return undefined;
  if (operator === 'Slice' && touches) {
    const index = numbers('axes').indexOf(2 + axis);
    const [start, step] = [numbers('starts')[index]!, numbers('steps')[index]!];
    const moved = start * first.stride;
    if (step > 0) return { stride: first.stride * step, first: first.first + moved, last: first.last + moved };
  } else if (
    ['Slice', 'Softmax', 'LogSoftmax', 'ReduceSum', 'ReduceMean', 'ReduceMax'].includes(operator) &&
    !touches
  ) {
    return first;
  }
  throw new RangeError(`no stride and receptive field can be followed through ${operator} (${node.output.name})`);
}

function union(node: Node, seen: readonly Sight[]): Sight {
  const [{ stride }] = seen as [Sight];
  if (seen.some((sight) => sight.stride !== stride)) {
    throw new RangeError(`maps of different strides meet in ${node.operator} (${node.output.name})`);
  }
  return {
    stride,
    first: Math.min(...seen.map(({ first }) => first)),
    last: Math.max(...seen.map(({ last }) => last)),
  };
}
