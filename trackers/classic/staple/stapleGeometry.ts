export interface StapleGeometryParameters {
  /** Pixels of the patch about the target, whatever the target's size; nearly. */
  readonly patchArea: number;
  /** Side of a HOG cell in pixels of the patch. */
  readonly cellSize: number;
  /** What the target's inner part lacks, over the mean of the target's width and height. */
  readonly innerPadding: number;
}

/** A part of the patch about its middle, in pixels of the patch: even, so that it lies on whole pixels. */
export interface CentredPart {
  readonly rows: number;
  readonly columns: number;
}

/**
 * The patch about a target: the target with half the mean of its width and height around it, resampled to a fixed area
 * (the authors' initializeAllAreas.m, without their limit to the image's size).
 */
export interface StapleGeometry {
  /** Image pixels from one pixel of the patch to the next at scale 1. */
  readonly step: number;
  /** The patch in HOG cells. */
  readonly cells: { readonly rows: number; readonly columns: number };
  readonly patch: CentredPart;
  readonly target: CentredPart;
  /** Where the target's colours are learnt: less than the target, whose rim shows background, too. */
  readonly inner: CentredPart;
  /** How far the target is looked for, in pixels of the patch each way: as far as it stays in the patch. */
  readonly radius: number;
  /**
   * The displacement that a cell of the filter's response stands for. The authors enlarge an odd number of whole cells to
   * the square of displacements (cropFilterResponse.m), so it is a bit more than a cell: the filter leads a little.
   */
  readonly pixelsPerCell: number;
}

export function stapleGeometry(
  { width, height }: { readonly width: number; readonly height: number },
  { patchArea, cellSize, innerPadding }: StapleGeometryParameters,
): StapleGeometry {
  const mean = (width + height) / 2;
  const step = Math.sqrt(((width + mean) * (height + mean)) / patchArea);
  const cells = {
    rows: Math.floor((height + mean) / step / cellSize),
    columns: Math.floor((width + mean) / step / cellSize),
  };
  const even = (length: number): number => Math.max(2, 2 * Math.round(length / step / 2));
  const patch = { rows: cells.rows * cellSize, columns: cells.columns * cellSize };
  const target = { rows: even(height), columns: even(width) };
  const radius = Math.min(patch.rows - target.rows, patch.columns - target.columns) / 2;
  const side = 2 * radius + 1;
  return {
    step,
    cells,
    patch,
    target,
    inner: { rows: even(height - innerPadding * mean), columns: even(width - innerPadding * mean) },
    radius,
    pixelsPerCell: side / greatestOdd(side / cellSize),
  };
}

/** The greatest odd number that is not above `limit`, at least 1. */
function greatestOdd(limit: number): number {
  return Math.max(1, 2 * Math.floor((limit - 1) / 2) + 1);
}
