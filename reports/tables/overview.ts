import { leastSequences } from '../../results/analysis/bootstrap.ts';
import type { ConfidenceInterval, Evaluation, TrackerEvaluation } from '../../results/evaluation.ts';
import { measureColumns } from './measureColumns.ts';
import type { Cell, Column, Table } from './table.ts';
import { incompleteNotes, placesNote, trackerTitle } from './trackerTitle.ts';

interface OverviewColumn {
  readonly column: Column;
  readonly cell: (tracker: TrackerEvaluation) => Cell;
}

const measures: readonly OverviewColumn[] = [
  estimated('eao'),
  estimated('accuracy'),
  plain('failures'),
  estimated('robustness'),
  plain('accuracyRank'),
  plain('robustnessRank'),
  estimated('ao'),
  plain('auc'),
  plain('precision'),
  plain('baselineAo'),
  plain('fps'),
  { column: { name: 'runs', title: 'runs', digits: 0 }, cell: ({ runs }) => runs },
  { column: { name: 'complete', title: 'complete' }, cell: ({ complete }) => (complete ? 'yes' : 'no') },
];

function plain(name: keyof typeof measureColumns): OverviewColumn {
  return { column: { name, ...measureColumns[name] }, cell: (tracker) => tracker[name] };
}

/** A measure with its confidence interval. */
function estimated(name: keyof TrackerEvaluation['confidence']): OverviewColumn {
  return {
    column: { name, ...measureColumns[name], hasInterval: true },
    cell: (tracker) => estimate(tracker[name], tracker.confidence[name]),
  };
}

/** A row for each tracker with everything known of it as a whole, best EAO first, then best AO. */
export function overview(evaluation: Evaluation): Table {
  const names = Object.keys(evaluation.trackers);
  const trackers = Object.entries(evaluation.trackers).toSorted(
    ([, a], [, b]) => descending(a.eao, b.eao) || descending(a.ao, b.ao),
  );
  return {
    name: 'overview',
    title: 'Overview',
    rowHeading: 'tracker',
    columns: measures.map(({ column }) => column),
    rows: trackers.map(([name, tracker]) => ({
      name,
      tracker: names.indexOf(name),
      title: trackerTitle(evaluation, name),
      competes: tracker.complete,
      cells: measures.map(({ cell }) => cell(tracker)),
    })),
    comparison: 'column',
    notes: [placesNote, intervalNote(evaluation), ...incompleteNotes(evaluation)],
  };
}

function intervalNote({ trackers }: Evaluation): string {
  const hasIntervals = Object.values(trackers).some(({ confidence }) =>
    Object.values(confidence).some((interval) => interval !== null),
  );
  return hasIntervals
    ? 'In brackets: 95 % bootstrap intervals over sequences.'
    : `No confidence intervals: of fewer than ${leastSequences} sequences there are none.`;
}

function estimate(value: number | null, interval: ConfidenceInterval | null): Cell {
  return value === null ? null : { value, low: interval?.low ?? null, high: interval?.high ?? null };
}

/** Order of two numbers, the higher first, unknown ones last. */
function descending(a: number | null, b: number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return b - a;
}
