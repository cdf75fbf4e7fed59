import { bestThree, type Place } from './bestThree.ts';
import { type Cell, type Column, cellText, intervalText, type Table } from './table.ts';

const superscripts: Record<Place, string> = { 1: '¹', 2: '²', 3: '³' };

/** A table for people and for GitHub: the best three carry ¹ ² ³, the first in bold. */
export function markdown(table: Table): string {
  const places = bestThree(table);
  const headings = [table.rowHeading, ...table.columns.map(({ title }) => title)].map(escaped);
  const alignments = ['---', ...table.columns.map(({ digits }) => (digits === undefined ? '---' : '---:'))];
  const rows = table.rows.map(({ title, cells }, row) => [
    escaped(title),
    ...cells.map((cell, column) => cellMarkdown(cell, table.columns[column]!, places[row]![column])),
  ]);
  const lines = [headings, alignments, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [`# ${escaped(table.title)}`, lines.join('\n'), ...table.notes.map(escaped)].join('\n\n').concat('\n');
}

function cellMarkdown(cell: Cell, column: Column, place: Place | undefined): string {
  const text = escaped(cellText(cell, column));
  const marked = place === undefined ? text : `${place === 1 ? `**${text}**` : text}${superscripts[place]}`;
  const interval = intervalText(cell, column);
  return interval === undefined ? marked : `${marked} ${escaped(interval)}`;
}

/** Text that Markdown shows as it is: its own signs behind a backslash, HTML's as entities, line breaks as spaces. */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]|~#!]/g, (sign) => `\\${sign}`)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
