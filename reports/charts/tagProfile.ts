import type { TopLevelSpec } from 'vega-lite';
import type { Evaluation } from '../../results/evaluation.ts';
import type { ExperimentName } from '../../results/run.ts';
import { chart, type ChartHead, emptyChart } from './chart.ts';
import { missingReason, shownTrackers } from './shownTrackers.ts';
import { curvePlotHeight, curvePlotWidth } from './trackerCurves.ts';
import { highlightedOpacity, lineChannels, pointChannels, pointLegend, scaleLabel } from './trackerEncoding.ts';

interface TagMeasure {
  readonly measure: 'eao' | 'accuracy' | 'robustness' | 'ao';
  readonly title: string;
  readonly axis: string;
  readonly experiment: ExperimentName;
  readonly digits: number;
  /** Where lower is better the axis runs down, so that up is good in every chart. */
  readonly isLowerBetter?: boolean;
}

const measures = {
  eao: { measure: 'eao', title: 'EAO by tag', axis: 'expected average overlap', experiment: 'baseline', digits: 4 },
  accuracy: { measure: 'accuracy', title: 'Accuracy by tag', axis: 'mean overlap', experiment: 'baseline', digits: 3 },
  robustness: {
    measure: 'robustness',
    title: 'Failures by tag',
    axis: 'failures per 100 frames',
    experiment: 'baseline',
    digits: 3,
    isLowerBetter: true,
  },
  ao: { measure: 'ao', title: 'AO by tag', axis: 'average overlap', experiment: 'unsupervised', digits: 3 },
} as const satisfies Readonly<Record<string, TagMeasure>>;

export const tagEao = (evaluation: Evaluation): TopLevelSpec => tagProfile(evaluation, measures.eao);
export const tagAccuracy = (evaluation: Evaluation): TopLevelSpec => tagProfile(evaluation, measures.accuracy);
export const tagRobustness = (evaluation: Evaluation): TopLevelSpec => tagProfile(evaluation, measures.robustness);
export const tagAo = (evaluation: Evaluation): TopLevelSpec => tagProfile(evaluation, measures.ao);

/** A measure on each tag side by side, the marks of a tracker joined by a line: up is good. */
function tagProfile(evaluation: Evaluation, tagMeasure: TagMeasure): TopLevelSpec {
  const { measure, title, axis, experiment, digits, isLowerBetter = false } = tagMeasure;
  const { tags } = evaluation.dataset;
  const { shown, notes } = shownTrackers(evaluation, experiment, (tracker, name) => {
    const values = tags.map((tag) => evaluation.perTag[tag]?.[name]?.[measure] ?? null);
    if (tags.length === 0) return 'the dataset has no tags';
    return values.some((value) => value !== null) ? { values } : missingReason(tracker, experiment, 'no values');
  });
  const head: ChartHead = {
    title,
    subtitle: [isLowerBetter ? 'The axis runs down: up is better.' : undefined, ...notes],
    width: curvePlotWidth,
    height: curvePlotHeight,
  };
  if (shown.length === 0) return emptyChart(head);
  const entries = shown.map((tracker) => ({ label: scaleLabel(tracker.tracker), shown: tracker }));
  const { legend, layout } = pointLegend(entries, 'tracker', head.width);
  const points = pointChannels(entries, legend);
  return chart(
    head,
    {
      data: {
        values: shown.flatMap(({ tracker, values: { values } }) =>
          tags.map((tag, index) => ({ label: scaleLabel(tracker), tracker, tag, value: values[index]! })),
        ),
      },
      encoding: {
        x: { field: 'tag', type: 'ordinal', sort: [...tags], title: null, axis: { labelAngle: -30, grid: true } },
        y: { field: 'value', type: 'quantitative', title: axis, scale: { zero: true, reverse: isLowerBetter } },
        opacity: highlightedOpacity(),
      },
      layer: [
        { mark: { type: 'line', strokeWidth: 1.5 }, encoding: lineChannels(entries, legend) },
        {
          mark: { type: 'point', filled: true, size: 60 },
          encoding: {
            ...points,
            tooltip: [
              { field: 'tracker', type: 'nominal' },
              { field: 'tag', type: 'nominal' },
              { field: 'value', type: 'quantitative', title: axis, format: `.${digits}f` },
            ],
          },
        },
      ],
    },
    layout,
  );
}
