import type { Evaluation } from './evaluation.ts';
import type { RepetitionFigures } from './evaluateRepetitions.ts';

/** The figures that settings are compared by. */
export const ablationMeasures = ['baselineAo', 'ao', 'failures', 'eao'] as const;
export type AblationMeasure = (typeof ablationMeasures)[number];

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
}

export interface AblationPoint {
  /** The name of its results. */
  readonly label: string;
  /** A text for each key. */
  readonly values: readonly string[];
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

/**
 * Sets the figures of a grid's trackers and their spreads side by side.
 * @param points in the grid's order; their labels are trackers of the evaluation
 * @param figures of each repetition, by tracker
 */
export function ablationOf(
  { dataset, convention, interval, trackers }: Evaluation,
  figures: Readonly<Record<string, readonly RepetitionFigures[]>>,
  {
    tracker,
    keys,
    points,
  }: Pick<Ablation, 'tracker' | 'keys'> & {
    readonly points: readonly Pick<AblationPoint, 'label' | 'values'>[];
  },
): Ablation {
  const figureOf = (label: string, measure: AblationMeasure): SpreadFigure => ({
    value: trackers[label]?.[measure] ?? null,
    deviation: standardDeviation((figures[label] ?? []).map((one) => one[measure]).filter((value) => value !== null)),
  });
  return {
    dataset,
    convention,
    interval,
    tracker,
    keys,
    points: points.map(({ label, values }) => ({
      label,
      values,
      repetitions: figures[label]?.length ?? 0,
      measures: {
        baselineAo: figureOf(label, 'baselineAo'),
        ao: figureOf(label, 'ao'),
        failures: figureOf(label, 'failures'),
        eao: figureOf(label, 'eao'),
      },
    })),
  };
}

/** Sample standard deviation (n - 1); null for fewer than two numbers. */
export function standardDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
