import type { TopLevelSpec } from 'vega-lite';
import type { Evaluation } from '../../results/evaluation.ts';
import { missingReason, shownTrackers } from './shownTrackers.ts';
import { pointPlotSize, trackerPoints } from './trackerPoints.ts';

/** Frames a second at which VOT's real-time experiment plays a sequence (vot-toolkit, realtime stacks). */
const realTimeFps = 20;

/**
 * Speed against quality: frames a second, logarithmic, and EAO, or AO where no tracker has an EAO. The best are at the
 * top right; a line marks real time.
 */
export function speedPlot(evaluation: Evaluation): TopLevelSpec {
  const hasEao = Object.values(evaluation.trackers).some(({ eao }) => eao !== null);
  const experiment = hasEao ? 'baseline' : 'unsupervised';
  const [title, name] = hasEao ? ['expected average overlap', 'EAO'] : ['average overlap', 'AO'];
  const { shown, notes } = shownTrackers(evaluation, experiment, (tracker) => {
    const quality = hasEao ? tracker.eao : tracker.ao;
    if (quality === null) return missingReason(tracker, experiment, `no ${name}`);
    return tracker.fps === null || tracker.fps <= 0 ? 'no frame times' : { fps: tracker.fps, quality };
  });
  return trackerPoints(
    {
      title: `Speed and ${name}`,
      subtitle: [`Dashed: ${realTimeFps} frames a second, VOT’s real time. As timed where each tracker ran.`, ...notes],
      width: pointPlotSize,
      height: 320,
    },
    shown,
    {
      x: { field: 'fps', type: 'quantitative', title: 'frames per second', scale: { type: 'log', nice: true } },
      y: { field: 'quality', type: 'quantitative', title, scale: { zero: true } },
      tooltip: [
        { field: 'fps', type: 'quantitative', title: 'frames per second', format: '.3~g' },
        { field: 'quality', type: 'quantitative', title: name, format: '.4f' },
      ],
    },
    [
      {
        data: { values: [{ realTime: realTimeFps }] },
        mark: { type: 'rule', strokeDash: [4, 4], aria: false },
        encoding: { x: { field: 'realTime', type: 'quantitative' } },
      },
    ],
  );
}
