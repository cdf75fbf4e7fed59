import { expect, test } from 'vitest';
import { rankingPlot } from '../../../reports/charts/rankingPlot.ts';
import { chartSvg } from '../../../reports/figures/chartSvg.ts';
import { madeUpEvaluation } from '../fixture.ts';

test('chartSvg(spec) throws when Vega-Lite warns of a specification', async () => {
  const spec = {
    ...rankingPlot(madeUpEvaluation()),
    layer: [{ mark: 'bar', encoding: { shape: { field: 'label', type: 'nominal' } } }],
  };
  await expect(chartSvg(spec as never)).rejects.toThrow(/invalid chart: .*shape/);
});

test('chartSvg(spec) throws when Vega warns while it draws', async () => {
  const spec = {
    data: { values: [{ value: 1 }] },
    transform: [{ calculate: 'warn(datum.value, "odd")', as: 'odd' }],
    mark: 'point',
    encoding: { x: { field: 'odd', type: 'quantitative' } },
  };
  await expect(chartSvg(spec as never)).rejects.toThrow('invalid chart');
});
