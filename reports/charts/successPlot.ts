import type { TopLevelSpec } from 'vega-lite';
import type { Evaluation } from '../../results/evaluation.ts';
import { missingReason, shownTrackers } from './shownTrackers.ts';
import { curvePlotHeight, curvePlotWidth, trackerCurves } from './trackerCurves.ts';

/** The curve's thresholds, evenly spaced from 0 to 1 with both ends (TrackerCurves.success). */
const thresholds = 100;

/** The success plot of the unsupervised run: the share of frames whose overlap exceeds a threshold from 0 to 1. */
export function successPlot(evaluation: Evaluation): TopLevelSpec {
  const { shown, notes } = shownTrackers(evaluation, 'unsupervised', (tracker, name) => {
    const curve = evaluation.curves[name]?.success ?? [];
    return curve.length > 0 ? { curve, score: tracker.auc } : missingReason(tracker, 'unsupervised', 'no curve');
  });
  return trackerCurves(
    {
      title: 'Success',
      subtitle: ['One pass without re-initialisation. AUC: area under the curve.', ...notes],
      width: curvePlotWidth,
      height: curvePlotHeight,
    },
    shown,
    {
      position: `datum.index / ${thresholds - 1}`,
      x: { title: 'overlap threshold', scale: { domain: [0, 1] } },
      y: { title: 'success rate: share of frames above it', scale: { domain: [0, 1] } },
      scoreName: 'AUC',
      scoreDigits: 3,
      background: () => [],
    },
  );
}
