import { describe, expect, it } from 'vitest';
import { InputError } from '../../datasets/inputError.ts';
import { trackerDescription, trackerEntry, trackerNames } from '../../trackers/registry.ts';

describe('trackerNames()', () => {
  it('lists each tracker once, in alphabetical order', () => {
    const names = trackerNames();
    expect(names).toEqual([...new Set(names)].toSorted());
    expect(names).toEqual(expect.arrayContaining(['Staple', 'kcf', 'ncc', 'static']));
  });
});

describe('trackerEntry(specification)', () => {
  it('is the entry of that tracker under its label, with a description of one line', () => {
    for (const name of trackerNames()) {
      const entry = trackerEntry({ label: 'mine', tracker: name });
      expect(entry.name).toBe('mine');
      expect(entry.description).toBe(trackerDescription(name));
      expect(entry.description).toMatch(/^[^\n]+$/);
    }
  });

  it('refuses an unknown name, with the nearest and the known ones', () => {
    expect(() => trackerDescription('kfc')).toThrow(InputError);
    expect(() => trackerDescription('kfc')).toThrow(
      `unknown tracker: "kfc"; did you mean "kcf"? known: ${trackerNames().join(', ')}`,
    );
  });
});
