import type { TopLevelSpec } from 'vega-lite';
import { describe, expect, test } from 'vitest';
import { chartMeta } from '../../../reports/charts/chart.ts';
import { charts } from '../../../reports/charts/charts.ts';
import { eaoCurves } from '../../../reports/charts/eaoCurves.ts';
import { eaoRanking } from '../../../reports/charts/eaoRanking.ts';
import { accuracyRobustnessPlot } from '../../../reports/charts/accuracyRobustnessPlot.ts';
import { precisionPlot } from '../../../reports/charts/precisionPlot.ts';
import { rankingPlot } from '../../../reports/charts/rankingPlot.ts';
import { overlapTimeline } from '../../../reports/charts/overlapTimeline.ts';
import {
  significanceAccuracy,
  significanceAo,
  significanceEao,
  significanceFailures,
} from '../../../reports/charts/significanceMatrix.ts';
import { successPlot } from '../../../reports/charts/successPlot.ts';
import { tableChart } from '../../../reports/charts/tableChart.ts';
import { tagAccuracy, tagRobustness } from '../../../reports/charts/tagProfile.ts';
import type { SequenceDetails } from '../../../reports/reportDetails.ts';
import { overview } from '../../../reports/tables/overview.ts';
import { madeUpDetails } from '../details.ts';
import { chartSvg } from '../../../reports/figures/chartSvg.ts';
import { emptyEvaluation, emptyTracker, evaluationWithGaps, hostileNames, madeUpEvaluation } from '../fixture.ts';
import { axis, drawnItems, scaleOf } from './compiled.ts';

const gaps = evaluationWithGaps();
const text = (spec: TopLevelSpec): string => chartMeta(spec).sentences.join(' ');

describe.each(Object.entries(charts))('%s(evaluation)', (name, chart) => {
  test('draws what it drew when somebody last looked at it', async () => {
    await expect(await chartSvg(chart(gaps))).toMatchFileSnapshot(`../snapshots/${name}.svg`);
  });

  test('draws the same bytes for the same evaluation', async () => {
    expect(await chartSvg(chart(evaluationWithGaps()))).toBe(await chartSvg(chart(gaps)));
  });

  test('draws one tracker, or says that there is nothing to show', async () => {
    const svg = await chartSvg(chart(madeUpEvaluation({ trackers: ['KCF'] })));
    if (name === 'rankingPlot') expect(svg).toContain('nothing to show');
    else expect(svg).toContain('KCF');
  });

  test('draws as many trackers as VOT2016 had, all of them in the legend or on the axis', async () => {
    const trackers = Array.from({ length: 70 }, (_, index) => `tracker-${index}-`);
    const svg = await chartSvg(chart(madeUpEvaluation({ trackers, longestSequence: 30 })));
    for (const tracker of trackers) expect(svg).toContain(tracker);
  });

  test('draws what a single sequence gives: no confidence intervals', async () => {
    const evaluation = madeUpEvaluation({ trackers: ['KCF', 'Staple'] });
    const trackers = Object.fromEntries(
      Object.entries(evaluation.trackers).map(([tracker, measures]) => [
        tracker,
        { ...measures, confidence: emptyTracker.confidence },
      ]),
    );
    expect(await chartSvg(chart({ ...evaluation, trackers }))).toContain('KCF');
  });

  test('says so and names every tracker when nothing is known', async () => {
    const evaluation = emptyEvaluation(['KCF', 'Staple']);
    expect(text(chart(evaluation))).toMatch(/2 of 2 not shown: KCF, Staple \(no (baseline|unsupervised) run\)/);
    expect(await chartSvg(chart(evaluation))).toContain('nothing to show');
  });

  test('says so when there is no tracker at all', async () => {
    expect(await chartSvg(chart(emptyEvaluation([])))).toContain('nothing to show');
  });

  test('shows hostile names as they are, whole and harmless', async () => {
    const svg = await chartSvg(chart(madeUpEvaluation({ trackers: hostileNames })));
    expect(svg).not.toContain('<script');
    expect(svg).not.toContain('<img');
    expect(svg).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(svg).toContain('x'.repeat(60));
    expect(svg).toContain('Ärger 中文');
    expect(svg).not.toContain('…');
  });
});

describe('rankingPlot(evaluation)', () => {
  test('puts the best at the top right: both axes reversed, limits 0.9 and the number of trackers + 0.1', async () => {
    const spec = rankingPlot(madeUpEvaluation());
    expect(await axis(spec, 'x')).toEqual({ domain: [0.9, 5.1], range: [480, 0] });
    expect(await axis(spec, 'y')).toEqual({ domain: [0.9, 5.1], range: [0, 480] });
  });

  test('plots the robustness rank across and the accuracy rank up', async () => {
    const evaluation = madeUpEvaluation();
    for (const { x, y, datum } of await drawnItems(rankingPlot(evaluation), 'symbol')) {
      const { accuracyRank, robustnessRank } = evaluation.trackers[datum!.label as string]!;
      expect(x).toBeCloseTo((480 * (5.1 - robustnessRank!)) / 4.2, 6);
      expect(y).toBeCloseTo((480 * (accuracyRank! - 0.9)) / 4.2, 6);
    }
  });

  test('reaches down to the lowest rank when the ranks were made among more trackers', async () => {
    const { trackers, ...rest } = madeUpEvaluation({ trackers: ['KCF', 'Staple'] });
    const spec = rankingPlot({ ...rest, trackers: { ...trackers, KCF: { ...trackers.KCF!, robustnessRank: 31.5 } } });
    expect((await axis(spec, 'x')).domain).toEqual([0.9, 31.6]);
  });

  test('counts and names the trackers that it leaves out, with the reason', () => {
    expect(text(rankingPlot(gaps))).toContain('1 of 5 not shown: Staple (no baseline run)');
    const alone = madeUpEvaluation({ trackers: ['KCF'] });
    expect(text(rankingPlot(alone))).toContain('1 of 1 not shown: KCF (no ranks)');
  });
});

test.each([
  ['eaoRanking', eaoRanking],
  ['eaoCurves', eaoCurves],
  ['accuracyRobustnessPlot', accuracyRobustnessPlot],
] as const)('%s(evaluation) names the trackers that it draws of fewer sequences than the others', (_, chart) => {
  expect(text(chart(gaps))).toContain('Incomplete, so not comparable: MDNet-N (2 of 3 sequences)');
  expect(text(chart(madeUpEvaluation()))).not.toContain('Incomplete');
});

test.each([
  ['significanceEao', significanceEao],
  ['significanceAccuracy', significanceAccuracy],
  ['significanceFailures', significanceFailures],
  ['significanceAo', significanceAo],
] as const)('%s(evaluation) says that there are no tests of few sequences', async (_, chart) => {
  const { significance, ...rest } = madeUpEvaluation();
  const none = { ...rest, significance: emptyEvaluation(Object.keys(rest.trackers)).significance };
  expect(text(chart({ ...rest, significance }))).not.toContain('No two trackers');
  expect(text(chart(none))).toBe('No two trackers have 6 sequences in common; of fewer there is no test.');
  expect(await chartSvg(chart(none))).toContain('nothing to show');
});

test('successPlot(evaluation) does not call a tracker incomplete whose baseline alone is', () => {
  expect(text(successPlot(gaps))).not.toContain('Incomplete');
});

test('accuracyRobustnessPlot(evaluation) shows reliability and accuracy from 0 to 1, the best at the top right', async () => {
  const evaluation = madeUpEvaluation();
  const spec = accuracyRobustnessPlot(evaluation);
  expect(await axis(spec, 'x')).toEqual({ domain: [0, 1], range: [0, 480] });
  expect(await axis(spec, 'y')).toEqual({ domain: [0, 1], range: [480, 0] });
  const items = await drawnItems(spec, 'symbol');
  expect(items).toHaveLength(5);
  for (const { x, y, datum } of items) {
    const { accuracy, reliability } = evaluation.trackers[datum!.label as string]!;
    expect(x).toBeCloseTo(480 * reliability!, 6);
    expect(y).toBeCloseTo(480 * (1 - accuracy!), 6);
  }
});

describe('eaoRanking(evaluation)', () => {
  test('orders the trackers from the worst on the left to the best on the right, those without whiskers too', async () => {
    const points = await drawnItems(eaoRanking(gaps), 'symbol');
    const byPlace = points.toSorted((a, b) => a.x - b.x).map(({ datum }) => datum!.label as string);
    const byEao = ['Ours_ensemble', 'CCOT', 'MDNet-N', 'KCF'].toSorted(
      (a, b) => gaps.trackers[a]!.eao! - gaps.trackers[b]!.eao!,
    );
    expect(byPlace).toEqual(byEao);
    expect(points.find(({ datum }) => datum!.rank === 1)!.datum!.label).toBe(byEao.at(-1));
  });

  test('draws the confidence interval of each tracker that has one', async () => {
    const spec = eaoRanking(gaps);
    const { domain, range } = (await axis(spec, 'y')) as { domain: [number, number]; range: [number, number] };
    const pixel = (value: number): number =>
      range[0] + ((value - domain[0]) / (domain[1] - domain[0])) * (range[1] - range[0]);
    const whiskers = await drawnItems(spec, 'rule');
    expect(new Set(whiskers.map(({ datum }) => datum!.label))).toEqual(new Set(['CCOT', 'MDNet-N', 'Ours_ensemble']));
    for (const { y, y2, datum } of whiskers) {
      const { low, high } = gaps.trackers[datum!.label as string]!.confidence.eao!;
      expect([y, y2!].toSorted((a, b) => b - a)).toEqual([
        expect.closeTo(pixel(low), 6),
        expect.closeTo(pixel(high), 6),
      ]);
    }
  });
});

describe('eaoCurves(evaluation)', () => {
  test('starts at length 1 and breaks off where the curve is unknown', async () => {
    const points = (await drawnItems(eaoCurves(gaps), 'line')).filter(({ datum }) => datum!.value !== null);
    const { domain, range } = (await axis(eaoCurves(gaps), 'x')) as {
      domain: [number, number];
      range: [number, number];
    };
    const pixel = (length: number): number =>
      range[0] + ((length - domain[0]) / (domain[1] - domain[0])) * (range[1] - range[0]);
    const ours = points.filter(({ datum }) => (datum!.label as string).startsWith('Ours'));
    const known = gaps.curves.Ours_ensemble!.eao.filter((value) => value !== null);
    expect(ours).toHaveLength(known.length);
    expect(ours[0]!.x).toBeCloseTo(pixel(1), 6);
    expect(ours.at(-1)!.x).toBeCloseTo(pixel(known.length), 6);
  });

  test('shades the lengths that the EAO averages over', async () => {
    const [band] = await drawnItems(eaoCurves(gaps), 'rect');
    expect(band!.datum).toMatchObject({ shortest: 108, longest: 371 });
  });

  test('lists the trackers by their EAO, with the number', () => {
    const labels = [...scaleOf(eaoCurves(gaps), 'color').keys()];
    const numbers = labels.map((label) => Number(/ \[(.*)\]$/.exec(label)![1]));
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    expect(labels).toContain(`CCOT [${gaps.trackers.CCOT!.eao!.toFixed(4)}]`);
  });
});

test('successPlot(evaluation) spans the 100 thresholds from 0 to 1 and lists the AUC', async () => {
  const spec = successPlot(gaps);
  const points = (await drawnItems(spec, 'line')).filter(({ datum }) => (datum!.label as string).startsWith('KCF'));
  expect(points).toHaveLength(100);
  expect(points[0]!.x).toBe(0);
  expect(points[50]!.x).toBeCloseTo((560 * 50) / 99, 6);
  expect(points.at(-1)!.x).toBe(560);
  expect(points[50]!.y).toBeCloseTo(360 * (1 - gaps.curves.KCF!.success[50]!), 1);
  expect([...scaleOf(spec, 'color').keys()]).toContain(`KCF [${gaps.trackers.KCF!.auc!.toFixed(3)}]`);
  expect(text(spec)).toContain('1 of 5 not shown: CCOT (no unsupervised run)');
});

test('precisionPlot(evaluation) spans 0 to 50 px, marks 20 px and lists the precision there', async () => {
  const spec = precisionPlot(gaps);
  const points = (await drawnItems(spec, 'line')).filter(({ datum }) => (datum!.label as string).startsWith('KCF'));
  expect(points).toHaveLength(51);
  expect(points.at(-1)!.x).toBe(560);
  const [rule] = await drawnItems(spec, 'rule');
  expect(rule!.x).toBeCloseTo((560 * 20) / 50, 6);
  expect([...scaleOf(spec, 'color').keys()]).toContain(`KCF [${gaps.trackers.KCF!.precision!.toFixed(3)}]`);
});

describe('tableChart(table)', () => {
  test('draws what it drew when somebody last looked at it', async () => {
    await expect(await chartSvg(tableChart(overview(gaps)))).toMatchFileSnapshot('../snapshots/tableOverview.svg');
  });

  test('marks the best three by colour and by a sign, first red and bold, second blue, third green and italic', async () => {
    const svg = await chartSvg(tableChart(overview(gaps)));
    const { fps } = gaps.trackers.Staple!;
    expect(svg).toMatch(new RegExp(`font-weight="bold" fill="#b3261e">${fps!.toFixed(1)}¹<`));
    expect(svg).toMatch(/fill="#1a56c4">[\d.]+²</);
    expect(svg).toMatch(/font-style="italic" fill="#1b7837">[\d.]+³</);
  });

  test('breaks long texts into lines, below which the next row begins', async () => {
    const reason = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
    const spec = tableChart({
      name: 'claims',
      title: 'Claims',
      rowHeading: 'claim',
      columns: [{ name: 'reason', title: 'reason' }],
      rows: [
        { name: 'a', title: 'the first claim', cells: [reason] },
        { name: 'b', title: 'the second claim', cells: ['short'] },
      ],
      comparison: 'column',
      notes: [],
    });
    expect((spec as { width: number }).width).toBeLessThan(900);
    const drawn = (await drawnItems(spec, 'text')).map(({ datum, y }) => ({ text: datum!.text as string, y }));
    const lines = drawn.filter(({ text }) => text.startsWith('word'));
    expect(lines.map(({ text }) => text).join(' ')).toBe(reason);
    expect(new Set(lines.map(({ y }) => y)).size).toBe(lines.length);
    const second = drawn.find(({ text }) => text === 'the second claim')!;
    expect(second.y).toBeGreaterThan(Math.max(...lines.map(({ y }) => y)) + 10);
  });

  test('draws hostile names as text, and says when there is nothing to show', async () => {
    const svg = await chartSvg(tableChart(overview(madeUpEvaluation({ trackers: hostileNames }))));
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(await chartSvg(tableChart(overview(emptyEvaluation([]))))).toContain('nothing to show');
  });
});

describe('overlapTimeline(evaluation, timelines, experiment)', () => {
  const [{ timelines }] = madeUpDetails({ trackers: ['CCOT', 'KCF'], sequences: ['bag'] }).sequences as [
    SequenceDetails,
  ];

  test('draws what it drew when somebody last looked at it', async () => {
    await expect(await chartSvg(overlapTimeline(gaps, timelines, 'baseline'))).toMatchFileSnapshot(
      '../snapshots/overlapTimeline.svg',
    );
  });

  test('breaks a curve where the tracker was not running, and marks its failures, frames counted from 1', async () => {
    const spec = overlapTimeline(gaps, timelines, 'baseline');
    const points = (await drawnItems(spec, 'line')).filter(({ datum }) => datum!.tracker === 'KCF');
    expect(points.filter(({ datum }) => datum!.overlap === null).map(({ datum }) => datum!.frame)).toEqual([
      31, 32, 33, 34, 35,
    ]);
    const crosses = await drawnItems(spec, 'symbol');
    expect(crosses.map(({ datum }) => [datum!.tracker, datum!.frame])).toEqual([
      ['CCOT', 31],
      ['KCF', 31],
    ]);
  });

  test('draws the best eight of many trackers and says so; without a run it says that', async () => {
    const trackers = Array.from({ length: 20 }, (_, index) => `tracker ${index}`);
    const [many] = madeUpDetails({ trackers, sequences: ['bag'] }).sequences as [SequenceDetails];
    expect(text(overlapTimeline(madeUpEvaluation({ trackers }), many.timelines, 'baseline'))).toContain(
      'The best 8 of 20 trackers.',
    );
    const none = { ...timelines, experiments: { baseline: [], unsupervised: [] } };
    expect(text(overlapTimeline(gaps, none, 'baseline'))).toBe('No baseline run is stored.');
  });
});

test('significanceMatrix: a row says better, worse or no difference of its tracker, the best first', async () => {
  const cells = await drawnItems(significanceEao(gaps), 'rect');
  expect(cells).toHaveLength(4 * 3);
  const names = Object.keys(gaps.trackers);
  for (const { datum } of cells) {
    const result =
      gaps.significance.eao[names.indexOf(datum!.tracker as string)]![names.indexOf(datum!.other as string)]!;
    const expected = result.p > 0.05 ? 'no significant difference' : result.better === 'row' ? 'better' : 'worse';
    expect(datum!.verdict).toBe(expected);
  }
});

test('tagRobustness(evaluation) runs down its axis, so that up is better as in the others', async () => {
  const { domain, range } = await axis(tagRobustness(madeUpEvaluation()), 'y');
  expect(domain[0]).toBe(0);
  expect(range).toEqual([0, 360]);
  expect((await axis(tagAccuracy(madeUpEvaluation()), 'y')).range).toEqual([360, 0]);
});

test('every chart fades all trackers but those in its parameter `highlighted`', async () => {
  const spec = rankingPlot(gaps);
  const svg = await chartSvg({ ...spec, params: [{ name: 'highlighted', value: ['CCOT'] }] });
  expect(svg.match(/opacity="0.12"/g)).toHaveLength(3);
  expect(await chartSvg(spec)).not.toContain('opacity="0.12"');
});
