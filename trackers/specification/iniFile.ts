/**
 * @file Files in the form of Python's configparser with its defaults, as VOT's toolkit reads `trackers.ini`: sections,
 * `key = value` or `key: value` with keys in lower case, values that go on in indented lines, comments in lines of their
 * own, `%(key)s` for another value of the section, and a section DEFAULT for all.
 */
import { InputError } from '../../datasets/inputError.ts';

export interface IniSection {
  /** Of its heading, from 1. */
  readonly line: number;
  readonly values: ReadonlyMap<string, IniValue>;
}

export interface IniValue {
  readonly text: string;
  readonly line: number;
}

interface RawSection {
  readonly line: number;
  readonly values: Map<string, { readonly lines: string[]; readonly line: number }>;
}

const common = 'DEFAULT';
const deepestReference = 10;

/**
 * @param file its name, for errors
 * @throws InputError naming the line
 */
export function parseIni(text: string, file: string): ReadonlyMap<string, IniSection> {
  const raw = readSections(text.replace(/^\ufeff/, ''), file);
  const defaults = raw.get(common)?.values ?? new Map<string, never>();
  raw.delete(common);
  return new Map(
    [...raw].map(([name, { line, values }]) => {
      const all = new Map([...defaults, ...values]);
      const texts = new Map([...all].map(([key, { lines }]) => [key, lines.join('\n').trimEnd()]));
      const interpolated = [...all].map(([key, value]): [string, IniValue] => [
        key,
        { text: interpolate(texts.get(key)!, texts, `${file}:${value.line}`, 1), line: value.line },
      ]);
      return [name, { line, values: new Map(interpolated) }];
    }),
  );
}

function readSections(text: string, file: string): Map<string, RawSection> {
  const sections = new Map<string, RawSection>();
  let section: RawSection | undefined;
  let value: string[] | undefined;
  let keyIndent = 0;
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const where = `${file}:${index + 1}`;
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) {
      // An empty line belongs to a value that goes on behind it.
      if (trimmed === '') value?.push('');
      continue;
    }
    const indent = line.length - line.trimStart().length;
    if (value !== undefined && indent > keyIndent) {
      value.push(trimmed);
      continue;
    }
    value = undefined;
    const heading = /^\[(.+)\]/.exec(trimmed);
    if (heading !== null) {
      const name = heading[1]!;
      const before = sections.get(name);
      if (before !== undefined && name !== common) {
        throw new InputError(`invalid section: ${name} stands there twice`, where);
      }
      section = before ?? { line: index + 1, values: new Map() };
      sections.set(name, section);
      continue;
    }
    if (section === undefined) throw new InputError('invalid line: no [section] before it', where);
    const pair = /^(.*?)\s*[=:]\s*(.*)$/.exec(trimmed);
    const key = pair?.[1]!.toLowerCase() ?? '';
    if (pair === null || key === '')
      throw new InputError(`invalid line: ${trimmed}`, where, 'as in `command = python3 tracker.py`');
    if (section.values.has(key)) throw new InputError(`invalid key: ${key} stands there twice`, where);
    value = [pair[2]!];
    keyIndent = indent;
    section.values.set(key, { lines: value, line: index + 1 });
  }
  return sections;
}

function interpolate(text: string, values: ReadonlyMap<string, string>, where: string, depth: number): string {
  return text.replaceAll(/%(%|\(([^)]*)\)s|)/g, (_, what: string, key?: string) => {
    if (what === '%') return '%';
    if (key === undefined) throw new InputError(`invalid value: ${text}`, where, 'a percent sign is written %%');
    const found = values.get(key.toLowerCase());
    if (found === undefined) throw new InputError(`unknown key: %(${key})s`, where);
    if (depth >= deepestReference) throw new InputError(`invalid value: ${text} refers to itself`, where);
    return interpolate(found, values, where, depth + 1);
  });
}
