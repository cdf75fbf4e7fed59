/** @file What the paper claims of its numbers, and whether other numbers say the same. */
import { leastSequences, percentileInterval } from '../analysis/bootstrap.ts';
import { listed } from '../listed.ts';
import type { ClaimedMeasure, ClaimVerdict, ComparisonVerdict, Verdict } from './reproduction.ts';
import type { ResampledFigures } from './resampledFigures.ts';

/** One row is better than another in a measure, of which more is better. */
export interface Comparison {
  /** Keys of rows. */
  readonly better: string;
  readonly worse: string;
  readonly measure: ClaimedMeasure;
}

/** A claim holds when all of its comparisons do. */
export interface Claim {
  readonly claim: string;
  readonly comparisons: readonly Comparison[];
  /** How much worse the better row may be: above 0 where the claim is that nothing is lost. */
  readonly margin?: number;
}

/** What is known of a row. */
export interface ClaimedRow {
  readonly values: Readonly<Partial<Record<ClaimedMeasure, number | null>>>;
  readonly resampled: ResampledFigures;
}

const significance = 0.05;

/**
 * Judges a claim by bootstrap intervals of the differences (resampledFigures.ts). It holds when every difference's 95 %
 * interval lies above minus the margin. It does not hold when that of any difference lies below: there are many chances
 * of that, so for this the level is 1 - 5 % / comparisons. Else it cannot be told.
 * @param rows complete rows by key; one that is absent has no numbers
 */
export function judge(
  { claim, comparisons, margin = 0 }: Claim,
  rows: ReadonlyMap<string, ClaimedRow>,
  sequences: number,
): ClaimVerdict {
  const judged = comparisons.map((comparison) =>
    compare(comparison, rows, { margin, sequences, level: 1 - significance / comparisons.length }),
  );
  const of = (verdict: Verdict): readonly ComparisonVerdict[] => judged.filter((one) => one.verdict === verdict);
  const missing = [...new Set(comparisons.flatMap((comparison) => missingRows(comparison, rows)))];
  const said = (verdict: Verdict, reason: string): ClaimVerdict => ({ claim, verdict, reason, comparisons: judged });
  const refuting = of('does not hold');
  if (refuting.length > 0) return said('does not hold', describe(refuting));
  if (comparisons.length === 0) return said('cannot be told', 'nothing to compare: numbers of one backbone only');
  if (missing.length > 0) return said('cannot be told', `numbers missing: ${listed(missing)}`);
  if (sequences < leastSequences) {
    return said('cannot be told', `too few sequences for the test: ${sequences} of at least ${leastSequences}`);
  }
  const open = of('cannot be told');
  if (open.length > 0) {
    const isAlmostRefuted = open.some(({ high }) => high !== null && high < -margin);
    const corrected = isAlmostRefuted ? `, corrected for ${comparisons.length} comparisons` : '';
    return said('cannot be told', `within the spread${corrected}: ${describe(open)}`);
  }
  const closest = judged.toSorted((a, b) => a.low! - b.low!).slice(0, 1);
  return said('holds', judged.length === 1 ? describe(judged) : `the closest: ${describe(closest)}`);
}

interface Test {
  readonly margin: number;
  readonly sequences: number;
  /** Of the interval that refutes. */
  readonly level: number;
}

function compare(
  comparison: Comparison,
  rows: ReadonlyMap<string, ClaimedRow>,
  { margin, sequences, level }: Test,
): ComparisonVerdict {
  const { measure } = comparison;
  const [better, worse] = [rows.get(comparison.better), rows.get(comparison.worse)];
  const [a, b] = [better?.values[measure] ?? null, worse?.values[measure] ?? null];
  const unknown = { ...comparison, difference: null, low: null, high: null, verdict: 'cannot be told' } as const;
  if (better === undefined || worse === undefined || a === null || b === null) return unknown;
  const difference = a - b;
  if (sequences < leastSequences) return { ...unknown, difference };
  const differences = better.resampled[measure].map((value, draw) => value - worse.resampled[measure][draw]!);
  const interval = percentileInterval(differences);
  const wider = percentileInterval(differences, level);
  if (interval === null || wider === null) return { ...unknown, difference };
  const verdict = interval.low > -margin ? 'holds' : wider.high < -margin ? 'does not hold' : 'cannot be told';
  return { ...comparison, difference, ...interval, verdict };
}

function missingRows({ better, worse, measure }: Comparison, rows: ReadonlyMap<string, ClaimedRow>): string[] {
  return [better, worse].filter((key) => (rows.get(key)?.values[measure] ?? null) === null);
}

const comparisonsShown = 3;

const measureNames: Readonly<Record<ClaimedMeasure, string>> = {
  baselineAo: 'baseline AO',
  ao: 'unsupervised AO',
  eao: 'EAO',
};

function describe(comparisons: readonly ComparisonVerdict[]): string {
  const shown = comparisons.slice(0, comparisonsShown).map(({ better, worse, measure, difference, low, high }) => {
    const interval = low === null || high === null ? '' : ` [${signed(low)}, ${signed(high)}]`;
    return `${better} - ${worse} in ${measureNames[measure]}: ${difference === null ? '?' : signed(difference)}${interval}`;
  });
  const more = comparisons.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(4)}`;
}
