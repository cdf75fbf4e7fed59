import type { Ablation } from '../../results/ablation.ts';
import { ablationHeatMap, heatMapKeys } from '../charts/ablationHeatMap.ts';
import { reportFiles } from '../reportFiles.ts';
import { ablationTable } from './ablationTable.ts';

/**
 * Writes an ablation into a folder: `ablation.json`, the table as CSV, Markdown and LaTeX, and heat maps of both average
 * overlaps where two of its settings are numbers.
 * @returns paths of all files
 */
export async function writeAblation(ablation: Ablation, folder: string): Promise<readonly string[]> {
  const files = reportFiles(folder);
  await files.file('ablation.json', `${JSON.stringify(ablation, undefined, 1)}\n`);
  await files.table(ablationTable(ablation));
  if (heatMapKeys(ablation) !== undefined) {
    await files.chart('heatMapBaselineAo', ablationHeatMap(ablation, 'baselineAo'));
    await files.chart('heatMapAo', ablationHeatMap(ablation, 'ao'));
  }
  return files.written;
}
