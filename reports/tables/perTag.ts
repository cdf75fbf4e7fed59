import type { Evaluation, TagEvaluation } from '../../results/evaluation.ts';
import { measureColumns } from './measureColumns.ts';
import { measureTables, type Measure } from './measureTables.ts';
import type { Table } from './table.ts';

const measures: readonly Measure<TagEvaluation>[] = [
  { name: 'eao', ...measureColumns.eao },
  { name: 'accuracy', ...measureColumns.accuracy },
  { name: 'failures', ...measureColumns.failures },
  { name: 'robustness', ...measureColumns.robustness },
  { name: 'accuracyRank', ...measureColumns.accuracyRank },
  { name: 'robustnessRank', ...measureColumns.robustnessRank },
  { name: 'ao', ...measureColumns.ao },
];

/** For each measure a table with a row for each tag and a column for each tracker. */
export function perTag(evaluation: Evaluation): Table[] {
  return measureTables(evaluation, { part: 'tag', parts: evaluation.perTag, measures });
}
