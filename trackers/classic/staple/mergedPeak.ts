/** Where the merged response is highest, in pixels of the patch from its middle, and how high. */
export interface MergedPeak {
  readonly right: number;
  readonly down: number;
  readonly value: number;
}

export interface MergedPeakParameters {
  /** The filter's response: circular, a value for each displacement in cells, the first one for none. */
  readonly rows: number;
  readonly columns: number;
  readonly pixelsPerCell: number;
  /** The colours' response: a value for each displacement of up to so many pixels, from the top left. */
  readonly radius: number;
  /** Weight of the colours' response; that of the filter's is the rest. */
  readonly colourWeight: number;
}

/**
 * Interpolates the filter's response bilinearly at the displacements of the colours' response, adds the two up and finds
 * the highest place, which among equal ones is the first unless it is the middle.
 */
export function mergedPeak({
  rows,
  columns,
  pixelsPerCell,
  radius,
  colourWeight,
}: MergedPeakParameters): (filter: Float64Array, colours: Float64Array) => MergedPeak {
  const side = 2 * radius + 1;
  const down = circularSamples(radius, pixelsPerCell, rows);
  const across = circularSamples(radius, pixelsPerCell, columns);

  return (filter, colours) => {
    const valueAt = (row: number, column: number): number => {
      const upper = down.cell[row]! * columns;
      const lower = down.next[row]! * columns;
      const left = across.cell[column]!;
      const right = across.next[column]!;
      const share = across.share[column]!;
      const above = filter[upper + left]! + share * (filter[upper + right]! - filter[upper + left]!);
      const below = filter[lower + left]! + share * (filter[lower + right]! - filter[lower + left]!);
      const response = above + down.share[row]! * (below - above);
      return response + colourWeight * (colours[row * side + column]! - response);
    };
    let best = { right: 0, down: 0, value: valueAt(radius, radius) };
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const value = valueAt(row, column);
        if (value > best.value) best = { right: column - radius, down: row - radius, value };
      }
    }
    return best;
  };
}

/** For each displacement along one axis: the cell before it round the circle, the next one, and that one's share. */
function circularSamples(
  radius: number,
  pixelsPerCell: number,
  length: number,
): { readonly cell: Int32Array; readonly next: Int32Array; readonly share: Float64Array } {
  const places = Array.from({ length: 2 * radius + 1 }, (_, i) => (i - radius) / pixelsPerCell);
  const wrapped = (cell: number): number => ((cell % length) + length) % length;
  return {
    cell: Int32Array.from(places, (place) => wrapped(Math.floor(place))),
    next: Int32Array.from(places, (place) => wrapped(Math.floor(place) + 1)),
    share: Float64Array.from(places, (place) => place - Math.floor(place)),
  };
}
