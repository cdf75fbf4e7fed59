import type { Dimension, Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { invalidOperator, normalizeAxis, staticDimension } from '../shape.ts';

/** A piece of one axis: from start to end (excluded), each step-th. */
export interface AxisRange {
  readonly axis: number;
  /** Default 0, or the last element when the step is negative. */
  readonly start?: number;
  /** Excluded; default past the last element, or before the first when the step is negative. */
  readonly end?: number;
  /** Default 1; negative goes backwards. */
  readonly step?: number;
}

/**
 * The given ranges of some axes, the others whole; x itself if all are whole. Attributes `axes`, `starts`, `ends`,
 * `steps`, all in ONNX's meaning and inside the axis; backwards past the first element the end is -length - 1.
 */
export function slice(b: GraphBuilder, x: Value, ranges: readonly AxisRange[]): Value {
  const shape: Dimension[] = [...x.shape];
  const pieces = ranges.flatMap((range) => {
    const axis = normalizeAxis('Slice', x, range.axis);
    const length = staticDimension('Slice', x, axis);
    const step = range.step ?? 1;
    const start = range.start ?? (step > 0 ? 0 : length - 1);
    const end = range.end ?? (step > 0 ? length : -1);
    const count = Math.ceil((end - start) / step);
    const last = start + (count - 1) * step;
    if (!(Number.isInteger(step) && count > 0) || Math.min(start, last) < 0 || Math.max(start, last) >= length)
      throw invalidOperator('Slice', `range ${start} to ${end} by ${step} is not inside axis ${axis}`, [x]);
    shape[axis] = count;
    if (count === length && step > 0) return [];
    return [{ axis, start, end: end < 0 ? -length - 1 : Math.min(end, length), step }];
  });
  if (pieces.length === 0) return x;
  if (new Set(pieces.map(({ axis }) => axis)).size !== pieces.length)
    throw invalidOperator('Slice', 'an axis is given twice', [x]);
  return b.node('Slice', [x], shape, {
    axes: pieces.map(({ axis }) => axis),
    starts: pieces.map(({ start }) => start),
    ends: pieces.map(({ end }) => end),
    steps: pieces.map(({ step }) => step),
  });
}

/** Values one after the other along an axis; of a single value the value itself. Attribute `axis`, counted from the start. */
export function concat(b: GraphBuilder, values: readonly Value[], axis: number): Value {
  const first = values[0];
  if (first === undefined) throw new RangeError('invalid Concat: no values');
  const along = normalizeAxis('Concat', first, axis);
  const fits = (value: Value): boolean =>
    value.shape.length === first.shape.length &&
    value.shape.every((dimension, index) => index === along || dimension === first.shape[index]);
  if (values.length === 1) return first;
  if (!values.every(fits)) throw invalidOperator('Concat', `the shapes differ outside axis ${along}`, values);
  const length = values.reduce((sum, value) => sum + staticDimension('Concat', value, along), 0);
  return b.node('Concat', values, first.shape.with(along, length), { axis: along });
}

/** Numbers added before and after the elements of an axis. */
export interface AxisPadding {
  readonly axis: number;
  readonly before?: number;
  readonly after?: number;
}

/** x with a border of one number; x itself without any. Attributes `pads` (before each axis, then after each axis) and `value`. */
export function pad(b: GraphBuilder, x: Value, paddings: readonly AxisPadding[], value = 0): Value {
  const rank = x.shape.length;
  const pads = Array.from({ length: 2 * rank }, () => 0);
  const shape: Dimension[] = [...x.shape];
  for (const { axis, before = 0, after = 0 } of paddings) {
    const normal = normalizeAxis('Pad', x, axis);
    if (!(Number.isInteger(before) && Number.isInteger(after) && before >= 0 && after >= 0))
      throw invalidOperator('Pad', `padding ${before}, ${after} of axis ${normal} is not whole and positive`, [x]);
    pads[normal] = before;
    pads[normal + rank] = after;
    shape[normal] = staticDimension('Pad', x, normal) + before + after;
  }
  if (pads.every((padding) => padding === 0)) return x;
  return b.node('Pad', [x], shape, { pads, value });
}
