import { describe, expect, test } from 'vitest';
import { bestThree } from '../../../reports/tables/bestThree.ts';
import type { Cell, Column, Table } from '../../../reports/tables/table.ts';

const accuracy: Column = { name: 'accuracy', title: 'accuracy', digits: 2, better: 'higher' };
const failures: Column = { name: 'failures', title: 'failures', digits: 1, better: 'lower' };
const frames: Column = { name: 'frames', title: 'frames', digits: 0 };

function table(
  columns: readonly Column[],
  cells: readonly (readonly Cell[])[],
  comparison: Table['comparison'] = 'column',
): Table {
  const rows = cells.map((row, index) => ({ name: `row ${index}`, title: `row ${index}`, cells: row }));
  return { name: 'table', title: 'table', rowHeading: 'tracker', columns, rows, comparison, notes: [] };
}

const column = (direction: Column, values: readonly Cell[]) =>
  bestThree(
    table(
      [direction],
      values.map((value) => [value]),
    ),
  ).map(([place]) => place);

describe('bestThree(table)', () => {
  test('marks the highest three where higher is better, the lowest three where lower is', () => {
    expect(column(accuracy, [0.1, 0.5, 0.4, 0.3, 0.2])).toEqual([undefined, 1, 2, 3, undefined]);
    expect(column(failures, [9, 5, 4, 3, 2])).toEqual([undefined, undefined, 3, 2, 1]);
  });

  test('gives numbers that print the same the same place and leaves the places behind them empty', () => {
    expect(column(accuracy, [0.501, 0.499, 0.4, 0.3])).toEqual([1, 1, 3, undefined]);
    expect(column(accuracy, [0.5, 0.4, 0.4, 0.4, 0.3])).toEqual([1, 2, 2, 2, undefined]);
    expect(column(accuracy, [0.5, 0.5, 0.5, 0.5])).toEqual([1, 1, 1, 1]);
  });

  test('compares the value of an estimate, not its interval', () => {
    expect(
      column(accuracy, [
        { value: 0.4, low: 0, high: 1 },
        { value: 0.5, low: null, high: null },
      ]),
    ).toEqual([2, 1]);
  });

  test('marks neither what is unknown, nor text, nor a number without a rival, nor a column without direction', () => {
    expect(column(accuracy, [null, 0.4, 0.5])).toEqual([undefined, 2, 1]);
    expect(column(accuracy, ['yes', 0.4])).toEqual([undefined, undefined]);
    expect(column(accuracy, [null, 0.4])).toEqual([undefined, undefined]);
    expect(column(frames, [1, 2, 3])).toEqual([undefined, undefined, undefined]);
  });

  test('compares along the rows where the table says so, columns without direction left out', () => {
    const cells = [
      [100, 0.5, 0.6, 0.4],
      [200, null, 0.1, 0.2],
    ];
    expect(bestThree(table([frames, accuracy, accuracy, accuracy], cells, 'row'))).toEqual([
      [undefined, 2, 1, 3],
      [undefined, undefined, 2, 1],
    ]);
  });
});
