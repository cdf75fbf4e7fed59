import type { TopLevelSpec } from 'vega-lite';
import { leastSequences } from '../../results/analysis/bootstrap.ts';
import { significance as level } from '../../results/analysis/ranking.ts';
import type { Evaluation, PairTest, Significance, TrackerEvaluation } from '../../results/evaluation.ts';
import type { ExperimentName } from '../../results/run.ts';
import { chart, type ChartHead, emptyChart } from './chart.ts';
import { missingReason, shownTrackers } from './shownTrackers.ts';
import { highlightedOpacity, scaleLabel } from './trackerEncoding.ts';

type Measure = keyof Significance;

interface Kind {
  readonly title: string;
  readonly test: string;
  readonly experiment: ExperimentName;
  /** For the order of the trackers. */
  readonly isLowerBetter?: boolean;
}

const signedRank = 'Wilcoxon’s signed-rank test over sequences';

const kinds: Readonly<Record<Measure, Kind>> = {
  eao: { title: 'EAO', test: 'Paired bootstrap over sequences', experiment: 'baseline' },
  accuracy: { title: 'accuracy', test: signedRank, experiment: 'baseline' },
  failures: { title: 'failures', test: signedRank, experiment: 'baseline', isLowerBetter: true },
  ao: { title: 'AO', test: signedRank, experiment: 'unsupervised' },
};

export const significanceEao = (evaluation: Evaluation): TopLevelSpec => significanceMatrix(evaluation, 'eao');
export const significanceAccuracy = (evaluation: Evaluation): TopLevelSpec =>
  significanceMatrix(evaluation, 'accuracy');
export const significanceFailures = (evaluation: Evaluation): TopLevelSpec =>
  significanceMatrix(evaluation, 'failures');
export const significanceAo = (evaluation: Evaluation): TopLevelSpec => significanceMatrix(evaluation, 'ao');

/** What a cell says of its row's tracker, with the sign that says it without colour. */
const verdicts = [
  { verdict: 'better', sign: '▲', colour: '#0072b2', ink: '#ffffff' },
  { verdict: 'worse', sign: '▼', colour: '#e69f00', ink: '#1b1f24' },
  { verdict: 'no significant difference', sign: '·', colour: '#c9ced4', ink: '#1b1f24' },
  { verdict: 'nothing to compare', sign: '', colour: '#8a9199', ink: '#1b1f24' },
] as const;

/** Side of a cell in pixels, from few trackers to many. */
const largestCell = 36;
const smallestCell = 13;
const wantedSize = 480;

/** Which trackers differ significantly (5 %): a row and a column for each, the best first. */
function significanceMatrix(evaluation: Evaluation, measure: Measure): TopLevelSpec {
  const { title, test, experiment, isLowerBetter = false } = kinds[measure];
  const names = Object.keys(evaluation.trackers);
  const { shown, notes } = shownTrackers(evaluation, experiment, (tracker: TrackerEvaluation) => {
    const value = tracker[measure];
    if (value === null) return missingReason(tracker, experiment, `no ${title}`);
    return names.length < 2 ? 'nothing to compare with' : { value };
  });
  const count = shown.length;
  const cell = Math.min(largestCell, Math.max(smallestCell, Math.floor(wantedSize / Math.max(1, count))));
  const head: ChartHead = {
    title: `Significant differences in ${title}`,
    subtitle: [`${test}, 5 %, not corrected for the number of pairs. Read along the rows.`, ...notes],
    width: count * cell,
    height: count * cell,
  };
  if (count < 2) return emptyChart({ ...head, width: wantedSize });
  if (evaluation.significance[measure].flat().every((test) => test === null)) {
    const reason = `No two trackers have ${leastSequences} sequences in common; of fewer there is no test.`;
    return emptyChart({ ...head, subtitle: [reason, ...notes], width: wantedSize });
  }
  const sign = isLowerBetter ? -1 : 1;
  const bestFirst = shown.toSorted((a, b) => sign * (b.values.value - a.values.value)).map(({ tracker }) => tracker);
  const places = new Map(names.map((name, index) => [name, index]));
  const domain = bestFirst.map(scaleLabel);
  // A row of the matrix in arrays, which keeps the specification of many trackers small.
  const values = bestFirst.map((row) => {
    const others = bestFirst.filter((column) => column !== row);
    const results = others.map(
      (column) => evaluation.significance[measure][places.get(row)!]?.[places.get(column)!] ?? null,
    );
    return {
      row: scaleLabel(row),
      tracker: row,
      column: others.map(scaleLabel),
      other: others,
      kind: results.map(kindOf),
      p: results.map((result) => (result === null ? null : Number(result.p.toPrecision(2)))),
    };
  });
  const fontSize = Math.min(11, cell - 2);
  const axis = { labelFontSize: fontSize, domain: false, ticks: false, title: null } as const;
  return chart(
    head,
    {
      data: { values },
      transform: [
        { flatten: ['column', 'other', 'kind', 'p'] },
        { calculate: `${JSON.stringify(verdicts.map(({ verdict }) => verdict))}[datum.kind]`, as: 'verdict' },
      ],
      encoding: {
        x: {
          field: 'column',
          type: 'nominal',
          sort: null,
          scale: { domain },
          axis: { ...axis, orient: 'top', labelAngle: -60 },
        },
        y: { field: 'row', type: 'nominal', sort: null, scale: { domain }, axis },
        opacity: highlightedOpacity(1, ['tracker', 'other']),
      },
      layer: [
        {
          mark: { type: 'rect', stroke: null, xOffset: 0.5, yOffset: 0.5, width: cell - 1, height: cell - 1 },
          encoding: {
            color: {
              field: 'verdict',
              type: 'nominal',
              title: 'row against column',
              scale: { domain: verdicts.map(({ verdict }) => verdict), range: verdicts.map(({ colour }) => colour) },
              legend: { columns: 2, labelExpr: legendLabels },
            },
            tooltip: [
              { field: 'tracker', type: 'nominal' },
              { field: 'verdict', type: 'nominal', title: 'is' },
              { field: 'other', type: 'nominal', title: 'against' },
              { field: 'p', type: 'quantitative', format: '.2~g' },
            ],
          },
        },
        ...verdicts
          .filter(({ sign }) => sign !== '')
          .map(({ verdict, sign, ink }) => ({
            transform: [{ filter: `datum.verdict === '${verdict}'` }],
            mark: { type: 'text' as const, text: sign, fontSize: Math.min(14, cell - 2), color: ink },
          })),
      ],
    },
    { isFixedSize: true },
  );
}

const legendLabels = `({${verdicts.map(({ verdict, sign }) => `'${verdict}': '${sign} ${verdict}'`).join(', ')}})[datum.value]`;

/** The place of a test's outcome among the verdicts. */
function kindOf(result: PairTest | null): number {
  if (result === null) return 3;
  if (result.p > level || result.better === null) return 2;
  return result.better === 'row' ? 0 : 1;
}
