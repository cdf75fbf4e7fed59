import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizedCrossCorrelation } from '../../../trackers/classic/normalizedCrossCorrelation.ts';

/** Pearson's correlation coefficient of the template and the pixels under it, at each place; 0 where one is flat. */
function directly(
  template: Float64Array,
  templateRows: number,
  templateColumns: number,
  window: Float64Array,
  rows: number,
  columns: number,
): number[] {
  const centred = (values: readonly number[]): number[] => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
  const t = centred([...template]);
  const scores: number[] = [];
  for (let y = 0; y + templateRows <= rows; y++) {
    for (let x = 0; x + templateColumns <= columns; x++) {
      const under = centred(
        Array.from(
          template,
          (_, i) => window[(y + Math.floor(i / templateColumns)) * columns + x + (i % templateColumns)]!,
        ),
      );
      const energies = dot(t, t) * dot(under, under);
      scores.push(energies < 1e-20 ? 0 : dot(t, under) / Math.sqrt(energies));
    }
  }
  return scores;
}

/** Pixels of 8 bits as numbers from 0 to 1. */
const pixels = (count: number): fc.Arbitrary<Float64Array> =>
  fc.uint8Array({ minLength: count, maxLength: count }).map((bytes) => Float64Array.from(bytes, (b) => b / 255));

describe('normalizedCrossCorrelation(template, rows, columns, maximum rows, maximum columns)', () => {
  const cases = fc
    .record({
      templateRows: fc.integer({ min: 1, max: 5 }),
      templateColumns: fc.integer({ min: 1, max: 5 }),
      moreRows: fc.integer({ min: 0, max: 6 }),
      moreColumns: fc.integer({ min: 0, max: 6 }),
      spare: fc.integer({ min: 0, max: 3 }),
    })
    .chain((size) =>
      fc.record({
        size: fc.constant(size),
        template: pixels(size.templateRows * size.templateColumns),
        window: pixels((size.templateRows + size.moreRows) * (size.templateColumns + size.moreColumns)),
      }),
    );

  it('correlate(window, rows, columns) is the correlation coefficient by definition at each place', () => {
    fc.assert(
      fc.property(cases, ({ size, template, window }) => {
        const { templateRows, templateColumns } = size;
        const [rows, columns] = [templateRows + size.moreRows, templateColumns + size.moreColumns];
        const ncc = normalizedCrossCorrelation(
          template,
          templateRows,
          templateColumns,
          rows + size.spare,
          columns + size.spare,
        );
        const scores = ncc.correlate(window, rows, columns);
        const expected = directly(template, templateRows, templateColumns, window, rows, columns);
        expect(scores.length).toBe(expected.length);
        expected.forEach((score, i) => expect(scores[i]).toBeCloseTo(score, 8));
      }),
    );
  });

  it('is 1 where the template is, also brighter and of more contrast, and -1 where it is inverted', () => {
    const template = Float64Array.of(0.1, 0.4, 0.2, 0.3);
    const window = new Float64Array(36).fill(0.5);
    const put = (row: number, column: number, gain: number, offset: number): void =>
      template.forEach((value, i) => {
        window[(row + Math.floor(i / 2)) * 6 + column + (i % 2)] = gain * value + offset;
      });
    put(0, 0, 1, 0);
    put(0, 4, 2, 0.1);
    put(4, 2, -1, 0.9);
    const scores = normalizedCrossCorrelation(template, 2, 2, 6, 6).correlate(window, 6, 6);
    expect(scores[0]).toBeCloseTo(1, 10);
    expect(scores[4]).toBeCloseTo(1, 10);
    expect(scores[4 * 5 + 2]).toBeCloseTo(-1, 10);
  });

  it('is 0 where the window is flat, and everywhere when the template is', () => {
    const step = Float64Array.of(0, 0, 1, 1);
    const flat = new Float64Array(4).fill(0.3);
    const half = Float64Array.from({ length: 32 }, (_, i) => (i % 8 < 4 ? 0.2 : 0.8));
    expect(normalizedCrossCorrelation(step, 2, 2, 4, 8).correlate(half, 4, 8)[0]).toBe(0);
    expect([...normalizedCrossCorrelation(flat, 2, 2, 4, 8).correlate(half, 4, 8)]).toEqual(
      Array.from({ length: 21 }, () => 0),
    );
  });
});
