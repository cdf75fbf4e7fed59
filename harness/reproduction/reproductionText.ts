import { claimsTable, reproductionTable, verdictMarks } from '../../reports/reproduction/reproductionTables.ts';
import { cellText, intervalText, type Table } from '../../reports/tables/table.ts';
import type { Reproduction } from '../../results/reproduction/reproduction.ts';
import { alignColumns } from '../commands/alignColumns.ts';

/** A reproduced table and the verdicts on the paper's claims, as lines for people. */
export function reproductionText(reproduction: Reproduction): string {
  const table = withoutColumn(reproductionTable(reproduction), 'results');
  const claims = reproduction.claims.map(
    ({ claim, verdict, reason }) => `${verdictMarks[verdict]} ${verdict}: ${claim}\n    ${reason}`,
  );
  return [table.title, tableText(table), ...table.notes, '', `${claimsTable(reproduction).title}:`, ...claims].join(
    '\n',
  );
}

/** Names of results are long, and stand in the files. */
function withoutColumn(table: Table, name: string): Table {
  const left = table.columns.findIndex((column) => column.name === name);
  return {
    ...table,
    columns: table.columns.toSpliced(left, 1),
    rows: table.rows.map((row) => ({ ...row, cells: row.cells.toSpliced(left, 1) })),
  };
}

function tableText({ rowHeading, columns, rows }: Table): string {
  return alignColumns(
    [
      [rowHeading, ...columns.map(({ title }) => title)],
      ...rows.map(({ title, cells }) => [
        title,
        ...cells.map((cell, index) =>
          [cellText(cell, columns[index]!), intervalText(cell, columns[index]!)].filter(Boolean).join(' '),
        ),
      ]),
    ],
    columns.flatMap(({ digits }, index) => (digits === undefined ? [] : [index + 1])),
  );
}
