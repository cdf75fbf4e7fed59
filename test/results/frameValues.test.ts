import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFrameValues, parseFrameValues } from '../../results/frameValues.ts';
import { formatTimeTable } from '../../results/timeTable.ts';

describe('formatFrameValues(values, decimals)', () => {
  it('is read back by parseFrameValues: any number, and NaN as an empty line', () => {
    // Plus 0 makes the negative zero plain: a text has none.
    const value = fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constant(NaN)).map((number) => number + 0);
    fc.assert(
      fc.property(fc.array(value), (values) => {
        expect([...parseFrameValues(formatFrameValues(values), 'here')]).toEqual(values);
      }),
    );
  });

  it('writes as many decimals as asked for', () => {
    expect(formatFrameValues([0.5, NaN, 1 / 3], 3)).toBe('0.500\n\n0.333\n');
  });
});

describe('parseFrameValues(text, where)', () => {
  it('takes NaN, blanks and Windows line ends, and a last line without an end', () => {
    expect([...parseFrameValues('1\r\n\r\nNaN\n 2.5', 'here')]).toEqual([1, NaN, NaN, 2.5]);
  });

  it('names the line of what is no number', () => {
    expect(() => parseFrameValues('1\nfast\n', 'bag_001_time.value')).toThrow(
      'invalid value: "fast" (bag_001_time.value:2); a number is expected',
    );
  });
});

describe('formatTimeTable(frames, columns)', () => {
  it('has five significant digits, NaN for skipped frames and zeros for a missing repetition', () => {
    expect(formatTimeTable(2, [Float64Array.of(0.123456789, NaN), undefined])).toBe('0.12346,0\nNaN,0\n');
  });
});
