import type { TopLevelSpec } from 'vega-lite';
import type { Evaluation } from '../../results/evaluation.ts';
import { chartMeta } from '../charts/chart.ts';
import { pageConfigs } from '../charts/chartConfig.ts';
import { charts } from '../charts/charts.ts';
import { escapeHtml } from '../tables/escapeHtml.ts';
import { html } from '../tables/html.ts';
import { overview } from '../tables/overview.ts';
import { perSequence } from '../tables/perSequence.ts';
import { perTag } from '../tables/perTag.ts';
import { numberIn, type Table } from '../tables/table.ts';
import { contentSecurityPolicy, scriptJson, scriptText } from './inline.ts';
import { methodNotes } from './methodNotes.ts';
import { script } from './script.ts';
import { style } from './style.ts';

/**
 * An evaluation as one HTML page that needs nothing else: no network, no other file.
 * @param libraries code of the chart libraries (`chartLibraries()`)
 */
export function reportPage(evaluation: Evaluation, libraries: readonly string[]): string {
  const scripts = [...libraries, script].map(scriptText);
  const specs = Object.fromEntries(Object.entries(charts).map(([name, chart]) => [name, chart(evaluation)]));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy({ scripts, styles: [style] })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(evaluation.dataset.name)}: tracking report</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header>
<h1>${escapeHtml(evaluation.dataset.name)}: tracking report</h1>
${facts(evaluation)}
<nav aria-label="Sections">${sections.map(({ id, title }) => `<a href="#${id}">${title}</a>`).join('')}</nav>
</header>
<main>
${sections.map(({ id, title, body }) => `<section id="${id}"><h2>${title}</h2>\n${body(evaluation, specs)}\n</section>`).join('\n')}
</main>
<script type="application/json" id="charts">${scriptJson({ charts: specs, configs: pageConfigs })}</script>
${scripts.map((code) => `<script>${code}</script>`).join('\n')}
</body>
</html>
`;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: (evaluation: Evaluation, specs: Readonly<Record<string, TopLevelSpec>>) => string;
}

const sections: readonly Section[] = [
  { id: 'overview', title: 'Overview', body: (evaluation) => tableBox(overview(evaluation)) },
  { id: 'charts-section', title: 'Charts', body: (_, specs) => chartGrid(specs) },
  { id: 'tags', title: 'By tag', body: (evaluation) => chosenTable(perTag(evaluation), 'tag') },
  { id: 'sequences', title: 'By sequence', body: (evaluation) => chosenTable(perSequence(evaluation), 'sequence') },
  { id: 'method', title: 'Method', body: method },
  { id: 'warnings', title: 'Warnings', body: warnings },
];

function facts({ dataset, trackers, convention, interval }: Evaluation): string {
  const terms: readonly (readonly [string, string])[] = [
    ['trackers', String(Object.keys(trackers).length)],
    ['sequences', String(dataset.sequences)],
    ['frames', String(dataset.frames)],
    ['overlap convention', convention],
    ['EAO interval [frames]', interval.join(' to ')],
  ];
  return `<dl class="facts">${terms.map(([term, value]) => `<div><dt>${term}</dt><dd>${value}</dd></div>`).join('')}</dl>`;
}

function chartGrid(specs: Readonly<Record<string, TopLevelSpec>>): string {
  const figures = Object.entries(specs).map(([name, spec]) => {
    const { title, sentences } = chartMeta(spec);
    const lines = sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`);
    return `<figure><figcaption><h3>${escapeHtml(title)}</h3>${lines.join('')}</figcaption>
<div class="chart" id="chart-${name}"></div></figure>`;
  });
  return `<p class="note">Click a mark or a name to highlight a tracker, with shift to add one; double-click to show all.</p>
<noscript><p>The charts are drawn by a script, which this browser does not run; beside this page they lie as pictures.</p></noscript>
<div class="charts">
${figures.join('\n')}
</div>`;
}

function tableBox(table: Table): string {
  return `<div class="table" tabindex="0" role="region" aria-label="${escapeHtml(table.title)}">${html(table)}</div>
${table.notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join('\n')}`;
}

/** One of several tables, by the reader's choice; at first the first that has any numbers. */
function chosenTable(tables: readonly Table[], part: string): string {
  if (tables.every(({ rows }) => rows.length === 0)) return `<p>Nothing is known by ${part}.</p>`;
  const first = tables.find(hasNumbers) ?? tables[0];
  const options = tables.map(
    (table) =>
      `<option value="table-${table.name}"${table === first ? ' selected' : ''}>${escapeHtml(table.title)}${hasNumbers(table) ? '' : ' (no values)'}</option>`,
  );
  const boxes = tables.map((table) => `<div id="table-${table.name}">${tableBox(table)}</div>`);
  return `<p><label>Show <select>${options.join('')}</select></label></p>\n${boxes.join('\n')}`;
}

function hasNumbers({ rows, columns }: Table): boolean {
  return rows.some(({ cells }) =>
    cells.some((cell, index) => columns[index]!.name !== 'frames' && numberIn(cell) !== undefined),
  );
}

function method(evaluation: Evaluation): string {
  const notes = methodNotes(evaluation).map(
    ([term, sentence]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(sentence)}</dd>`,
  );
  return `<dl class="method">${notes.join('\n')}</dl>`;
}

function warnings({ warnings }: Evaluation): string {
  if (warnings.length === 0) return '<p>None.</p>';
  return `<ul class="warnings">${warnings.map((warning) => `<li>${escapeHtml(warning)}</li>`).join('\n')}</ul>`;
}
