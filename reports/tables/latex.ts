import { bestThree, type Place } from './bestThree.ts';
import { type Cell, type Column, cellText, intervalText, type Table } from './table.ts';

const marks: Readonly<Record<Place, (text: string) => string>> = {
  1: (text) => `\\textcolor{red}{\\textbf{${text}}}`,
  2: (text) => `\\textcolor{blue}{\\underline{${text}}}`,
  3: (text) => `\\textcolor{green!50!black}{\\textit{${text}}}`,
};

/**
 * A table for a paper, to be read in with \input: first red and bold, second blue and underlined, third green and
 * italic. Needs the packages booktabs and xcolor.
 */
export function latex(table: Table): string {
  const places = bestThree(table);
  const alignments = ['l', ...table.columns.map(({ digits }) => (digits === undefined ? 'l' : 'r'))];
  const headings = [table.rowHeading, ...table.columns.map(({ title }) => title)].map(escaped);
  const rows = table.rows.map(({ title, cells }, row) => [
    escaped(title),
    ...cells.map((cell, column) => cellLatex(cell, table.columns[column]!, places[row]![column])),
  ]);
  return [
    `% ${oneLine(table.title)}; needs \\usepackage{booktabs,xcolor}`,
    ...table.notes.map((note) => `% ${oneLine(note)}`),
    `\\begin{tabular}{${alignments.join('')}}`,
    '\\toprule',
    line(headings),
    '\\midrule',
    ...rows.map(line),
    '\\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return `${cells.join(' & ')} \\\\`;
}

function cellLatex(cell: Cell, column: Column, place: Place | undefined): string {
  const text = escaped(cellText(cell, column));
  const interval = intervalText(cell, column);
  const marked = place === undefined ? text : marks[place](text);
  return interval === undefined ? marked : `${marked} {\\scriptsize ${escaped(interval)}}`;
}

const commands: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '{\\char34}',
  '[': '{[}',
  ']': '{]}',
  '†': '\\textdagger{}',
  '–': '--',
};

/** Text that LaTeX prints as it is. Brackets are wrapped because one after `\\` would be read as its argument. */
function escaped(text: string): string {
  return oneLine(text).replace(/[\\~^<>|"[\]†–&%$#_{}]/g, (sign) => commands[sign] ?? `\\${sign}`);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
