import type { Evaluation } from '../../results/evaluation.ts';
import type { Column, Table } from './table.ts';
import { incompleteNotes, placesNote, trackerTitle } from './trackerTitle.ts';

/** A number that is known of each tracker on each part (tag, sequence) of a dataset. */
export interface Measure<Part> extends Pick<Column, 'title' | 'digits' | 'better'> {
  readonly name: { [Key in keyof Part]: Part[Key] extends number | null ? Key : never }[keyof Part] & string;
}

interface Parts<Part> {
  /** What the rows are. */
  readonly part: 'tag' | 'sequence';
  /** By the part's name, then by tracker. */
  readonly parts: Readonly<Record<string, Readonly<Record<string, Part>>>>;
  readonly measures: readonly Measure<Part>[];
}

/** For each measure a table with a row for each part and a column for each tracker. */
export function measureTables<Part extends { readonly frames: number }>(
  evaluation: Evaluation,
  { part, parts, measures }: Parts<Part>,
): Table[] {
  const trackers = Object.keys(evaluation.trackers);
  const valueOf = (partName: string, tracker: string, { name }: Measure<Part>): number | null =>
    (parts[partName]?.[tracker]?.[name] as number | null | undefined) ?? null;
  return measures.map((measure) => ({
    name: `${part}-${measure.name}`,
    title: `By ${part}: ${measure.title}`,
    rowHeading: part,
    columns: [
      { name: 'frames', title: 'frames', digits: 0 },
      ...trackers.map((tracker, index) => ({
        name: tracker,
        tracker: index,
        title: trackerTitle(evaluation, tracker),
        digits: measure.digits,
        // Failures on a part of a tag's frames compare with nothing; a sequence is there whole or not at all.
        better: part === 'tag' && evaluation.trackers[tracker]?.complete === false ? undefined : measure.better,
      })),
    ],
    rows: Object.entries(parts).map(([name, byTracker]) => ({
      name,
      title: name,
      cells: [
        Object.values(byTracker)[0]?.frames ?? null,
        ...trackers.map((tracker) => valueOf(name, tracker, measure)),
      ],
    })),
    comparison: 'row',
    notes: [...(measure.better === undefined ? [] : [placesNote]), ...incompleteNotes(evaluation)],
  }));
}
