import type { ConfidenceInterval, Evaluation, TrackerEvaluation } from '../../results/evaluation.ts';
import type { Cell, Column, Table } from './table.ts';
import { incompleteNotes, placesNote, trackerTitle } from './trackerTitle.ts';

const measures: readonly { readonly column: Column; readonly cell: (tracker: TrackerEvaluation) => Cell }[] = [
  {
    column: { name: 'eao', title: 'EAO', digits: 4, better: 'higher', hasInterval: true },
    cell: ({ eao, confidence }) => estimate(eao, confidence.eao),
  },
  {
    column: { name: 'accuracy', title: 'accuracy', digits: 3, better: 'higher', hasInterval: true },
    cell: ({ accuracy, confidence }) => estimate(accuracy, confidence.accuracy),
  },
  { column: { name: 'failures', title: 'failures', digits: 2, better: 'lower' }, cell: ({ failures }) => failures },
  {
    column: { name: 'robustness', title: 'failures per 100 frames', digits: 3, better: 'lower', hasInterval: true },
    cell: ({ robustness, confidence }) => estimate(robustness, confidence.robustness),
  },
  {
    column: { name: 'accuracyRank', title: 'accuracy rank', digits: 2, better: 'lower' },
    cell: ({ accuracyRank }) => accuracyRank,
  },
  {
    column: { name: 'robustnessRank', title: 'robustness rank', digits: 2, better: 'lower' },
    cell: ({ robustnessRank }) => robustnessRank,
  },
  {
    column: { name: 'ao', title: 'AO', digits: 3, better: 'higher', hasInterval: true },
    cell: ({ ao, confidence }) => estimate(ao, confidence.ao),
  },
  { column: { name: 'auc', title: 'AUC', digits: 3, better: 'higher' }, cell: ({ auc }) => auc },
  {
    column: { name: 'precision', title: 'precision at 20 px', digits: 3, better: 'higher' },
    cell: ({ precision }) => precision,
  },
  {
    column: { name: 'baselineAo', title: 'baseline AO', digits: 3, better: 'higher' },
    cell: ({ baselineAo }) => baselineAo,
  },
  { column: { name: 'fps', title: 'frames per second', digits: 1, better: 'higher' }, cell: ({ fps }) => fps },
  { column: { name: 'runs', title: 'runs', digits: 0 }, cell: ({ runs }) => runs },
  { column: { name: 'complete', title: 'complete' }, cell: ({ complete }) => (complete ? 'yes' : 'no') },
];

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
    notes: [placesNote, 'In brackets: 95 % bootstrap intervals over sequences.', ...incompleteNotes(evaluation)],
  };
}

function estimate(value: number | null, interval: ConfidenceInterval | null): Cell {
  return value === null ? null : { value, low: interval?.low ?? null, high: interval?.high ?? null };
}

/** Order of two numbers, the higher first, unknown ones last. */
function descending(a: number | null, b: number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return b - a;
}
