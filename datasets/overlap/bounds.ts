/** The part of the plane that counts, in pixels; all four ends belong to it. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const unbounded: Bounds = { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity };

/** Exactly the image: `[width, height] - 1`, as VOT clips in runs and for the expected average overlap. */
export function imageBounds({ width, height }: { readonly width: number; readonly height: number }): Bounds {
  return { left: 0, top: 0, right: width - 1, bottom: height - 1 };
}

/**
 * The image and one more column and row: `[width, height]`, which VOT's accuracy analysis and its unsupervised analysis
 * pass as bounds (toolkit-legacy analyze_accuracy_robustness.m:298, analyze_overlap.m).
 */
export function analysisBounds({ width, height }: { readonly width: number; readonly height: number }): Bounds {
  return { left: 0, top: 0, right: width, bottom: height };
}
