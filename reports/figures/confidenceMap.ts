import type { TopLevelSpec } from 'vega-lite';
import { chart, type Layer } from '../charts/chart.ts';

/** The anchors of a map, row by row. */
export interface ConfidenceMap {
  readonly title: string;
  readonly notes: readonly string[];
  readonly rows: number;
  readonly columns: number;
  /** rows x columns, 0 to 1. */
  readonly confidences: ArrayLike<number>;
  /** The matching strategies: 1 on the anchors of each, else 0. */
  readonly strategies: readonly { readonly name: string; readonly anchors: ArrayLike<number> }[];
}

/** Side of a cell in pixels. */
const cellSize = 38;

/** Colour and dash of an outline; told apart without colour by the dash. */
const outlines = [
  { colour: '#d55e00', dash: [1, 0] },
  { colour: '#009e73', dash: [8, 3] },
  { colour: '#cc79a7', dash: [3, 3] },
  { colour: '#1b1f24', dash: [10, 3, 2, 3] },
] as const;

/** The paper's figure 2: the confidence of each anchor, and the outline of each matching strategy. */
export function confidenceMapChart(map: ConfidenceMap): TopLevelSpec {
  const { rows, columns, confidences, strategies } = map;
  const cells = Array.from({ length: rows * columns }, (_, index) => {
    const [x, y] = [index % columns, Math.floor(index / columns)];
    return { x, y, x2: x + 1, y2: y + 1, centreX: x + 0.5, centreY: y + 0.5, value: confidences[index]! };
  });
  const names = strategies.map(({ name, anchors }) => `${name} (${count(anchors)})`);
  const edges = strategies.flatMap(({ anchors }, index) =>
    outline(anchors, rows, columns).map((edge) => ({ ...edge, strategy: names[index]! })),
  );
  const scale = (size: number): object => ({ domain: [0, size], nice: false, zero: true });
  const axis = null;
  const layers: Layer[] = [
    {
      data: { values: cells },
      mark: { type: 'rect', stroke: '#ffffff', strokeWidth: 1 },
      encoding: {
        x: { field: 'x', type: 'quantitative', scale: scale(columns), axis },
        x2: { field: 'x2' },
        y: { field: 'y', type: 'quantitative', scale: { ...scale(rows), reverse: true }, axis },
        y2: { field: 'y2' },
        color: {
          field: 'value',
          type: 'quantitative',
          scale: { scheme: 'greys', domain: [0, 1.6] },
          legend: null,
        },
      },
    },
    {
      data: { values: cells },
      mark: { type: 'text', fontSize: 11 },
      encoding: {
        x: { field: 'centreX', type: 'quantitative' },
        y: { field: 'centreY', type: 'quantitative' },
        text: { field: 'value', type: 'quantitative', format: '.2f' },
      },
    },
    {
      data: { values: edges },
      mark: { type: 'rule', strokeWidth: 3 },
      encoding: {
        x: { field: 'x', type: 'quantitative' },
        x2: { field: 'x2' },
        y: { field: 'y', type: 'quantitative' },
        y2: { field: 'y2' },
        color: {
          field: 'strategy',
          type: 'nominal',
          title: 'strategy (anchors)',
          scale: { domain: names, range: names.map((_, index) => outlines[index % outlines.length]!.colour) },
        },
        strokeDash: {
          field: 'strategy',
          type: 'nominal',
          title: 'strategy (anchors)',
          scale: { domain: names, range: names.map((_, index) => [...outlines[index % outlines.length]!.dash]) },
        },
      },
    },
  ];
  const size = { width: columns * cellSize, height: rows * cellSize };
  const head = { title: map.title, subtitle: map.notes, ...size };
  return { ...chart(head, { layer: layers }), resolve: { scale: { color: 'independent', strokeDash: 'independent' } } };
}

function count(anchors: ArrayLike<number>): number {
  return Array.from(anchors).filter((anchor) => anchor === 1).length;
}

interface Edge {
  readonly x: number;
  readonly y: number;
  readonly x2: number;
  readonly y2: number;
}

/** The sides of cells between an anchor that is in and one that is not, joined where they lie in a line. */
function outline(anchors: ArrayLike<number>, rows: number, columns: number): Edge[] {
  const isIn = (row: number, column: number): boolean =>
    row >= 0 && row < rows && column >= 0 && column < columns && anchors[row * columns + column] === 1;
  const edges: Edge[] = [];
  for (let y = 0; y <= rows; y++) {
    for (const [x, x2] of stretches(columns, (column) => isIn(y - 1, column) !== isIn(y, column))) {
      edges.push({ x, y, x2, y2: y });
    }
  }
  for (let x = 0; x <= columns; x++) {
    for (const [y, y2] of stretches(rows, (row) => isIn(row, x - 1) !== isIn(row, x))) {
      edges.push({ x, y, x2: x, y2 });
    }
  }
  return edges;
}

/** First and end of each stretch of places at which something is so. */
function stretches(length: number, isSo: (place: number) => boolean): [number, number][] {
  const found: [number, number][] = [];
  for (let place = 0; place < length; place++) {
    if (!isSo(place)) continue;
    const last = found.at(-1);
    if (last?.[1] === place) last[1] = place + 1;
    else found.push([place, place + 1]);
  }
  return found;
}
