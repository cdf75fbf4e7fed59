import type { TopLevelSpec } from 'vega-lite';
import type { Evaluation } from '../../results/evaluation.ts';
import { missingReason, shownTrackers } from './shownTrackers.ts';
import { curvePlotHeight, curvePlotWidth, trackerCurves } from './trackerCurves.ts';

/** The centre error at which the single number is read (TrackerEvaluation.precision). */
const thresholdInPixels = 20;

/** The precision plot of the unsupervised run: the share of frames whose centre is at most so many pixels off. */
export function precisionPlot(evaluation: Evaluation): TopLevelSpec {
  const { shown, notes } = shownTrackers(evaluation, 'unsupervised', (tracker, name) => {
    const curve = evaluation.curves[name]?.precision ?? [];
    return curve.length > 0 ? { curve, score: tracker.precision } : missingReason(tracker, 'unsupervised', 'no curve');
  });
  return trackerCurves(
    {
      title: 'Precision',
      subtitle: [
        'One pass without re-initialisation.',
        `Dashed: ${thresholdInPixels} px, where the numbers in the legend are read.`,
        ...notes,
      ],
      width: curvePlotWidth,
      height: curvePlotHeight,
    },
    shown,
    {
      position: 'datum.index',
      x: { title: 'centre error threshold [px]', scale: { nice: false } },
      y: { title: 'precision: share of frames within it', scale: { domain: [0, 1] } },
      scoreName: `at ${thresholdInPixels} px`,
      scoreDigits: 3,
      background: () => [
        {
          data: { values: [{ threshold: thresholdInPixels }] },
          mark: { type: 'rule', strokeDash: [4, 4], aria: false },
          encoding: { x: { field: 'threshold', type: 'quantitative' } },
        },
      ],
    },
  );
}
