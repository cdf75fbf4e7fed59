import { describe, expect, it } from 'vitest';
import { chartSvg } from '../../../reports/figures/chartSvg.ts';
import { confidenceMapChart } from '../../../reports/figures/confidenceMap.ts';

const map = {
  title: 'Confidences',
  notes: ['2 x 3 anchors.'],
  rows: 2,
  columns: 3,
  confidences: [0.1, 0.25, 0.4, 0.55, 0.7, 1],
  strategies: [
    { name: 'few', anchors: [0, 1, 0, 0, 1, 0] },
    { name: 'all', anchors: [1, 1, 1, 1, 1, 1] },
  ],
};

describe('confidenceMapChart(map)', () => {
  it('draws what it drew when somebody last looked at it', async () => {
    await expect(await chartSvg(confidenceMapChart(map))).toMatchFileSnapshot('../snapshots/confidenceMap.svg');
  });

  it('prints every confidence with two digits and names each strategy with its number of anchors', async () => {
    const svg = await chartSvg(confidenceMapChart(map));
    for (const text of ['0.10', '0.25', '0.40', '0.55', '0.70', '1.00', 'few (2)', 'all (6)']) {
      expect(svg).toContain(`>${text}<`);
    }
  });
});
