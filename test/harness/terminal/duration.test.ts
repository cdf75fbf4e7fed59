import { describe, expect, it } from 'vitest';
import { formatDuration, secondsLeft } from '../../../harness/terminal/duration.ts';

describe('formatDuration(seconds)', () => {
  it.each([
    [0.4, '0 s'],
    [59.4, '59 s'],
    [59.5, '1 min 00 s'],
    [125, '2 min 05 s'],
    [3599.6, '1 h 00 min'],
    [12_000, '3 h 20 min'],
  ])('%d is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('secondsLeft(done, total, elapsedMs)', () => {
  it('is the time that the rest takes at the same pace', () => {
    expect(secondsLeft(25, 100, 10_000)).toBe(30);
  });

  it('is not known before anything is done', () => {
    expect(secondsLeft(0, 100, 10_000)).toBeUndefined();
  });
});
