import type { Evaluation, TagEvaluation } from '../../results/evaluation.ts';
import { measureTables, type Measure } from './measureTables.ts';
import type { Table } from './table.ts';

const measures: readonly Measure<TagEvaluation>[] = [
  { name: 'eao', title: 'EAO', digits: 4, better: 'higher' },
  { name: 'accuracy', title: 'accuracy', digits: 3, better: 'higher' },
  { name: 'failures', title: 'failures', digits: 2, better: 'lower' },
  { name: 'robustness', title: 'failures per 100 frames', digits: 3, better: 'lower' },
  { name: 'accuracyRank', title: 'accuracy rank', digits: 2, better: 'lower' },
  { name: 'robustnessRank', title: 'robustness rank', digits: 2, better: 'lower' },
  { name: 'ao', title: 'AO', digits: 3, better: 'higher' },
];

/** For each measure a table with a row for each tag and a column for each tracker. */
export function perTag(evaluation: Evaluation): Table[] {
  return measureTables(evaluation, { part: 'tag', parts: evaluation.perTag, measures });
}
