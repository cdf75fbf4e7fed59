import { bestThree, type Place } from './bestThree.ts';
import { escapeHtml } from './escapeHtml.ts';
import { type Cell, type Column, cellText, intervalText, numberIn, type Table } from './table.ts';

/** Digits of the numbers that the page sorts by. */
const sortedDigits = 7;

/**
 * A table as an HTML element: the best three carry the class `place-1`, `-2` or `-3` and a superscript, numbers seven
 * digits in `data-value` for sorting, headings a button to sort by.
 */
export function html(table: Table): string {
  const places = bestThree(table);
  const headings = [
    heading(table.rowHeading, 'text', undefined),
    ...table.columns.map(({ title, digits, tracker }) =>
      heading(title, digits === undefined ? 'text' : 'number', tracker),
    ),
  ];
  const rows = table.rows.map(
    ({ title, cells, tracker }, row) =>
      `<tr${trackerAttribute(tracker)}><th scope="row">${titleHtml(title)}</th>${cells
        .map((cell, column) => cellHtml(cell, table.columns[column]!, places[row]![column]))
        .join('')}</tr>`,
  );
  return `<table><thead><tr>${headings.join('')}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody></table>`;
}

/** Lets the page's script highlight what is of a tracker. */
function trackerAttribute(tracker: number | undefined): string {
  return tracker === undefined ? '' : ` data-tracker="${tracker}"`;
}

function heading(title: string, kind: 'text' | 'number', tracker: number | undefined): string {
  return `<th scope="col" class="${kind}"${trackerAttribute(tracker)}><button type="button">${titleHtml(title)}</button></th>`;
}

/** A dagger stays on the line of its name. */
function titleHtml(title: string): string {
  return escapeHtml(title).replace(/ (?=†$)/, '&nbsp;');
}

function cellHtml(cell: Cell, column: Column, place: Place | undefined): string {
  const text = escapeHtml(cellText(cell, column));
  if (column.digits === undefined) return `<td>${text}</td>`;
  const value = numberIn(cell);
  const marked = place === undefined ? text : `<span class="place-${place}">${text}</span><sup>${place}</sup>`;
  const interval = intervalText(cell, column);
  return `<td class="number"${value === undefined ? '' : ` data-value="${Number(value.toPrecision(sortedDigits))}"`}>${marked}${
    interval === undefined ? '' : `<small>${interval}</small>`
  }</td>`;
}
