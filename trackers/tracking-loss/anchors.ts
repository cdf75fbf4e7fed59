import { type MapGeometry, windowReceptiveField } from '../network/backbones/mapGeometry.ts';

/** The anchors of a map, one a cell: squares of one size, a stride apart (paper section 2). */
export interface AnchorGrid {
  readonly rows: number;
  readonly columns: number;
  /** Side of an anchor: what a cell of the head sees, in pixels of the backbone's input. */
  readonly sizeInPixels: number;
  readonly strideInPixels: number;
}

/** Cells a side of the head's first convolution. */
export const headKernel = 3;

/** The anchors of a head on a backbone's map. With ZF at 203 pixels: 14 x 14 of 171 pixels, 16 apart. */
export function anchorGrid(map: MapGeometry & { readonly height: number; readonly width: number }): AnchorGrid {
  return {
    rows: map.height,
    columns: map.width,
    sizeInPixels: windowReceptiveField(map, headKernel),
    strideInPixels: map.stride,
  };
}

/**
 * How much each anchor is the target: its overlap (IoU) with the nearest of the central anchors, which stand for the
 * ground truth (figure 2). Central are the two middle rows and columns, or the one where their number is odd.
 * @returns rows x columns, row by row
 */
export function confidenceMap({ rows, columns, sizeInPixels, strideInPixels }: AnchorGrid): Float64Array {
  const shared = (cell: number, cells: number): number => {
    const shift = Math.max(0, Math.abs(cell - (cells - 1) / 2) - (cells % 2 === 0 ? 0.5 : 0)) * strideInPixels;
    return Math.max(0, sizeInPixels - shift);
  };
  return Float64Array.from({ length: rows * columns }, (_, index) => {
    const common = shared(Math.floor(index / columns), rows) * shared(index % columns, columns);
    return common / (2 * sizeInPixels ** 2 - common);
  });
}
