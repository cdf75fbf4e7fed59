import { type AnchorGrid, confidenceMap } from './anchors.ts';

/** Which anchors enter the loss (paper section 2, figure 2); all others are ignored. */
export const strategyNames = ['first', 'second', 'third', 'fourth'] as const;
export type StrategyName = (typeof strategyNames)[number];

/** The paper's squares have 6 and 10 cells of ZF's 14 a side. */
const squareShare = { second: 6 / 14, third: 10 / 14 } as const;

/**
 * The anchors of a strategy: `first` those of a confidence above a threshold (0.8: a plus sign of 12 on ZF's map),
 * `second` and `third` the central square of 6/14 and 10/14 of the map a side, `fourth` all.
 * @param firstConfidence that of `first`
 * @returns rows x columns, 1 for an anchor of the strategy, else 0
 */
export function strategyAnchors(strategy: StrategyName, grid: AnchorGrid, firstConfidence: number): Float32Array {
  const { rows, columns } = grid;
  if (strategy === 'fourth') return new Float32Array(rows * columns).fill(1);
  if (strategy === 'first') return Float32Array.from(confidenceMap(grid), (value) => (value > firstConfidence ? 1 : 0));
  return centralAnchors(grid, squareShare[strategy]);
}

/**
 * The anchors of the central rectangle with this share of the rows and columns: of the numbers of cells that lie
 * symmetrically the nearest, at least the centre.
 */
export function centralAnchors({ rows, columns }: AnchorGrid, share: number): Float32Array {
  const isCentral = (cell: number, cells: number): boolean => {
    const least = cells % 2 === 0 ? 2 : 1;
    const side = Math.max(least, least + 2 * Math.round((cells * share - least) / 2));
    return Math.abs(cell - (cells - 1) / 2) < side / 2;
  };
  return Float32Array.from({ length: rows * columns }, (_, index) =>
    isCentral(Math.floor(index / columns), rows) && isCentral(index % columns, columns) ? 1 : 0,
  );
}
