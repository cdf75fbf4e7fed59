import { expect, test } from 'vitest';
import { contextWindow } from '../../../trackers/patches/contextWindow.ts';

const mdnet = { rule: 'mdnet', padding: 16 } as const;

test("MDNet's context is 107/75 of the box, from its first to its last pixel, as MATLAB rounds and counts", () => {
  // Pixels 11 to 85 from 1, so the centre is 11 + 75 / 2 = 48.5; 48.5 -+ 53.5 are pixels -5 and 102, 108 of them.
  expect(contextWindow(mdnet, 10, 75, 107)).toEqual({ start: -6, length: 108 });
  // The centre is 53, 53 -+ 53.5 are -0.5 and 106.5: halves go away from zero, to pixels -1 and 107.
  expect(contextWindow(mdnet, 14.5, 75, 107)).toEqual({ start: -2, length: 109 });
});

test('a factor keeps the centre and rounds nothing', () => {
  expect(contextWindow({ rule: 'factor', factor: 1.5 }, 10, 5, 107)).toEqual({ start: 8.75, length: 7.5 });
});
