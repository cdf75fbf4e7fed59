import { join } from 'node:path';
import { writeFileAtomically } from '../datasets/atomicFile.ts';
import type { Evaluation } from '../results/evaluation.ts';
import { charts } from './charts/charts.ts';
import { chartPng } from './figures/chartPng.ts';
import { chartSvg } from './figures/chartSvg.ts';
import { chartLibraries } from './page/libraries.ts';
import { reportPage } from './page/reportPage.ts';
import { csv } from './tables/csv.ts';
import { latex } from './tables/latex.ts';
import { markdown } from './tables/markdown.ts';
import { overview } from './tables/overview.ts';
import { perSequence } from './tables/perSequence.ts';
import { perTag } from './tables/perTag.ts';

export interface WrittenReport {
  /** Path of the page to open first. */
  readonly page: string;
  /** Paths of all files, the page among them. */
  readonly files: readonly string[];
}

/**
 * Writes an evaluation as a report into a folder: `index.html` (one page that needs nothing else), `charts/NAME.svg`,
 * `.png` and `.vl.json` (the Vega-Lite specification), `tables/NAME.csv`, `.md` and `.tex`, and `evaluation.json`.
 * Each file is whole or not there; the page comes last, when all else is written.
 */
export async function writeReport(evaluation: Evaluation, folder: string): Promise<WrittenReport> {
  const files: string[] = [];
  const write = async (path: string, data: string | Uint8Array): Promise<void> => {
    const file = join(folder, path);
    await writeFileAtomically(file, data);
    files.push(file);
  };
  await write('evaluation.json', `${JSON.stringify(evaluation, undefined, 1)}\n`);
  for (const table of [overview(evaluation), ...perTag(evaluation), ...perSequence(evaluation)]) {
    await write(`tables/${table.name}.csv`, csv(table));
    await write(`tables/${table.name}.md`, markdown(table));
    await write(`tables/${table.name}.tex`, latex(table));
  }
  for (const [name, chart] of Object.entries(charts)) {
    const spec = chart(evaluation);
    const svg = await chartSvg(spec);
    await write(`charts/${name}.vl.json`, `${JSON.stringify(spec)}\n`);
    await write(`charts/${name}.svg`, svg);
    await write(`charts/${name}.png`, await chartPng(svg));
  }
  await write('index.html', reportPage(evaluation, await chartLibraries()));
  return { page: join(folder, 'index.html'), files };
}
