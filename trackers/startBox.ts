import { type Polygon, type Rectangle, type Region, rectangle } from '../datasets/region.ts';
import { initialBox, showsIn } from './initialBox.ts';

/**
 * The box that an online tracker starts from. `bounding`: around the region, MDNet's. `area`: of a polygon, the box about
 * the mean of its corners with the proportions of its bounding box and the polygon's own area, so that it holds less
 * background (the habit of trackers of the VOT challenges, get_axis_aligned_BB). Where that box is outside the image, as
 * of a polygon that only reaches into it, the bounding box.
 * @param where the frame, for errors
 * @throws InputError when there is nothing to follow
 */
export function startBox(
  region: Region,
  rule: 'bounding' | 'area',
  image: { readonly width: number; readonly height: number },
  where: string,
): Rectangle {
  const bounding = initialBox(region, image, where);
  if (rule === 'bounding' || region.type !== 'polygon') return bounding;
  const shrink = Math.sqrt(polygonArea(region) / (bounding.width * bounding.height));
  if (!(shrink > 0)) return bounding;
  const [width, height] = [shrink * bounding.width, shrink * bounding.height];
  const corners = region.points.length / 2;
  const mean = (first: 0 | 1): number =>
    region.points.reduce((sum, value, index) => (index % 2 === first ? sum + value : sum), 0) / corners;
  const box = rectangle(mean(0) - width / 2, mean(1) - height / 2, width, height);
  return showsIn(box, image) ? box : bounding;
}

/** By the shoelace formula. */
function polygonArea({ points }: Polygon): number {
  let twice = 0;
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length;
    twice += points[i]! * points[next + 1]! - points[next]! * points[i + 1]!;
  }
  return Math.abs(twice) / 2;
}
