import { join } from 'node:path';
import type { Evaluation } from '../results/evaluation.ts';
import { experimentNames } from '../results/run.ts';
import { charts } from './charts/charts.ts';
import { overlapTimeline } from './charts/overlapTimeline.ts';
import { chartLibraries } from './page/libraries.ts';
import { reportPage } from './page/reportPage.ts';
import type { ReportDetails } from './reportDetails.ts';
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
 * Writes an evaluation as a report into a folder: `index.html` (one page that needs nothing else), charts and tables as
 * `reportFiles` has them, and `evaluation.json`. Each file is whole or not there; the page comes last, when all else is
 * written.
 */
export async function writeReport(
  evaluation: Evaluation,
  folder: string,
  details: ReportDetails = {},
): Promise<WrittenReport> {
  const files = reportFiles(folder);
  await files.file('evaluation.json', `${JSON.stringify(evaluation, undefined, 1)}\n`);
  for (const table of [overview(evaluation), ...perTag(evaluation), ...perSequence(evaluation)]) {
    await files.table(table);
  }
  for (const [name, chart] of Object.entries(charts)) await files.chart(name, chart(evaluation));
  for (const { timelines } of details.sequences ?? []) {
    for (const experiment of experimentNames) {
      if (timelines.experiments[experiment].length === 0) continue;
      await files.chart(
        `overlap-${experiment}-${fileName(timelines.sequence)}`,
        overlapTimeline(evaluation, timelines, experiment),
      );
    }
  }
  await files.file('index.html', reportPage(evaluation, await chartLibraries(), details));
  return { page: join(folder, 'index.html'), files: files.written };
}

/** A sequence's name as part of a file's name: annotation files may name one as no folder could be. */
function fileName(sequence: string): string {
  return encodeURIComponent(sequence).slice(0, 150);
}
