import Table from 'cli-table3';

const noLines = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'].map((part) => [
    part,
    '',
  ]),
);
const noRules = { left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' };

/**
 * Rows as lines with aligned columns, two spaces apart.
 * @param numeric indices of columns that are aligned to the right
 */
export function alignColumns(rows: readonly (readonly string[])[], numeric: readonly number[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const table = new Table({
    chars: { ...noLines, ...noRules },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    colAligns: Array.from({ length: columns }, (_, column) => (numeric.includes(column) ? 'right' : 'left')),
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString().replaceAll(/ +$/gm, '');
}
