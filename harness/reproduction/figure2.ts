import { type ConfidenceMap } from '../../reports/figures/confidenceMap.ts';
import { publishedFigure2 } from '../../results/published/publishedTables.ts';
import type { BackboneName } from '../../trackers/network/backbones/backboneSpec.ts';
import { openBackboneNetwork } from '../../trackers/network/backbones/openBackbone.ts';
import { zf, zfCompressed, zfGeometry } from '../../trackers/network/backbones/zf.ts';
import { type AnchorGrid, anchorGrid, confidenceMap } from '../../trackers/tracking-loss/anchors.ts';
import { strategyAnchors, strategyNames } from '../../trackers/tracking-loss/strategies.ts';

/** The paper's threshold of the strategy `first`. */
const firstConfidence = 0.8;

/**
 * The paper's figure 2 for a backbone: confidences of its anchors and the matching strategies, and, for the paper's own
 * backbone, how they compare with what is printed.
 * @throws InputError where the geometry needs weights that are missing
 */
export async function figure2(backbone: BackboneName, cache: string): Promise<ConfidenceMap> {
  const grid = await gridOf(backbone, cache);
  const confidences = confidenceMap(grid);
  const { rows, columns, sizeInPixels, strideInPixels } = grid;
  const strategies = strategyNames.map((name) => ({ name, anchors: strategyAnchors(name, grid, firstConfidence) }));
  return {
    title: `Confidence map and matching strategies of ${backbone}`,
    notes: [
      `${rows} x ${columns} anchors of ${sizeInPixels} pixels, ${strideInPixels} apart.`,
      ...(backbone === publishedFigure2().backbone ? [comparedWithPaper(grid, confidences, strategies)] : []),
    ],
    rows,
    columns,
    confidences,
    strategies,
  };
}

async function gridOf(backbone: BackboneName, cache: string): Promise<AnchorGrid> {
  const architecture = [zf, zfCompressed].find(({ name }) => name === backbone);
  return anchorGrid(
    architecture === undefined ? (await openBackboneNetwork(backbone, { cache })).map : zfGeometry(architecture),
  );
}

/** How many confidences print as in the paper, and whether the strategies have as many anchors. */
function comparedWithPaper(
  { rows, columns }: AnchorGrid,
  confidences: Float64Array,
  strategies: ConfidenceMap['strategies'],
): string {
  const { quarter, strategies: published } = publishedFigure2();
  let equal = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const printed = quarter[Math.min(row, rows - 1 - row)]?.[Math.min(column, columns - 1 - column)];
      if (printed !== undefined && confidences[row * columns + column]!.toFixed(2) === printed.toFixed(2)) equal++;
    }
  }
  const others = strategies.filter(
    ({ name, anchors }) => Array.from(anchors).filter((anchor) => anchor === 1).length !== published[name],
  );
  const counts =
    others.length === 0
      ? 'the strategies have as many anchors as there'
      : `other numbers of anchors than there: ${others.map(({ name }) => name).join(', ')}`;
  return `${equal} of ${confidences.length} confidences print as in the paper; ${counts}.`;
}
