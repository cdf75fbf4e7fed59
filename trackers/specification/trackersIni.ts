/**
 * @file `trackers.ini` of VOT's Python toolkit, as it is (votchallenge/toolkit vot/tracker/__init__.py, vot/tracker/trax.py):
 * a section for each tracker with its protocol, command and settings. The section's name is the label of the results.
 */
import { delimiter, dirname, resolve } from 'node:path';
import { InputError } from '../../datasets/inputError.ts';
import { unknownName } from '../../datasets/unknownName.ts';
import { externalName, temporaryFolder } from '../external/externalConfiguration.ts';
import { type IniSection, type IniValue, parseIni } from './iniFile.ts';
import type { NamedTracker } from './parseSpecification.ts';
import { readTrackersText } from './readTrackersText.ts';
import { shellWords } from './shellWords.ts';

/** Of the toolkit's, those that speak TraX. */
const protocols = ['trax', 'traxpython', 'traxmatlab', 'traxoctave'] as const;

type Protocol = (typeof protocols)[number];

const otherProtocols: Readonly<Record<string, string>> = {
  python: 'it runs a class inside of the toolkit, which is Python',
  folder: 'it exchanges files in a folder',
};

const used = ['command', 'protocol', 'paths', 'timeout', 'linkpaths', 'restart', 'socket', 'python', 'matlab', 'tags'];
/** For the toolkit's own lists and reports. */
const passedOver = ['label', 'version'];

/** Which trackers of a file: one, those that carry a tag, or all. Sections that are not asked for may be what they like. */
export type WantedTrackers = { readonly label: string } | { readonly tag: string } | 'all';

/**
 * @throws InputError for a file that cannot be read, a label or tag that no section has, or a wanted tracker that cannot be
 * run here, with file and line
 */
export async function readTrackersIni(
  file: string,
  wanted: WantedTrackers = 'all',
): Promise<ReadonlyMap<string, NamedTracker>> {
  const text = await readTrackersText(file);
  const sections = parseIni(text, file);
  if (sections.size === 0) throw new InputError('invalid file of trackers: no [tracker]', file);
  const chosen = [...sections].filter(([label, section]) => {
    if (wanted === 'all') return true;
    return 'tag' in wanted ? tagsOf(section).includes(wanted.tag) : label === wanted.label;
  });
  if (chosen.length === 0 && wanted !== 'all') {
    if ('tag' in wanted) throw new InputError(`missing trackers: none has the tag ${wanted.tag}`, file);
    throw unknownName('tracker', wanted.label, [...sections.keys()], file);
  }
  return new Map(chosen.map(([label, section]) => [label, namedTracker(label, section, file)]));
}

function tagsOf({ values }: IniSection): string[] {
  const tags = (values.get('tags')?.text ?? '').split(',').map((tag) => tag.trim());
  return tags.filter(Boolean);
}

function namedTracker(label: string, section: IniSection, file: string): NamedTracker {
  const { values, line } = section;
  const where = `${file}:${line}`;
  if (!/^[A-Za-z0-9_-]+$/.test(label)) {
    throw new InputError(
      `invalid tracker name: ${label}`,
      where,
      'letters, digits, hyphens and underscores are expected',
    );
  }
  const root = dirname(resolve(file));
  const protocol = protocolOf(values.get('protocol'), label, file, where);
  const textOf = (key: string): string | undefined => values.get(key)?.text;
  const placeOf = (key: string): string => `${file}:${values.get(key)?.line ?? line}`;
  const command = textOf('command') ?? '';
  if (command === '') throw new InputError(`missing command: tracker ${label} has none`, where);
  // Without any the toolkit takes the folder of the file.
  const paths = (textOf('paths') ?? '').split(delimiter).map((folder) => resolve(root, folder));
  const env = environmentOf(values);
  if (protocol === 'traxpython') {
    env['PYTHONUNBUFFERED'] = '1';
    env['PYTHONPATH'] = paths.toReversed().join(delimiter);
  }
  const timeout = numberOf(textOf('timeout'), placeOf('timeout'));
  const overrides = {
    command: commandOf(protocol, command, paths, textOf, placeOf('command')),
    folder: temporaryFolder,
    env,
    arguments: prefixed(values, 'arg_', (name) => name),
    libraryFolders: foldersOf(textOf('linkpaths'), root),
    restart: isTrue(textOf('restart')),
    socket: isTrue(textOf('socket')),
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
  };
  const notes = [...values.keys()]
    .filter((key) => !used.includes(key) && !passedOver.includes(key) && !/^(env|arg|meta)_./.test(key))
    .map((key) => `note: ${file}:${values.get(key)!.line}: ${key} of ${label} is not known and has no effect`);
  return { tracker: externalName, overrides, label, where, notes };
}

function protocolOf(value: IniValue | undefined, label: string, file: string, where: string): Protocol {
  if (value === undefined || value.text === '') {
    throw new InputError(`missing protocol: tracker ${label} has none`, where, `known: ${protocols.join(', ')}`);
  }
  const protocol = protocols.find((known) => known === value.text);
  if (protocol !== undefined) return protocol;
  const place = `${file}:${value.line}`;
  const other = Object.entries(otherProtocols).find(([name]) => value.text.startsWith(name));
  if (other === undefined) throw unknownName('protocol', value.text, protocols, place);
  throw new InputError(
    `invalid protocol of ${label}: ${value.text} cannot be run here: ${other[1]}`,
    place,
    'trackers that speak TraX can (trax, traxpython); name those alone, as FILE.ini:NAME',
  );
}

/** The command as the toolkit makes it: for Python, MATLAB and Octave an interpreter that runs a line of its language. */
function commandOf(
  protocol: Protocol,
  command: string,
  paths: readonly string[],
  textOf: (key: string) => string | undefined,
  where: string,
): string[] {
  switch (protocol) {
    case 'trax':
      return shellWords(command, where);
    case 'traxpython': {
      const interpreter = textOf('python') ?? 'python3';
      if (/^[A-Za-z_][A-Za-z0-9_.]*$/.test(command)) return [...shellWords(interpreter, where), '-m', command];
      const imports = paths.toReversed().map((path) => `sys.path.insert(0, '${path}');`);
      const line = `import sys;${imports.join(' ')} ${command.replaceAll('"', '\\"')}`;
      return shellWords(`${interpreter} -c "${line}"`, where);
    }
    case 'traxmatlab': {
      const program = textOf('matlab') ?? inRoot('MATLAB_ROOT', 'matlab');
      const line = `try; diary runtime.log; ${addPaths(paths)}${command}; catch ex; disp(getReport(ex)); end; quit;`;
      return [program, '-nodesktop', '-nosplash', ...shellWords(`-r "${line}"`, where)];
    }
    case 'traxoctave': {
      const caught =
        'disp(ex.message); for i = 1:size(ex.stack) disp(ex.stack(i).file); disp(ex.stack(i).line); endfor;';
      const line = `try; diary runtime.log; ${addPaths(paths)}${command}; catch ex; ${caught} end; quit;`;
      const flags = ['--no-gui', '--no-window-system'];
      return [inRoot('OCTAVE_ROOT', 'octave'), ...flags, ...shellWords(`--eval "${line}"`, where)];
    }
  }
}

function addPaths(paths: readonly string[]): string {
  return paths.map((path) => `addpath('${path}');`).join(' ');
}

/** The program in the folder that a variable of the environment names; without it PATH has to have it. */
function inRoot(variable: string, program: string): string {
  const root = process.env[variable] ?? '';
  return root === '' ? program : resolve(root, 'bin', program);
}

function foldersOf(text: string | undefined, root: string): string[] {
  return (text ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => resolve(root, folder));
}

function environmentOf(values: IniSection['values']): Record<string, string> {
  return prefixed(values, 'env_', (name) => name.toUpperCase());
}

function prefixed(
  values: IniSection['values'],
  prefix: string,
  rename: (name: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    [...values]
      .filter(([key]) => key.startsWith(prefix) && key.length > prefix.length)
      .map(([key, { text }]) => [rename(key.slice(prefix.length)), text]),
  );
}

/** What the toolkit takes for true (vot/utilities, to_logical). */
function isTrue(text: string | undefined): boolean {
  return ['true', '1', 't', 'y', 'yes'].includes((text ?? '').toLowerCase());
}

function numberOf(text: string | undefined, where: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text !== '' && Number.isFinite(value) && value > 0) return value;
  throw new InputError(`invalid timeout: ${JSON.stringify(text)}`, where, 'a number of seconds is expected');
}
