import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../datasets/random.ts';
import { publishedTable1, publishedTable2 } from '../../../results/published/publishedTables.ts';
import { type ClaimedRow, judge } from '../../../results/reproduction/claims.ts';
import { table1Claims, table1Key, table2Claims } from '../../../results/reproduction/paperClaims.ts';
import type { ClaimVerdict } from '../../../results/reproduction/reproduction.ts';

const draws = 400;
const sequences = 60;
/** What the draws of sequences do to all trackers alike, and what is left of each tracker's own. */
const shared = 0.05;

function row(key: string, values: ClaimedRow['values'], ownSpread = 0.0001): ClaimedRow {
  const sample = (measure: keyof ClaimedRow['values']): Float64Array => {
    const common = randomFrom('draws');
    const own = randomFrom('own', key, measure);
    return Float64Array.from(
      { length: draws },
      () => (values[measure] ?? NaN) + shared * common.gaussian() + ownSpread * own.gaussian(),
    );
  };
  return { values, resampled: { baselineAo: sample('baselineAo'), ao: sample('ao'), eao: sample('eao') } };
}

const both = 'first + fourth';
const zf = 'zf';
const student = 'zf-compressed';

type Numbers = Readonly<Record<string, ClaimedRow['values']>>;

/** The paper's own numbers. */
const papersTable1: Numbers = Object.fromEntries(
  [zf, student].flatMap((backbone) =>
    publishedTable1().rows.map(({ strategy, baselineAo, ao }) => [table1Key(strategy, backbone), { baselineAo, ao }]),
  ),
);
const papersTable2: Numbers = Object.fromEntries(publishedTable2().rows.map(({ tracker, eao }) => [tracker, { eao }]));

function rowsOf(numbers: Numbers, ownSpread?: number): Map<string, ClaimedRow> {
  return new Map(Object.entries(numbers).map(([key, values]) => [key, row(key, values, ownSpread)]));
}

function table1(numbers: Numbers, ownSpread?: number): ClaimVerdict[] {
  return table1Claims([zf, student]).map((claim) => judge(claim, rowsOf(numbers, ownSpread), sequences));
}

function table2(numbers: Numbers, ownSpread?: number): ClaimVerdict[] {
  return table2Claims().map((claim) => judge(claim, rowsOf(numbers, ownSpread), sequences));
}

function verdictOn(claims: readonly ClaimVerdict[], words: RegExp): ClaimVerdict {
  const found = claims.filter(({ claim }) => words.test(claim));
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe('judge', () => {
  it("lets every claim of table 1 hold for the paper's own numbers", () => {
    expect(table1(papersTable1).map(({ verdict }) => verdict)).toEqual(Array(5).fill('holds'));
  });

  it("lets every claim of table 2 hold for the paper's own numbers", () => {
    expect(table2(papersTable2).map(({ verdict }) => verdict)).toEqual(Array(4).fill('holds'));
  });

  it.each([
    [/the first and the fourth strategy beat.*\(zf\)/, { [table1Key('first', zf)]: { baselineAo: 0.47, ao: 0.37 } }],
    [
      /the first and the fourth strategy beat.*\(zf-c/,
      { [table1Key('third', student)]: { baselineAo: 0.5, ao: 0.36 } },
    ],
    [/first \+ fourth beats.*\(zf\)/, { [table1Key(both, zf)]: { baselineAo: 0.52, ao: 0.42 } }],
    [/first \+ fourth beats.*\(zf-c/, { [table1Key('first', student)]: { baselineAo: 0.55, ao: 0.39 } }],
    [/compressing ZF costs no AO/, { [table1Key(both, student)]: { baselineAo: 0.5, ao: 0.46 } }],
  ])('says that %s does not hold when one number says so', (words, changed) => {
    const claims = table1({ ...papersTable1, ...changed });
    const verdict = verdictOn(claims, words);
    expect(verdict.verdict).toBe('does not hold');
    expect(verdict.reason).toMatch(/ - .* in (baseline|unsupervised) AO: -0\.\d{4} \[-0\.\d{4}, -0\.\d{4}\]/);
  });

  it.each([
    [/hinge is the best of the single losses/, { Ours_sigmoid: { eao: 0.345 } }],
    [/info2 is the best of the info-gain losses/, { Ours_info3: { eao: 0.3366 + 0.001 } }],
    [/the ensemble is first/, { CCOT: { eao: 0.36 } }],
    [/two baselines/, { Ours_info2: { eao: 0.33 } }],
  ])('says that %s does not hold when one number says so', (words, changed) => {
    expect(verdictOn(table2({ ...papersTable2, ...changed }), words).verdict).toBe('does not hold');
  });

  it.each([
    ['table 1', () => table1(papersTable1, 0.05)],
    ['table 2', () => table2(papersTable2, 0.05)],
  ])('cannot tell any claim of %s where the differences lie within the spread', (_, claims) => {
    for (const { verdict, reason } of claims()) {
      expect({ verdict, reason }).toEqual({
        verdict: 'cannot be told',
        reason: expect.stringMatching(/^within the spread: .* \[-0\.\d{4}, \+0\.\d{4}\]/),
      });
    }
  });

  it('counts as no loss what is less than the margin, and cannot tell what may be more', () => {
    const costing = (loss: number, spread?: number): string =>
      verdictOn(
        table1({ ...papersTable1, [table1Key(both, student)]: { baselineAo: 0.52 - loss, ao: 0.46 } }, spread),
        /costs no AO/,
      ).verdict;
    expect([costing(0.009), costing(0.012), costing(0.009, 0.005)]).toEqual([
      'holds',
      'does not hold',
      'cannot be told',
    ]);
  });

  it('cannot tell a claim whose numbers are missing, and names them', () => {
    const { CCOT: _, ...without } = papersTable2;
    const claims = table2(without);
    expect(verdictOn(claims, /the ensemble is first/)).toMatchObject({
      verdict: 'cannot be told',
      reason: 'numbers missing: CCOT',
    });
    expect(verdictOn(claims, /hinge is the best/).verdict).toBe('holds');
  });

  it('says that a claim does not hold from the numbers at hand, whatever is missing', () => {
    const { CCOT: _, ...without } = papersTable2;
    expect(verdictOn(table2({ ...without, TCNN: { eao: 0.4 } }), /the ensemble is first/).verdict).toBe(
      'does not hold',
    );
  });

  it('cannot tell anything from fewer than six sequences, whatever the numbers', () => {
    for (const numbers of [papersTable2, { ...papersTable2, CCOT: { eao: 0.9 } }]) {
      for (const claim of table2Claims()) {
        expect(judge(claim, rowsOf(numbers), 5)).toMatchObject({
          verdict: 'cannot be told',
          reason: 'too few sequences for the test: 5 of at least 6',
        });
      }
    }
  });

  it('cannot tell what compression costs from one backbone', () => {
    const claims = table1Claims(['squeezenet']).map((claim) => judge(claim, new Map(), sequences));
    expect(verdictOn(claims, /costs no AO/)).toMatchObject({
      verdict: 'cannot be told',
      reason: 'nothing to compare: numbers of one backbone only',
    });
  });

  it('asks more of the evidence against a claim of many comparisons than of one of few', () => {
    // Twice the standard deviation: enough for one comparison, not for fifteen.
    const rows = new Map([
      ['a', row('a', { eao: 0.3 }, 0.01)],
      ...Array.from({ length: 15 }, (_, i) => [`b${i}`, row(`b${i}`, { eao: i === 0 ? 0.333 : 0.2 }, 0.01)] as const),
    ]);
    const claimOf = (count: number) => ({
      claim: 'a is first',
      comparisons: Array.from({ length: count }, (_, i) => ({ better: 'a', worse: `b${i}`, measure: 'eao' as const })),
    });
    expect(judge(claimOf(1), rows, sequences).verdict).toBe('does not hold');
    expect(judge(claimOf(15), rows, sequences)).toMatchObject({
      verdict: 'cannot be told',
      reason: expect.stringMatching(
        /^within the spread, corrected for 15 comparisons: a - b0 in EAO: .* -0\.0\d{3}\]$/,
      ),
    });
  });
});
