import { describe, expect, test } from 'vitest';
import { html } from '../../../reports/tables/html.ts';
import { latex } from '../../../reports/tables/latex.ts';
import { markdown } from '../../../reports/tables/markdown.ts';
import { overview } from '../../../reports/tables/overview.ts';
import { perSequence } from '../../../reports/tables/perSequence.ts';
import { perTag } from '../../../reports/tables/perTag.ts';
import { emptyEvaluation, evaluationWithGaps, hostileNames, madeUpEvaluation } from '../fixture.ts';

const gaps = evaluationWithGaps();

describe('overview(evaluation)', () => {
  test('has a row for each tracker, the best EAO first, those without at the end by their AO', () => {
    const withoutBaseline = {
      ...gaps,
      trackers: { Weak: { ...gaps.trackers.Staple!, ao: 0.01 }, ...gaps.trackers },
    };
    expect(overview(withoutBaseline).rows.map(({ name }) => name)).toEqual([
      'Ours_ensemble',
      'CCOT',
      'MDNet-N',
      'KCF',
      'Staple',
      'Weak',
    ]);
  });

  test('marks incomplete trackers and says what they miss', () => {
    const { rows, notes } = overview(gaps);
    expect(rows.filter(({ title }) => title.includes('†')).map(({ name }) => name)).toEqual(['MDNet-N']);
    expect(notes.join(' ')).toContain(
      '† incomplete, so not ranked; sequences with a run: MDNet-N (baseline 2 of 3, unsupervised 3 of 3).',
    );
  });

  test('has no such note when every tracker is complete', () => {
    expect(overview(madeUpEvaluation()).notes.join(' ')).not.toContain('†');
  });

  test('says what stands in brackets, or why nothing does', () => {
    expect(overview(madeUpEvaluation()).notes).toContain('In brackets: 95 % bootstrap intervals over sequences.');
    const { notes, rows } = overview(emptyEvaluation(['KCF']));
    expect(notes).toContain('No confidence intervals: of fewer than 6 sequences there are none.');
    expect(rows[0]!.cells[0]).toBeNull();
  });
});

describe.each([
  ['perTag', perTag, gaps.perTag],
  ['perSequence', perSequence, gaps.perSequence],
] as const)('%s(evaluation)', (_, tablesOf, parts) => {
  const tables = tablesOf(gaps);

  test('has for each measure a row for each part and a column for each tracker, in the order given', () => {
    expect(tables.length).toBeGreaterThan(5);
    for (const { columns, rows, name } of tables) {
      expect(columns.map((column) => column.name)).toEqual(['frames', ...Object.keys(gaps.trackers)]);
      expect(rows.map((row) => row.name)).toEqual(Object.keys(parts));
      const measure = name.split('-')[1]!;
      for (const row of rows) {
        for (const [index, tracker] of Object.keys(gaps.trackers).entries()) {
          expect(row.cells[index + 1]).toBe((parts[row.name]![tracker] as unknown as Record<string, number>)[measure]);
        }
      }
    }
  });

  test('has the same tables, without rows, when nothing is known by part', () => {
    const empty = tablesOf(emptyEvaluation(['KCF']));
    expect(empty.map(({ name }) => name)).toEqual(tables.map(({ name }) => name));
    for (const { rows } of empty) expect(rows).toEqual([]);
  });
});

describe('markdown(table)', () => {
  const lines = markdown(overview(gaps)).split('\n');

  test('is a table of equal rows, numbers to the right', () => {
    const rows = lines.filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(7);
    expect(new Set(rows.map((row) => row.split(/(?<!\\)\|/).length))).toEqual(new Set([16]));
    expect(rows[1]).toMatch(/^\| --- \| ---: \| .* \| --- \|$/);
  });

  test('tells the best three apart without colour', () => {
    const row = lines.find((line) => line.startsWith('| CCOT'))!;
    expect(row).toContain(`| **${gaps.trackers.CCOT!.accuracy!.toFixed(3)}**¹ `);
    expect(row).toContain(`| ${gaps.trackers.CCOT!.failures!.toFixed(2)}² |`);
    expect(row).toContain(' – |');
  });

  test('shows hostile names as text', () => {
    const text = markdown(overview(madeUpEvaluation({ trackers: hostileNames })));
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(2 + hostileNames.length);
    expect(new Set(rows.map((row) => row.split(/(?<!\\)\|/).length))).toEqual(new Set([16]));
    expect(text).not.toContain('<');
    expect(text).toContain('\\|pipe\\|\\*star\\*\\_under\\_\\`tick\\`\\[link\\](javascript:alert(1))');
  });
});

describe('html(table)', () => {
  test('keeps a dagger on the line of its name', () => {
    expect(html(overview(gaps))).toContain('<th scope="row">MDNet-N&nbsp;†</th>');
  });

  test('marks the best three with a class and a number', () => {
    const element = html(overview(gaps));
    expect(element).toContain(
      `<span class="place-1">${gaps.trackers.Ours_ensemble!.eao!.toFixed(4)}</span><sup>1</sup>`,
    );
    expect(element).toContain(`<span class="place-2">${gaps.trackers.CCOT!.eao!.toFixed(4)}</span><sup>2</sup>`);
  });

  test('keeps seven digits for sorting', () => {
    expect(html(overview(gaps))).toContain(`data-value="${Number(gaps.trackers.KCF!.fps!.toPrecision(7))}"`);
  });

  test('escapes hostile names', () => {
    const element = html(overview(madeUpEvaluation({ trackers: hostileNames })));
    expect(element).not.toMatch(/<script|<img/);
    expect(element).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(element).toContain('&quot;quoted&quot;, &#39;name&#39;; &amp; co');
  });
});

describe('latex(table)', () => {
  const lines = latex(overview(gaps)).split('\n');

  test('is a tabular with as many cells in each row as it announces', () => {
    const [, alignments] = /\\begin\{tabular\}\{(\w+)\}/.exec(lines.join('\n'))!;
    expect(alignments).toBe('lrrrrrrrrrrrrl');
    const rows = lines.filter((line) => line.endsWith('\\\\'));
    expect(rows).toHaveLength(6);
    for (const row of rows) expect(row.split(' & ')).toHaveLength(alignments!.length);
  });

  test('prints the best three in red and bold, blue and underlined, green and italic', () => {
    const rows = lines.join('\n');
    expect(rows).toContain(`\\textcolor{red}{\\textbf{${gaps.trackers.Ours_ensemble!.eao!.toFixed(4)}}}`);
    expect(rows).toContain(`\\textcolor{blue}{\\underline{${gaps.trackers.CCOT!.eao!.toFixed(4)}}}`);
    expect(rows).toContain(`\\textcolor{green!50!black}{\\textit{${gaps.trackers.KCF!.eao!.toFixed(4)}}}`);
  });

  test('escapes what LaTeX would read as commands', () => {
    const text = latex(overview(madeUpEvaluation({ trackers: hostileNames })));
    expect(text).toContain('\\$\\{7*7\\}\\textbackslash{}textbf\\{x\\}\\%\\#\\textasciitilde{}\\textasciicircum{}');
    expect(text).toContain('{\\char34}quoted{\\char34}, \\textquotesingle{}name\\textquotesingle{}; \\& co');
    expect(text).toContain('\\_under\\_\\textasciigrave{}tick\\textasciigrave{}{[}link{]}');
  });

  test('prints letters that pdfLaTeX has no font for by their numbers there, and keeps hyphens apart', () => {
    const text = latex(overview(madeUpEvaluation({ trackers: [...hostileNames, 'a---b', 'e\u0301', 'bell\u0007'] })));
    expect(text).toContain('Ärger {\\ifdefined\\Umathchar 中文\\else\\texttt{[U+4E2D][U+6587]}\\fi} ñ & ');
    expect(text).toContain('a-{}-{}-b & ');
    expect(text).toContain('é & ');
    expect(text).toContain('bell\\texttt{[U+0007]} & ');
  });
});
