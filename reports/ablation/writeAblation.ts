import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Ablation } from '../../results/ablation.ts';
import { ablationHeatMap, heatMapKeys } from '../charts/ablationHeatMap.ts';
import { reportFiles } from '../reportFiles.ts';
import { ablationTable } from './ablationTable.ts';
import { ablationFile } from './readAblation.ts';

const heatMaps = [
  { name: 'heatMapBaselineAo', measure: 'baselineAo' },
  { name: 'heatMapAo', measure: 'ao' },
] as const;

/**
 * Writes an ablation into a folder: `ablation.json`, the table as CSV, Markdown and LaTeX, and heat maps of both average
 * overlaps where two of its settings are numbers. What an older ablation has left there and this one does not write is
 * removed.
 * @returns paths of all files
 */
export async function writeAblation(ablation: Ablation, folder: string): Promise<readonly string[]> {
  const files = reportFiles(folder);
  // First, so that a heat map never stands beside figures that are not its own.
  if (existsSync(join(folder, ablationFile))) {
    for (const { name } of heatMaps) await files.removeChart(name);
  }
  await files.file(ablationFile, `${JSON.stringify(ablation, undefined, 1)}\n`);
  await files.table(ablationTable(ablation));
  if (heatMapKeys(ablation) !== undefined) {
    for (const { name, measure } of heatMaps) await files.chart(name, ablationHeatMap(ablation, measure));
  }
  return files.written;
}
