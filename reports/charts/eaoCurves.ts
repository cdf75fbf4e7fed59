import type { TopLevelSpec } from 'vega-lite';
import type { Evaluation } from '../../results/evaluation.ts';
import type { Layer } from './chart.ts';
import { missingReason, shownTrackers } from './shownTrackers.ts';
import { curvePlotHeight, curvePlotWidth, type CurveEntry, drawn, trackerCurves } from './trackerCurves.ts';
import { isAnyHighlighted, isHighlighted, lineChannels, type Legend } from './trackerEncoding.ts';

/** Expected average overlap by sequence length; the lengths that the EAO averages over are shaded. */
export function eaoCurves(evaluation: Evaluation): TopLevelSpec {
  const { shown, notes } = shownTrackers(evaluation, 'baseline', (tracker, name) => {
    const curve = evaluation.curves[name]?.eao ?? [];
    return curve.some((value) => value !== null)
      ? { curve, score: tracker.eao }
      : missingReason(tracker, 'baseline', 'no curve');
  });
  const [shortest, longest] = evaluation.interval;
  const hasBands = shown.some(({ tracker }) => evaluation.curves[tracker]!.eaoBand.lengths.length > 0);
  return trackerCurves(
    {
      title: 'Expected average overlap by length',
      subtitle: [
        `The EAO is the mean over the shaded lengths, ${shortest} to ${longest} frames.`,
        hasBands
          ? `Bands: 95 % bootstrap over sequences${shown.length > mostBands ? ', of highlighted trackers' : ''}.`
          : undefined,
        ...notes,
      ],
      width: curvePlotWidth,
      height: curvePlotHeight,
    },
    shown,
    {
      position: 'datum.index + 1',
      x: { title: 'sequence length [frames]', scale: { nice: false }, axis: { tickCount: 8 } },
      y: { title: 'expected average overlap', scale: { domain: [0, 1] } },
      scoreName: 'EAO',
      scoreDigits: 4,
      background: (entries, legend) => [
        {
          data: { values: [{ shortest, longest }] },
          mark: { type: 'rect', color: '#7f7f7f', opacity: 0.15, aria: false },
          encoding: { x: { field: 'shortest', type: 'quantitative' }, x2: { field: 'longest' } },
        },
        ...(hasBands ? [bands(evaluation, entries, legend)] : []),
      ],
    },
  );
}

/** With more curves than these, bands are drawn around the highlighted ones only. */
const mostBands = 5;
const bandOpacity = 0.15;

/** The 95 % bootstrap band around each curve. */
function bands({ curves }: Evaluation, entries: readonly CurveEntry[], legend: Legend): Layer {
  return {
    data: {
      values: entries.map(({ label, shown: { tracker } }) => {
        const { lengths, low, high } = curves[tracker]!.eaoBand;
        return { label, tracker, length: lengths, low: drawn(low), high: drawn(high) };
      }),
    },
    transform: [{ flatten: ['length', 'low', 'high'] }],
    mark: { type: 'area', tooltip: false, aria: false },
    encoding: {
      x: { field: 'length', type: 'quantitative' },
      y: { field: 'low', type: 'quantitative' },
      y2: { field: 'high' },
      color: lineChannels(entries, legend).color,
      opacity: {
        condition: {
          test: `${isAnyHighlighted} ? ${isHighlighted('tracker')} : ${entries.length <= mostBands}`,
          value: bandOpacity,
        },
        value: 0,
      },
    },
  };
}
