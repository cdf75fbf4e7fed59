import type { Evaluation, TrackerEvaluation } from '../../results/evaluation.ts';
import type { Origin } from '../../results/trackerRecords.ts';
import { alignColumns } from './alignColumns.ts';

interface Column {
  readonly title: string;
  readonly value: (evaluation: TrackerEvaluation) => number | null;
  readonly decimals: number;
}

const columns: readonly Column[] = [
  { title: 'EAO', value: ({ eao }) => eao, decimals: 4 },
  { title: 'accuracy', value: ({ accuracy }) => accuracy, decimals: 4 },
  { title: 'failures', value: ({ failures }) => failures, decimals: 2 },
  { title: 'robustness', value: ({ robustness }) => robustness, decimals: 3 },
  { title: 'A-rank', value: ({ accuracyRank }) => accuracyRank, decimals: 2 },
  { title: 'R-rank', value: ({ robustnessRank }) => robustnessRank, decimals: 2 },
  { title: 'AO', value: ({ ao }) => ao, decimals: 4 },
  { title: 'AUC', value: ({ auc }) => auc, decimals: 4 },
  { title: 'fps', value: ({ fps }) => fps, decimals: 1 },
  { title: 'runs', value: ({ runs }) => runs, decimals: 0 },
];

/**
 * The evaluation as lines for people: a tracker a line in the order given, `-` where there is no number.
 * @param origins where each tracker's results come from; shown where they come from different places
 */
export function evaluationTable(evaluation: Evaluation, origins: ReadonlyMap<string, Origin> = new Map()): string {
  const { dataset, convention, interval, intervalAsked, intervalSource } = evaluation;
  const trackers = Object.entries(evaluation.trackers);
  const hasOrigins = new Set(origins.values()).size > 1;
  const rows = trackers.map(([name, tracker]) => [
    tracker.complete ? name : `${name} *`,
    ...columns.map(({ value, decimals }) => value(tracker)?.toFixed(decimals) ?? '-'),
    ...(hasOrigins ? [origins.get(name) ?? '-'] : []),
  ]);
  const source = { given: 'as given', season: "the season's", lengths: 'from the sequence lengths' }[intervalSource];
  const asked = intervalAsked[1] > interval[1] ? `of ${intervalAsked.join(' to ')}, ` : '';
  const lines = [
    `${dataset.name}: ${dataset.sequences} sequences, ${dataset.frames} frames; overlap as in ${convention}; EAO over lengths ${interval.join(' to ')} (${asked}${source}); robustness = failures per 100 frames`,
    alignColumns(
      [['tracker', ...columns.map(({ title }) => title), ...(hasOrigins ? ['results'] : [])], ...rows],
      columns.map((_, index) => index + 1),
    ),
  ];
  if (trackers.some(([, { complete }]) => !complete)) lines.push('* incomplete: sequences are missing');
  return lines.join('\n');
}
