import { join } from 'node:path';
import type { Evaluation } from '../results/evaluation.ts';
import { type ExperimentName, experimentNames } from '../results/run.ts';
import { charts } from './charts/charts.ts';
import { overlapTimeline } from './charts/overlapTimeline.ts';
import { chartLibraries } from './page/libraries.ts';
import { reportPage } from './page/reportPage.ts';
import { checkReportFolder, evaluationFile, pageFile, reportedSequences } from './replacedReport.ts';
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
 * written. Charts of sequences that only an older report in the folder has are removed.
 * @throws WrongRequest where the folder has a page that is no report
 */
export async function writeReport(
  evaluation: Evaluation,
  folder: string,
  details: ReportDetails = {},
): Promise<WrittenReport> {
  await checkReportFolder(folder);
  const files = reportFiles(folder);
  // First, so that no chart ever stands beside an evaluation that lacks its sequence.
  for (const sequence of await reportedSequences(folder)) {
    for (const experiment of experimentNames) await files.removeChart(timelineName(experiment, sequence));
  }
  await files.file(evaluationFile, `${JSON.stringify(evaluation, undefined, 1)}\n`);
  for (const table of [overview(evaluation), ...perTag(evaluation), ...perSequence(evaluation)]) {
    await files.table(table);
  }
  for (const [name, chart] of Object.entries(charts)) await files.chart(name, chart(evaluation));
  for (const { timelines } of details.sequences ?? []) {
    for (const experiment of experimentNames) {
      if (timelines.experiments[experiment].length === 0) continue;
      const name = timelineName(experiment, timelines.sequence);
      await files.chart(name, overlapTimeline(evaluation, timelines, experiment));
    }
  }
  await files.file(pageFile, reportPage(evaluation, await chartLibraries(), details));
  return { page: join(folder, pageFile), files: files.written };
}

/** Annotation files may name a sequence as no file could be. */
function timelineName(experiment: ExperimentName, sequence: string): string {
  return `overlap-${experiment}-${encodeURIComponent(sequence).slice(0, 150)}`;
}
