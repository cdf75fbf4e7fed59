import type { Reproduction } from '../../results/reproduction/reproduction.ts';
import type { ReportFiles } from '../reportFiles.ts';
import { claimsTable, comparisonsTable, reproductionTable } from './reproductionTables.ts';

/** Writes `TABLE.json` and the table, its claims and their comparisons as CSV, Markdown and LaTeX. */
export async function writeReproduction(reproduction: Reproduction, files: ReportFiles): Promise<void> {
  await files.file(`${reproduction.table}.json`, `${JSON.stringify(reproduction, undefined, 1)}\n`);
  for (const table of [reproductionTable(reproduction), claimsTable(reproduction), comparisonsTable(reproduction)]) {
    await files.table(table);
  }
}
