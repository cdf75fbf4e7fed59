import type { Evaluation, SequenceEvaluation } from '../../results/evaluation.ts';
import { measureTables, type Measure } from './measureTables.ts';
import type { Table } from './table.ts';

const measures: readonly Measure<SequenceEvaluation>[] = [
  { name: 'accuracy', title: 'accuracy', digits: 3, better: 'higher' },
  { name: 'failures', title: 'failures', digits: 2, better: 'lower' },
  { name: 'baselineAo', title: 'baseline AO', digits: 3, better: 'higher' },
  { name: 'ao', title: 'AO', digits: 3, better: 'higher' },
  { name: 'fps', title: 'frames per second', digits: 1, better: 'higher' },
  { name: 'repetitions', title: 'stored baseline repetitions', digits: 0 },
];

/** For each measure a table with a row for each sequence and a column for each tracker. */
export function perSequence(evaluation: Evaluation): Table[] {
  return measureTables(evaluation, { part: 'sequence', parts: evaluation.perSequence, measures });
}
