/** A value over time, in frames, that scripts are made of. */
export type Curve = (frame: number) => number;

/** A point that a curve passes. */
export type Key = readonly [frame: number, value: number];

/**
 * A smooth curve through its keys: cubic Hermite pieces with the slopes of Catmull and Rom. Level before the first key
 * and after the last.
 */
export function curve(...keys: readonly Key[]): Curve {
  const slopes = keys.map((_, i) => {
    const before = keys[i - 1];
    const after = keys[i + 1];
    return before === undefined || after === undefined ? 0 : (after[1] - before[1]) / (after[0] - before[0]);
  });
  return (frame) => {
    const next = keys.findIndex(([at]) => at > frame);
    if (next === 0) return keys[0]![1];
    if (next < 0) return keys.at(-1)![1];
    const [start, from] = keys[next - 1]!;
    const [end, to] = keys[next]!;
    const span = end - start;
    const t = (frame - start) / span;
    return (
      from * (1 + 2 * t) * (1 - t) ** 2 +
      slopes[next - 1]! * span * t * (1 - t) ** 2 +
      to * t ** 2 * (3 - 2 * t) +
      slopes[next]! * span * t ** 2 * (t - 1)
    );
  };
}

/** Straight through two keys and on beyond them: even motion. */
export function line([start, from]: Key, [end, to]: Key): Curve {
  return (frame) => from + ((to - from) * (frame - start)) / (end - start);
}

export function constant(value: number): Curve {
  return () => value;
}
