import { type ChartHead, chart, type Encoding, emptyChart, type Layer, type LayeredSpec } from './chart.ts';
import type { Shown } from './shownTrackers.ts';
import { highlightedOpacity, lineChannels, lineLegend, scaleLabel, type Legend } from './trackerEncoding.ts';

/** Width of a plot of curves in pixels. */
export const curvePlotWidth = 560;
export const curvePlotHeight = 360;

/** Fraction digits of a drawn curve: a tenth of a thousandth of the plot's height is far less than a pixel. */
const drawnDigits = 4;

/** A curve, and the single number it is summed up in. */
export interface Curve {
  readonly curve: readonly (number | null)[];
  readonly score: number | null;
}

export interface CurveOptions {
  /** Vega expression of the place on the x axis of the curve's value at `datum.index`, which counts from 0. */
  readonly position: string;
  readonly x: Encoding['x'];
  readonly y: Encoding['y'];
  /** What the single number is, for the legend's title. */
  readonly scoreName: string;
  readonly scoreDigits: number;
  /** What lies under the curves: a shaded interval, a rule; for the entries of the legend. */
  readonly background: (entries: readonly CurveEntry[], legend: Legend) => readonly Layer[];
}

/** A curve's entry in the legend. */
export interface CurveEntry {
  readonly label: string;
  readonly shown: Shown<Curve>;
}

/** A plot with a curve for each tracker, best number first in the legend, which shows the numbers. */
export function trackerCurves(head: ChartHead, shown: readonly Shown<Curve>[], options: CurveOptions): LayeredSpec {
  if (shown.length === 0) return emptyChart(head);
  const { position, x, y, scoreName, scoreDigits, background } = options;
  const bestFirst = shown.toSorted((a, b) => (b.values.score ?? -Infinity) - (a.values.score ?? -Infinity));
  const entries = bestFirst.map((tracker) => {
    const { score } = tracker.values;
    const label = score === null ? tracker.tracker : `${tracker.tracker} [${score.toFixed(scoreDigits)}]`;
    return { label: scaleLabel(label), shown: tracker };
  });
  const { legend, layout } = lineLegend(entries, `tracker [${scoreName}]`, head.width);
  return chart(
    head,
    {
      layer: [
        ...background(entries, legend),
        {
          data: {
            values: entries.map(({ label, shown }) => ({
              label,
              tracker: shown.tracker,
              value: drawn(shown.values.curve),
            })),
          },
          transform: [
            { calculate: 'sequence(length(datum.value))', as: 'index' },
            { flatten: ['index', 'value'] },
            { calculate: position, as: 'position' },
          ],
          mark: { type: 'line', strokeWidth: 1.75 },
          encoding: {
            x: { field: 'position', type: 'quantitative', ...x },
            y: { field: 'value', type: 'quantitative', ...y },
            ...lineChannels(entries, legend),
            opacity: highlightedOpacity(),
          },
        },
      ],
    },
    layout,
  );
}

/** A curve with the digits that can be seen: it keeps the specification of a long chart small. */
export function drawn(curve: readonly (number | null)[]): (number | null)[] {
  return curve.map((value) => (value === null ? null : Number(value.toFixed(drawnDigits))));
}
