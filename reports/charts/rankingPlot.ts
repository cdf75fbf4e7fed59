import type { TopLevelSpec } from 'vega-lite';
import type { Evaluation } from '../../results/evaluation.ts';
import type { Encoding } from './chart.ts';
import { missingReason, shownTrackers } from './shownTrackers.ts';
import { pointPlotSize, trackerPoints } from './trackerPoints.ts';

/**
 * The accuracy-robustness ranking plot (the paper's figure 6; VOT toolkit-legacy plot_ranking.m): both ranks, both
 * axes reversed so that the best tracker is at the top right, limits from 0.9 to the number of trackers + 0.1.
 */
export function rankingPlot(evaluation: Evaluation): TopLevelSpec {
  const { shown, notes } = shownTrackers(evaluation, 'baseline', (tracker) => {
    const { accuracyRank, robustnessRank } = tracker;
    return accuracyRank === null || robustnessRank === null
      ? missingReason(tracker, 'baseline', 'no ranks')
      : { accuracyRank, robustnessRank };
  });
  const ranks = shown.flatMap(({ values }) => [values.accuracyRank, values.robustnessRank]);
  const rankAxis: Encoding['x'] = {
    type: 'quantitative',
    scale: { domain: [0.9, Math.max(shown.length, ...ranks) + 0.1], reverse: true, zero: false, nice: false },
    axis: { tickMinStep: 1, format: 'd' },
  };
  return trackerPoints(
    {
      title: 'Accuracy-robustness ranking',
      subtitle: [
        `Ranks are ${evaluation.dataset.tags.length > 0 ? 'means over the tags' : 'over all frames'}; the best are at the top right.`,
        ...notes,
      ],
      width: pointPlotSize,
      height: pointPlotSize,
    },
    shown,
    {
      x: { ...rankAxis, field: 'robustnessRank', title: 'robustness rank' },
      y: { ...rankAxis, field: 'accuracyRank', title: 'accuracy rank' },
      tooltip: [
        { field: 'accuracyRank', type: 'quantitative', title: 'accuracy rank', format: '.2f' },
        { field: 'robustnessRank', type: 'quantitative', title: 'robustness rank', format: '.2f' },
      ],
    },
  );
}
