import { cellText, intervalText, type Table } from '../../reports/tables/table.ts';
import { alignColumns } from './alignColumns.ts';

/** A table as aligned lines for people, without its title and notes. */
export function tableText({ rowHeading, columns, rows }: Table): string {
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
