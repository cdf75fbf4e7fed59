import type { TopLevelSpec } from 'vega-lite';
import type { Evaluation } from '../../results/evaluation.ts';
import { missingReason, shownTrackers } from './shownTrackers.ts';
import { curvePlotHeight, curvePlotWidth, trackerCurves } from './trackerCurves.ts';

/** Expected average overlap by sequence length; the lengths that the EAO averages over are shaded. */
export function eaoCurves(evaluation: Evaluation): TopLevelSpec {
  const { shown, notes } = shownTrackers(evaluation, 'baseline', (tracker, name) => {
    const curve = evaluation.curves[name]?.eao ?? [];
    return curve.some((value) => value !== null)
      ? { curve, score: tracker.eao }
      : missingReason(tracker, 'baseline', 'no curve');
  });
  const [shortest, longest] = evaluation.interval;
  return trackerCurves(
    {
      title: 'Expected average overlap by length',
      subtitle: [`The EAO is the mean over the shaded lengths, ${shortest} to ${longest} frames.`, ...notes],
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
      background: [
        {
          data: { values: [{ shortest, longest }] },
          mark: { type: 'rect', color: '#7f7f7f', opacity: 0.15 },
          encoding: { x: { field: 'shortest', type: 'quantitative' }, x2: { field: 'longest' } },
        },
      ],
    },
  );
}
