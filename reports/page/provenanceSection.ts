import { stringify } from 'yaml';
import type { Origin, Provenance } from '../../results/provenance.ts';
import type { ReportDetails } from '../reportDetails.ts';
import { escapeHtml } from '../tables/escapeHtml.ts';

const origins: Readonly<Record<Origin, string>> = {
  native: 'native: run by this program',
  external: 'external: a program of its own, run by this one',
  imported: 'imported: run elsewhere',
  unknown: 'unknown: nothing beside the results says',
};

/** Where the results of each tracker come from, and what the report was made with. */
export function provenanceSection({ provenance = [], facts = [] }: ReportDetails): string {
  const terms = facts.map(([term, value]) => `<div><dt>${escapeHtml(term)}</dt><dd>${escapeHtml(value)}</dd></div>`);
  const list = terms.length === 0 ? '' : `<dl class="facts">${terms.join('')}</dl>`;
  if (provenance.length === 0) return `${list}<p>Nothing is known of where the results come from.</p>`;
  const headings = ['tracker', 'origin', 'made by', 'results', 'repetitions', 'settings and manifest'];
  return `${list}<div class="table" tabindex="0" role="region" aria-label="Provenance"><table class="texts"><thead><tr>${headings
    .map((heading) => `<th scope="col" class="text">${heading}</th>`)
    .join('')}</tr></thead>
<tbody>
${provenance.map(row).join('\n')}
</tbody></table></div>`;
}

function row(one: Provenance, index: number): string {
  const { tracker, origin, configuration, importRecord, source, repetitions } = one;
  const made = [
    configuration?.madeBy,
    importRecord && `imported by ${importRecord.madeBy} on ${importRecord.importedAt}`,
  ];
  const cells = [
    origins[origin],
    made.filter((text) => text !== undefined).join('; ') || '–',
    importRecord === undefined ? source : `${importRecord.source}: ${importRecord.tracker}`,
    Object.entries(repetitions)
      .map(([experiment, { fewest, most }]) => `${experiment} ${fewest === most ? most : `${fewest} to ${most}`}`)
      .join(', ') || '–',
  ];
  return `<tr data-tracker="${index}"><th scope="row">${escapeHtml(tracker)}</th>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}<td>${settings(one)}</td></tr>`;
}

function settings({ tracker, configuration, manifest }: Provenance): string {
  const parts: string[] = [];
  if (configuration !== undefined) {
    const { tracker: base, configuration: own } = configuration;
    parts.push(Object.keys(own).length === 0 ? `tracker: ${base}` : `tracker: ${base}\n${stringify(own)}`);
  }
  if (manifest.length > 0) parts.push(manifest.join('\n'));
  if (parts.length === 0) return '–';
  return `<details><summary aria-label="show settings and manifest of ${escapeHtml(tracker)}">show</summary><pre>${escapeHtml(parts.join('\n\n'))}</pre></details>`;
}
