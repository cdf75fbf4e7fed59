/**
 * A table as a value: what is in it, and how its numbers are to be read. Rows and columns have a name for programs
 * (CSV) and a title for people (Markdown, HTML, LaTeX).
 */
export interface Table {
  /** Name of its files. */
  readonly name: string;
  readonly title: string;
  /** What the rows are: heading of the first column. */
  readonly rowHeading: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Whether the numbers of a column compete with each other, or those of a row. */
  readonly comparison: 'column' | 'row';
  /** Sentences that explain it. */
  readonly notes: readonly string[];
}

export interface Column {
  /** For programs: a word as in `evaluate --json`, or the name of a tracker or tag. */
  readonly name: string;
  readonly title: string;
  /** Fraction digits that people see; columns of text have none. */
  readonly digits?: number;
  /** Which numbers are better; missing where they do not compete. */
  readonly better?: 'higher' | 'lower';
  /** The tracker that it is of, by its place in the report's list. */
  readonly tracker?: number;
  /** Cells are intervals, for which CSV has three columns: NAME, NAMELow, NAMEHigh. */
  readonly hasInterval?: boolean;
}

export interface Row {
  readonly name: string;
  readonly title: string;
  /** The tracker that it is of, by its place in the report's list. */
  readonly tracker?: number;
  /** False where its numbers do not compete with those of other rows: an incomplete tracker's. */
  readonly competes?: boolean;
  /** One for each column. */
  readonly cells: readonly Cell[];
}

/** A number with its confidence interval, where one is known. */
export interface Estimate {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** `null` where there is nothing to say. */
export type Cell = string | number | Estimate | null;

/** What stands where there is nothing to say. */
const nothing = '–';

/** A cell's number, or undefined where it has none. */
export function numberIn(cell: Cell): number | undefined {
  if (typeof cell === 'number') return cell;
  return cell !== null && typeof cell === 'object' ? cell.value : undefined;
}

/** A cell as people see it, without its interval. */
export function cellText(cell: Cell, { digits = 0 }: Column): string {
  if (typeof cell === 'string') return cell;
  return numberIn(cell)?.toFixed(digits) ?? nothing;
}

/** A cell's interval as people see it: `[0.291, 0.372]`; undefined where it has none. */
export function intervalText(cell: Cell, { digits = 0 }: Column): string | undefined {
  if (cell === null || typeof cell !== 'object' || cell.low === null || cell.high === null) return undefined;
  return `[${cell.low.toFixed(digits)}, ${cell.high.toFixed(digits)}]`;
}
