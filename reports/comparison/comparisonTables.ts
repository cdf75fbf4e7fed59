import {
  comparedMeasures,
  type ComparedSide,
  type Comparison,
  intervalDifference,
} from '../../results/comparison/comparison.ts';
import { measureColumns } from '../tables/measureColumns.ts';
import type { Table } from '../tables/table.ts';

/** For each measure that both sides have a table with a row for each tracker: both figures, and the difference with its interval. */
export function comparisonTables(comparison: Comparison): Table[] {
  const trackers = Object.entries(comparison.trackers);
  const differing = intervalDifference(comparison);
  const known = comparedMeasures.filter((measure) =>
    trackers.some(([, { figures }]) => figures[measure].difference !== null),
  );
  return known.map((measure) => {
    const { title, digits } = measureColumns[measure];
    const hasInterval = trackers.some(([, { figures }]) => figures[measure].low !== null);
    return {
      name: `comparison-${measure}`,
      title: `${title}: ${sideText(comparison.a)} (A), ${sideText(comparison.b)} (B)`,
      rowHeading: 'tracker',
      columns: [
        { name: 'a', title: 'A', digits },
        { name: 'b', title: 'B', digits },
        { name: 'difference', title: 'B - A', digits, hasInterval },
        ...(hasInterval ? [{ name: 'verdict', title: 'B is' }] : []),
      ],
      rows: trackers.map(([name, { figures, complete }]) => {
        const { a, b, difference, low, high } = figures[measure];
        const change = difference === null ? null : { value: difference, low, high };
        return {
          name,
          title: complete ? name : `${name} †`,
          cells: [a, b, change, ...(hasInterval ? [spreadText(low, high)] : [])],
        };
      }),
      comparison: 'column',
      notes: [
        ...(measure === 'eao' && differing !== undefined ? [`Warning: ${differing}.`] : []),
        ...notesOf(comparison, hasInterval),
      ],
    };
  });
}

function notesOf({ trackers, isPaired, onlyInA, onlyInB }: Comparison, hasInterval: boolean): string[] {
  const paired = 'In brackets: 95 % bootstrap intervals over sequences, drawn alike for both, and repetitions.';
  const apart =
    'A and B have different sequences. In brackets: 95 % bootstrap intervals over the sequences of each and the repetitions; the differences say as much of the sequences as of the trackers.';
  const isIncomplete = Object.values(trackers).some(({ complete }) => !complete);
  return [
    ...(hasInterval ? [isPaired ? paired : apart] : []),
    ...(isIncomplete ? ['† sequences are missing, so there are no intervals.'] : []),
    ...(onlyInA.length > 0 ? [`Only in A: ${onlyInA.join(', ')}.`] : []),
    ...(onlyInB.length > 0 ? [`Only in B: ${onlyInB.join(', ')}.`] : []),
  ];
}

/** What was set differently. */
export function settingsTable({ differences, trackers }: Comparison): Table {
  const rows = [
    ...differences.map((difference) => ['all', difference] as const),
    ...Object.entries(trackers).flatMap(([tracker, { differences }]) =>
      differences.map((difference) => [tracker, difference] as const),
    ),
  ];
  return {
    name: 'comparison-settings',
    title: 'What differs between A and B',
    rowHeading: 'of',
    columns: [
      { name: 'setting', title: 'setting' },
      { name: 'a', title: 'A' },
      { name: 'b', title: 'B' },
    ],
    rows: rows.map(([name, { setting, before, after }]) => ({ name, title: name, cells: [setting, before, after] })),
    comparison: 'column',
    notes: rows.length === 0 ? ['Nothing differs.'] : [],
  };
}

function sideText({ workspace, dataset }: ComparedSide): string {
  return `${workspace} on ${dataset.name}`;
}

function spreadText(low: number | null, high: number | null): string | null {
  if (low === null || high === null) return null;
  return low > 0 ? 'higher' : high < 0 ? 'lower' : 'within the spread';
}
