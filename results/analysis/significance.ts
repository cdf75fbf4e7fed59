/**
 * @file Which trackers differ, pair by pair, with sequences as the sample: frames of one sequence are alike, so a test
 * over frames (as in VOT's ranks) takes nearly every difference for real. No correction for the number of pairs.
 */
import type { PairTest, SequenceEvaluation, Significance } from '../evaluation.ts';
import { leastSequences } from './bootstrap.ts';
import { pairedTest } from './pairedTest.ts';

/** What a tracker brings to the tests. */
export interface SignificanceEntry {
  /** In the order of the dataset's sequences. */
  readonly sequences: readonly Pick<SequenceEvaluation, 'accuracy' | 'failures' | 'ao'>[];
  /** EAO under each bootstrap draw, the same draws for all trackers; NaN where it has none. Empty with baseline runs of too few sequences. */
  readonly eaoSamples: Float64Array;
}

/** All pairs of trackers: `[row][column]`, with null on the diagonal and where the two have fewer than `leastSequences` to compare. */
export function significanceOf(entries: readonly SignificanceEntry[]): Significance {
  const pairs = (
    measure: 'accuracy' | 'failures' | 'ao',
    test: (both: readonly (readonly [number, number])[], a: SignificanceEntry, b: SignificanceEntry) => PairTest | null,
  ): (PairTest | null)[][] => {
    const table: (PairTest | null)[][] = entries.map(() => entries.map(() => null));
    for (let i = 0; i < entries.length; i++) {
      for (let j = i + 1; j < entries.length; j++) {
        const [a, b] = [entries[i]!, entries[j]!];
        const both = valuesOfBoth(a, b, measure);
        const result = both.length < leastSequences ? null : test(both, a, b);
        table[i]![j] = result;
        table[j]![i] = result === null ? null : opposite(result);
      }
    }
    return table;
  };
  const more = (both: readonly (readonly [number, number])[]) => pairedTest(both.map(([a, b]) => a - b));
  const fewer = (both: readonly (readonly [number, number])[]) => pairedTest(both.map(([a, b]) => b - a));
  return {
    // The EAO is of the baseline, as failures are.
    eao: pairs('failures', (_, a, b) => bootstrapTest(a.eaoSamples, b.eaoSamples)),
    accuracy: pairs('accuracy', more),
    failures: pairs('failures', fewer),
    ao: pairs('ao', more),
  };
}

/** Of the sequences on which both trackers have a value. */
function valuesOfBoth(
  a: SignificanceEntry,
  b: SignificanceEntry,
  measure: 'accuracy' | 'failures' | 'ao',
): (readonly [number, number])[] {
  return a.sequences.flatMap((mine, s) => {
    const theirs = b.sequences[s]![measure];
    return mine[measure] === null || theirs === null ? [] : [[mine[measure], theirs] as const];
  });
}

function opposite({ p, better }: PairTest): PairTest {
  return { p, better: better === 'row' ? 'column' : better === 'column' ? 'row' : null };
}

/**
 * Paired bootstrap, two-sided: twice the smaller share of draws in which one tracker is not ahead, each share with one
 * draw added so that it is never 0 (Davison and Hinkley, Bootstrap Methods, 4.2.5). Null where most draws say nothing.
 */
export function bootstrapTest(a: Float64Array, b: Float64Array): PairTest | null {
  let count = 0;
  let ahead = 0;
  let behind = 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = a[i]! - b[i]!;
    if (Number.isNaN(difference)) continue;
    count++;
    if (difference > 0) ahead++;
    else if (difference < 0) behind++;
  }
  if (count === 0 || count < a.length / 2) return null;
  const p = Math.min(1, (2 * (Math.min(count - ahead, count - behind) + 1)) / (count + 1));
  return { p, better: ahead === behind ? null : ahead > behind ? 'row' : 'column' };
}
