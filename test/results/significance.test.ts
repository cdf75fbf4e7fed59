import { describe, expect, test } from 'vitest';
import { pairedTest } from '../../results/analysis/pairedTest.ts';
import { bootstrapTest, significanceOf } from '../../results/analysis/significance.ts';
import { signedRankTest } from '../../results/analysis/signedRankTest.ts';

describe('pairedTest(differences)', () => {
  test('counts out the ways to sign few ranks: five of a sign are 2 of 32', () => {
    expect(pairedTest([0.1, 0.2, 0.3, 0.4, 0.5])).toEqual({ p: 2 / 32, better: 'row' });
    expect(pairedTest([-0.1, -0.2, -0.3, -0.4, -0.5])).toEqual({ p: 2 / 32, better: 'column' });
  });

  test('is the table of the signed-rank distribution: n = 6, sum 2 is 6 of 64; n = 8, sum 3 is 10 of 256', () => {
    expect(pairedTest([1, -2, 3, 4, 5, 6]).p).toBe(6 / 64);
    expect(pairedTest([1, 2, -3, 4, 5, 6, 7, 8]).p).toBe(10 / 256);
  });

  test('shares the ranks of ties: of 1, 1, 1 the two signings of one sign are 2 of 8', () => {
    expect(pairedTest([0.5, 0.5, 0.5]).p).toBe(2 / 8);
  });

  test('drops zeros, and says nothing of equal samples', () => {
    expect(pairedTest([0, 0, 0.1])).toEqual({ p: 1, better: 'row' });
    expect(pairedTest([0, 0])).toEqual({ p: 1, better: null });
    expect(pairedTest([1, -1])).toEqual({ p: 1, better: null });
  });

  test('agrees with the normal distribution where that takes over', () => {
    const differences = Array.from({ length: 25 }, (_, i) => (i % 4 === 0 ? -1 : 1) * (i + 1));
    expect(pairedTest(differences).p).toBeCloseTo(signedRankTest(differences), 2);
    const more = [...differences, 26];
    expect(pairedTest(more).p).toBe(signedRankTest(more));
  });
});

describe('bootstrapTest(a, b)', () => {
  test('is twice the share of draws in which the better one is not ahead, never 0', () => {
    const draws = (ahead: number): Float64Array => Float64Array.from({ length: 99 }, (_, i) => (i < ahead ? 1 : -1));
    const zeros = new Float64Array(99);
    expect(bootstrapTest(draws(99), zeros)).toEqual({ p: 2 / 100, better: 'row' });
    expect(bootstrapTest(draws(0), zeros)).toEqual({ p: 2 / 100, better: 'column' });
    expect(bootstrapTest(draws(95), zeros)!.p).toBeCloseTo(0.1, 12);
    expect(bootstrapTest(zeros, zeros)).toEqual({ p: 1, better: null });
  });

  test('says nothing where most draws have no value', () => {
    expect(bootstrapTest(Float64Array.of(1, NaN, NaN), Float64Array.of(0, 0, 0))).toBeNull();
    expect(bootstrapTest(new Float64Array(0), new Float64Array(0))).toBeNull();
  });
});

test('significanceOf(entries) compares all pairs on the sequences that both have; fewer failures are better', () => {
  const good = Array.from({ length: 8 }, (_, i) => ({ accuracy: 0.6 + i / 100, failures: 0, ao: null }));
  const bad = good.map(({ accuracy }, i) => ({ accuracy: accuracy - 0.1 - i / 1000, failures: 2 + i, ao: 0.5 }));
  const { accuracy, failures, ao, eao } = significanceOf([
    { sequences: good, eaoSamples: new Float64Array(0) },
    { sequences: bad, eaoSamples: new Float64Array(0) },
  ]);
  expect(accuracy).toEqual([
    [null, { p: 2 / 256, better: 'row' }],
    [{ p: 2 / 256, better: 'column' }, null],
  ]);
  expect(failures[0]![1]).toEqual({ p: 2 / 256, better: 'row' });
  expect(ao[0]![1]).toBeNull();
  expect(eao[0]![1]).toBeNull();
});

test('significanceOf(entries) says nothing of fewer than six sequences', () => {
  const of = (count: number, value: number) => ({
    sequences: Array.from({ length: count }, () => ({ accuracy: value, failures: value, ao: value })),
    eaoSamples: new Float64Array(0),
  });
  expect(significanceOf([of(5, 0.2), of(5, 0.4)]).ao[0]![1]).toBeNull();
  expect(significanceOf([of(6, 0.2), of(6, 0.4)]).ao[0]![1]).toEqual({ p: 2 / 64, better: 'column' });
  // Of eight each, four in common: no draw says which of the two is ahead on the same sequences.
  const apart = (first: number) => ({
    sequences: Array.from({ length: 12 }, (_, s) => ({
      accuracy: null,
      failures: s >= first && s < first + 8 ? 1 : null,
      ao: null,
    })),
    eaoSamples: new Float64Array(99).fill(first),
  });
  expect(significanceOf([apart(0), apart(4)]).eao[0]![1]).toBeNull();
  expect(significanceOf([apart(0), apart(2)]).eao[0]![1]).toEqual({ p: 2 / 100, better: 'column' });
});
