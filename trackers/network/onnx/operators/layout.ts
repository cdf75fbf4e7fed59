import { batch, type Dimension, type Shape, type Value } from '../../graph.ts';
import { expand, expandLike, reshape, transpose } from '../../operators/layout.ts';
import { concat, pad, slice } from '../../operators/pieces.ts';
import { broadcastShapes, hasBatch, normalizeAxis, staticDimension } from '../../shape.ts';
import { sizeOf } from '../../tensor.ts';
import type { NodeReader, OperatorReader } from '../nodeReader.ts';

/** ONNX's target shape: 0 copies x's dimension, -1 is what is left; an open batch stays the first. */
function reshapeTarget(x: Value, target: readonly number[], zeroCopies: boolean): Shape {
  const copied = target.map((dimension, axis): Dimension => {
    if (dimension === 0 && zeroCopies) return x.shape[axis] ?? 0;
    // A network exported for one sample says 1 where it means the batch.
    return axis === 0 && hasBatch(x.shape) && (dimension === 1 || dimension === -1) ? batch : dimension;
  });
  const numbers = copied.filter((dimension) => dimension !== batch && dimension !== -1) as number[];
  const size = sizeOf(x.shape.filter((dimension) => dimension !== batch));
  return copied.map((dimension) => (dimension === -1 ? size / sizeOf(numbers) : dimension));
}

/** Lists that were attributes in older versions and are inputs in newer ones. */
const list = ({ has, whole, numbers }: NodeReader, index: number, name: string): readonly number[] | undefined =>
  has(index) ? whole(index) : numbers(name);

function squeezed(reader: NodeReader): Value {
  const x = reader.value(0);
  const given = list(reader, 1, 'axes')?.map((axis) => normalizeAxis('Squeeze', x, axis));
  const axes = given ?? x.shape.flatMap((dimension, axis) => (dimension === 1 ? [axis] : []));
  return reshape(
    reader.b,
    x,
    x.shape.filter((_, axis) => !axes.includes(axis)),
  );
}

function unsqueezed(reader: NodeReader): Value {
  const x = reader.value(0);
  const axes = list(reader, 1, 'axes');
  if (axes === undefined) throw new RangeError('missing axes');
  const rank = x.shape.length + axes.length;
  const added = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  const left = [...x.shape];
  return reshape(
    reader.b,
    x,
    Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : left.shift()!)),
  );
}

function flattened({ b, value, number }: NodeReader): Value {
  const x = value(0);
  const axis = number('axis', 1);
  const at = axis < 0 ? axis + x.shape.length : axis;
  if (hasBatch(x.shape) && at !== 1) throw new RangeError(`axis ${axis} joins the batch with other dimensions`);
  const side = (dimensions: Shape): Dimension => (hasBatch(dimensions) ? batch : sizeOf(dimensions as number[]));
  return reshape(b, x, [side(x.shape.slice(0, at)), side(x.shape.slice(at))]);
}

/** Starts and ends beyond an axis mean its ends, and count from the end when negative. */
function sliced(reader: NodeReader): Value {
  const x = reader.value(0);
  const [starts, ends] = [list(reader, 1, 'starts'), list(reader, 2, 'ends')];
  if (starts === undefined || ends === undefined) throw new RangeError('missing starts or ends');
  const axes = list(reader, 3, 'axes') ?? starts.map((_, axis) => axis);
  const steps = list(reader, 4, 'steps') ?? starts.map(() => 1);
  const ranges = starts.flatMap((start, index) => {
    const axis = normalizeAxis('Slice', x, axes[index]!);
    const end = ends[index]!;
    const step = steps[index]!;
    // The whole batch is no slice.
    if (x.shape[axis] === batch && start === 0 && step === 1 && end > 2 ** 30) return [];
    const length = staticDimension('Slice', x, axis);
    const fromStart = (place: number): number => (place < 0 ? place + length : place);
    const clamp = (place: number, least: number, most: number): number => Math.min(Math.max(place, least), most);
    return step > 0
      ? [{ axis, step, start: clamp(fromStart(start), 0, length), end: clamp(fromStart(end), 0, length) }]
      : [{ axis, step, start: clamp(fromStart(start), 0, length - 1), end: clamp(fromStart(end), -1, length - 1) }];
  });
  return slice(reader.b, x, ranges);
}

function split(reader: NodeReader): readonly Value[] {
  const { b, value, number, node } = reader;
  const x = value(0);
  const axis = normalizeAxis('Split', x, number('axis', 0));
  const count = node.output.length;
  const even = Math.ceil(staticDimension('Split', x, axis) / count);
  const lengths = list(reader, 1, 'split') ?? node.output.map(() => even);
  let end = 0;
  return lengths.map((length) => {
    const start = end;
    end = Math.min(start + length, staticDimension('Split', x, axis));
    return slice(b, x, [{ axis, start, end }]);
  });
}

function padded(reader: NodeReader): Value {
  const { b, value, text, has, real, number } = reader;
  const mode = text('mode', 'constant');
  if (mode !== 'constant') throw new RangeError(`a border of mode ${mode}`);
  const x = value(0);
  const pads = list(reader, 1, 'pads');
  if (pads === undefined) throw new RangeError('missing pads');
  const axes = has(3) ? reader.whole(3) : x.shape.map((_, axis) => axis);
  // An axis without padding may be an open batch.
  const paddings = axes.flatMap((axis, index) => {
    const [before, after] = [pads[index]!, pads[index + axes.length]!];
    return before === 0 && after === 0 ? [] : [{ axis, before, after }];
  });
  return pad(b, x, paddings, has(2) ? real(2)[0]! : number('value', 0));
}

function expanded({ b, raw, value, whole }: NodeReader): Value {
  const x = value(0);
  const target = raw(1);
  if (target.kind === 'shapeOf') return expandLike(b, x, target.value);
  const shape = broadcastShapes(x.shape, whole(1));
  if (shape === undefined) throw new RangeError(`it does not broadcast to [${whole(1).join(', ')}]`);
  return expand(b, x, shape);
}

export const layoutReaders: Readonly<Record<string, OperatorReader>> = {
  Reshape: (reader) => {
    const target = list(reader, 1, 'shape');
    if (target === undefined) throw new RangeError('missing shape');
    return reshape(
      reader.b,
      reader.value(0),
      reshapeTarget(reader.value(0), target, reader.number('allowzero', 0) === 0),
    );
  },
  Flatten: flattened,
  Squeeze: squeezed,
  Unsqueeze: unsqueezed,
  Transpose: ({ b, value, numbers }) =>
    transpose(
      b,
      value(0),
      numbers('perm') ??
        value(0)
          .shape.map((_, axis) => axis)
          .reverse(),
    ),
  Expand: expanded,
  Shape: ({ value, has, number }) => {
    if (has(1) || number('start', 0) !== 0 || number('end', Infinity) < value(0).shape.length)
      throw new RangeError('a part of a shape');
    const x = value(0);
    if (hasBatch(x.shape)) return { kind: 'shapeOf', value: x };
    return { kind: 'whole', shape: [x.shape.length], numbers: x.shape as number[] };
  },
  Slice: sliced,
  Split: split,
  Concat: ({ b, value, inputCount, number }) =>
    concat(
      b,
      Array.from({ length: inputCount }, (_, index) => value(index)),
      number('axis', 1),
    ),
  Pad: padded,
};
