import type { Image } from '../../datasets/image.ts';
import type { Rectangle } from '../../datasets/region.ts';
import type { Tensor } from '../network/tensor.ts';

/** What a look at a picture is for: to learn from the first frame or its turned copies, or to find the target. */
export type Purpose = 'first' | 'turned' | 'search';

/** What a nearer look at a box that was found is for. */
export type NearPurpose = 'sizes' | 'samples';

/** What gives maps a score (heads.ts). */
export interface Scorer {
  /** [N] for maps [N, channels, rows, columns]. */
  score(maps: Tensor): Promise<Float32Array>;
  /** [N, 1, rows, columns] for larger maps: a score for each place of the window on them. */
  scorePlaces(maps: Tensor): Promise<Tensor>;
}

export interface ScoredBox {
  readonly box: Rectangle;
  readonly score: number;
}

/** The features of one picture about a box. */
export interface FrameFeatures {
  /** The box nearest to this one that has a map. */
  snap(box: Rectangle): Rectangle;
  /** Calls `use` with the boxes' maps, some at a time in their order: [N, channels, rows, columns], only valid in the call. */
  read(boxes: readonly Rectangle[], use: (maps: Tensor, first: number) => Promise<void>): Promise<void>;
  /** What scores boxes by the heads as they are now. Boxes that are beyond what is seen come back moved to its edge. */
  scoring(heads: Scorer): Promise<(boxes: readonly Rectangle[]) => Promise<readonly ScoredBox[]>>;
  /** The same picture from near, about a box that was found in it, for its size or for training samples. */
  around(box: Rectangle, purpose: NearPurpose): Promise<FrameFeatures>;
}

/** Where the maps of boxes come from: crops (cropSource.ts) or windows of shared maps (sharedMaps.ts). */
export interface FeatureSource {
  /** [channels, rows, columns] of a box's map. */
  readonly mapShape: readonly [number, number, number];
  /**
   * @param box what is looked for, about where it is expected
   * @param widening how many times as far as usual it may be
   */
  look(image: Image, box: Rectangle, purpose: Purpose, widening?: number): Promise<FrameFeatures>;
}
