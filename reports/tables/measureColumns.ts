import type { Column } from './table.ts';

/** How every table shows a measure: its words, its fraction digits, and which numbers are better. */
export const measureColumns = {
  eao: { title: 'EAO', digits: 4, better: 'higher' },
  accuracy: { title: 'accuracy', digits: 3, better: 'higher' },
  failures: { title: 'failures', digits: 2, better: 'lower' },
  robustness: { title: 'failures per 100 frames', digits: 3, better: 'lower' },
  accuracyRank: { title: 'accuracy rank', digits: 2, better: 'lower' },
  robustnessRank: { title: 'robustness rank', digits: 2, better: 'lower' },
  ao: { title: 'AO', digits: 3, better: 'higher' },
  auc: { title: 'AUC', digits: 3, better: 'higher' },
  precision: { title: 'precision at 20 px', digits: 3, better: 'higher' },
  baselineAo: { title: 'baseline AO', digits: 3, better: 'higher' },
  fps: { title: 'frames per second', digits: 1, better: 'higher' },
} as const satisfies Readonly<Record<string, MeasureColumn>>;

export type MeasureColumn = Required<Pick<Column, 'title' | 'digits' | 'better'>>;

/** In tables that have the average overlap of both experiments, as the paper calls it. */
export const unsupervisedAoColumn: MeasureColumn = { ...measureColumns.ao, title: 'unsupervised AO' };
