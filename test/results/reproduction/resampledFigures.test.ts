import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../datasets/random.ts';
import { rectangle, special } from '../../../datasets/region.ts';
import type { Sequence } from '../../../datasets/sequence.ts';
import { type Trajectory, trajectory } from '../../../datasets/trajectory.ts';
import { repetitionSums } from '../../../results/reproduction/repetitionSums.ts';
import { resampledFigures } from '../../../results/reproduction/resampledFigures.ts';
import { analyzeTracker } from '../../../results/analysis/trackerAnalysis.ts';
import { analyzeSequence } from '../../../results/analysis/sequenceAnalysis.ts';

const length = 24;
const interval = [8, 20] as const;

function sequence(name: string): Sequence {
  return {
    name,
    length,
    width: 200,
    height: 200,
    groundTruth: trajectory(Array.from({ length }, () => rectangle(50, 50, 40, 40))),
    tags: {},
  };
}

/** A run whose box is a number of pixels off, and which fails in a frame. */
function run(off: number, failure?: number): Trajectory {
  return trajectory(
    Array.from({ length }, (_, frame) => {
      if (frame === 0 || (failure !== undefined && frame === failure + 5)) return special(1);
      if (failure !== undefined && frame === failure) return special(2);
      if (failure !== undefined && frame > failure && frame < failure + 5) return special(0);
      return rectangle(50 + off, 50, 40, 40);
    }),
  );
}

const stored = [
  { sequence: sequence('a'), baseline: [run(2), run(5, 12)], unsupervised: [run(2), run(9)] },
  { sequence: sequence('b'), baseline: [run(10), run(12)], unsupervised: [run(20)] },
  { sequence: sequence('c'), baseline: [run(0, 9), run(0, 9)], unsupervised: [run(1)] },
];
const options = { convention: 'vot2016', interval, longest: length } as const;
const sums = stored.map(({ sequence, ...runs }) => repetitionSums(sequence, runs, options));

describe('resampledFigures', () => {
  it('gives the figures of evaluate when every sequence is drawn once and its repetitions are equal', () => {
    const equal = stored.map(({ sequence, baseline, unsupervised }) => ({
      sequence,
      baseline: [baseline[0]!, baseline[0]!],
      unsupervised: [unsupervised[0]!],
    }));
    const figures = resampledFigures(
      equal.map(({ sequence, ...runs }) => repetitionSums(sequence, runs, options)),
      [Uint16Array.of(1, 1, 1)],
      randomFrom('test'),
    );
    const { evaluation } = analyzeTracker({
      sequences: equal.map(({ sequence }) => sequence),
      tags: [],
      analyses: equal.map((runs) => analyzeSequence(runs, { convention: 'vot2016', tags: [], longest: length })),
      timesInSeconds: [[], [], []],
      interval,
      repetitions: 2,
      draws: [],
    });
    expect(figures.baselineAo[0]).toBeCloseTo(evaluation.baselineAo!, 10);
    expect(figures.ao[0]).toBeCloseTo(evaluation.ao!, 10);
    expect(figures.eao[0]).toBeCloseTo(evaluation.eao!, 10);
  });

  it('draws repetitions of its own for each tracker, so that figures vary where the sequences do not', () => {
    const draws = Array.from({ length: 200 }, () => Uint16Array.of(1, 0, 0));
    const { ao, baselineAo } = resampledFigures(sums, draws, randomFrom('test'));
    // Both twice, or one of each.
    expect(new Set(Array.from(ao, (value) => value.toFixed(6))).size).toBe(3);
    expect(Math.max(...baselineAo)).toBeGreaterThan(Math.min(...baselineAo));
  });

  it('has the same values for the same draws and chance, and paired draws cancel what sequences have in common', () => {
    const draws = Array.from({ length: 50 }, (_, index) => Uint16Array.of(index % 3, 3 - (index % 3), 0));
    const [first, again] = [1, 2].map(() => resampledFigures(sums, draws, randomFrom('test')));
    expect(first).toEqual(again);
    const differences = first!.ao.map((value, index) => value - again!.ao[index]!);
    expect(Math.max(...differences)).toBe(0);
  });

  it('is NaN where a draw has no runs', () => {
    const without = [{ baselineAo: [], ao: [], eao: [] }];
    const figures = resampledFigures(without, [Uint16Array.of(1)], randomFrom('test'));
    expect([figures.baselineAo[0], figures.ao[0], figures.eao[0]]).toEqual([NaN, NaN, NaN]);
  });
});
