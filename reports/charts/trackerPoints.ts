import { type ChartHead, chart, type Encoding, emptyChart, type LayeredSpec } from './chart.ts';
import type { Shown } from './shownTrackers.ts';
import { highlightedOpacity, highlightWithLegend, pointChannels, pointLegend } from './trackerEncoding.ts';

/** Side of a plot of points in pixels. */
export const pointPlotSize = 480;

/** Area of a point in square pixels. */
export const pointArea = 110;

/** A plot with a point for each tracker, its values as data fields, and a legend underneath. */
export function trackerPoints<Values extends object>(
  head: ChartHead,
  shown: readonly Shown<Values>[],
  encoding: Pick<Encoding, 'x' | 'y'> & { readonly tooltip: Extract<Encoding['tooltip'], readonly unknown[]> },
): LayeredSpec {
  if (shown.length === 0) return emptyChart(head);
  const entries = shown.map((tracker) => ({ label: tracker.tracker, shown: tracker }));
  const { legend, layout } = pointLegend(entries, 'tracker', head.width);
  return chart(
    head,
    {
      data: { values: shown.map(({ tracker, values }) => ({ label: tracker, ...values })) },
      layer: [
        {
          params: [highlightWithLegend],
          mark: { type: 'point', filled: true, size: pointArea },
          encoding: {
            ...encoding,
            ...pointChannels(entries, legend),
            opacity: highlightedOpacity(0.9),
            tooltip: [{ field: 'label', type: 'nominal', title: 'tracker' }, ...encoding.tooltip],
          },
        },
      ],
    },
    layout,
  );
}
