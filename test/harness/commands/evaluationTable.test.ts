import { describe, expect, it } from 'vitest';
import { evaluationTable } from '../../../harness/commands/evaluationTable.ts';
import { madeUpEvaluation } from '../../reports/fixture.ts';

describe('evaluationTable(evaluation, origins)', () => {
  const evaluation = madeUpEvaluation({ trackers: ['kcf', 'CCOT'] });

  it('says where results come from where that differs', () => {
    const lines = evaluationTable(
      evaluation,
      new Map([
        ['kcf', 'native'],
        ['CCOT', 'imported'],
      ]),
    ).split('\n');
    expect(lines[1]).toMatch(/runs +results$/);
    expect(lines.slice(2)).toEqual([
      expect.stringMatching(/^kcf .* native$/),
      expect.stringMatching(/^CCOT .* imported$/),
    ]);
  });

  it('does not where all are from one place, or nobody knows', () => {
    const same = evaluationTable(
      evaluation,
      new Map([
        ['kcf', 'native'],
        ['CCOT', 'native'],
      ]),
    );
    expect(same).toBe(evaluationTable(evaluation));
    expect(same).not.toContain('native');
  });

  it('states the interval that was used, and the one that was asked for where that goes further', () => {
    expect(evaluationTable(evaluation)).toContain("EAO over lengths 108 to 371 (the season's)");
    expect(evaluationTable({ ...evaluation, interval: [108, 120] })).toContain(
      "EAO over lengths 108 to 120 (of 108 to 371, the season's)",
    );
  });
});
