import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellQuote } from '../../../harness/commands/shellQuote.ts';

describe('shellQuote(words)', () => {
  it('leaves plain words as they are', () => {
    expect(shellQuote(['run', '--dataset', './vot2016', 'a,b'])).toBe('run --dataset ./vot2016 a,b');
  });

  it('is read by a shell as the same words', () => {
    const word = fc.string({ unit: fc.constantFrom('a', ' ', "'", '"', '$', '\\', '*', '\n', '#', 'é', '-', '~') });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), (words) => {
        const program = `printf '%s\\0' ${shellQuote(words)}`;
        const output = words.length === 0 ? '' : execFileSync('sh', ['-c', program]).toString();
        expect(output).toBe(words.map((text) => `${text}\0`).join(''));
      }),
      { numRuns: 30 },
    );
  });
});
