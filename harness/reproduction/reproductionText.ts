import { claimsTable, reproductionTable, verdictMarks } from '../../reports/reproduction/reproductionTables.ts';
import type { Table } from '../../reports/tables/table.ts';
import type { Reproduction } from '../../results/reproduction/reproduction.ts';
import { tableText } from '../commands/tableText.ts';

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
