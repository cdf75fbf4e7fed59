import type { TopLevelSpec } from 'vega-lite';
import type { Evaluation } from '../../results/evaluation.ts';
import { ablationTable } from '../ablation/ablationTable.ts';
import { ablationHeatMap, heatMapKeys } from '../charts/ablationHeatMap.ts';
import { chartMeta } from '../charts/chart.ts';
import { pageConfigs } from '../charts/chartConfig.ts';
import { charts } from '../charts/charts.ts';
import { bestFirst, mostTimelines, timelineTemplate } from '../charts/overlapTimeline.ts';
import { scaleLabel } from '../charts/trackerEncoding.ts';
import { appearances } from '../charts/appearance.ts';
import type { ReportDetails } from '../reportDetails.ts';
import { escapeHtml } from '../tables/escapeHtml.ts';
import { html } from '../tables/html.ts';
import { overview } from '../tables/overview.ts';
import { perSequence } from '../tables/perSequence.ts';
import { perTag } from '../tables/perTag.ts';
import { numberIn, type Table } from '../tables/table.ts';
import { chartGroups, sideBySide } from './chartGroups.ts';
import { contentSecurityPolicy, scriptJson, scriptText } from './inline.ts';
import { methodNotes } from './methodNotes.ts';
import { provenanceSection } from './provenanceSection.ts';
import { firstScript, lastScript } from './script.ts';
import { overlapSigns, sequenceData } from './sequenceData.ts';
import { sequenceView } from './sequenceView.ts';
import { style } from './style.ts';
import { trackerBar } from './trackerBar.ts';

/**
 * An evaluation as one HTML page that needs nothing else: no network, no other file.
 * @param libraries code of the chart libraries (`chartLibraries()`)
 */
export function reportPage(evaluation: Evaluation, libraries: readonly string[], details: ReportDetails = {}): string {
  const first = scriptText(firstScript);
  const last = [...libraries, lastScript].map(scriptText);
  const specs = {
    ...Object.fromEntries(Object.entries(charts).map(([name, chart]) => [name, chart(evaluation)])),
    ...ablationSpecs(details),
  };
  const content: Content = { evaluation, details, specs };
  const shown = sections.filter(({ isShown }) => isShown?.(content) ?? true);
  const [overviewSection, ...others] = shown.map(section);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy({ scripts: [first, ...last], styles: [style] })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(evaluation.dataset.name)}${titleEnd}
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header>
<h1>${escapeHtml(evaluation.dataset.name)}: tracking report</h1>
${facts(evaluation)}
<nav aria-label="Sections">${shown.map(({ id, title }) => `<a href="#${id}">${title}</a>`).join('')}</nav>
</header>
${trackerBar(Object.keys(evaluation.trackers))}
<main>
<noscript><p>Charts and the choice of tables are made by a script, which this browser does not run; beside this page they lie as files.</p></noscript>
${overviewSection}
${jsonScript('report', { trackers: trackerFacts(evaluation) })}
<script>${first}</script>
${others.join('\n')}
</main>
${jsonScript('drawing', { charts: specs, configs: pageConfigs, ...drawingFacts(evaluation) })}
${(details.sequences ?? []).map((sequence, index) => jsonScript(`sequence-${index}`, sequenceData(sequence, Object.keys(evaluation.trackers)))).join('\n')}
${last.map((code) => `<script>${code}</script>`).join('\n')}
</body>
</html>
`;

  function section({ id, title, body }: Section): string {
    return `<section id="${id}"><h2>${title}</h2>\n${body(content)}\n</section>`;
  }
}

const titleEnd = ': tracking report</title>';

/** Whether a page was made by `reportPage`. */
export function isReportPage(html: string): boolean {
  return html.includes(titleEnd);
}

function jsonScript(id: string, value: unknown): string {
  return `<script type="application/json" id="${id}">${scriptJson(value)}</script>`;
}

function trackerFacts({ trackers }: Evaluation) {
  const names = Object.keys(trackers);
  const looks = appearances(names);
  return names.map((name) => ({ name, label: scaleLabel(name), colour: looks.get(name)!.colour }));
}

/** What the drawing script knows beside the charts. */
function drawingFacts(evaluation: Evaluation) {
  const names = Object.keys(evaluation.trackers);
  return {
    best: bestFirst(evaluation).map((name) => names.indexOf(name)),
    mostTimelines,
    overlapSigns,
    ...(names.length === 0 ? {} : { timeline: timelineTemplate(evaluation) }),
  };
}

interface Content {
  readonly evaluation: Evaluation;
  readonly details: ReportDetails;
  readonly specs: Readonly<Record<string, TopLevelSpec>>;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: (content: Content) => string;
  readonly isShown?: (content: Content) => boolean;
}

const sections: readonly Section[] = [
  { id: 'overview', title: 'Overview', body: ({ evaluation }) => tableBox(overview(evaluation)) },
  {
    id: 'charts',
    title: 'Charts',
    body: ({ specs }) => `<div class="charts">${figures(specs, sideBySide).join('\n')}</div>`,
  },
  { id: 'significance', title: 'Significance', body: ({ specs }) => chosenChart(specs, chartGroups.significance) },
  {
    id: 'tags',
    title: 'By tag',
    body: ({ evaluation, specs }) =>
      (evaluation.dataset.tags.length === 0 ? '' : chosenChart(specs, chartGroups.tags)) +
      chosenTable(perTag(evaluation), 'tag'),
  },
  {
    id: 'sequences',
    title: 'By sequence',
    body: ({ evaluation, details, specs }) =>
      sequenceView(details.sequences ?? []) +
      (Object.keys(evaluation.perSequence).length === 0 ? '' : chosenChart(specs, chartGroups.sequences)) +
      chosenTable(perSequence(evaluation), 'sequence'),
  },
  {
    id: 'ablation',
    title: 'Ablation',
    body: ({ details, specs }) =>
      (details.ablations ?? [])
        .map((ablation, index) => {
          const names = Object.keys(specs).filter((name) => name.startsWith(`ablation-${index}-`));
          const { tracker, dataset } = ablation;
          return `<p>${escapeHtml(`${tracker} on ${dataset.name}`)}</p>${tableBox(ablationTable(ablation))}<div class="charts">${figures(specs, names).join('\n')}</div>`;
        })
        .join('\n'),
    isShown: ({ details }) => (details.ablations ?? []).length > 0,
  },
  { id: 'provenance', title: 'Provenance', body: ({ details }) => provenanceSection(details) },
  { id: 'method', title: 'Method', body: ({ evaluation }) => method(evaluation) },
  { id: 'warnings', title: 'Warnings', body: ({ evaluation }) => warnings(evaluation) },
];

function ablationSpecs({ ablations = [] }: ReportDetails): Record<string, TopLevelSpec> {
  const entries = ablations.flatMap((ablation, index) => {
    if (heatMapKeys(ablation) === undefined) return [];
    return (['baselineAo', 'ao'] as const).map((measure): [string, TopLevelSpec] => [
      `ablation-${index}-${measure}`,
      ablationHeatMap(ablation, measure),
    ]);
  });
  return Object.fromEntries(entries);
}

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

function figures(specs: Readonly<Record<string, TopLevelSpec>>, names: readonly string[]): string[] {
  return names.map((name) => {
    const { title, sentences } = chartMeta(specs[name]!);
    const lines = sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`);
    return `<figure><figcaption><h3>${escapeHtml(title)}</h3>${lines.join('')}</figcaption>
<div class="chart" id="chart-${name}" data-chart="${name}" tabindex="0" role="region" aria-label="${escapeHtml(title)}"></div></figure>`;
  });
}

/** One of several charts, by the reader's choice. */
function chosenChart(specs: Readonly<Record<string, TopLevelSpec>>, names: readonly string[]): string {
  const first = names.find((name) => !isEmpty(specs[name]!)) ?? names[0];
  const all = figures(specs, names);
  return chosen(
    names.map((name, index) => ({
      id: `figure-${name}`,
      title: `${chartMeta(specs[name]!).title}${isEmpty(specs[name]!) ? ' (nothing to show)' : ''}`,
      body: all[index]!,
      isFirst: name === first,
    })),
    'Chart',
  );
}

function isEmpty(spec: TopLevelSpec): boolean {
  return chartMeta(spec).isEmpty;
}

/** One of several tables, by the reader's choice; at first the first that has any numbers. */
function chosenTable(tables: readonly Table[], part: string): string {
  if (tables.every(({ rows }) => rows.length === 0)) return `<p>Nothing is known by ${part}.</p>`;
  const first = tables.find(hasNumbers) ?? tables[0];
  return chosen(
    tables.map((table) => ({
      id: `table-${table.name}`,
      title: `${table.title}${hasNumbers(table) ? '' : ' (no values)'}`,
      body: tableBox(table),
      isFirst: table === first,
    })),
    'Table',
  );
}

interface Choice {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly isFirst: boolean;
}

function chosen(choices: readonly Choice[], what: string): string {
  const options = choices.map(
    ({ id, title, isFirst }) => `<option value="${id}"${isFirst ? ' selected' : ''}>${escapeHtml(title)}</option>`,
  );
  const boxes = choices.map(({ id, body, isFirst }) => `<div id="${id}"${isFirst ? '' : ' hidden'}>${body}</div>`);
  return `<p><label>${what} <select data-shows>${options.join('')}</select></label></p>\n${boxes.join('\n')}`;
}

function tableBox(table: Table): string {
  return `<div class="table" tabindex="0" role="region" aria-label="${escapeHtml(table.title)}">${html(table)}</div>
${table.notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join('\n')}`;
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
