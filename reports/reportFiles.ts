import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import { writeFileAtomically } from '../datasets/atomicFile.ts';
import { tableChart } from './charts/tableChart.ts';
import { chartPng } from './figures/chartPng.ts';
import { chartSvg } from './figures/chartSvg.ts';
import { csv } from './tables/csv.ts';
import { latex } from './tables/latex.ts';
import { markdown } from './tables/markdown.ts';
import type { Table } from './tables/table.ts';

/** Writes the files of a report into a folder, each of them whole or not at all. */
export interface ReportFiles {
  /** Paths of all that were written. */
  readonly written: readonly string[];
  file(path: string, data: string | Uint8Array): Promise<void>;
  /** `tables/NAME.csv`, `.md` and `.tex`, and as a chart `.vl.json`, `.svg` and `.png`. */
  table(table: Table): Promise<void>;
  /** `charts/NAME.vl.json` (the Vega-Lite specification), `.svg` and `.png`. */
  chart(name: string, spec: TopLevelSpec): Promise<void>;
  /** Removes what `chart` has written in an earlier report. */
  removeChart(name: string): Promise<void>;
}

const drawingEndings = ['vl.json', 'svg', 'png'] as const;

export function reportFiles(folder: string): ReportFiles {
  const written: string[] = [];
  const file: ReportFiles['file'] = async (path, data) => {
    const place = join(folder, path);
    await writeFileAtomically(place, data);
    written.push(place);
  };
  const drawing = async (path: string, spec: TopLevelSpec): Promise<void> => {
    const svg = await chartSvg(spec);
    const drawn = { 'vl.json': `${JSON.stringify(spec)}\n`, svg, png: await chartPng(svg) };
    for (const ending of drawingEndings) await file(`${path}.${ending}`, drawn[ending]);
  };
  return {
    written,
    file,
    async table(table) {
      await file(`tables/${table.name}.csv`, csv(table));
      await file(`tables/${table.name}.md`, markdown(table));
      await file(`tables/${table.name}.tex`, latex(table));
      await drawing(`tables/${table.name}`, tableChart(table));
    },
    chart: (name, spec) => drawing(`charts/${name}`, spec),
    async removeChart(name) {
      for (const ending of drawingEndings) await rm(join(folder, `charts/${name}.${ending}`), { force: true });
    },
  };
}
