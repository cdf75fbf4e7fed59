/** Where the parabola through (-1, before), (0, here), (1, after) peaks: within half a place if `here` is the highest. */
export function parabolaPeak(before: number, here: number, after: number): number {
  const curvature = before - 2 * here + after;
  return curvature < 0 ? (before - after) / (2 * curvature) : 0;
}
