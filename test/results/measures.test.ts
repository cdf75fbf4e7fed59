import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../datasets/random.ts';
import { polygon, rectangle, special } from '../../datasets/region.ts';
import { trajectory } from '../../datasets/trajectory.ts';
import { accuracy, accuracyFrames } from '../../results/analysis/accuracy.ts';
import { averageOverlap, unsupervisedFrames } from '../../results/analysis/averageOverlap.ts';
import { averagingInterval } from '../../results/analysis/averagingInterval.ts';
import { bootstrapInterval, resample } from '../../results/analysis/bootstrap.ts';
import { burnInMask } from '../../results/analysis/burnIn.ts';
import {
  expectedAverageOverlap,
  expectedOverlapCurve,
  type ExpectedOverlapRun,
  expectedOverlapSums,
} from '../../results/analysis/expectedOverlap.ts';
import { twoSidedNormalTail } from '../../results/analysis/normalTail.ts';
import { centerErrorsInPixels, precisionCurve } from '../../results/analysis/precision.ts';
import { accuracyDiffers, adaptedRanks, rankTrackers } from '../../results/analysis/ranking.ts';
import { rankSumTest } from '../../results/analysis/rankSumTest.ts';
import { filledFailures, reliability, robustness } from '../../results/analysis/robustness.ts';
import { signedRankTest } from '../../results/analysis/signedRankTest.ts';
import { framesPerSecond, frameTimeUnit, inSeconds } from '../../results/analysis/speed.ts';
import { areaUnderCurve, successCurve } from '../../results/analysis/successCurve.ts';
import { seasonInterval } from '../../results/seasons.ts';

describe('burnInMask(initializations, frames)', () => {
  it('covers the initialisation and the nine frames after it', () => {
    const initializations = new Uint8Array(25);
    initializations[0] = initializations[12] = 1;
    const expected = Array.from({ length: 25 }, (_, i) => (i < 10 || (i >= 12 && i < 22) ? 1 : 0));
    expect(Array.from(burnInMask(initializations))).toEqual(expected);
  });
  it('starts again at an initialisation inside a burn-in', () => {
    expect(Array.from(burnInMask(Uint8Array.of(1, 0, 1, 0, 0, 0), 3))).toEqual([1, 1, 1, 1, 1, 0]);
  });
});

describe('accuracyFrames(runs, selected)', () => {
  const run = (overlaps: number[], initializations: number[]) => ({
    overlaps: Float32Array.from(overlaps),
    initializations: Uint8Array.from(initializations),
  });
  it('averages the valid frames over the repetitions', () => {
    const runs = [run([NaN, 0.5, 0.25], [1, 0, 0]), run([NaN, NaN, 0.75], [1, 0, 0])];
    expect(Array.from(accuracyFrames(runs, undefined, 1))).toEqual([NaN, 0.5, 0.5]);
    expect(accuracy([accuracyFrames(runs, undefined, 1)])).toBe(0.5);
  });
  it('cuts to the selected frames before the burn-in, so that it covers the next selected ones', () => {
    const twelve = Array.from({ length: 12 }, () => 0.5);
    const initializations = [1, ...Array.from({ length: 11 }, () => 0)];
    const withFirst = Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    const withoutFirst = Uint8Array.from([0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(Array.from(accuracyFrames([run(twelve, initializations)], withFirst))).toEqual([NaN, NaN, NaN]);
    expect(Array.from(accuracyFrames([run(twelve, initializations)], withoutFirst))).toEqual([0.5, 0.5]);
  });
  it('is null where no frame is valid', () => {
    expect(accuracy([accuracyFrames([run([NaN], [1])])])).toBeNull();
    expect(accuracy([])).toBeNull();
  });
});

describe('robustness and reliability', () => {
  it('are failures for 100 frames and exp(-30 failures / frames)', () => {
    // VOT2018: 38 failures in 21,356 frames are 0.178 (pysot-toolkit).
    expect(robustness(38, 21356)).toBeCloseTo(0.178, 3);
    expect(reliability(38, 21356)).toBeCloseTo(Math.exp((-30 * 38) / 21356), 12);
  });
  it('fill repetitions that were not run with the mean of the others', () => {
    expect(Array.from(filledFailures([1, 2, 3], 5))).toEqual([1, 2, 3, 2, 2]);
    expect(Array.from(filledFailures([], 2))).toEqual([NaN, NaN]);
  });
});

/** The curve straight from its definition: a matrix of padded fragments, and a mean for each length. */
function naiveCurve(sequences: readonly (readonly ExpectedOverlapRun[])[], longest: number): number[] {
  const fragments: { values: (number | null)[]; weight: number }[] = [];
  for (const runs of sequences) {
    for (const { overlaps, failures } of runs) {
      const frames = Array.from(overlaps, (overlap) => (Number.isNaN(overlap) ? 0 : overlap));
      const points = [0, ...failures.map((f) => f + 5).filter((f) => f < frames.length)];
      for (const [j, point] of points.entries()) {
        const next = points[j + 1];
        const known = frames.slice(point, next === undefined ? undefined : next + 1);
        const padding = next === undefined ? null : 0;
        const values = [...known, ...Array.from({ length: longest }, () => padding)].slice(0, longest);
        fragments.push({ values, weight: 1 / runs.length });
      }
    }
  }
  return Array.from({ length: longest }, (_, i) => {
    if (i === 0) return 1;
    const known = fragments.filter(({ values }) => values[i] !== null);
    const total = known.reduce((sum, { weight }) => sum + weight, 0);
    const mean = (values: (number | null)[]): number =>
      values.slice(1, i + 1).reduce((sum: number, value) => sum + value!, 0) / i;
    return known.reduce((sum, { values, weight }) => sum + weight * mean(values), 0) / total;
  });
}

describe('the expected overlap', () => {
  const anyRun = fc.integer({ min: 2, max: 40 }).chain((length) =>
    fc
      .record({
        overlaps: fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: length, maxLength: length }),
        gaps: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }),
      })
      .map(({ overlaps, gaps }): ExpectedOverlapRun => {
        const values = Float32Array.from(overlaps);
        values[0] = NaN;
        const failures: number[] = [];
        for (let at = 0, g = 0; g < gaps.length; g++) {
          at += gaps[g]!;
          if (at >= length) break;
          failures.push(at);
          values.fill(NaN, at, Math.min(length, at + 6));
          at += 5;
        }
        return { overlaps: values, failures };
      }),
  );
  it('is what its definition says, for any failures', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(anyRun, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        (sequences) => {
          const longest = Math.max(...sequences.flat().map(({ overlaps }) => overlaps.length));
          const sums = sequences.map((runs) => expectedOverlapSums(runs, longest));
          const expected = naiveCurve(sequences, longest);
          const curve = expectedOverlapCurve(sums);
          expect(curve).toHaveLength(longest);
          for (const [i, value] of expected.entries()) expect(curve[i]).toBeCloseTo(value, 10);
          const [low, high] = [2, longest];
          const mean = expected.slice(low - 1, high).reduce((sum, value) => sum + value, 0) / (high - low + 1);
          expect(expectedAverageOverlap(sums, [low, high])).toBeCloseTo(mean, 10);
        },
      ),
    );
  });
  it('leaves out lengths that no sequence reaches, and is null where none is left', () => {
    const sums = [expectedOverlapSums([{ overlaps: Float32Array.of(NaN, 0.5, 0.5), failures: [] }], 3)];
    expect(expectedAverageOverlap(sums, [2, 100])).toBe(0.5);
    expect(expectedAverageOverlap(sums, [4, 100])).toBeNull();
    expect(expectedAverageOverlap([], [1, 10])).toBeNull();
  });
});

describe('averagingInterval(lengths)', () => {
  it('is the one length where all are equal, and refuses none', () => {
    expect(averagingInterval([50, 50])).toMatchObject({ low: 50, high: 50, peak: 50 });
    expect(() => averagingInterval([])).toThrow(RangeError);
  });
  it('lies between 1 and the longest sequence and holds the peak', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 30 }), (lengths) => {
        const { low, high, peak } = averagingInterval(lengths);
        expect(low).toBeGreaterThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(peak);
        expect(high).toBeGreaterThanOrEqual(peak);
        expect(high).toBeLessThanOrEqual(Math.max(...lengths));
      }),
    );
  });
  it('is the season’s for datasets that bear its name', () => {
    expect(seasonInterval('VOT2016')).toEqual([108, 371]);
    expect(seasonInterval('my-vot-2018-copy')).toEqual([100, 356]);
    expect(seasonInterval('vot2013')).toBeUndefined();
    expect(seasonInterval('sequences')).toBeUndefined();
  });
});

describe('the rank tests', () => {
  it('know the normal tail to double precision', () => {
    // Python's math.erfc(z / sqrt(2)).
    for (const [z, p] of [
      [0, 1],
      [1, 0.31731050786291415],
      [1.959963984540054, 0.05000000000000004],
      [3, 0.0026997960632601913],
      [6, 1.9731752900754024e-9],
      [10, 1.5239706048321186e-23],
    ] as const) {
      expect(twoSidedNormalTail(z) / p).toBeCloseTo(1, 11);
      expect(twoSidedNormalTail(-z)).toBe(twoSidedNormalTail(z));
    }
  });
  it('find nothing between equal samples', () => {
    expect(signedRankTest([0, 0, 0])).toBe(1);
    expect(rankSumTest([1, 1], [1, 1, 1])).toBe(1);
    expect(rankSumTest([], [1])).toBe(1);
  });
  it('do not depend on the order of samples or on which comes first', () => {
    const samples = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(samples, samples, (x, y) => {
        expect(rankSumTest(x, y)).toBeCloseTo(rankSumTest(y.toReversed(), x), 12);
        expect(signedRankTest(x)).toBeCloseTo(signedRankTest(x.map((value) => -value)), 12);
      }),
    );
  });
});

describe('the ranks', () => {
  it('are those of the order where all differ, and all equal where none does', () => {
    expect(adaptedRanks([0.3, 0.1, 0.2], () => true)).toEqual([3, 1, 2]);
    expect(adaptedRanks([0.3, 0.1, 0.2], () => false)).toEqual([2, 2, 2]);
  });
  it('are the mean rank of those that do not differ, which is not transitive', () => {
    const neighbours = (a: number, b: number): boolean => Math.abs(a - b) > 1;
    expect(adaptedRanks([1, 2, 3], neighbours)).toEqual([1.5, 2, 2.5]);
  });
  it('leave out trackers without results', () => {
    expect(adaptedRanks([2, null, 1], () => true)).toEqual([2, null, 1]);
  });
  it('take trackers with fewer than 25 common frames as different, unless the difference is below the practical one', () => {
    const a = new Float64Array(10).fill(0.5);
    const b = new Float64Array(10).fill(0.49);
    expect(accuracyDiffers(a, b)).toBe(true);
    expect(accuracyDiffers(a, b, new Float64Array(10).fill(0.02))).toBe(false);
    expect(accuracyDiffers(a, b, new Float64Array(10).fill(0.005))).toBe(true);
  });
  it('skip frames and sequences that one of two trackers lacks', () => {
    const overlaps = Float64Array.from({ length: 60 }, (_, i) => (i < 30 ? 0.8 : NaN));
    const other = Float64Array.from({ length: 60 }, (_, i) => (i < 30 ? 0.8 : 0.1));
    const entry = { accuracy: 0.8, failures: 1, overlaps, failureCounts: Float64Array.of(1, NaN) };
    const { accuracy: ranks } = rankTrackers([entry, { ...entry, accuracy: 0.45, overlaps: other }]);
    expect(ranks).toEqual([1.5, 1.5]);
  });
});

describe('the unsupervised measures', () => {
  it('count a frame with a code as 0, so the first one', () => {
    const frames = unsupervisedFrames([Float32Array.of(NaN, 1, 0.5), Float32Array.of(NaN, 0.5, NaN)]);
    expect(Array.from(frames)).toEqual([0, 0.75, 0.25]);
    expect(averageOverlap([frames, Float64Array.of(0.5)])).toBe(0.375);
    expect(averageOverlap([])).toBeNull();
  });
  it('give a success curve that falls, whose area tends to the average overlap', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 200 }),
        (overlaps) => {
          const frames = [Float64Array.from(overlaps)];
          const curve = successCurve(frames);
          expect(curve).toHaveLength(100);
          expect(curve.every((share, i) => i === 0 || share <= curve[i - 1]!)).toBe(true);
          expect(curve[99]).toBe(0);
          expect(Math.abs(areaUnderCurve(curve)! - averageOverlap(frames)!)).toBeLessThanOrEqual(0.5 / 99 + 1e-12);
        },
      ),
    );
    expect(successCurve([])).toEqual([]);
    expect(areaUnderCurve([])).toBeNull();
  });
  it('measure the distance of centres on all frames but the first', () => {
    const truth = trajectory([
      rectangle(0, 0, 10, 10),
      rectangle(0, 0, 10, 10),
      polygon(0, 0, 10, 0, 10, 10, 0, 10),
      special(0),
    ]);
    const found = trajectory([special(1), rectangle(3, 4, 10, 10), special(2), rectangle(0, 0, 1, 1)]);
    const errors = centerErrorsInPixels(found, truth);
    expect(Array.from(errors)).toEqual([5, Infinity, NaN]);
    const curve = precisionCurve([errors]);
    expect([curve[4], curve[5], curve[50]]).toEqual([0, 0.5, 0.5]);
  });
});

describe('the speed', () => {
  it('is one over the mean frame time', () => {
    expect(framesPerSecond(Float64Array.of(NaN, 0.02, 0.06))).toBeCloseTo(25, 12);
    expect(framesPerSecond(Float64Array.of(NaN))).toBeNull();
  });
  it('takes times around the clock’s usual for seconds and longer ones for milliseconds', () => {
    const [seconds, milliseconds] = (['seconds', 'milliseconds'] as const).map((unit) => ({ unit, isDoubtful: false }));
    expect(frameTimeUnit([Float64Array.of(0.01, 0.5)])).toEqual(seconds);
    expect(frameTimeUnit([Float64Array.of(0, NaN, 40, 55)])).toEqual(milliseconds);
    expect(frameTimeUnit([])).toEqual(seconds);
    expect(frameTimeUnit([Float64Array.of(4)])).toEqual({ ...seconds!, isDoubtful: true });
    expect(Array.from(inSeconds(Float64Array.of(40), milliseconds!))).toEqual([0.04]);
  });
});

describe('the bootstrap over sequences', () => {
  it('holds the true mean about 95 times in 100', () => {
    const random = randomFrom('coverage');
    const draws = resample(40, randomFrom('draws'));
    let held = 0;
    const trials = 400;
    for (let trial = 0; trial < trials; trial++) {
      const values = Array.from({ length: 40 }, () => random.gaussian());
      const interval = bootstrapInterval(
        draws,
        (times) => values.reduce((sum, value, i) => sum + value * times[i]!, 0) / values.length,
      )!;
      if (interval.low <= 0 && interval.high >= 0) held++;
    }
    // Percentile intervals of 40 samples hold slightly less than they say; three standard errors are 0.033.
    expect(held / trials).toBeGreaterThan(0.9);
    expect(held / trials).toBeLessThan(0.985);
  });
  it('draws as many sequences as there are, and says nothing of fewer than six', () => {
    for (const times of resample(7, randomFrom('x'), 20)) expect(times.reduce((a, b) => a + b, 0)).toBe(7);
    expect(bootstrapInterval(resample(5, randomFrom('x')), () => 1)).toBeNull();
    expect(bootstrapInterval(resample(6, randomFrom('x')), () => 1)).toEqual({ low: 1, high: 1 });
    expect(bootstrapInterval(resample(6, randomFrom('x')), () => null)).toBeNull();
  });
});
