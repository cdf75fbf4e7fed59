/** @file The paper's claims, each with the comparisons of rows that it is made of. */
import { publishedTable1, publishedTable2 } from '../published/publishedTables.ts';
import type { Claim, Comparison } from './claims.ts';

/** The paper prints AO with two digits: less than one of the last is no loss. */
export const compressionMargin = 0.01;

const aoMeasures = ['baselineAo', 'ao'] as const;

/** Of a row of table 1. */
export function table1Key(strategy: string, backbone: string): string {
  return `${strategy} (${backbone})`;
}

const both = 'first + fourth';

/**
 * Table 1's claims on each backbone, and that compression costs nothing.
 * @param backbones that the table was made with
 */
export function table1Claims(backbones: readonly string[]): readonly Claim[] {
  const strategies = publishedTable1().rows.map(({ strategy }) => strategy);
  const ofEach = (better: readonly string[], worse: readonly string[], backbone: string): Comparison[] =>
    better.flatMap((one) =>
      worse.flatMap((other) =>
        aoMeasures.map((measure) => ({
          better: table1Key(one, backbone),
          worse: table1Key(other, backbone),
          measure,
        })),
      ),
    );
  const singles = strategies.filter((strategy) => strategy !== both);
  const [teacher, student] = ['zf', 'zf-compressed'] as const;
  const hasBoth = backbones.includes(teacher) && backbones.includes(student);
  return [
    ...backbones.flatMap((backbone) => {
      const where = backbones.length > 1 ? ` (${backbone})` : '';
      return [
        {
          claim: `the first and the fourth strategy beat the second and the third in AO${where}`,
          comparisons: ofEach(['first', 'fourth'], ['second', 'third'], backbone),
        },
        {
          claim: `first + fourth beats each single strategy in AO${where}`,
          comparisons: ofEach([both], singles, backbone),
        },
      ];
    }),
    {
      claim: `compressing ZF costs no AO (less than ${compressionMargin})`,
      margin: compressionMargin,
      comparisons: hasBoth
        ? aoMeasures.map((measure) => ({ better: table1Key(both, student), worse: table1Key(both, teacher), measure }))
        : [],
    },
  ];
}

const singleLosses = ['Ours_softmax', 'Ours_sigmoid', 'Ours_hinge', 'Ours_info1', 'Ours_info2', 'Ours_info3'];
/** The two single losses that are above every contrast tracker in the paper's table. */
const twoBaselines = ['Ours_hinge', 'Ours_info2'];

/** Table 2's claims, all in EAO. */
export function table2Claims(): readonly Claim[] {
  const { rows } = publishedTable2();
  const all = rows.map(({ tracker }) => tracker);
  const contrasts = rows.filter(({ kind }) => kind === 'contrast').map(({ tracker }) => tracker);
  const beat = (better: readonly string[], worse: readonly string[]): Comparison[] =>
    better.flatMap((one) =>
      worse.filter((other) => other !== one).map((other) => ({ better: one, worse: other, measure: 'eao' as const })),
    );
  return [
    { claim: 'hinge is the best of the single losses in EAO', comparisons: beat(['Ours_hinge'], singleLosses) },
    {
      claim: 'info2 is the best of the info-gain losses in EAO',
      comparisons: beat(['Ours_info2'], ['Ours_info1', 'Ours_info3']),
    },
    { claim: 'the ensemble is first in EAO', comparisons: beat(['Ours_ensemble'], all) },
    {
      claim: 'two baselines (hinge and info2) beat all contrast trackers in EAO',
      comparisons: beat(twoBaselines, contrasts),
    },
  ];
}
