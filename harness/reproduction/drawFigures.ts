import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import type { Sequence } from '../../datasets/sequence.ts';
import { rankingPlot } from '../../reports/charts/rankingPlot.ts';
import { confidenceMapChart } from '../../reports/figures/confidenceMap.ts';
import { frameGrid } from '../../reports/figures/frameGrid.ts';
import type { ReportFiles } from '../../reports/reportFiles.ts';
import type { Evaluation } from '../../results/evaluation.ts';
import type { BackboneName } from '../../trackers/network/backbones/backboneSpec.ts';
import { figure2 } from './figure2.ts';
import { figure3Frames } from './figure3.ts';

/** Draws figure 2. @returns what is to be said of it */
export async function drawFigure2(backbone: BackboneName, cache: string, files: ReportFiles): Promise<string> {
  const map = await figure2(backbone, cache);
  await files.chart('figure2', confidenceMapChart(map));
  return [`Figure 2: ${map.title}`, ...map.notes].join('\n');
}

/** Draws figure 3 of stored runs. @returns what is to be said of it */
export async function drawFigure3(
  sequences: readonly Sequence[],
  { folder, label, title }: { readonly folder: string; readonly label: string; readonly title: string },
  files: ReportFiles,
): Promise<string> {
  const rows = await figure3Frames(sequences, folder, label);
  if (rows.length === 0) return `${title}: nothing to show, ${label} has no unsupervised runs`;
  await files.file(join('figures', 'figure3.png'), await frameGrid(rows));
  const absent = sequences.length - rows.length;
  return [
    `${title}: ${label} (orange) and the ground truth (blue) in ${rows.map(({ name }) => name).join(', ')}`,
    ...(absent > 0 ? [`${absent} sequences without a run are left out`] : []),
  ].join('\n');
}

/** Draws figure 6. @returns what is to be said of it */
export async function drawFigure6(
  evaluation: Evaluation | undefined,
  title: string,
  files: ReportFiles,
): Promise<string> {
  if (evaluation === undefined) return `${title}: nothing to show, no tracker has results`;
  await files.chart('figure6', withSentence(rankingPlot(evaluation), `${title}.`));
  return `${title}: ranks of ${Object.keys(evaluation.trackers).length} trackers`;
}

/** A chart with a further line under its title. */
function withSentence(spec: TopLevelSpec, sentence: string): TopLevelSpec {
  const head = spec as unknown as Headed;
  const titled: Headed = {
    title: { ...head.title, subtitle: [sentence, ...head.title.subtitle] },
    usermeta: { ...head.usermeta, sentences: [sentence, ...head.usermeta.sentences] },
  };
  return { ...spec, ...titled } as unknown as TopLevelSpec;
}

/** What `chart` puts on every chart. */
interface Headed {
  readonly title: { readonly subtitle: readonly string[] };
  readonly usermeta: { readonly sentences: readonly string[] };
}
