import { describe, expect, it } from 'vitest';
import { claimsTable, reproductionTable, titleOnData } from '../../../reports/reproduction/reproductionTables.ts';
import { csv } from '../../../reports/tables/csv.ts';
import { latex } from '../../../reports/tables/latex.ts';
import { markdown } from '../../../reports/tables/markdown.ts';
import type { Reproduction } from '../../../results/reproduction/reproduction.ts';
import { hostileNames } from '../fixture.ts';

function reproductionOf(name: string): Reproduction {
  const figure = { paper: 0.3384, ours: 0.3, low: 0.25, high: 0.35, difference: -0.0384 };
  const repetitions = { baseline: 15, unsupervised: 0 };
  return {
    table: 'table2',
    source: 'a paper',
    dataset: { name, sequences: 7, frames: 700, tags: [] },
    isPapersDataset: false,
    papersDataset: 'vot2016',
    differences: ['Ours have the preset light, not paper.'],
    convention: 'vot2016',
    interval: [10, 20],
    measures: ['eao'],
    rows: [
      {
        key: 'Ours_hinge',
        backbone: 'zf',
        label: name,
        origin: 'this program',
        repetitions,
        figures: { eao: figure },
        notes: [],
      },
      {
        key: 'CCOT',
        backbone: null,
        label: null,
        origin: 'missing',
        repetitions: { baseline: 0, unsupervised: 0 },
        figures: { eao: { paper: 0.331, ours: null, low: null, high: null, difference: null } },
        notes: [],
      },
    ],
    claims: [
      { claim: 'hinge is first', verdict: 'cannot be told', reason: `numbers missing: ${name}`, comparisons: [] },
    ],
  };
}

describe('reproductionTable(reproduction)', () => {
  it('has the paper, ours with its interval and the difference in full precision for programs', () => {
    expect(csv(reproductionTable(reproductionOf('short')))).toBe(
      [
        'tracker,eaoPaper,eao,eaoLow,eaoHigh,eaoDifference,repetitions,origin,results',
        'Ours_hinge,0.3384,0.3,0.25,0.35,-0.0384,15,this program,short',
        'CCOT,0.331,,,,,0,missing,',
        '',
      ].join('\r\n'),
    );
  });

  it('says on which data it is, what differs from the paper, and what has no results', () => {
    const { title, notes } = reproductionTable(reproductionOf('short'));
    expect(title).toBe('Table 2 on short (7 sequences), not vot2016');
    expect(notes).toEqual(
      expect.arrayContaining([
        "Ours are of short, the paper's of vot2016: they measure other things.",
        'Ours have the preset light, not paper.',
        'No results: CCOT.',
      ]),
    );
  });

  it.each(hostileNames)('shows %j as text in every form', (name) => {
    for (const table of [reproductionTable(reproductionOf(name)), claimsTable(reproductionOf(name))]) {
      expect(markdown(table)).not.toMatch(/<script|<img/);
      expect(latex(table)).not.toMatch(/[^\\][%#]\S*textbf\{x\}/);
      expect(csv(table).split('\r\n').length).toBeGreaterThan(2);
    }
  });
});

describe('titleOnData(title, data)', () => {
  it("tells the paper's dataset, a part of it and others apart", () => {
    const titled = (name: string, sequences: number, isPapersDataset: boolean): string =>
      titleOnData('Figure 6', { name, sequences, isPapersDataset, papersDataset: 'vot2016' });
    expect(titled('vot2016', 60, true)).toBe('Figure 6 on vot2016');
    expect(titled('vot2016', 1, false)).toBe('Figure 6 on a part of vot2016 (1 sequence)');
    expect(titled('mine', 60, false)).toBe('Figure 6 on mine (60 sequences), not vot2016');
  });
});
