import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { reshape } from '../operators/layout.ts';
import { pad, slice } from '../operators/pieces.ts';
import { staticDimension } from '../shape.ts';

/** Where the elements of one axis go: element i to start + i step of an axis of the given length. */
export interface Spread {
  readonly axis: number;
  readonly start: number;
  /** Positive. */
  readonly step: number;
  readonly length: number;
}

/**
 * x laid out on zeros: the reverse of a slice with steps. A position beyond the length is dropped; a negative start drops
 * the elements that fall before the axis.
 */
export function spread(b: GraphBuilder, x: Value, spreads: readonly Spread[]): Value {
  const spaced = spreads.reduce((value, one) => insertZeros(b, value, one.axis, one.step), x);
  const kept = slice(
    b,
    spaced,
    spreads.map(({ axis, start, length }) => {
      const present = staticDimension('spread', spaced, axis);
      return { axis, start: Math.max(0, -start), end: Math.min(present, length - start) };
    }),
  );
  return pad(
    b,
    kept,
    spreads.map(({ axis, start, length }) => {
      const before = Math.max(0, start);
      return { axis, before, after: length - before - staticDimension('spread', kept, axis) };
    }),
  );
}

/** step - 1 zeros after each element of an axis. */
function insertZeros(b: GraphBuilder, x: Value, axis: number, step: number): Value {
  if (step === 1) return x;
  const length = staticDimension('spread', x, axis);
  const split = reshape(b, x, [...x.shape.slice(0, axis + 1), 1, ...x.shape.slice(axis + 1)]);
  return reshape(b, pad(b, split, [{ axis: axis + 1, after: step - 1 }]), x.shape.with(axis, length * step));
}
