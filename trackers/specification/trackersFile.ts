/**
 * @file A file of trackers: `name: { extends: Ours_softmax, backbone: squeezenet, alpha: 1 }`. The name is the label of the
 * results; what it extends is a tracker of the registry or another entry of the file.
 */
import { dirname, resolve as resolvePath } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { InputError } from '../../datasets/inputError.ts';
import { unknownName } from '../../datasets/unknownName.ts';
import { absoluteFolder, externalName } from '../external/externalConfiguration.ts';
import { baseNames } from '../registry.ts';
import { mergedOverrides, type Overrides } from './overrides.ts';
import type { NamedTracker } from './parseSpecification.ts';
import { readTrackersText } from './readTrackersText.ts';

/** @throws InputError for a file that cannot be read, an entry that is none, or entries that extend each other in a ring */
export async function readTrackersFile(file: string): Promise<ReadonlyMap<string, NamedTracker>> {
  const entries = await readEntries(file);
  const named = new Map<string, NamedTracker>();
  for (const [label, { where }] of entries) named.set(label, { ...inFolder(resolve(label, [])), label, where });
  return named;

  /** A program's folder is relative to the file. */
  function inFolder({ tracker, overrides }: NamedTracker): NamedTracker {
    const { folder = '.' } = overrides;
    if (tracker !== externalName || typeof folder !== 'string') return { tracker, overrides };
    return { tracker, overrides: { ...overrides, folder: absoluteFolder(folder, dirname(resolvePath(file))) } };
  }

  function resolve(name: string, path: readonly string[]): NamedTracker {
    const entry = entries.get(name);
    if (entry === undefined || path.includes(name)) {
      if (entry !== undefined && !baseNames().includes(name)) {
        throw new InputError(
          `invalid extends: ${[...path, name].join(' extends ')}`,
          entry.where,
          'entries extend each other in a ring',
        );
      }
      if (!baseNames().includes(name)) {
        const user = entries.get(path.at(-1)!)!;
        throw unknownName('tracker', name, [...entries.keys(), ...baseNames()], user.where);
      }
      return { tracker: name, overrides: {} };
    }
    const { extends: base, ...own } = entry.settings;
    if (base === undefined && !baseNames().includes(name)) {
      throw new InputError(
        `missing extends: ${name}`,
        entry.where,
        'as in `mine: { extends: Ours_softmax, alpha: 1 }`',
      );
    }
    if (base !== undefined && typeof base !== 'string') {
      throw new InputError(`invalid extends: ${JSON.stringify(base)}`, entry.where, 'it is the name of one tracker');
    }
    const { tracker, overrides } = resolve(base ?? name, [...path, name]);
    return { tracker, overrides: mergedOverrides(overrides, own) };
  }
}

interface Entry {
  readonly settings: Overrides;
  /** File and line. */
  readonly where: string;
}

async function readEntries(file: string): Promise<ReadonlyMap<string, Entry>> {
  const text = await readTrackersText(file);
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
  if (!isMap(document.contents)) {
    throw new InputError(
      'invalid file of trackers: no entries',
      file,
      'as in `mine: { extends: Ours_softmax, alpha: 1 }`',
    );
  }
  return new Map(
    document.contents.items.map(({ key, value }): [string, Entry] => {
      const name = String(isScalar(key) ? key.value : key);
      const where = isScalar(key) && key.range ? `${file}:${lines.linePos(key.range[0]).line}` : file;
      const settings: unknown = (value as { toJS(document: unknown): unknown } | null)?.toJS(document) ?? {};
      if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) {
        return [name, { settings: settings as Overrides, where }];
      }
      throw new InputError(`invalid tracker ${name}: ${JSON.stringify(settings)}`, where, 'an entry holds settings');
    }),
  );
}
