import { describe, expect, it } from 'vitest';
import { InputError } from '../../datasets/inputError.ts';
import { trackerEntry, trackerNames } from '../../trackers/registry.ts';

describe('trackerNames()', () => {
  it('lists each tracker once, in alphabetical order', () => {
    const names = trackerNames();
    expect(names).toEqual([...new Set(names)].toSorted());
    expect(names).toEqual(expect.arrayContaining(['kcf', 'ncc', 'static']));
  });
});

describe('trackerEntry(name)', () => {
  it('is the entry of that name, with a description of one line', () => {
    for (const name of trackerNames()) {
      const entry = trackerEntry(name);
      expect(entry.name).toBe(name);
      expect(entry.description).toMatch(/^[^\n]+$/);
    }
  });

  it('refuses an unknown name, with the nearest and the known ones', () => {
    expect(() => trackerEntry('kfc')).toThrow(InputError);
    expect(() => trackerEntry('kfc')).toThrow(
      `unknown tracker: "kfc"; did you mean "kcf"? known: ${trackerNames().join(', ')}`,
    );
  });
});
