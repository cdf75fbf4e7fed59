import { stringify } from 'yaml';
import type { Provenance } from '../../results/journal/provenance.ts';
import type { Origin, TrackerRecord } from '../../results/trackerRecords.ts';
import type { ReportDetails } from '../reportDetails.ts';
import { escapeHtml } from '../tables/escapeHtml.ts';

const origins: Readonly<Record<Origin, string>> = {
  native: 'native: run by this program',
  external: 'external: a program of its own, run by this one',
  imported: 'imported: run elsewhere',
  unknown: 'unknown: nothing beside the results says',
};

/** Where the results of each tracker come from, and what the report was made with. */
export function provenanceSection({ records = [], machines = [], facts = [] }: ReportDetails): string {
  const terms = facts.map(([term, value]) => `<div><dt>${escapeHtml(term)}</dt><dd>${escapeHtml(value)}</dd></div>`);
  const parts = [
    terms.length === 0 ? '' : `<dl class="facts">${terms.join('')}</dl>`,
    records.length === 0
      ? '<p>Nothing is known of where the results come from.</p>'
      : table(
          'Origin',
          ['tracker', 'origin', 'made by', 'results', 'repetitions', 'settings and manifest'],
          records.map(row),
        ),
  ];
  if (machines.length > 0) {
    const trackers = records.map(({ tracker }) => tracker);
    const headings = ['tracker', 'program', 'machine', 'device', 'seed', 'runs', 'frames', 'hours', 'from', 'to'];
    parts.push(
      table(
        'Machines',
        headings,
        machines.map((machine) => machineRow(machine, trackers)),
      ),
    );
  }
  return parts.join('\n');
}

function table(title: string, headings: readonly string[], rows: readonly string[]): string {
  const cells = headings.map((heading) => `<th scope="col" class="text">${heading}</th>`);
  return `<h3>${title}</h3><div class="table" tabindex="0" role="region" aria-label="${title}"><table class="texts"><thead><tr>${cells.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>`;
}

function machineRow(machine: Provenance, trackers: readonly string[]): string {
  const { tracker, program, node, platform, processor, host, device, seed, runs, frames, seconds, from, to } = machine;
  const index = trackers.indexOf(tracker);
  const cells = [
    `${program}, Node ${node}`,
    `${host}: ${processor}, ${platform}`,
    device,
    String(seed),
    String(runs),
    String(frames),
    (seconds / 3600).toFixed(2),
    minute(from),
    minute(to),
  ];
  return `<tr${index < 0 ? '' : ` data-tracker="${index}"`}><th scope="row">${escapeHtml(tracker)}</th>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
}

/** `2026-01-01T10:00:00.000Z` as `2026-01-01 10:00`. */
function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

function row(one: TrackerRecord, index: number): string {
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

function settings({ tracker, configuration, manifest }: TrackerRecord): string {
  const parts: string[] = [];
  if (configuration !== undefined) {
    const { tracker: base, configuration: own } = configuration;
    parts.push(Object.keys(own).length === 0 ? `tracker: ${base}` : `tracker: ${base}\n${stringify(own)}`);
  }
  if (manifest.length > 0) parts.push(manifest.join('\n'));
  if (parts.length === 0) return '–';
  return `<details><summary aria-label="show settings and manifest of ${escapeHtml(tracker)}">show</summary><pre>${escapeHtml(parts.join('\n\n'))}</pre></details>`;
}
