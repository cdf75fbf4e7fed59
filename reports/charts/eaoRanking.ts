import type { TopLevelSpec } from 'vega-lite';
import type { Evaluation } from '../../results/evaluation.ts';
import { type ChartHead, chart, emptyChart } from './chart.ts';
import { missingReason, shownTrackers } from './shownTrackers.ts';
import { pointArea } from './trackerPoints.ts';
import { highlightedOpacity, pointChannels, scaleLabel } from './trackerEncoding.ts';

const leastWidth = 560;
/** Room that a name needs on the axis, in pixels. */
const nameHeight = 13;
/** Names lean where they are few and short enough for it, and stand upright otherwise. */
const mostLeaningNames = 16;
const longestLeaningName = 24;

/**
 * Trackers ordered by their expected average overlap, the best on the right as in VOT's reports
 * (toolkit-legacy report_expected_overlap.m), with their confidence intervals as whiskers.
 */
export function eaoRanking(evaluation: Evaluation): TopLevelSpec {
  const { shown, notes } = shownTrackers(evaluation, 'baseline', (tracker) => {
    const { eao, confidence } = tracker;
    return eao === null
      ? missingReason(tracker, 'baseline', 'no expected average overlap')
      : { eao, low: confidence.eao?.low ?? null, high: confidence.eao?.high ?? null };
  });
  const [shortest, longest] = evaluation.interval;
  // Few sequences give no interval, and a layer without a number has no extent.
  const hasWhiskers = shown.some(({ values }) => values.low !== null);
  const head: ChartHead = {
    title: 'Expected average overlap',
    subtitle: [
      `Mean over lengths of ${shortest} to ${longest} frames; the best on the right.`,
      hasWhiskers ? 'Whiskers: 95 % bootstrap over sequences.' : undefined,
      ...notes,
    ],
    width: Math.max(leastWidth, shown.length * nameHeight),
    height: 320,
  };
  if (shown.length === 0) return emptyChart(head);
  const worstFirst = shown.toSorted((a, b) => a.values.eao - b.values.eao);
  const names = worstFirst.map(({ tracker }) => scaleLabel(tracker));
  const longestName = Math.max(...names.map((name) => name.length));
  const entries = worstFirst.map((tracker) => ({ label: scaleLabel(tracker.tracker), shown: tracker }));
  return chart(
    head,
    {
      data: {
        values: worstFirst.map(({ tracker, values }, index) => ({
          label: scaleLabel(tracker),
          tracker,
          rank: worstFirst.length - index,
          ...values,
        })),
      },
      encoding: {
        x: {
          field: 'label',
          type: 'nominal',
          sort: null,
          title: null,
          // Given, not collected from the data: the first layer lacks the trackers without whiskers.
          scale: { domain: names, padding: 0.5 },
          axis: { labelAngle: names.length > mostLeaningNames || longestName > longestLeaningName ? -90 : -40 },
        },
        y: { type: 'quantitative', title: 'expected average overlap', scale: { zero: true } },
        color: pointChannels(entries, null).color,
        opacity: highlightedOpacity(),
      },
      layer: [
        ...(hasWhiskers
          ? [
              {
                transform: [{ filter: 'isValid(datum.low) && isValid(datum.high)' }],
                mark: { type: 'rule' as const, strokeWidth: 1.5 },
                encoding: { y: { field: 'low', type: 'quantitative' as const }, y2: { field: 'high' } },
              },
            ]
          : []),
        {
          mark: { type: 'point', filled: true, size: pointArea },
          encoding: {
            y: { field: 'eao', type: 'quantitative' },
            shape: pointChannels(entries, null).shape,
            tooltip: [
              { field: 'tracker', type: 'nominal' },
              { field: 'rank', type: 'quantitative' },
              { field: 'eao', type: 'quantitative', title: 'EAO', format: '.4f' },
              { field: 'low', type: 'quantitative', title: '95 % from', format: '.4f' },
              { field: 'high', type: 'quantitative', title: '95 % to', format: '.4f' },
            ],
          },
        },
      ],
    },
    { minimalWidth: worstFirst.length * nameHeight },
  );
}
