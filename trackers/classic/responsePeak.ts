/** Where a circular response is highest, as a displacement from its first place, and how high it is there. */
export interface ResponsePeak {
  /** Rows down (negative: up), between places. */
  readonly rows: number;
  /** Columns to the right (negative: left), between places. */
  readonly columns: number;
  /** Height at the highest place. */
  readonly value: number;
}

/** The highest place of a circular response of `rows` x `columns`, refined by a parabola through its neighbours on each axis. */
export function responsePeak(response: Float64Array, rows: number, columns: number): ResponsePeak {
  let best = 0;
  for (let i = 1; i < rows * columns; i++) if (response[i]! > response[best]!) best = i;
  const row = Math.floor(best / columns);
  const column = best % columns;
  const value = response[best]!;
  const up = response[((row + rows - 1) % rows) * columns + column]!;
  const down = response[((row + 1) % rows) * columns + column]!;
  const left = response[row * columns + ((column + columns - 1) % columns)]!;
  const right = response[row * columns + ((column + 1) % columns)]!;
  return {
    rows: (row > rows / 2 ? row - rows : row) + parabolaPeak(up, value, down),
    columns: (column > columns / 2 ? column - columns : column) + parabolaPeak(left, value, right),
    value,
  };
}

/** Where the parabola through (-1, before), (0, here), (1, after) peaks: within half a place if `here` is the highest. */
export function parabolaPeak(before: number, here: number, after: number): number {
  const curvature = before - 2 * here + after;
  return curvature < 0 ? (before - after) / (2 * curvature) : 0;
}
