import { describe, expect, it } from 'vitest';
import { contrastTrackers } from '../../../results/published/contrastTrackers.ts';
import { publishedFigure2, publishedTable1, publishedTable2 } from '../../../results/published/publishedTables.ts';
import { backboneNames } from '../../../trackers/network/backbones/backboneSpec.ts';
import { presetNames } from '../../../trackers/online/presets.ts';
import { trackerNames } from '../../../trackers/registry.ts';

describe('the published numbers', () => {
  it('name trackers, backbones and presets that this program has', () => {
    const [table1, table2] = [publishedTable1(), publishedTable2()];
    const ours = [...table1.rows, ...table2.rows.filter(({ kind }) => kind === 'ours')].map(({ tracker }) => tracker);
    expect(trackerNames()).toEqual(expect.arrayContaining(ours));
    for (const { settings } of [table1, table2]) {
      expect(backboneNames).toEqual(expect.arrayContaining(settings.backbones));
      expect(presetNames).toContain(settings.preset);
    }
  });

  it('have the contrast trackers of table 2 in the order of the EAO', () => {
    const { rows } = publishedTable2();
    expect(rows.filter(({ kind }) => kind === 'contrast').map(({ tracker }) => tracker)).toEqual([...contrastTrackers]);
    const eaos = rows.map(({ eao }) => eao!);
    expect(eaos).toEqual(eaos.toSorted((a, b) => b - a));
    expect(rows).toHaveLength(16);
  });

  it('say of every number that cannot be read why', () => {
    const unread = publishedTable2().rows.filter(({ accuracyRank }) => accuracyRank === null);
    expect(unread.map(({ tracker, note }) => [tracker, note])).toEqual([
      ['Ours_ensemble', expect.stringContaining('cannot be read')],
    ]);
  });

  it('have a quarter of a 14 x 14 map in figure 2', () => {
    const { quarter } = publishedFigure2();
    expect(quarter.map((row) => row.length)).toEqual(Array(7).fill(7));
  });
});
