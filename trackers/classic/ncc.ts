import type { Image } from '../../datasets/image.ts';
import { type Rectangle, rectangle } from '../../datasets/region.ts';
import { initialBox } from '../initialBox.ts';
import type { Tracker } from '../tracker.ts';
import { type NormalizedCrossCorrelation, normalizedCrossCorrelation } from './normalizedCrossCorrelation.ts';
import { greyRegion } from './pixelPlanes.ts';

export interface NccParameters {
  /** Side of the square search window over the longer side of the target. */
  readonly windowFactor: number;
}

/** As the VOT challenge's own NCC tracker has it (votchallenge/integration, python/python_ncc.py). */
export const nccParameters: NccParameters = { windowFactor: 2 };

/** A rectangle of whole pixels inside an image. */
interface PixelRectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What is known of the target once it is initialised. */
interface Target {
  /** The box, whose size never changes. */
  box: Rectangle;
  /** The part of the first box inside the image, in whole pixels, and its place in the box. */
  readonly template: { readonly width: number; readonly height: number; readonly inX: number; readonly inY: number };
  readonly windowSide: number;
  readonly correlation: NormalizedCrossCorrelation;
  readonly grey: Float64Array;
}

/**
 * Normalised cross-correlation, the classical baseline of the VOT challenge: the grey pixels of the first box are looked
 * for in a window about the last box, at its first size, never learning. Confidence is the correlation coefficient found.
 */
export function nccTracker({ windowFactor }: NccParameters = nccParameters): Tracker {
  let target: Target | undefined;
  return {
    async initialize(frame, region) {
      const image = await frame.image();
      const box = initialBox(region, image, frame.path);
      const { left, top, width, height } = pixelsOf(box, image);
      const templatePixels = new Float64Array(width * height);
      greyRegion(image, left, top, width, height, templatePixels);
      const windowSide = windowFactor * Math.max(box.width, box.height);
      const maximumRows = Math.min(image.height, Math.ceil(windowSide) + 1);
      const maximumColumns = Math.min(image.width, Math.ceil(windowSide) + 1);
      target = {
        box,
        template: { width, height, inX: left - box.x, inY: top - box.y },
        windowSide,
        correlation: normalizedCrossCorrelation(templatePixels, height, width, maximumRows, maximumColumns),
        grey: new Float64Array(maximumRows * maximumColumns),
      };
    },
    async track(frame) {
      if (target === undefined) throw new Error('ncc tracks before it is initialised');
      const found = find(target, await frame.image());
      target.box = found.region;
      return found;
    },
    async dispose() {
      target = undefined;
    },
  };
}

function find(
  { box, template, windowSide, correlation, grey }: Target,
  image: Image,
): { readonly region: Rectangle; readonly confidence: number } {
  const centreX = box.x + box.width / 2;
  const centreY = box.y + box.height / 2;
  const window = pixelsOf(rectangle(centreX - windowSide / 2, centreY - windowSide / 2, windowSide, windowSide), image);
  const across = window.width - template.width + 1;
  const down = window.height - template.height + 1;
  // At the image's border the window may have become too small for the template: the target cannot be looked for.
  if (across < 1 || down < 1) return { region: box, confidence: 0 };
  greyRegion(image, window.left, window.top, window.width, window.height, grey);
  const scores = correlation.correlate(grey, window.height, window.width);
  // Where all places score the same, as in a flat picture, the target stays where it was.
  const stayX = Math.max(0, Math.min(across - 1, Math.round(box.x + template.inX) - window.left));
  const stayY = Math.max(0, Math.min(down - 1, Math.round(box.y + template.inY) - window.top));
  let best = stayY * across + stayX;
  for (let i = 0; i < scores.length; i++) if (scores[i]! > scores[best]!) best = i;
  const left = window.left + (best % across);
  const top = window.top + Math.floor(best / across);
  return {
    region: rectangle(left - template.inX, top - template.inY, box.width, box.height),
    confidence: scores[best]!,
  };
}

/** The pixels nearest to a box that lie in the image, at least one. */
function pixelsOf(box: Rectangle, image: Image): PixelRectangle {
  const left = Math.max(0, Math.min(image.width - 1, Math.round(box.x)));
  const top = Math.max(0, Math.min(image.height - 1, Math.round(box.y)));
  const right = Math.max(left + 1, Math.min(image.width, Math.round(box.x + box.width)));
  const bottom = Math.max(top + 1, Math.min(image.height, Math.round(box.y + box.height)));
  return { left, top, width: right - left, height: bottom - top };
}
