import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { catalogueDataset, datasetCatalogue } from '../../../datasets/catalogue/catalogue.ts';
import { averagingInterval } from '../../../results/analysis/averagingInterval.ts';
import { seasonInterval } from '../../../results/seasons.ts';
import { sharedData } from '../../sharedData.ts';

describe('the catalogue of datasets', () => {
  it("has VOT's seasons and OTB, each name once", () => {
    const names = datasetCatalogue().map(({ name }) => name);
    expect(names).toEqual([...Array.from({ length: 7 }, (_, index) => `vot${2013 + index}`), 'otb50', 'otb100']);
  });

  it('is where evaluations take the interval of a season from', () => {
    for (const { name, interval } of datasetCatalogue()) expect(seasonInterval(name)).toEqual(interval ?? undefined);
    expect(seasonInterval('vot2019-longterm')).toBeUndefined();
  });

  it("has the intervals that VOT's method finds from the real lengths", async () => {
    const cases = JSON.parse(await readFile(sharedData('oracles/eao_interval/cases.json'), 'utf8')) as {
      vot2016: { lengths: number[] };
    };
    const vot2018 = JSON.parse(await readFile(sharedData('annotations/VOT2018.json'), 'utf8')) as Record<
      string,
      { gt_rect: unknown[] }
    >;
    const lengths2018 = Object.values(vot2018).map(({ gt_rect }) => gt_rect.length);
    for (const [name, lengths] of [
      ['vot2016', cases.vot2016.lengths],
      ['vot2018', lengths2018],
    ] as const) {
      const { interval, frames, sequences } = catalogueDataset(name);
      const { low, high } = averagingInterval(lengths);
      expect([low, high]).toEqual(interval);
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(frames);
      expect(lengths).toHaveLength(sequences!);
    }
  });

  it('has as many OTB targets as the annotations, some of them two in a folder', async () => {
    const annotations = JSON.parse(await readFile(sharedData('annotations/OTB2015.json'), 'utf8')) as object;
    const otb100 = catalogueDataset('otb100');
    const folders = new Set(Object.keys(annotations).map((name) => name.toLowerCase().replace(/_\d$/, '')));
    if (otb100.form !== 'otb') throw new Error('otb100 has archives of its own');
    expect(new Set(otb100.names.map((name) => name.toLowerCase()))).toEqual(folders);
    expect(otb100.sequences).toBe(Object.keys(annotations).length);
  });

  it('names the nearest of an unknown name', () => {
    expect(() => catalogueDataset('otb10')).toThrow(/unknown dataset: "otb10"; did you mean "otb50"|"otb100"\?/);
  });
});
