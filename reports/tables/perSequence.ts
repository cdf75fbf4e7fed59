import type { Evaluation, SequenceEvaluation } from '../../results/evaluation.ts';
import { measureColumns } from './measureColumns.ts';
import { measureTables, type Measure } from './measureTables.ts';
import type { Table } from './table.ts';

const measures: readonly Measure<SequenceEvaluation>[] = [
  { name: 'accuracy', ...measureColumns.accuracy },
  { name: 'failures', ...measureColumns.failures },
  { name: 'baselineAo', ...measureColumns.baselineAo },
  { name: 'ao', ...measureColumns.ao },
  { name: 'fps', ...measureColumns.fps },
  { name: 'repetitions', title: 'stored baseline repetitions', digits: 0 },
];

/** For each measure a table with a row for each sequence and a column for each tracker. */
export function perSequence(evaluation: Evaluation): Table[] {
  return measureTables(evaluation, { part: 'sequence', parts: evaluation.perSequence, measures });
}
