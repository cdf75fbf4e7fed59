import { describe, expect, it } from 'vitest';
import { nextRepetitions, planSeries } from '../../../harness/execution/plan.ts';
import { named, stillSequence } from './testRuns.ts';

describe('planSeries(trackers, experiments, sequences, repetitions)', () => {
  const sequences = [stillSequence('short', 10), stillSequence('long', 30), stillSequence('middle', 20)];

  it('has every tracker, experiment and sequence, the longest sequences first', () => {
    const plan = planSeries([named('a'), named('b')], ['baseline', 'unsupervised'], sequences);
    const names = plan.map(({ tracker, experiment, sequence }) => `${tracker.label} ${experiment} ${sequence.name}`);
    expect(new Set(names).size).toBe(12);
    expect(plan.map(({ sequence }) => sequence.length)).toEqual([30, 30, 30, 30, 20, 20, 20, 20, 10, 10, 10, 10]);
  });

  it("has VOT2016's 15 repetitions of the baseline and one of the unsupervised experiment", () => {
    const plan = planSeries([named('a')], ['baseline', 'unsupervised'], sequences.slice(0, 1));
    expect(plan.map(({ repetitions }) => repetitions)).toEqual([15, 1]);
    expect(planSeries([named('a')], ['baseline', 'unsupervised'], sequences.slice(0, 1), 4)[0]!.repetitions).toBe(4);
    expect(planSeries([named('a')], ['unsupervised'], sequences.slice(0, 1), 4)[0]!.repetitions).toBe(1);
  });

  it('has as many of the unsupervised experiment as are asked for', () => {
    const plan = planSeries([named('a')], ['baseline', 'unsupervised'], sequences.slice(0, 1), 2, 3);
    expect(plan.map(({ repetitions }) => repetitions)).toEqual([2, 3]);
  });
});

describe('nextRepetitions(repetitions, stored, areFirstEqual)', () => {
  const next = (repetitions: number, stored: number[], areEqual: boolean): number[] =>
    nextRepetitions(repetitions, new Set(stored), () => areEqual);

  it('begins with the first three', () => {
    expect(next(15, [], false)).toEqual([1, 2, 3]);
    expect(next(2, [], false)).toEqual([1, 2]);
  });

  it('does what is missing of them before it decides', () => {
    expect(next(15, [1, 3, 7], true)).toEqual([2]);
  });

  it('is complete when the first three are equal', () => {
    expect(next(15, [1, 2, 3], true)).toEqual([]);
  });

  it('does all others that are missing when they differ', () => {
    expect(next(6, [1, 2, 3, 5], false)).toEqual([4, 6]);
    expect(next(6, [1, 2, 3, 4, 5, 6], false)).toEqual([]);
  });

  it('does not ask whether they are equal when nothing depends on it', () => {
    const areFirstEqual = (): boolean => {
      throw new Error('asked');
    };
    expect(nextRepetitions(3, new Set([1, 2, 3]), areFirstEqual)).toEqual([]);
    expect(nextRepetitions(5, new Set([1]), areFirstEqual)).toEqual([2, 3]);
  });
});
