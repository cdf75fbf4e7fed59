import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csv } from '../../../reports/tables/csv.ts';
import { overview } from '../../../reports/tables/overview.ts';
import { perSequence } from '../../../reports/tables/perSequence.ts';
import type { Cell, Table } from '../../../reports/tables/table.ts';
import { evaluationWithGaps, hostileNames, madeUpEvaluation } from '../fixture.ts';

/** RFC 4180, letter by letter: records end with CRLF, quotes are doubled within quotes. */
function parsed(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!;
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (text[i + 1] === '"') field += text[++i];
      else quoted = false;
    } else if (letter === '"') {
      if (field !== '') throw new Error(`quote within a field at ${i}`);
      quoted = true;
    } else if (letter === ',') {
      record.push(field);
      field = '';
    } else if (letter === '\r' && text[i + 1] === '\n') {
      records.push([...record, field]);
      record = [];
      field = '';
      i++;
    } else if (letter === '\r' || letter === '\n') throw new Error(`bare line break at ${i}`);
    else field += letter;
  }
  if (field !== '' || record.length > 0) throw new Error('no line break at the end');
  return records;
}

function table(
  rowHeading: string,
  names: readonly string[],
  rows: readonly (readonly [string, readonly Cell[]])[],
): Table {
  return {
    name: 'table',
    title: 'table',
    rowHeading,
    columns: names.map((name) => ({ name, title: name })),
    rows: rows.map(([name, cells]) => ({ name, title: name, cells })),
    comparison: 'column',
    notes: [],
  };
}

describe('csv(table)', () => {
  test('comes back from an independent parser letter by letter, whatever the names and texts hold', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', ' ', ';') }),
      fc.constantFrom(...hostileNames),
    );
    fc.assert(
      fc.property(
        text,
        fc.array(fc.tuple(text, text, fc.double({ noNaN: true, noDefaultInfinity: true }))),
        (heading, rows) => {
          const records = parsed(
            csv(
              table(
                heading,
                ['text', 'number'],
                rows.map(([name, ...cells]) => [name, cells]),
              ),
            ),
          );
          expect(records[0]).toEqual([heading, 'text', 'number']);
          expect(records.slice(1).map(([name, cell]) => [name, cell])).toEqual(
            rows.map(([name, cell]) => [name, cell]),
          );
          for (const [index, [, , number]] of rows.entries()) expect(Number(records[index + 1]![2])).toBe(number + 0);
        },
      ),
    );
  });

  test('writes every number of an evaluation in full precision, and nothing where nothing is known', () => {
    const evaluation = evaluationWithGaps();
    const [headings, ...records] = parsed(csv(overview(evaluation)));
    for (const record of records) {
      const tracker = evaluation.trackers[record[0]!]!;
      const field = (name: string): number | null => {
        const text = record[headings!.indexOf(name)]!;
        return text === '' ? null : Number(text);
      };
      for (const name of [
        'eao',
        'accuracy',
        'failures',
        'robustness',
        'accuracyRank',
        'robustnessRank',
        'ao',
        'auc',
        'precision',
        'baselineAo',
        'fps',
        'runs',
      ] as const) {
        expect(field(name)).toBe(tracker[name]);
      }
      for (const name of ['eao', 'accuracy', 'robustness', 'ao'] as const) {
        expect(field(`${name}Low`)).toBe(tracker.confidence[name]?.low ?? null);
        expect(field(`${name}High`)).toBe(tracker.confidence[name]?.high ?? null);
      }
      expect(record[headings!.indexOf('complete')]).toBe(tracker.complete ? 'yes' : 'no');
    }
  });

  test('names the trackers without the mark that people see', () => {
    const [sequences] = perSequence(evaluationWithGaps());
    expect(parsed(csv(sequences!))[0]).toEqual([
      'sequence',
      'frames',
      'Ours_ensemble',
      'CCOT',
      'Staple',
      'MDNet-N',
      'KCF',
    ]);
  });

  test('keeps hostile names', () => {
    const records = parsed(csv(overview(madeUpEvaluation({ trackers: hostileNames }))));
    expect(new Set(records.slice(1).map(([name]) => name))).toEqual(new Set(hostileNames));
  });
});
