import { type ChartHead, chart, type Encoding, emptyChart, type Layer, type LayeredSpec } from './chart.ts';
import type { Shown } from './shownTrackers.ts';
import { highlightedOpacity, pointChannels, pointLegend, scaleLabel } from './trackerEncoding.ts';

/** Side of a plot of points in pixels. */
export const pointPlotSize = 480;

/** Area of a point in square pixels. */
export const pointArea = 110;

/** A plot with a point for each tracker, its values as data fields, and a legend underneath. */
export function trackerPoints<Values extends object>(
  head: ChartHead,
  shown: readonly Shown<Values>[],
  encoding: Pick<Encoding, 'x' | 'y'> & { readonly tooltip: Extract<Encoding['tooltip'], readonly unknown[]> },
  background: readonly Layer[] = [],
): LayeredSpec {
  if (shown.length === 0) return emptyChart(head);
  const entries = shown.map((tracker) => ({ label: scaleLabel(tracker.tracker), shown: tracker }));
  const { legend, layout } = pointLegend(entries, 'tracker', head.width);
  return chart(
    head,
    {
      data: { values: shown.map(({ tracker, values }) => ({ label: scaleLabel(tracker), tracker, ...values })) },
      layer: [
        ...background,
        {
          mark: { type: 'point', filled: true, size: pointArea },
          encoding: {
            ...encoding,
            ...pointChannels(entries, legend),
            opacity: highlightedOpacity(0.9),
            tooltip: [{ field: 'tracker', type: 'nominal' }, ...encoding.tooltip],
          },
        },
      ],
    },
    layout,
  );
}
