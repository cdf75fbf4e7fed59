import type { Pads } from '../network/operators/window.ts';
import type { MapWindow } from '../online/onlineModel.ts';
import { type AnchorGrid, headKernel } from './anchors.ts';
import { centralAnchors, type StrategyName, strategyAnchors } from './strategies.ts';

/** A part of the tracking loss: where its heads compute. The plus sign of ZF needs 6 x 6 cells of the map, not 14 x 14. */
export interface Part {
  readonly strategy: StrategyName;
  /** What the head's 3x3 convolution reads of the map. */
  readonly window: MapWindow;
  /** Zeros around it, where the convolution reaches past the map. */
  readonly pads: Pads;
  /** The smallest rectangle of anchors with all of the strategy's. */
  readonly rows: number;
  readonly columns: number;
  /** rows x columns: 1 for the strategy's anchors, else 0. */
  readonly anchors: Float32Array;
  /** rows x columns: 1 for those of the central part of the map, else 0. */
  readonly centre: Float32Array;
}

/** What a head sees beyond the anchors: zeros, where a map ends there, or the cells of a larger map. */
export type Surroundings = 'zeros' | 'cells';

/** @throws RangeError when the strategy has no anchor on this map, as no firstConfidence below 1 leaves it */
export function partOf(
  strategy: StrategyName,
  grid: AnchorGrid,
  { firstConfidence, centreShare }: { readonly firstConfidence: number; readonly centreShare: number },
  surroundings: Surroundings = 'zeros',
): Part {
  const all = strategyAnchors(strategy, grid, firstConfidence);
  const used = [...all.keys()].filter((index) => all[index] === 1);
  if (used.length === 0) throw new RangeError(`invalid strategy ${strategy}: no anchor of the map belongs to it`);
  const [rows, columns] = [used.map((index) => Math.floor(index / grid.columns)), used.map((i) => i % grid.columns)];
  const [top, bottom] = [Math.min(...rows), Math.max(...rows) + 1];
  const [left, right] = [Math.min(...columns), Math.max(...columns) + 1];
  const reach = (headKernel - 1) / 2;
  const beyond = surroundings === 'cells' ? reach : 0;
  const window = {
    top: Math.max(0 - beyond, top - reach),
    left: Math.max(0 - beyond, left - reach),
    bottom: Math.min(grid.rows + beyond, bottom + reach),
    right: Math.min(grid.columns + beyond, right + reach),
  };
  const centre = centralAnchors(grid, centreShare);
  const cut = (numbers: Float32Array): Float32Array =>
    Float32Array.from({ length: (bottom - top) * (right - left) }, (_, index) => {
      const [row, column] = [Math.floor(index / (right - left)), index % (right - left)];
      return numbers[(top + row) * grid.columns + left + column]!;
    });
  return {
    strategy,
    window,
    pads: [
      reach - (top - window.top),
      reach - (left - window.left),
      reach - (window.bottom - bottom),
      reach - (window.right - right),
    ],
    rows: bottom - top,
    columns: right - left,
    anchors: cut(all),
    centre: cut(centre),
  };
}

/** What all parts read of the map together. */
export function partsWindow(parts: readonly Part[]): MapWindow {
  const windows = parts.map(({ window }) => window);
  return {
    top: Math.min(...windows.map(({ top }) => top)),
    left: Math.min(...windows.map(({ left }) => left)),
    bottom: Math.max(...windows.map(({ bottom }) => bottom)),
    right: Math.max(...windows.map(({ right }) => right)),
  };
}
