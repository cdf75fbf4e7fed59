import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OverlapConvention } from '../../datasets/overlap/convention.ts';
import { imageBounds } from '../../datasets/overlap/bounds.ts';
import { openDataset } from '../../datasets/readers/openDataset.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import { averagingInterval } from '../../results/analysis/averagingInterval.ts';
import { expectedOverlapCurve, expectedOverlapSums } from '../../results/analysis/expectedOverlap.ts';
import { frameOverlaps } from '../../results/analysis/frameOverlaps.ts';
import { rankSumTest } from '../../results/analysis/rankSumTest.ts';
import { reliability } from '../../results/analysis/robustness.ts';
import { signedRankTest } from '../../results/analysis/signedRankTest.ts';
import { successThresholds } from '../../results/analysis/successCurve.ts';
import { evaluateResults } from '../../results/evaluateResults.ts';
import type { Evaluation } from '../../results/evaluation.ts';
import { layOut } from '../../results/resultsLayout.ts';
import { openResults } from '../../results/resultsSource.ts';
import { readSequence, readTrajectory } from '../../results/readTracker.ts';
import { codeAt } from '../../datasets/trajectory.ts';
import { sharedData } from '../sharedData.ts';

const readJson = (path: string): unknown => JSON.parse(readFileSync(sharedData(path), 'utf8'));
/** What Octave prints as NaN comes as null. */
const closeTo = (got: number | null | undefined, expected: number, tolerance: number): boolean =>
  got != null && Math.abs(got - expected) <= tolerance;

describe('the averaging interval from the sequence lengths', () => {
  type Case = { lengths: number[]; expected: { H: number; peak: number; low: number; high: number } };
  const cases = Object.entries(readJson('oracles/eao_interval/cases.json') as Record<string, Case>);
  it.each(cases)('is the one that VOT’s toolkit finds: %s', (_, { lengths, expected }) => {
    const { low, high, peak, bandwidth } = averagingInterval(lengths);
    expect({ low, high, peak }).toEqual({ low: expected.low, high: expected.high, peak: expected.peak });
    expect(bandwidth / expected.H).toBeCloseTo(1, 9);
  });
  it('is 100..356 for the 60 sequences of VOT2018, as the season had it', async () => {
    const { sequences } = await openDataset(sharedData('annotations/VOT2018.json'));
    expect(averagingInterval(sequences.map(({ length }) => length))).toMatchObject({ low: 100, high: 356, peak: 160 });
  });
});

describe('the rank tests', () => {
  type Case = { a: number[]; b: number[]; signrank_p: number; x: number[]; y: number[]; ranksum_p: number };
  const cases = readJson('oracles/ranking_case1/rank_tests.json') as Case[];
  it.each(cases.map((test, i) => [i, test] as const))(
    'give the p-values that scipy and Octave print: case %i',
    (_, test) => {
      expect(Math.abs(signedRankTest(test.a.map((value, i) => value - test.b[i]!)) - test.signrank_p)).toBeLessThan(
        1e-10,
      );
      expect(Math.abs(rankSumTest(test.x, test.y) - test.ranksum_p)).toBeLessThan(1e-10);
    },
  );
});

describe('the expected overlap on hand-sized cases', () => {
  type Micro = { eao_curve: number[]; runs: Record<string, { frames: (number | null)[]; failures: number }> };
  const expected = readJson('oracles/eao_micro/expected.json') as Record<string, Micro>;
  it.each(Object.entries(expected))(
    'follows the curve that VOT’s toolkit prints: %s',
    async (name, { eao_curve, runs }) => {
      const dataset = await openDataset(sharedData(`oracles/eao_micro/${name}`));
      const [files] = await layOut(await openResults(sharedData(`oracles/eao_micro/${name}/results`)));
      const longest = Math.max(...dataset.sequences.map(({ length }) => length));
      const sums = [];
      for (const sequence of dataset.sequences) {
        const stored = await readSequence(files!, sequence);
        const analyzed = stored.runs.baseline.map((trajectory, i) => {
          const overlaps = frameOverlaps(trajectory, sequence.groundTruth, imageBounds(sequence), 'current');
          const { frames, failures } = runs[`${sequence.name}_${String(i + 1).padStart(3, '0')}`]!;
          const failureFrames = Array.from({ length: sequence.length }, (_, f) => f).filter(
            (f) => trajectory.kinds[f] === 0 && trajectory.values[trajectory.offsets[f]!] === 2,
          );
          expect(failureFrames).toHaveLength(failures);
          expect(Array.from(overlaps, (o) => (Number.isNaN(o) ? null : Number(o.toFixed(6))))).toEqual(
            frames.map((o) => (o === null ? null : Number(o.toFixed(6)))),
          );
          return { overlaps, failures: failureFrames };
        });
        sums.push(expectedOverlapSums(analyzed, longest));
      }
      const curve = expectedOverlapCurve(sums);
      const wrong = eao_curve.map((value, i) => [i + 1, value, curve[i]!]).filter(([, a, b]) => !closeTo(b, a!, 1e-6));
      expect(wrong).toEqual([]);
    },
  );
});

describe.each<[convention: OverlapConvention, oracle: string]>([
  ['vot2016', '2016'],
  ['current', 'master'],
])('evaluating eao_case1 by the convention %s', (convention, variant) => {
  type Selector = Record<
    'accuracy' | 'failures' | 'failure_rate' | 'accuracy_rank' | 'robustness_rank' | 'reliability_S30',
    number[]
  > & { length: number };
  type Oracle = {
    eao: Record<string, Record<string, { eao_108_371: number; eao_50_150: number }>>;
    ar_tags: Record<string, Selector>;
    ar_tags_practical: Record<string, Selector>;
    ar_sequences: Record<string, Selector>;
    frame_overlaps_TRA_001: Record<string, { frames: (number | null)[]; mean: number; mean_burnin10: number }>;
  };
  const oracle = readJson(`oracles/eao_case1/expected_octave_${variant}.json`) as Oracle;
  const trackers = ['TRA', 'TRB', 'TRC', 'TRD'];
  let dataset: Dataset;
  let evaluation: Evaluation;
  let short: Evaluation;
  const evaluateWith = (interval: readonly [number, number], of: Dataset): Promise<Evaluation> =>
    evaluateResults({ dataset: of, sources: [sharedData('oracles/eao_case1/results')], convention, interval });

  beforeAll(async () => {
    dataset = await openDataset(sharedData('oracles/eao_case1/sequences'));
    evaluation = await evaluateWith([108, 371], dataset);
    short = await evaluateWith([50, 150], dataset);
  });

  it('gives the overlap of each frame', async () => {
    const [files] = await layOut(await openResults(sharedData('oracles/eao_case1/results')));
    for (const sequence of dataset.sequences) {
      const stored = await readSequence(files!, sequence);
      const overlaps = frameOverlaps(stored.runs.baseline[0]!, sequence.groundTruth, imageBounds(sequence), convention);
      const wrong = oracle.frame_overlaps_TRA_001[sequence.name]!.frames.map((value, i) => ({
        frame: i,
        value,
        got: overlaps[i]!,
      })).filter(({ value, got }) => (value === null ? !Number.isNaN(got) : !closeTo(got, value, 1e-6)));
      expect({ sequence: sequence.name, wrong }).toEqual({ sequence: sequence.name, wrong: [] });
    }
  });
  it('gives the EAO of all frames and of each tag, on both intervals', () => {
    const wrong: unknown[] = [];
    for (const tracker of trackers) {
      for (const [tag, { eao_108_371, eao_50_150 }] of Object.entries(oracle.eao[tracker]!)) {
        const pick = (from: Evaluation): number | null =>
          tag === 'all' ? from.trackers[tracker]!.eao : from.perTag[tag]![tracker]!.eao;
        for (const [expected, got] of [
          [eao_108_371, pick(evaluation)],
          [eao_50_150, pick(short)],
        ] as const) {
          if (!closeTo(got, expected, 1e-6)) wrong.push({ tracker, tag, expected, got });
        }
      }
    }
    expect(wrong).toEqual([]);
  });
  it('gives accuracy, failures and their rate, of all frames and of each tag', () => {
    for (const [t, tracker] of trackers.entries()) {
      const pooled = oracle.ar_tags.tag_all!;
      const all = evaluation.trackers[tracker]!;
      expect(all.accuracy).toBeCloseTo(pooled.accuracy[t]!, 6);
      expect(all.failures).toBeCloseTo(pooled.failures[t]!, 9);
      expect(all.robustness! / 100).toBeCloseTo(pooled.failure_rate[t]!, 9);
      for (const tag of evaluation.dataset.tags) {
        const selector = oracle.ar_tags[`tag_${tag}`]!;
        const got = evaluation.perTag[tag]![tracker]!;
        expect(got.frames).toBe(selector.length);
        expect(got.accuracy).toBeCloseTo(selector.accuracy[t]!, 6);
        expect(got.failures).toBeCloseTo(selector.failures[t]!, 9);
      }
    }
  });
  it('gives accuracy and failures of each sequence, and their means over sequences', () => {
    for (const [t, tracker] of trackers.entries()) {
      for (const { name } of dataset.sequences) {
        const selector = oracle.ar_sequences[`sequence_${name}`]!;
        const got = evaluation.perSequence[name]![tracker]!;
        expect(got.accuracy).toBeCloseTo(selector.accuracy[t]!, 6);
        expect(got.failures).toBeCloseTo(selector.failures[t]!, 9);
      }
      expect(evaluation.trackers[tracker]!.accuracyMean).toBeCloseTo(oracle.ar_sequences.mean!.accuracy[t]!, 6);
      expect(evaluation.trackers[tracker]!.accuracyWeighted).toBeCloseTo(
        oracle.ar_sequences.weighted_mean!.accuracy[t]!,
        6,
      );
      const rate = oracle.ar_sequences.weighted_mean!.failure_rate[t]!;
      expect(evaluation.trackers[tracker]!.reliability).toBeCloseTo(reliability(rate, 1), 9);
      expect(reliability(rate, 1)).toBeCloseTo(oracle.ar_sequences.weighted_mean!.reliability_S30[t]!, 9);
    }
  });
  it('gives the adapted ranks with practical differences, by tag and in the mean', () => {
    for (const [t, tracker] of trackers.entries()) {
      for (const tag of evaluation.dataset.tags) {
        const selector = oracle.ar_tags_practical[`tag_${tag}`]!;
        expect(evaluation.perTag[tag]![tracker]!.accuracyRank).toBe(selector.accuracy_rank[t]);
        expect(evaluation.perTag[tag]![tracker]!.robustnessRank).toBe(selector.robustness_rank[t]);
      }
      const { accuracy_rank: accuracyRanks, robustness_rank: robustnessRanks } = oracle.ar_tags_practical.mean!;
      expect(evaluation.trackers[tracker]!.accuracyRank).toBeCloseTo(accuracyRanks[t]!, 9);
      expect(evaluation.trackers[tracker]!.robustnessRank).toBeCloseTo(robustnessRanks[t]!, 9);
    }
  });
  it('gives the ranks without practical differences where a dataset has none', async () => {
    const sequences = dataset.sequences.map((sequence) => ({ ...sequence, practical: undefined }));
    const statistical = await evaluateWith([108, 371], { ...dataset, sequences });
    for (const [t, tracker] of trackers.entries()) {
      for (const tag of evaluation.dataset.tags) {
        expect(statistical.perTag[tag]![tracker]!.accuracyRank).toBe(oracle.ar_tags[`tag_${tag}`]!.accuracy_rank[t]);
        expect(statistical.perTag[tag]![tracker]!.robustnessRank).toBe(
          oracle.ar_tags[`tag_${tag}`]!.robustness_rank[t],
        );
      }
    }
    // Without tags the ranks are those of all frames together.
    const untagged = { ...dataset, sequences: dataset.sequences.map((sequence) => ({ ...sequence, tags: {} })) };
    const pooled = await evaluateWith([108, 371], untagged);
    for (const [t, tracker] of trackers.entries()) {
      expect(pooled.trackers[tracker]!.accuracyRank).toBe(oracle.ar_tags_practical.tag_all!.accuracy_rank[t]);
      expect(pooled.trackers[tracker]!.robustnessRank).toBe(oracle.ar_tags_practical.tag_all!.robustness_rank[t]);
    }
  });
  it('gives the whole expected overlap curve', () => {
    for (const tracker of trackers) {
      const [, ...lines] = readFileSync(sharedData(`oracles/eao_case1/eao_curve_${variant}_${tracker}.csv`), 'utf8')
        .trim()
        .split('\n');
      const curve = evaluation.curves[tracker]!.eao;
      const wrong = lines
        .map((line) => line.split(',').map(Number))
        .filter(([length, all]) => !closeTo(curve[length! - 1], all!, 1e-6));
      expect({ tracker, lines: lines.length, wrong }).toEqual({ tracker, lines: curve.length, wrong: [] });
    }
  });
});

describe('evaluating eao_case1 as pysot-toolkit does', () => {
  type Pysot = {
    accuracy: number;
    lost_number: number;
    robustness_x100: number;
    per_sequence: Record<string, { accuracy: number; mean_failures: number }>;
  };
  it('gives its accuracies and failures by the convention vot2016', async () => {
    const oracle = readJson('oracles/eao_case1/expected_pysot.json') as Record<string, Pysot>;
    const dataset = await openDataset(sharedData('oracles/eao_case1/sequences'));
    const sources = [sharedData('oracles/eao_case1/results')];
    const { trackers, perSequence } = await evaluateResults({ dataset, sources, convention: 'vot2016' });
    for (const [tracker, expected] of Object.entries(oracle)) {
      expect(trackers[tracker]!.accuracy).toBeCloseTo(expected.accuracy, 6);
      for (const [sequence, { accuracy, mean_failures: failures }] of Object.entries(expected.per_sequence)) {
        expect(perSequence[sequence]![tracker]!.accuracy).toBeCloseTo(accuracy, 6);
        expect(perSequence[sequence]![tracker]!.failures).toBeCloseTo(failures, 9);
      }
      // Mixed numbers of repetitions break pysot's count for TRC.
      if (tracker !== 'TRC') {
        expect(trackers[tracker]!.failures).toBeCloseTo(expected.lost_number, 9);
        expect(trackers[tracker]!.robustness).toBeCloseTo(expected.robustness_x100, 9);
      }
    }
  });
});

describe('evaluating the unsupervised runs of eao_case1', () => {
  type Oracle = {
    tags: Record<string, { auc: number[] }>;
    sequences: Record<string, { auc: number[] }>;
    thresholds: number[];
  } & Record<`curve_all_${string}`, number[]>;
  it('gives the average overlap of all frames, of each tag and sequence, and the success curve', async () => {
    const oracle = readJson('oracles/eao_case1/expected_octave_unsupervised.json') as Oracle;
    const dataset = await openDataset(sharedData('oracles/eao_case1/sequences'));
    const sources = [sharedData('oracles/eao_case1/results')];
    const { trackers, perTag, perSequence, curves } = await evaluateResults({
      dataset,
      sources,
      convention: 'current',
    });
    for (const [t, tracker] of ['TRA', 'TRB', 'TRC', 'TRD'].entries()) {
      expect(trackers[tracker]!.ao).toBeCloseTo(oracle.tags.tag_all!.auc[t]!, 6);
      expect(trackers[tracker]!.auc).toBeCloseTo(trackers[tracker]!.ao!, 2);
      for (const [tag, byTracker] of Object.entries(perTag)) {
        expect(byTracker[tracker]!.ao).toBeCloseTo(oracle.tags[`tag_${tag}`]!.auc[t]!, 6);
      }
      for (const [sequence, byTracker] of Object.entries(perSequence)) {
        expect(byTracker[tracker]!.ao).toBeCloseTo(oracle.sequences[`sequence_${sequence}`]!.auc[t]!, 6);
      }
      const expected = oracle[`curve_all_${tracker}`]!;
      const wrong = curves[tracker]!.success.map((share, i) => [i, share, expected[i]!]).filter(
        ([, a, b]) => !closeTo(a, b!, 1e-9),
      );
      expect({ tracker, wrong }).toEqual({ tracker, wrong: [] });
    }
    expect(successThresholds.every((threshold, i) => closeTo(threshold, oracle.thresholds[i]!, 1e-9))).toBe(true);
  });
});

describe('real results', () => {
  it('LightTrack and SiamAPN on VOT2018 get what pysot-toolkit prints and their papers say', async () => {
    const dataset = await openDataset(sharedData('annotations/VOT2018.json'));
    const sources = [sharedData('results/LightTrack-SiamAPN-vot2018.zip')];
    const { trackers, interval } = await evaluateResults({ dataset, sources, convention: 'vot2016' });
    expect(interval).toEqual([100, 356]);
    const rounded = (tracker: string) => {
      const { accuracy, failures, robustness, eao } = trackers[tracker]!;
      return [accuracy!.toFixed(4), failures, robustness!.toFixed(3), eao!.toFixed(4)];
    };
    expect(rounded('LightTrack')).toEqual(['0.5292', 38, '0.178', '0.4182']);
    expect(rounded('SiamAPN')).toEqual(['0.5586', 105, '0.492', '0.2480']);
  });
  it.each([
    ['UDT', 102],
    ['MCCT', 40],
  ])('the VOT2016 archive of %s is read whole, with %i failures a run', async (tracker, failures) => {
    const [files] = await layOut(await openResults(sharedData(`results/${tracker}-vot2016.zip`)));
    expect(files!.tracker).toBe(tracker);
    const count = { frames: 0, unsupervisedFrames: 0, failures: [0, 0, 0] };
    for (const { runs } of files!.experiments.baseline.values()) {
      expect([...runs.keys()]).toEqual([1, 2, 3]);
      for (const [repetition, file] of runs) {
        const trajectory = await readTrajectory(files!.source, file);
        if (repetition === 1) count.frames += trajectory.length;
        count.failures[repetition - 1]! += Array.from({ length: trajectory.length }, (_, i) =>
          codeAt(trajectory, i),
        ).filter((code) => code === 2).length;
      }
    }
    for (const { runs } of files!.experiments.unsupervised.values()) {
      count.unsupervisedFrames += (await readTrajectory(files!.source, runs.get(1)!)).length;
    }
    expect(files!.experiments.baseline.size).toBe(60);
    expect(count).toEqual({ frames: 21455, unsupervisedFrames: 21455, failures: [failures, failures, failures] });
  });
});
