/** @file How the conditions of a reproduction differ from the paper's, for people. */
import type { OverlapConvention } from '../../datasets/overlap/convention.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import { findCatalogueDataset } from '../../datasets/catalogue/catalogue.ts';
import { publishedTable1, publishedTable2 } from '../../results/published/publishedTables.ts';
import type { Reproduction } from '../../results/reproduction/reproduction.ts';
import { studentBackbone, type TargetSettings } from './targets.ts';

/** Whether it is all of the dataset that the paper's numbers are of. */
export function isPapersDataset({ name, sequences }: Dataset): boolean {
  const papers = findCatalogueDataset(publishedTable2().dataset);
  return name.toLowerCase() === papers?.name && sequences.length === papers.sequences;
}

/** A sentence for each condition that is not the paper's, besides the dataset. */
export function differencesFromPaper(
  table: Reproduction['table'],
  { preset, backbones, student, settings }: TargetSettings,
  { repetitions, convention }: { readonly repetitions: number; readonly convention: OverlapConvention },
): string[] {
  const { settings: papers } = table === 'table1' ? publishedTable1() : publishedTable2();
  const otherBackbones = backbones.filter((backbone) => !papers.backbones.includes(backbone));
  return [
    ...(preset === papers.preset ? [] : [`Ours have the preset ${preset}, not ${papers.preset}.`]),
    ...(otherBackbones.length === 0
      ? []
      : [`Ours are on ${otherBackbones.join(', ')}, the paper's on ${papers.backbones.join(', ')}.`]),
    ...(backbones.includes(studentBackbone) && student === undefined
      ? [`Ours have ${studentBackbone} with the weights of zf, not distilled from it as the paper's are.`]
      : []),
    ...(Object.keys(settings).length === 0 ? [] : [`Ours have other settings: ${JSON.stringify(settings)}.`]),
    ...(repetitions === papers.repetitions
      ? []
      : [`Repetitions of the baseline: at most ${repetitions}, the paper's ${papers.repetitions}.`]),
    ...(convention === 'vot2016' ? [] : [`Overlap is counted as in ${convention}, the paper's as in vot2016.`]),
  ];
}
