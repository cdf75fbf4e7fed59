import type { TopLevelSpec } from 'vega-lite';
import type { Evaluation } from '../../results/evaluation.ts';
import type { Encoding } from './chart.ts';
import { missingReason, shownTrackers } from './shownTrackers.ts';
import { pointPlotSize, trackerPoints } from './trackerPoints.ts';

/**
 * The accuracy-robustness plot (VOT toolkit-legacy plot_ar.m, sensitivity 30): the chance to go on 30 frames without
 * a failure against the mean overlap, both from 0 to 1, the best tracker at the top right.
 */
export function accuracyRobustnessPlot(evaluation: Evaluation): TopLevelSpec {
  const { shown, notes } = shownTrackers(evaluation, 'baseline', (tracker) => {
    const { accuracy, reliability, failures } = tracker;
    return accuracy === null || reliability === null
      ? missingReason(tracker, 'baseline', 'no accuracy or robustness')
      : { accuracy, reliability, failures };
  });
  const share: Encoding['x'] = { type: 'quantitative', scale: { domain: [0, 1] } };
  return trackerPoints(
    {
      title: 'Accuracy and robustness',
      subtitle: [
        'Reliability: the chance to go on 30 frames without a failure.',
        'The best are at the top right.',
        ...notes,
      ],
      width: pointPlotSize,
      height: pointPlotSize,
    },
    shown,
    {
      x: { ...share, field: 'reliability', title: 'reliability: exp(−30 · failures / frames)' },
      y: { ...share, field: 'accuracy', title: 'accuracy: mean overlap' },
      tooltip: [
        { field: 'accuracy', type: 'quantitative', format: '.3f' },
        { field: 'reliability', type: 'quantitative', format: '.3f' },
        { field: 'failures', type: 'quantitative', format: '.2f' },
      ],
    },
  );
}
