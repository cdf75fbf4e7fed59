import { charts } from '../charts/charts.ts';

/** Charts of which one at a time is shown, by the reader's choice; the names are those of `charts`. */
export const chartGroups = {
  tags: ['tagEao', 'tagAccuracy', 'tagRobustness', 'tagAo'],
  significance: ['significanceEao', 'significanceAccuracy', 'significanceFailures', 'significanceAo'],
  sequences: ['sequenceAccuracy', 'sequenceFailures', 'sequenceAo'],
} as const satisfies Readonly<Record<string, readonly (keyof typeof charts)[]>>;

const grouped: readonly string[] = Object.values(chartGroups).flat();

/** Those that stand side by side. */
export const sideBySide: readonly string[] = Object.keys(charts).filter((name) => !grouped.includes(name));
