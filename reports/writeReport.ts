import { join } from 'node:path';
import type { Evaluation } from '../results/evaluation.ts';
import { charts } from './charts/charts.ts';
import { chartLibraries } from './page/libraries.ts';
import { reportPage } from './page/reportPage.ts';
import { reportFiles } from './reportFiles.ts';
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
  const files = reportFiles(folder);
  await files.file('evaluation.json', `${JSON.stringify(evaluation, undefined, 1)}\n`);
  for (const table of [overview(evaluation), ...perTag(evaluation), ...perSequence(evaluation)]) {
    await files.table(table);
  }
  for (const [name, chart] of Object.entries(charts)) await files.chart(name, chart(evaluation));
  await files.file('index.html', reportPage(evaluation, await chartLibraries()));
  return { page: join(folder, 'index.html'), files: files.written };
}
