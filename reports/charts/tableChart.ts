import type { TopLevelSpec } from 'vega-lite';
import { bestThree, type Place } from '../tables/bestThree.ts';
import { cellText, intervalText, type Table } from '../tables/table.ts';
import { chart, emptyChart, type Layer } from './chart.ts';
import { estimatedTextWidth, labelFontSize } from './chartConfig.ts';
import { wrapped } from './wrapped.ts';

const rowHeight = 20;
const lineHeight = 14;
const intervalHeight = 12;
/** Letters of a line; what has more, such as the reason of a verdict, goes on below. */
const lineLength = 64;
const columnGap = 18;
/** The estimate is generous, which a table of many columns cannot afford. */
const widthShare = 0.8;
const marks: Readonly<Record<Place, string>> = { 1: '¹', 2: '²', 3: '³' };

/** As the paper colours them, told apart without colour by a mark each, and by weight and slant. */
const looks: Readonly<Record<Place, Omit<TextLook, 'align' | 'fontSize'>>> = {
  1: { color: '#b3261e', fontWeight: 'bold' },
  2: { color: '#1a56c4' },
  3: { color: '#1b7837', fontStyle: 'italic' },
};

interface Text {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** A table as a chart of text marks: first red and bold, second blue, third green and italic, with ¹ ² ³ behind them. */
export function tableChart(table: Table): TopLevelSpec {
  const places = bestThree(table);
  const cells = table.rows.map(({ cells }, row) =>
    cells.map((cell, index) => {
      const column = table.columns[index]!;
      const place = places[row]![index];
      const text = cellText(cell, column);
      return { text: place === undefined ? text : text + marks[place], place, interval: intervalText(cell, column) };
    }),
  );
  const head = { title: table.title, subtitle: table.notes };
  if (table.rows.length === 0) return emptyChart({ ...head, width: 480, height: 80 });
  const isNumber = table.columns.map(({ digits }) => digits !== undefined);
  const titles = table.rows.map(({ title }) => wrapped(title, lineLength));
  const lines = cells.map((row) => row.map(({ text }) => wrapped(text, lineLength)));
  const widthOf = (texts: readonly string[]): number =>
    widthShare * Math.max(...texts.map((text) => estimatedTextWidth(text)));
  const firstWidth = widthOf([table.rowHeading, ...titles.flat()]);
  const widths = table.columns.map(({ title }, index) =>
    Math.max(
      widthOf([title, ...lines.flatMap((row) => row[index]!)]),
      0.8 * widthOf(cells.map((row) => row[index]!.interval ?? '')),
    ),
  );
  let right = firstWidth;
  const rightEdges = widths.map((width) => (right += columnGap + width));
  const edge = (index: number): number => (isNumber[index] ? rightEdges[index]! : rightEdges[index]! - widths[index]!);
  const hasIntervals = cells.some((row) => row.some(({ interval }) => interval !== undefined));
  const tops = [rowHeight];
  titles.forEach((title, r) => {
    const most = Math.max(title.length, ...lines[r]!.map(({ length }) => length));
    tops.push(tops[r]! + rowHeight + (most - 1) * lineHeight + (hasIntervals ? intervalHeight : 0));
  });
  const y = (row: number, line = 0): number => tops[row]! + rowHeight / 2 + line * lineHeight;
  const width = Math.ceil(right);
  const total = tops.at(-1)!;
  const placed = cells.flatMap((row, r) =>
    row.map(({ text, place, interval }, index) => ({ text, place, interval, index, x: edge(index), y: y(r) })),
  );
  const layers: readonly (Layer | undefined)[] = [
    rules([0, rowHeight, total], width),
    texts(
      [
        { text: table.rowHeading, x: 0, y: rowHeight / 2 },
        ...table.columns.flatMap(({ title }, i) =>
          isNumber[i] ? [] : [{ text: title, x: edge(i), y: rowHeight / 2 }],
        ),
      ],
      { align: 'left', fontWeight: 'bold' },
    ),
    texts(
      table.columns.flatMap(({ title }, i) => (isNumber[i] ? [{ text: title, x: edge(i), y: rowHeight / 2 }] : [])),
      { align: 'right', fontWeight: 'bold' },
    ),
    texts(
      [
        ...titles.flatMap((title, r) => title.map((text, line) => ({ text, x: 0, y: y(r, line) }))),
        ...lines.flatMap((row, r) =>
          row.flatMap((cell, i) =>
            isNumber[i] ? [] : cell.map((text, line) => ({ text, x: edge(i), y: y(r, line) })),
          ),
        ),
      ],
      { align: 'left' },
    ),
    texts(
      placed.filter(({ index, place }) => isNumber[index] && place === undefined),
      { align: 'right' },
    ),
    ...([1, 2, 3] as const).map((wanted) =>
      texts(
        placed.filter(({ place }) => place === wanted),
        { align: 'right', ...looks[wanted] },
      ),
    ),
    texts(
      placed.flatMap(({ interval, x, y }) =>
        interval === undefined ? [] : [{ text: interval, x, y: y + rowHeight * 0.7 }],
      ),
      { align: 'right', fontSize: labelFontSize - 2, color: '#57606a' },
    ),
  ];
  return chart(
    { ...head, width, height: total },
    {
      view: { stroke: null },
      encoding: {
        x: { type: 'quantitative', scale: { domain: [0, width], nice: false }, axis: null },
        y: { type: 'quantitative', scale: { domain: [total, 0], nice: false }, axis: null },
      },
      layer: layers.filter((layer) => layer !== undefined),
    },
    { isFixedSize: true },
  );
}

interface TextLook {
  readonly align: 'left' | 'right';
  readonly color?: string;
  readonly fontSize?: number;
  readonly fontStyle?: 'italic';
  readonly fontWeight?: 'bold';
}

/** One layer for each look: Vega-Lite has no channel for weight, slant or alignment. */
function texts(values: readonly Text[], look: TextLook): Layer | undefined {
  if (values.length === 0) return undefined;
  return {
    data: { values: values.map(({ text, x, y }) => ({ text, x, y })) },
    mark: { type: 'text', baseline: 'middle', fontSize: labelFontSize, ...look },
    encoding: { x: { field: 'x' }, y: { field: 'y' }, text: { field: 'text', type: 'nominal' } },
  };
}

/** Lines across the table, as booktabs draws them. */
function rules(heights: readonly number[], width: number): Layer {
  return {
    data: { values: heights.map((y) => ({ y, from: 0, to: width })) },
    mark: { type: 'rule', strokeWidth: 1 },
    encoding: { x: { field: 'from' }, x2: { field: 'to' }, y: { field: 'y' } },
  };
}
