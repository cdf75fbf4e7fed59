import type { TopLevelSpec } from 'vega-lite';
import { type Ablation, type AblationMeasure } from '../../results/ablation.ts';
import { chart, emptyChart } from './chart.ts';

/** Side of a cell in pixels. */
const cellSize = 64;

const titles: Readonly<Record<AblationMeasure, string>> = {
  baselineAo: 'baseline AO',
  ao: 'unsupervised AO',
  failures: 'failures',
  eao: 'EAO',
};

/** The two settings that a grid can be drawn over: the first two whose values are numbers and differ. */
export function heatMapKeys({ keys, points }: Ablation): readonly [string, string] | undefined {
  const [first, second] = keys.filter((_, index) => {
    const values = new Set(points.map(({ values }) => values[index]!));
    return values.size > 1 && [...values].every((value) => value.trim() !== '' && Number.isFinite(Number(value)));
  });
  return first === undefined || second === undefined ? undefined : [first, second];
}

/**
 * A figure over two settings as coloured cells, the first across and the second up. Where other settings vary too, a cell
 * is the mean over them; it stays empty where one of them lacks the figure, since a mean over fewer compares with nothing.
 */
export function ablationHeatMap(ablation: Ablation, measure: AblationMeasure): TopLevelSpec {
  const title = titles[measure];
  const keys = heatMapKeys(ablation);
  const cells = keys === undefined ? [] : cellsOf(ablation, keys, measure);
  if (keys === undefined || cells.length === 0) {
    const reason = keys === undefined ? 'The grid has no two settings that are numbers.' : 'No point has the figure.';
    return emptyChart({ title, subtitle: [reason], width: 480, height: 80 });
  }
  const [across, up] = keys;
  const others = ablation.keys.filter((key) => !keys.includes(key));
  const columns = ordered(cells.map(({ x }) => x));
  const rows = ordered(cells.map(({ y }) => y)).toReversed();
  const values = cells.map(({ value }) => value);
  const middle = (Math.min(...values) + Math.max(...values)) / 2;
  return chart(
    {
      title: `${title} over ${across} and ${up}`,
      subtitle: [ablation.tracker, others.length > 0 ? `Means over ${others.join(', ')}.` : undefined],
      width: columns.length * cellSize,
      height: rows.length * cellSize,
    },
    {
      data: { values: cells },
      encoding: {
        x: { field: 'x', type: 'ordinal', sort: columns, title: across, axis: { labelAngle: 0 } },
        y: { field: 'y', type: 'ordinal', sort: rows, title: up },
      },
      layer: [
        {
          mark: 'rect',
          encoding: {
            color: {
              field: 'value',
              type: 'quantitative',
              title,
              // Dark is good, on both.
              scale: { scheme: 'viridis', reverse: measure !== 'failures', zero: false, nice: false },
            },
          },
        },
        {
          mark: { type: 'text', fontSize: 12 },
          encoding: {
            text: { field: 'value', type: 'quantitative', format: measure === 'failures' ? '.1f' : '.3f' },
            color: {
              condition: {
                test: `datum.value ${measure === 'failures' ? '<' : '>'} ${middle}`,
                value: '#ffffff',
              },
              value: '#1b1f24',
            },
          },
        },
      ],
    },
    { isFixedSize: true },
  );
}

interface HeatMapCell {
  readonly x: string;
  readonly y: string;
  readonly value: number;
}

function cellsOf(
  { keys, points }: Ablation,
  [across, up]: readonly [string, string],
  measure: AblationMeasure,
): readonly HeatMapCell[] {
  const [xIndex, yIndex] = [keys.indexOf(across), keys.indexOf(up)];
  const found = new Map<string, { readonly x: string; readonly y: string; readonly values: (number | null)[] }>();
  for (const { values, measures } of points) {
    const { value } = measures[measure];
    // 1 and 1.0 are one place.
    const [x, y] = [String(Number(values[xIndex])), String(Number(values[yIndex]))];
    const place = JSON.stringify([x, y]);
    const cell = found.get(place);
    if (cell === undefined) found.set(place, { x, y, values: [value] });
    else cell.values.push(value);
  }
  return [...found.values()].flatMap(({ x, y, values }) => {
    const numbers = values.filter((value) => value !== null);
    if (numbers.length < values.length) return [];
    return [{ x, y, value: numbers.reduce((sum, value) => sum + value, 0) / numbers.length }];
  });
}

const ordered = (values: readonly string[]): string[] => [...new Set(values)].toSorted((a, b) => Number(a) - Number(b));
