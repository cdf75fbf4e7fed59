/** A value over time, in frames, that scripts are made of. */
export type Curve = (frame: number) => number;

/** A point that a curve passes. */
export type Key = readonly [frame: number, value: number];

/**
 * A smooth curve through its keys that never goes beyond two neighbours: cubic Hermite pieces with the slopes of Catmull
 * and Rom within the limits of Fritsch and Carlson (1980). Level before the first key and after the last.
 */
export function curve(...keys: readonly Key[]): Curve {
  const slopes = keys.map((key, i) => {
    const [before, after] = [keys[i - 1], keys[i + 1]];
    if (before === undefined || after === undefined) return 0;
    const [rise, nextRise] = [slope(before, key), slope(key, after)];
    if (rise * nextRise <= 0) return 0;
    return Math.sign(rise) * Math.min(Math.abs(slope(before, after)), 3 * Math.abs(rise), 3 * Math.abs(nextRise));
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

function slope([start, from]: Key, [end, to]: Key): number {
  return (to - from) / (end - start);
}

/** Straight through two keys and on beyond them: even motion. */
export function line([start, from]: Key, [end, to]: Key): Curve {
  return (frame) => from + slope([start, from], [end, to]) * (frame - start);
}

export function constant(value: number): Curve {
  return () => value;
}
