import type { Comparison } from '../../results/comparison/comparison.ts';
import { reportFiles } from '../reportFiles.ts';
import { comparisonTables, settingsTable } from './comparisonTables.ts';

/**
 * Writes a comparison into a folder: `comparison.json`, and the figures and settings as CSV, Markdown and LaTeX.
 * @returns paths of all files
 */
export async function writeComparison(comparison: Comparison, folder: string): Promise<readonly string[]> {
  const files = reportFiles(folder);
  await files.file('comparison.json', `${JSON.stringify(comparison, undefined, 1)}\n`);
  for (const table of [...comparisonTables(comparison), settingsTable(comparison)]) await files.table(table);
  return files.written;
}
