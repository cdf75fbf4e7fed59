import type { Rectangle } from '../../datasets/region.ts';

/** Intersection over union of two upright boxes, exact and without the image's bounds: what samples are labelled by. */
export function boxOverlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const common = width * height;
  return common / (a.width * a.height + b.width * b.height - common);
}
