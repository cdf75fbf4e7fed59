import { describe, expect, it } from 'vitest';
import { isDivergent, pointsWithoutGain, rateShare } from '../../../../trackers/network/compression/schedule.ts';

const curve = (...losses: readonly number[]) =>
  losses.map((heldOutLoss, step) => ({ step, trainingLoss: null, heldOutLoss }));

describe('rateShare(step, steps)', () => {
  it('rises over the first fiftieth, then falls along half a cosine to nearly 0', () => {
    const shares = Array.from({ length: 100 }, (_, index) => rateShare(index + 1, 100));
    expect(shares.slice(0, 2)).toEqual([0.5, 1]);
    for (let i = 2; i < 100; i++) expect(shares[i]!).toBeLessThan(shares[i - 1]!);
    expect(shares[50]!).toBeCloseTo(0.5, 1);
    expect(shares[99]!).toBeGreaterThan(0);
    expect(shares[99]!).toBeLessThan(0.001);
    expect(rateShare(1, 1)).toBe(1);
  });
});

describe('pointsWithoutGain(curve)', () => {
  it('counts the points since the last one that was better by a thousandth', () => {
    expect(pointsWithoutGain(curve(1))).toBe(0);
    expect(pointsWithoutGain(curve(1, 0.9995, 0.9992))).toBe(2);
    expect(pointsWithoutGain(curve(1, 1.2, 0.8, 0.9))).toBe(1);
  });
});

describe('isDivergent(curve)', () => {
  const after = (heldOutLoss: number, trainingLoss = 1) => [...curve(2, 1.5), { step: 2, trainingLoss, heldOutLoss }];

  it('is so for no number, and for four times the best held-out loss or that of the means', () => {
    for (const loss of [NaN, Infinity, 6.01]) expect(isDivergent(after(loss))).toBe(true);
    for (const loss of [0, 1, 5.99]) expect(isDivergent(after(loss))).toBe(false);
    expect(isDivergent(curve(0.2, 0.1, 3.99))).toBe(false);
    expect(isDivergent(curve(0.2, 0.1, 4.01))).toBe(true);
  });

  it('is so for a training loss of ten times that of the start', () => {
    expect(isDivergent(after(1, 19.9))).toBe(false);
    for (const loss of [20.1, Infinity, NaN]) expect(isDivergent(after(1, loss))).toBe(true);
  });
});
