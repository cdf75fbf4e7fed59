import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rectangle } from '../../../datasets/region.ts';
import { bestPower, type ScaleLook, scaleBoxes } from '../../../trackers/online/scaleLook.ts';

const look: ScaleLook = { reach: 2, shift: 0.1, expectation: 'last', stiffness: 0, gain: 1 };
const box = rectangle(40, 60, 20, 40);

/** What a target of another size, `power` steps from the box, might score: the same hill at each place, and a place's own. */
function scoresOf(power: number): number[] {
  return Array.from({ length: 5 }, (_, scale) =>
    [0, 0.3, -0.2, 0.1, 0.05].map((place) => 1 - 0.1 * (scale - 2 - power) ** 2 + place),
  ).flat();
}

describe('scaleBoxes(box, look, scaleStep)', () => {
  it('sets each scale at the centre and a shift to the left, to the right, above and below', () => {
    const boxes = scaleBoxes(box, look, 1.5);
    expect(boxes).toHaveLength(25);
    const unscaled = boxes.slice(10, 15).map(({ x, y, width, height }) => [x, y, width, height]);
    expect(unscaled).toEqual([
      [40, 60, 20, 40],
      [38, 60, 20, 40],
      [42, 60, 20, 40],
      [40, 56, 20, 40],
      [40, 64, 20, 40],
    ]);
  });

  it('goes from the smallest to the largest, by powers of the step about one centre', () => {
    const centred = scaleBoxes(box, look, 2).filter((_, index) => index % 5 === 0);
    expect(centred.map(({ width, height }) => [width, height])).toEqual([
      [5, 10],
      [10, 20],
      [20, 40],
      [40, 80],
      [80, 160],
    ]);
    for (const { x, y, width, height } of centred) expect([x + width / 2, y + height / 2]).toEqual([50, 80]);
  });
});

describe('bestPower(scores, look, expected)', () => {
  it('finds the scale between the steps, whatever the places add', () => {
    fc.assert(
      fc.property(fc.double({ min: -1.4, max: 1.4, noNaN: true }), (power) => {
        expect(bestPower(scoresOf(power), look, 0)).toBeCloseTo(power, 9);
      }),
    );
  });

  it('goes no further than its reach', () => {
    expect(bestPower(scoresOf(7), look, 0)).toBe(2);
    expect(bestPower(scoresOf(-7), look, 0)).toBe(-2);
  });

  it('goes the share of the way that is the gain', () => {
    expect(bestPower(scoresOf(1.2), { ...look, gain: 0.5 }, 0)).toBeCloseTo(0.6, 9);
  });

  it('stays where all scales score alike', () => {
    expect(
      bestPower(
        Array.from({ length: 25 }, () => 0.4),
        { ...look, stiffness: 0.01 },
        0,
      ),
    ).toBeCloseTo(0, 9);
  });

  it('moves by the less, the stiffer it is: a hill of curvature 0.1 and a stiffness of 0.1 by half', () => {
    expect(bestPower(scoresOf(1.2), { ...look, stiffness: 0.1 }, 0)).toBeCloseTo(0.6, 9);
  });

  it('goes to the expected size where all scales score alike, and by the stiffness towards it where they do not', () => {
    const alike = Array.from({ length: 25 }, () => 0.4);
    expect(bestPower(alike, { ...look, stiffness: 0.01 }, -1.5)).toBeCloseTo(-1.5, 9);
    // Minus 0.1 (p - 1.2)^2 and minus 0.1 (p - 0.4)^2 have their top half-way.
    expect(bestPower(scoresOf(1.2), { ...look, stiffness: 0.1 }, 0.4)).toBeCloseTo(0.8, 9);
  });

  it('takes an expected size beyond its reach for one at its reach', () => {
    const alike = Array.from({ length: 25 }, () => 0.4);
    expect(bestPower(alike, { ...look, stiffness: 0.01 }, 9)).toBeCloseTo(2, 9);
  });

  it('is the top of the parabola of least squares where scores are no parabola', () => {
    // By hand: means 0 0 1 3 1 at -2..2 have the slope 5/10 and the curvature (7 - 2 * 5) / 14.
    const scores = [0, 0, 1, 3, 1].flatMap((mean) => Array.from({ length: 5 }, () => mean));
    expect(bestPower(scores, look, 0)).toBeCloseTo(0.5 / (6 / 14), 9);
  });
});
