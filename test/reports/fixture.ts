import { randomFrom } from '../../datasets/random.ts';
import { significanceOf } from '../../results/analysis/significance.ts';
import type {
  Evaluation,
  SequenceEvaluation,
  Significance,
  TagEvaluation,
  TrackerCurves,
  TrackerEvaluation,
} from '../../results/evaluation.ts';

export interface FixtureOptions {
  readonly trackers?: readonly string[];
  readonly sequences?: readonly string[];
  readonly longestSequence?: number;
}

export const fixtureTrackers = ['Ours_ensemble', 'CCOT', 'Staple', 'MDNet-N', 'KCF'] as const;
const tags = ['camera_motion', 'illum_change', 'motion_change', 'occlusion', 'size_change', 'empty'];

/** An evaluation of made-up but plausible numbers: the same options give the same numbers. */
export function madeUpEvaluation({
  trackers = fixtureTrackers,
  sequences = ['bag', 'ball1', 'birds1'],
  longestSequence = 400,
}: FixtureOptions = {}): Evaluation {
  const frames = 200 * sequences.length;
  return {
    dataset: { name: 'made-up', sequences: sequences.length, frames, tags },
    convention: 'vot2016',
    interval: [108, 371],
    intervalAsked: [108, 371],
    intervalSource: 'season',
    practicalDifferences: true,
    trackers: record(trackers, (name, index) => madeUpTracker(name, index, trackers.length, sequences.length)),
    perTag: record(tags, (tag) => record(trackers, (tracker) => madeUpTag(tag, tracker, trackers.length))),
    perSequence: record(sequences, (sequence) => record(trackers, (tracker) => madeUpSequence(sequence, tracker))),
    curves: record(trackers, (tracker) => madeUpCurves(tracker, longestSequence)),
    significance: madeUpSignificance(trackers),
    warnings: ['sequence "ball1": tag file occlusion.tag has 104 lines for 105 frames'],
  };
}

/**
 * Five trackers, of which CCOT has no unsupervised run, Staple no baseline run, MDNet-N misses a sequence and KCF has
 * no confidence intervals.
 */
export function evaluationWithGaps(): Evaluation {
  const full = madeUpEvaluation();
  const { CCOT, Staple, 'MDNet-N': mdnet, KCF } = full.trackers;
  return {
    ...full,
    trackers: {
      ...full.trackers,
      CCOT: {
        ...CCOT!,
        ao: null,
        auc: null,
        precision: null,
        sequences: { baseline: 3, unsupervised: 0 },
        confidence: { ...CCOT!.confidence, ao: null },
      },
      Staple: {
        ...emptyTracker,
        ao: Staple!.ao,
        auc: Staple!.auc,
        precision: Staple!.precision,
        fps: Staple!.fps,
        runs: 3,
        frames: 600,
        sequences: { baseline: 0, unsupervised: 3 },
        complete: true,
      },
      'MDNet-N': { ...mdnet!, complete: false, sequences: { baseline: 2, unsupervised: 3 } },
      KCF: { ...KCF!, confidence: emptyTracker.confidence },
    },
    curves: {
      ...full.curves,
      CCOT: { ...full.curves.CCOT!, success: [], precision: [] },
      Staple: { ...full.curves.Staple!, eao: [], eaoBand: noBand },
    },
    perSequence: {
      ...full.perSequence,
      birds1: {
        ...full.perSequence.birds1,
        'MDNet-N': {
          ...full.perSequence.birds1!['MDNet-N']!,
          repetitions: 0,
          accuracy: null,
          failures: null,
          baselineAo: null,
        },
      },
    },
  };
}

/** Trackers of which nothing is known. */
export function emptyEvaluation(trackers: readonly string[]): Evaluation {
  return {
    ...madeUpEvaluation({ trackers }),
    trackers: record(trackers, () => emptyTracker),
    perTag: {},
    perSequence: {},
    curves: record(trackers, () => ({ eao: [], eaoBand: noBand, success: [], precision: [] })),
    significance: significanceOf(trackers.map(() => ({ sequences: [], eaoSamples: new Float64Array(0) }))),
  };
}

export const emptyTracker: TrackerEvaluation = {
  eao: null,
  accuracy: null,
  accuracyMean: null,
  accuracyWeighted: null,
  failures: null,
  robustness: null,
  reliability: null,
  accuracyRank: null,
  robustnessRank: null,
  ao: null,
  auc: null,
  precision: null,
  baselineAo: null,
  fps: null,
  runs: 0,
  frames: 0,
  sequences: { baseline: 0, unsupervised: 0 },
  complete: true,
  confidence: { eao: null, accuracy: null, robustness: null, ao: null },
};

function madeUpTracker(name: string, index: number, trackers: number, sequences: number): TrackerEvaluation {
  const random = randomFrom('fixture', name);
  const quality = 0.9 - (0.6 * index) / trackers + 0.2 * random.uniform();
  const accuracy = 0.4 + 0.18 * quality + 0.04 * random.uniform();
  const failures = sequences * (0.4 + 1.6 * (1 - quality) + 0.3 * random.uniform());
  const robustness = (100 * failures) / (200 * sequences);
  const eao = 0.12 + 0.22 * quality;
  const ao = 0.25 + 0.25 * quality;
  const around = (value: number, half: number) => ({ low: value - half, high: value + half });
  const place = 1 + (trackers - 1) * (1 - quality) * 0.9;
  return {
    eao,
    accuracy,
    accuracyMean: accuracy - 0.01,
    accuracyWeighted: accuracy - 0.005,
    failures,
    robustness,
    reliability: Math.exp((-30 * robustness) / 100),
    accuracyRank: trackers < 2 ? null : Math.max(1, place + random.uniform() - 0.5),
    robustnessRank: trackers < 2 ? null : Math.max(1, place + 1.5 * random.uniform() - 0.7),
    ao,
    auc: ao + 0.01,
    precision: 0.3 + 0.5 * quality,
    baselineAo: accuracy + 0.02,
    fps: 1 + 60 * random.uniform(),
    runs: 16 * sequences,
    frames: 16 * 200 * sequences,
    sequences: { baseline: sequences, unsupervised: sequences },
    complete: true,
    confidence: {
      eao: around(eao, 0.03 + 0.02 * random.uniform()),
      accuracy: around(accuracy, 0.03),
      robustness: around(robustness, 0.2),
      ao: around(ao, 0.04),
    },
  };
}

function madeUpTag(tag: string, tracker: string, trackers: number): TagEvaluation {
  const random = randomFrom('fixture', tag, tracker);
  const failures = 20 * random.uniform();
  return {
    frames: 120,
    eao: 0.1 + 0.3 * random.uniform(),
    accuracy: 0.4 + 0.2 * random.uniform(),
    failures,
    robustness: failures / 1.2,
    accuracyRank: trackers < 2 ? null : 1 + (trackers - 1) * random.uniform(),
    robustnessRank: trackers < 2 ? null : 1 + (trackers - 1) * random.uniform(),
    ao: 0.2 + 0.3 * random.uniform(),
  };
}

function madeUpSequence(sequence: string, tracker: string): SequenceEvaluation {
  const random = randomFrom('fixture', sequence, tracker);
  return {
    frames: 200,
    repetitions: 15,
    accuracy: 0.3 + 0.5 * random.uniform(),
    failures: Math.round(45 * random.uniform()) / 15,
    baselineAo: 0.3 + 0.5 * random.uniform(),
    ao: 0.1 + 0.7 * random.uniform(),
    fps: 1 + 60 * random.uniform(),
  };
}

/** The tests of made-up numbers on twelve sequences. */
function madeUpSignificance(trackers: readonly string[]): Significance {
  return significanceOf(
    trackers.map((tracker, index) => {
      const random = randomFrom('fixture', 'significance', tracker);
      const quality = 1 - (0.5 * index) / trackers.length;
      return {
        sequences: Array.from({ length: 12 }, () => ({
          accuracy: quality * random.uniform(),
          failures: Math.round((4 * random.uniform()) / quality),
          ao: quality * random.uniform(),
        })),
        eaoSamples: Float64Array.from({ length: 50 }, () => quality * (0.8 + 0.4 * random.uniform())),
      };
    }),
  );
}

const noBand = { lengths: [], low: [], high: [] } as const;

function madeUpCurves(tracker: string, longest: number): TrackerCurves {
  const random = randomFrom('fixture', 'curves', tracker);
  const decay = 80 + 250 * random.uniform();
  const steepness = 1 + 2 * random.uniform();
  const expected = (i: number): number => 0.1 + 0.9 * Math.exp(-i / decay);
  return {
    // No fragment is that long: the curve's end is unknown.
    eao: Array.from({ length: longest }, (_, i) => (i > 0.95 * longest ? null : expected(i))),
    eaoBand: {
      lengths: Array.from({ length: 10 }, (_, i) => 1 + Math.floor((i * 0.95 * longest) / 10)),
      low: Array.from({ length: 10 }, (_, i) => expected(Math.floor((i * 0.95 * longest) / 10)) * (1 - 0.02 * i)),
      high: Array.from({ length: 10 }, (_, i) => expected(Math.floor((i * 0.95 * longest) / 10)) * (1 + 0.03 * i)),
    },
    success: Array.from({ length: 100 }, (_, i) => 0.95 * (1 - (i / 99) ** steepness)),
    precision: Array.from({ length: 51 }, (_, i) => 1 - Math.exp(-i / (8 * steepness))),
  };
}

function record<T>(names: readonly string[], value: (name: string, index: number) => T): Record<string, T> {
  return Object.fromEntries(names.map((name, index) => [name, value(name, index)]));
}

/** Names that would do harm, or look broken, where they are not treated as text. */
export const hostileNames = [
  '<script>alert(1)</script>',
  '"quoted", \'name\'; & co',
  'Ärger 中文 ñ',
  'x'.repeat(60),
  '</script><img src=x onerror=alert(1)>',
  '|pipe|*star*_under_`tick`[link](javascript:alert(1))',
  '=1+1',
  '${7*7}\\textbf{x}%#~^',
  'constructor',
  '__proto__',
] as const;
