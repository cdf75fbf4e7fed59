import { describe, expect, it } from 'vitest';
import { rectangle } from '../../../datasets/region.ts';
import { type PlaceScores, scoreAt, scoresBetween } from '../../../trackers/online/placeScores.ts';

const places = 7;
const cellShare = 0.25;

function grid(of: (row: number, column: number) => number): Float32Array {
  return Float32Array.from({ length: places ** 2 }, (_, index) => of(Math.floor(index / places), index % places));
}

/** About (100, 100), with sides of `side`. */
function region(side: number, of: (row: number, column: number) => number): PlaceScores {
  return { region: { box: rectangle(100 - side / 2, 100 - side / 2, side, side), places }, scores: grid(of) };
}

function square(x: number, y: number, side: number) {
  return rectangle(x - side / 2, y - side / 2, side, side);
}

describe('scoreAt(scores, places, row, column)', () => {
  const hill = (row: number, column: number): number => 5 - (row - 2.7) ** 2 - 0.5 * (column - 3.2) ** 2;

  it('is the score of the place at each place', () => {
    const scores = grid((row, column) => Math.sin(3 * row + column ** 2));
    for (let row = 0; row < places; row++) {
      for (let column = 0; column < places; column++) {
        expect(scoreAt(scores, places, row, column)).toBe(scores[row * places + column]);
      }
    }
  });

  it('follows a hill between the places, so that its top need not be at one', () => {
    const scores = grid(hill);
    for (const [row, column] of [
      [2.7, 3.2],
      [2.25, 3.5],
      [1.1, 4.9],
    ] as const) {
      expect(scoreAt(scores, places, row, column)).toBeCloseTo(hill(row, column), 5);
    }
  });

  it('goes on with the scores of the edge beyond it', () => {
    const scores = grid((row) => row);
    expect(scoreAt(scores, places, 6, 6)).toBe(6);
    expect(scoreAt(scores, places, 0, 0)).toBe(0);
  });
});

describe('scoresBetween(regions, cellShare)', () => {
  it('takes the place of a box from its middle', () => {
    const [found] = scoresBetween([region(40, (row, column) => 10 * row + column)], cellShare)([square(110, 80, 40)]);
    // A cell is 10 pixels; the middle place is 3, 3.
    expect(found).toEqual({ box: square(110, 80, 40), score: 14 });
  });

  it('lies on a line over the logarithm of the size between two sizes, and on the nearest beyond them', () => {
    const score = scoresBetween([region(80, () => 3), region(20, () => 1)], cellShare);
    const scores = [10, 20, 40, 80, 160].map((side) => score([square(100, 100, side)])[0]!.score);
    [1, 1, 2, 3, 3].forEach((wanted, index) => expect(scores[index]).toBeCloseTo(wanted, 9));
  });

  it('is the mean of regions of one size', () => {
    const shifted = { ...region(40, () => 5), region: { box: square(102.5, 97.5, 40), places } };
    expect(scoresBetween([region(40, () => 2), shifted], cellShare)([square(100, 100, 40)])[0]!.score).toBe(3.5);
  });

  it('moves a box that lies beyond the region to its edge, with the score that is there', () => {
    const score = scoresBetween([region(40, (_, column) => column)], cellShare);
    expect(score([square(500, 100, 40)])).toEqual([{ box: square(130, 100, 40), score: 6 }]);
  });

  it('refuses to score without regions', () => {
    expect(() => scoresBetween([], cellShare)).toThrow(RangeError);
  });
});
