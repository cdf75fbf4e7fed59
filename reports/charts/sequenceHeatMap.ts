import type { TopLevelSpec } from 'vega-lite';
import type { Evaluation } from '../../results/evaluation.ts';
import type { ExperimentName } from '../../results/run.ts';
import { chart, type ChartHead, emptyChart } from './chart.ts';
import { missingReason, shownTrackers } from './shownTrackers.ts';
import { highlightedOpacity, scaleLabel } from './trackerEncoding.ts';

interface Kind {
  readonly measure: 'accuracy' | 'failures' | 'ao';
  readonly title: string;
  readonly experiment: ExperimentName;
  readonly digits: number;
  readonly isLowerBetter?: boolean;
}

export const sequenceAccuracy = (evaluation: Evaluation): TopLevelSpec =>
  sequenceHeatMap(evaluation, { measure: 'accuracy', title: 'accuracy', experiment: 'baseline', digits: 3 });
export const sequenceFailures = (evaluation: Evaluation): TopLevelSpec =>
  sequenceHeatMap(evaluation, {
    measure: 'failures',
    title: 'failures',
    experiment: 'baseline',
    digits: 2,
    isLowerBetter: true,
  });
export const sequenceAo = (evaluation: Evaluation): TopLevelSpec =>
  sequenceHeatMap(evaluation, { measure: 'ao', title: 'AO', experiment: 'unsupervised', digits: 3 });

const cellHeight = 14;
const widestCell = 60;
const narrowestCell = 14;
const wantedWidth = 560;

/** A measure on each sequence: the hardest sequence at the top, the best tracker on the left. */
function sequenceHeatMap(
  evaluation: Evaluation,
  { measure, title, experiment, digits, isLowerBetter = false }: Kind,
): TopLevelSpec {
  const sequences = Object.keys(evaluation.perSequence);
  const sign = isLowerBetter ? 1 : -1;
  const { shown, notes } = shownTrackers(evaluation, experiment, (tracker, name) => {
    const values = sequences.map((sequence) => evaluation.perSequence[sequence]?.[name]?.[measure] ?? null);
    return values.some((value) => value !== null) ? { values } : missingReason(tracker, experiment, 'no values');
  });
  const head: ChartHead = {
    title: `${title[0]!.toUpperCase()}${title.slice(1)} by sequence`,
    subtitle: ['The hardest sequences at the top, the best trackers on the left.', ...notes],
    width:
      Math.max(narrowestCell, Math.min(widestCell, Math.floor(wantedWidth / Math.max(1, shown.length)))) * shown.length,
    height: cellHeight * sequences.length,
  };
  if (shown.length === 0) return emptyChart({ ...head, width: wantedWidth });
  const columns = shown.toSorted((a, b) => sign * (mean(a.values.values) - mean(b.values.values)));
  const rows = sequences
    .map((sequence, index) => ({ sequence, mean: mean(shown.map(({ values }) => values.values[index]!)) }))
    .toSorted((a, b) => -sign * (a.mean - b.mean));
  const places = new Map(sequences.map((sequence, index) => [sequence, index]));
  return chart(
    head,
    {
      data: {
        values: columns.map(({ tracker, values: { values } }) => ({
          label: scaleLabel(tracker),
          tracker,
          sequence: rows.map(({ sequence }) => sequence),
          value: rows.map(({ sequence }) => {
            const value = values[places.get(sequence)!]!;
            return value === null ? null : Number(value.toFixed(digits + 1));
          }),
        })),
      },
      transform: [{ flatten: ['sequence', 'value'] }, { filter: 'isValid(datum.value)' }],
      layer: [
        {
          mark: { type: 'rect' },
          encoding: {
            x: {
              field: 'label',
              type: 'nominal',
              sort: null,
              title: null,
              scale: { domain: columns.map(({ tracker }) => scaleLabel(tracker)) },
              axis: { orient: 'top', labelAngle: -60 },
            },
            y: {
              field: 'sequence',
              type: 'nominal',
              sort: null,
              title: null,
              scale: { domain: rows.map(({ sequence }) => sequence) },
            },
            color: {
              field: 'value',
              type: 'quantitative',
              title,
              // Dark is good, on both.
              scale: {
                scheme: 'viridis',
                reverse: !isLowerBetter,
                nice: false,
                ...(isLowerBetter ? {} : { domain: [0, 1] }),
              },
            },
            opacity: highlightedOpacity(),
            tooltip: [
              { field: 'tracker', type: 'nominal' },
              { field: 'sequence', type: 'nominal' },
              { field: 'value', type: 'quantitative', title, format: `.${digits}f` },
            ],
          },
        },
      ],
    },
    { isFixedSize: true },
  );
}

function mean(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
}
