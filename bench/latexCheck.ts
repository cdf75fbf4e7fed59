/**
 * @file `.ci/latex-check`: writes tables with names of all kinds, and those of the folders that are given, into one LaTeX
 * document, which the script then compiles.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { latex } from '../reports/tables/latex.ts';
import type { Row, Table } from '../reports/tables/table.ts';

const names = [
  'Ours_ensemble & co',
  '100 % #1 $5 {x} ~ ^ \\textbf{x}',
  '<script>alert("1")</script>',
  'Ärger, Œuvre, Łódź, ą, đ, ñ, ±, ×, 中文, Ж, 🙂',
  'e\u0301 decomposed, \u0007 bell',
  "[bracket] --two `ticks` 'quotes'",
  'x'.repeat(60),
];

const rows: readonly Row[] = names.map((name, index) => ({
  name,
  title: index === 3 ? `${name} †` : name,
  cells: [index / 7, { value: index / 10, low: index / 10 - 0.02, high: index / 10 + 0.02 }, index === 2 ? null : name],
}));

const table: Table = {
  name: 'hostile',
  title: 'Names of all kinds: % & _ 中',
  rowHeading: 'tracker_name',
  columns: [
    { name: 'eao', title: 'EAO', digits: 3, better: 'higher' },
    { name: 'ao', title: 'AO ± 1 %', digits: 3, better: 'lower', hasInterval: true },
    { name: 'text', title: '[text] & more' },
  ],
  rows,
  comparison: 'column',
  notes: ['a note with % and \\ and\nlines'],
};

const [out, ...folders] = process.argv.slice(2);
if (out === undefined) throw new Error('missing argument: the document to write');
const tables = [latex(table)];
for (const folder of folders) {
  for (const file of (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.tex'))) {
    tables.push(await readFile(join(folder, file), 'utf8'));
  }
}
await writeFile(
  out,
  [
    '\\documentclass{article}',
    '\\usepackage[landscape,margin=1cm,paperwidth=200cm]{geometry}',
    '\\usepackage{booktabs,xcolor}',
    '\\begin{document}',
    ...tables.map((table) => `{\\noindent\\tiny\n${table}}\\clearpage`),
    '\\end{document}',
    '',
  ].join('\n'),
);
console.log(`${tables.length} tables`);
