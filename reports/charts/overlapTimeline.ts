import type { TopLevelSpec } from 'vega-lite';
import type { Evaluation } from '../../results/evaluation.ts';
import type { ExperimentName } from '../../results/run.ts';
import type { SequenceTimelines } from '../../results/timelines.ts';
import { appearances } from './appearance.ts';
import { chart, type ChartHead, emptyChart } from './chart.ts';
import { curvePlotWidth } from './trackerCurves.ts';
import { highlightedOpacity, lineChannels, lineLegend, scaleLabel } from './trackerEncoding.ts';

/** A curve for each of more trackers would be a tangle. */
export const mostTimelines = 8;

/** Parameter of the frame that a line marks, from 1; 0 for none. */
export const frameParameter = 'frame';

const experiments: Readonly<Record<ExperimentName, string>> = {
  baseline: 'baseline: set up again 5 frames after a failure (×)',
  unsupervised: 'one pass without re-initialisation',
};

/** Trackers from the best EAO to the worst, then by AO. */
export function bestFirst({ trackers }: Evaluation): string[] {
  return Object.keys(trackers).toSorted(
    (a, b) => (trackers[b]!.eao ?? -1) - (trackers[a]!.eao ?? -1) || (trackers[b]!.ao ?? -1) - (trackers[a]!.ao ?? -1),
  );
}

/**
 * Overlap with the ground truth frame by frame in the first repetition, failures marked at the bottom; where a tracker
 * was not running its curve is broken. Of many trackers the best are drawn.
 */
export function overlapTimeline(
  evaluation: Evaluation,
  timelines: SequenceTimelines,
  experiment: ExperimentName,
): TopLevelSpec {
  const stored = new Map(timelines.experiments[experiment].map((timeline) => [timeline.tracker, timeline]));
  const found = bestFirst(evaluation).filter((tracker) => stored.has(tracker));
  const drawn = found.slice(0, mostTimelines);
  const head: ChartHead = {
    title: `Overlap over time: ${timelines.sequence}`,
    subtitle: [
      `First repetition, ${experiments[experiment]}.`,
      found.length > drawn.length ? `The best ${drawn.length} of ${found.length} trackers.` : undefined,
    ],
    ...timelineSize,
  };
  if (drawn.length === 0) return emptyChart({ ...head, subtitle: [`No ${experiment} run is stored.`] });
  return timelineChart(head, evaluation, drawn, {
    frames: timelines.frames,
    overlaps: drawn.map((tracker) => ({
      ...names(tracker),
      overlap: Array.from(stored.get(tracker)!.overlaps, (value) => (Number.isNaN(value) ? null : rounded(value))),
    })),
    failures: drawn.flatMap((tracker) =>
      stored.get(tracker)!.failures.map((frame) => ({ ...names(tracker), frame: frame + 1, overlap: 0 })),
    ),
  });
}

/** The same chart of all trackers and no data, for a page that fills it in. */
export function timelineTemplate(evaluation: Evaluation): TopLevelSpec {
  const head: ChartHead = { title: '', subtitle: [], ...timelineSize };
  return timelineChart(head, evaluation, Object.keys(evaluation.trackers), { frames: 2, overlaps: [], failures: [] });
}

const timelineSize = { width: curvePlotWidth, height: 220 } as const;

interface TimelineData {
  /** Of the sequence. */
  readonly frames: number;
  readonly overlaps: readonly { label: string; tracker: string; overlap: readonly (number | null)[] }[];
  readonly failures: readonly { label: string; tracker: string; frame: number; overlap: number }[];
}

function timelineChart(head: ChartHead, evaluation: Evaluation, trackers: readonly string[], data: TimelineData) {
  const looks = appearances(Object.keys(evaluation.trackers));
  const entries = trackers.map((tracker) => ({
    label: scaleLabel(tracker),
    shown: { tracker, appearance: looks.get(tracker)!, values: {} },
  }));
  const { legend, layout } = lineLegend(entries, 'tracker', head.width);
  const lines = lineChannels(entries, legend);
  const spec = chart(
    head,
    {
      datasets: {
        overlaps: data.overlaps.map((row) => ({ ...row })),
        failures: data.failures.map((row) => ({ ...row })),
      },
      encoding: {
        x: { type: 'quantitative', title: 'frame', scale: { domain: [1, data.frames], nice: false } },
        y: { type: 'quantitative', title: 'overlap', scale: { domain: [0, 1] } },
      },
      layer: [
        {
          data: { name: 'overlaps' },
          transform: [
            { calculate: 'sequence(1, length(datum.overlap) + 1)', as: 'frame' },
            { flatten: ['frame', 'overlap'] },
          ],
          mark: { type: 'line', strokeWidth: 1.25, clip: true },
          encoding: {
            x: { field: 'frame' },
            y: { field: 'overlap' },
            ...lines,
            opacity: highlightedOpacity(),
          },
        },
        {
          data: { name: 'failures' },
          mark: { type: 'point', shape: failureCross, filled: true, size: 90, yOffset: -6 },
          encoding: {
            x: { field: 'frame' },
            y: { field: 'overlap' },
            color: lines.color,
            opacity: highlightedOpacity(),
            tooltip: [
              { field: 'tracker', type: 'nominal' },
              { field: 'frame', type: 'quantitative', title: 'failed at frame' },
            ],
          },
        },
        {
          data: { values: [{}] },
          transform: [{ calculate: frameParameter, as: 'frame' }, { filter: 'datum.frame > 0' }],
          mark: { type: 'rule', strokeWidth: 1.5, aria: false },
          encoding: { x: { field: 'frame' } },
        },
      ],
    },
    layout,
  );
  return { ...spec, params: [...spec.params!, { name: frameParameter, value: 0 }] };
}

/** A saltire, as thin as the eye can still see it. */
const failureCross = 'M-1,-0.75L-0.75,-1L0,-0.25L0.75,-1L1,-0.75L0.25,0L1,0.75L0.75,1L0,0.25L-0.75,1L-1,0.75L-0.25,0Z';

const names = (tracker: string) => ({ label: scaleLabel(tracker), tracker });

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
