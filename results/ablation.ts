import type { Evaluation } from './evaluation.ts';
import type { RepetitionFigures } from './evaluateRepetitions.ts';
import type { ExperimentName } from './run.ts';

/** The figures that settings are compared by. */
export const ablationMeasures = ['baselineAo', 'ao', 'failures', 'eao'] as const;
export type AblationMeasure = (typeof ablationMeasures)[number];

const experimentOf: Readonly<Record<AblationMeasure, ExperimentName>> = {
  baselineAo: 'baseline',
  ao: 'unsupervised',
  failures: 'baseline',
  eao: 'baseline',
};

/** What a grid of settings of one tracker scores: what `ablate --json` prints and its report is drawn from. */
export interface Ablation {
  readonly dataset: Evaluation['dataset'];
  readonly convention: Evaluation['convention'];
  readonly interval: Evaluation['interval'];
  /** Label of the tracker that was varied. */
  readonly tracker: string;
  /** The settings that differ, e.g. `alpha`, `beta`. */
  readonly keys: readonly string[];
  readonly points: readonly AblationPoint[];
  /** What is to be known of the grid before its points are compared, each as a sentence without its full stop. */
  readonly notes: readonly string[];
}

export interface AblationPoint {
  /** The name of its results. */
  readonly label: string;
  /** A text for each key. */
  readonly values: readonly string[];
  /** Experiments that lack runs: figures of the others would compare with nothing, so it has none of them. */
  readonly missing: readonly ExperimentName[];
  /** Repetitions of the experiment that has most of them. */
  readonly repetitions: number;
  readonly measures: Readonly<Record<AblationMeasure, SpreadFigure>>;
}

export interface SpreadFigure {
  /** Of all repetitions, as `evaluate` prints it. */
  readonly value: number | null;
  /** Sample standard deviation over the repetitions; null with fewer than two. */
  readonly deviation: number | null;
}

/** A point of a grid for people: `alpha=1 beta=10`. */
export function pointName(keys: readonly string[], values: readonly string[]): string {
  return keys.map((key, index) => `${key}=${values[index]}`).join(' ');
}

/** The points that lack figures, since runs are missing: `alpha=1 beta=10 (baseline)`. */
export function pointsWithMissingRuns({ keys, points }: Pick<Ablation, 'keys' | 'points'>): string[] {
  return points
    .filter(({ missing }) => missing.length > 0)
    .map(({ values, missing }) => `${pointName(keys, values)} (${missing.join(', ')})`);
}

/**
 * Sets the figures of a grid's trackers and their spreads side by side.
 * @param points in the grid's order; those that miss no experiment are trackers of the evaluation
 * @param figures of each repetition, by tracker
 */
export function ablationOf(
  { dataset, convention, interval, trackers }: Evaluation,
  figures: Readonly<Record<string, readonly RepetitionFigures[]>>,
  {
    tracker,
    keys,
    points,
    notes,
  }: Pick<Ablation, 'tracker' | 'keys' | 'notes'> & {
    readonly points: readonly Pick<AblationPoint, 'label' | 'values' | 'missing'>[];
  },
): Ablation {
  return {
    dataset,
    convention,
    interval,
    tracker,
    keys,
    points: points.map(({ label, values, missing }) => {
      const known = (measure: AblationMeasure): boolean => !missing.includes(experimentOf[measure]);
      const repeated = (measure: AblationMeasure): number[] =>
        (known(measure) ? (figures[label] ?? []) : []).map((one) => one[measure]).filter((value) => value !== null);
      const figureOf = (measure: AblationMeasure): SpreadFigure => ({
        value: known(measure) ? (trackers[label]?.[measure] ?? null) : null,
        deviation: standardDeviation(repeated(measure)),
      });
      return {
        label,
        values,
        missing,
        repetitions: Math.max(...ablationMeasures.map((measure) => repeated(measure).length)),
        measures: {
          baselineAo: figureOf('baselineAo'),
          ao: figureOf('ao'),
          failures: figureOf('failures'),
          eao: figureOf('eao'),
        },
      };
    }),
    notes,
  };
}

/** Sample standard deviation (n - 1); null for fewer than two numbers. */
export function standardDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
