/**
 * @file A file of trackers: `name: { extends: Ours_softmax, backbone: squeezenet, alpha: 1 }`. The name is the label of the
 * results; what it extends is a tracker of the registry or another entry of the file.
 */
import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { InputError } from '../../datasets/inputError.ts';
import { unknownName } from '../../datasets/unknownName.ts';
import { trackerNames } from '../registry.ts';
import type { Overrides } from './overrides.ts';
import type { NamedTracker } from './parseSpecification.ts';

/** @throws InputError for a file that cannot be read, an entry that is none, or entries that extend each other in a ring */
export async function readTrackersFile(file: string): Promise<ReadonlyMap<string, NamedTracker>> {
  const entries = await readEntries(file);
  const named = new Map<string, NamedTracker>();
  for (const label of entries.keys()) named.set(label, { ...resolve(label, []), label });
  return named;

  function resolve(name: string, path: readonly string[]): NamedTracker {
    const entry = entries.get(name);
    if (entry === undefined || path.includes(name)) {
      if (entry !== undefined && !trackerNames().includes(name)) {
        throw new InputError(
          `invalid extends: ${[...path, name].join(' extends ')}`,
          file,
          'entries extend each other in a ring',
        );
      }
      if (!trackerNames().includes(name))
        throw unknownName('tracker', name, [...entries.keys(), ...trackerNames()], file);
      return { tracker: name, overrides: {} };
    }
    const { extends: base = name, ...own } = entry;
    if (typeof base !== 'string') throw new InputError(`invalid extends: ${JSON.stringify(base)}`, `${file}: ${name}`);
    const { tracker, overrides } = resolve(base, [...path, name]);
    return { tracker, overrides: mergeOverrides(overrides, own) };
  }
}

/** The second's settings over the first's, inside `online` too. */
function mergeOverrides(first: Overrides, second: Overrides): Overrides {
  const isRecord = (value: unknown): value is Overrides =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const merged: Record<string, unknown> = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const before = merged[key];
    merged[key] = key === 'online' && isRecord(before) && isRecord(value) ? deepMerged(before, value) : value;
  }
  return merged;

  function deepMerged(before: Overrides, after: Overrides): Overrides {
    return Object.fromEntries(
      [...new Set([...Object.keys(before), ...Object.keys(after)])].map((key) => {
        const [old, own] = [before[key], after[key]];
        return [key, isRecord(old) && isRecord(own) ? deepMerged(old, own) : (own ?? old)];
      }),
    );
  }
}

async function readEntries(file: string): Promise<ReadonlyMap<string, Overrides>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new InputError(`missing file of trackers: ${(error as NodeJS.ErrnoException).code}`, file);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line } = lines.linePos(problem.pos[0]);
    throw new InputError(
      `invalid YAML: ${problem.message.split('\n')[0]!.replace(/ at line.*/, '')}`,
      `${file}:${line}`,
    );
  }
  const content: unknown = document.toJS();
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new InputError(
      'invalid file of trackers: no entries',
      file,
      'as in `mine: { extends: Ours_softmax, alpha: 1 }`',
    );
  }
  return new Map(
    Object.entries(content).map(([name, entry]): [string, Overrides] => {
      if (entry === null) return [name, {}];
      if (typeof entry === 'object' && !Array.isArray(entry)) return [name, entry as Overrides];
      throw new InputError(`invalid tracker ${name}: ${JSON.stringify(entry)}`, file, 'an entry holds settings');
    }),
  );
}
