import { stringify } from 'csv-stringify/sync';
import type { Cell, Table } from './table.ts';

/** A table for programs: RFC 4180 with a heading line, full precision, empty fields where there is nothing to say. */
export function csv({ rowHeading, columns, rows }: Table): string {
  const headings = columns.flatMap(({ name, hasInterval = false }) =>
    hasInterval ? [name, `${name}Low`, `${name}High`] : [name],
  );
  const records = rows.map(({ name, cells }) => [
    name,
    ...cells.flatMap((cell, index) => fields(cell, columns[index]!.hasInterval ?? false)),
  ]);
  return stringify([[rowHeading, ...headings], ...records], {
    record_delimiter: 'windows',
    // Of itself it quotes fields with a comma, a quote or the whole delimiter, but not those with half of it.
    quoted_match: /[\r\n]/,
  });
}

function fields(cell: Cell, hasInterval: boolean): (string | number | null)[] {
  const [value, low, high] =
    cell !== null && typeof cell === 'object' ? [cell.value, cell.low, cell.high] : [cell, null, null];
  return hasInterval ? [value, low, high] : [value];
}
