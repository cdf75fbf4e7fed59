/** @file The paper's tables beside ours, and the paper's claims, as tables. */
import type { ReproducedFigure, Reproduction, Verdict } from '../../results/reproduction/reproduction.ts';
import { measureColumns, unsupervisedAoColumn } from '../tables/measureColumns.ts';
import type { Cell, Column, Table } from '../tables/table.ts';
import { placesNote } from '../tables/trackerTitle.ts';

const columnsOf = { ...measureColumns, ao: unsupervisedAoColumn };

const tableTitles = { table1: 'Table 1', table2: 'Table 2' } as const;

/** What the numbers are of, for titles: `Table 1 on short (6 sequences), not vot2016`. */
export function reproductionTitle({ table, dataset, isPapersDataset, papersDataset }: Reproduction): string {
  return titleOnData(tableTitles[table], { ...dataset, isPapersDataset, papersDataset });
}

export interface TitledData {
  readonly name: string;
  readonly sequences: number;
  /** Whether it is all of the paper's dataset. */
  readonly isPapersDataset: boolean;
  readonly papersDataset: string;
}

/** A title that says which data it is of, and that it is not the paper's where it is not. */
export function titleOnData(title: string, { name, sequences, isPapersDataset, papersDataset }: TitledData): string {
  if (isPapersDataset) return `${title} on ${name}`;
  const count = `${sequences} ${sequences === 1 ? 'sequence' : 'sequences'}`;
  return name.toLowerCase() === papersDataset
    ? `${title} on a part of ${name} (${count})`
    : `${title} on ${name} (${count}), not ${papersDataset}`;
}

/** A row for each of the paper's, for each measure the paper's number, ours with its interval, and the difference. */
export function reproductionTable(reproduction: Reproduction): Table {
  const { table, measures, rows } = reproduction;
  return {
    name: table,
    title: reproductionTitle(reproduction),
    rowHeading: table === 'table1' ? 'strategy' : 'tracker',
    columns: [
      ...measures.flatMap((measure): Column[] => {
        const { title, ...shown } = columnsOf[measure];
        return [
          { name: `${measure}Paper`, title: `${title}: paper`, ...shown },
          { name: measure, title: 'ours', ...shown, hasInterval: true },
          { name: `${measure}Difference`, title: 'difference', digits: shown.digits },
        ];
      }),
      { name: 'repetitions', title: 'repetitions', digits: 0 },
      { name: 'origin', title: 'ours are' },
      { name: 'results', title: 'results' },
    ],
    rows: rows.map(({ key, figures, repetitions, label, origin }) => ({
      name: key,
      title: key,
      cells: [
        ...measures.flatMap((measure) => figureCells(figures[measure])),
        Math.max(repetitions.baseline, repetitions.unsupervised),
        origin,
        label ?? '',
      ],
    })),
    comparison: 'column',
    notes: reproductionNotes(reproduction),
  };
}

function figureCells(figure: ReproducedFigure | undefined): Cell[] {
  if (figure === undefined) return [null, null, null];
  const { paper, ours, low, high, difference } = figure;
  return [paper, ours === null ? null : { value: ours, low, high }, difference];
}

/** The paper's claims with their verdicts. */
export function claimsTable(reproduction: Reproduction): Table {
  return {
    name: `${reproduction.table}-claims`,
    title: `Claims of ${reproductionTitle(reproduction)}`,
    rowHeading: 'claim',
    columns: [
      { name: 'verdict', title: 'verdict' },
      { name: 'reason', title: 'reason' },
    ],
    rows: reproduction.claims.map(({ claim, verdict, reason }) => ({
      name: claim,
      title: claim,
      cells: [verdict, reason],
    })),
    comparison: 'column',
    notes: [...dataNotes(reproduction), ...testNotes],
  };
}

/** Every comparison of the claims, with its interval. */
export function comparisonsTable(reproduction: Reproduction): Table {
  const rows = reproduction.claims.flatMap(({ claim, comparisons }) =>
    comparisons.map(({ better, worse, measure, difference, low, high, verdict }) => ({
      name: claim,
      title: claim,
      cells: [
        better,
        worse,
        columnsOf[measure].title,
        difference === null ? null : { value: difference, low, high },
        verdict,
      ],
    })),
  );
  return {
    name: `${reproduction.table}-comparisons`,
    title: `Comparisons of ${reproductionTitle(reproduction)}`,
    rowHeading: 'claim',
    columns: [
      { name: 'better', title: 'better' },
      { name: 'worse', title: 'worse' },
      { name: 'measure', title: 'measure' },
      { name: 'difference', title: 'difference', digits: 4, hasInterval: true },
      { name: 'verdict', title: 'verdict' },
    ],
    rows,
    comparison: 'column',
    notes: [...dataNotes(reproduction), ...testNotes],
  };
}

/** A mark before a claim, told apart without colour. */
export const verdictMarks: Readonly<Record<Verdict, string>> = {
  holds: '[x]',
  'does not hold': '[ ]',
  'cannot be told': '[?]',
};

const testNotes = [
  'A claim holds when the 95 % bootstrap interval of each of its differences is above zero (above minus the margin, where nothing is to be lost), ' +
    'does not hold when that of one is below it, at a level corrected for their number, and else cannot be told. ' +
    'Sequences are drawn with replacement, the same for all trackers, and of each the stored repetitions.',
];

function dataNotes({ isPapersDataset, dataset, papersDataset, differences }: Reproduction): string[] {
  return [
    ...(isPapersDataset
      ? []
      : [`Ours are of ${dataset.name}, the paper's of ${papersDataset}: they measure other things.`]),
    ...differences,
  ];
}

function reproductionNotes(reproduction: Reproduction): string[] {
  const { source, rows, measures } = reproduction;
  const hasRanks = measures.includes('accuracyRank');
  const missing = rows.filter(({ origin }) => origin === 'missing').map(({ key }) => key);
  const ranked = rows.filter(({ label }) => label !== null).length;
  return [
    `The paper's numbers: ${source}.`,
    ...dataNotes(reproduction),
    placesNote,
    'In brackets: 95 % bootstrap intervals over sequences and repetitions.',
    ...(hasRanks && ranked > 0 && ranked < rows.length
      ? [
          `Ours are ranks among the ${ranked} trackers with results, the paper's among ${rows.length}: they do not compare.`,
        ]
      : []),
    ...(missing.length > 0 ? [`No results: ${missing.join(', ')}.`] : []),
    ...rows.flatMap(({ key, notes }) => (notes.length === 0 ? [] : [`${key}: ${notes.join('; ')}.`])),
  ];
}
