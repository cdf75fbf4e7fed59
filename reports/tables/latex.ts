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
  "'": '\\textquotesingle{}',
  '`': '\\textasciigrave{}',
  '[': '{[}',
  ']': '{]}',
  '†': '\\textdagger{}',
  '±': '$\\pm$',
  '–': '--',
};

/** Letters beyond ASCII that pdfLaTeX sets in its usual fonts. */
const setLetters = 'À-ÏÑ-ÖØ-Ýßà-ïñ-öø-ýÿĆćČčĎďĚěĞğİıŁłŃńŇňŐőŒœŘřŚśŞşŠšŤťŮůŰűŹźŻżŽž';
const foreign = new RegExp(`[^\\x20-\\x7e†±–${setLetters}]+`, 'gu');

/**
 * Text that LaTeX prints as it is. Brackets are wrapped because one after `\\` would be read as its argument, and two hyphens
 * kept apart because they would become a dash.
 */
function escaped(text: string): string {
  const line = oneLine(text).normalize('NFC');
  const parts: string[] = [];
  let end = 0;
  for (const { 0: letters, index } of line.matchAll(foreign)) {
    parts.push(escapedLetters(line.slice(end, index)), foreignLetters(letters));
    end = index + letters.length;
  }
  return [...parts, escapedLetters(line.slice(end))].join('');
}

function escapedLetters(text: string): string {
  return text.replace(/-(?=-)|[\\~^<>|"'`[\]†±–&%$#_{}]/g, (sign) =>
    sign === '-' ? '-{}' : (commands[sign] ?? `\\${sign}`),
  );
}

/** As they are under XeLaTeX and LuaLaTeX, which have a font for them or can be given one; else by their numbers. */
function foreignLetters(letters: string): string {
  const numbers = Array.from(
    letters,
    (letter) => `[U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`,
  );
  const named = `\\texttt{${numbers.join('')}}`;
  return /\p{C}/u.test(letters) ? named : `{\\ifdefined\\Umathchar ${letters}\\else${named}\\fi}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
