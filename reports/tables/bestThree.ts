import { type Cell, type Column, cellText, numberIn, type Table } from './table.ts';

/** A place among the best three. */
export type Place = 1 | 2 | 3;

/** By row, then column: the place of a cell among the best three of those that it competes with. */
export type Places = readonly (readonly (Place | undefined)[])[];

/**
 * The best three numbers of each column, or row, that has a direction. Numbers that print the same share a place,
 * and the places behind them stay empty (1, 1, 3); a number without a rival has none.
 */
export function bestThree({ rows, columns, comparison }: Table): Places {
  const printed = rows.map(({ cells, competes }) =>
    cells.map((cell, index) => (competes === false ? undefined : printedNumber(cell, columns[index]!))),
  );
  return printed.map((row) =>
    row.map((value, index) => {
      const { better } = columns[index]!;
      if (better === undefined || value === undefined) return undefined;
      const competitors = comparison === 'column' ? printed.map((other) => other[index]) : competingCells(row, columns);
      const rivals = competitors.filter((rival) => rival !== undefined);
      if (rivals.length < 2) return undefined;
      const ahead = rivals.filter((rival) => (better === 'higher' ? rival > value : rival < value)).length;
      return places[ahead];
    }),
  );
}

const places = [1, 2, 3] as const;

function competingCells(row: readonly (number | undefined)[], columns: readonly Column[]): (number | undefined)[] {
  return row.filter((_, index) => columns[index]!.better !== undefined);
}

function printedNumber(cell: Cell, column: Column): number | undefined {
  return numberIn(cell) === undefined ? undefined : Number(cellText(cell, column));
}
