import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../datasets/inputError.ts';
import { parseIni } from '../../../trackers/specification/iniFile.ts';
import { specificationOf } from '../../../trackers/specification/parseSpecification.ts';
import { shellWords } from '../../../trackers/specification/shellWords.ts';
import { readTrackersIni } from '../../../trackers/specification/trackersIni.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { python, requirePython } from '../external/python.ts';

const temporaryFolder = temporaryFolders();

beforeAll(requirePython);

describe('shellWords(text)', () => {
  it("parts a command as Python's shlex does", () => {
    const texts = fc.sample(fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '\n', '#', '$', '\t') }), 300);
    const expected = JSON.parse(
      python(
        [
          'import json, shlex, sys',
          'def words(text):',
          '  try: return shlex.split(text)',
          '  except ValueError: return None',
          'print(json.dumps([words(text) for text in json.load(sys.stdin)]))',
        ].join('\n'),
        JSON.stringify(texts),
      ),
    ) as unknown;
    const wordsOf = (text: string): string[] | null => {
      try {
        return shellWords(text);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        return null;
      }
    };
    expect(texts.map(wordsOf)).toEqual(expected);
  });
});

describe('parseIni(text)', () => {
  /** What Python's configparser reads; undefined where it refuses. */
  function readByPython(texts: readonly string[]): unknown[] {
    const script = [
      'import configparser, json, sys',
      'def read(text):',
      '  parser = configparser.ConfigParser()',
      '  try:',
      '    parser.read_string(text)',
      '    return {name: dict(parser[name]) for name in parser.sections()}',
      '  except configparser.Error: return None',
      'print(json.dumps([read(text) for text in json.load(sys.stdin)]))',
    ];
    return JSON.parse(python(script.join('\n'), JSON.stringify(texts))) as unknown[];
  }

  function read(text: string): unknown {
    try {
      const sections = [...parseIni(text, 'trackers.ini')].map(([name, { values }]) => [
        name,
        Object.fromEntries([...values].map(([key, value]) => [key, value.text])),
      ]);
      return Object.fromEntries(sections) as unknown;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return null;
    }
  }

  it("reads files as Python's configparser does", () => {
    const line = fc.constantFrom(
      '[one]',
      '[two]',
      '[DEFAULT]',
      'key = value',
      'Key: other = value',
      'path=/a:/b',
      'root = /data',
      'ref = %(root)s/x',
      'deep = %(ref)s/y',
      'gone = %(nothing)s',
      'percent = 100%%',
      'wrong = 100%',
      '  goes on',
      '\tand on',
      '# comment',
      '; comment',
      '  # comment within',
      'inline = a ; b # c',
      'empty =',
      '',
      'no value',
      '= no key',
    );
    const texts = fc.sample(fc.array(line, { maxLength: 9 }), 400).map((lines) => ['[zero]', ...lines].join('\n'));
    expect(texts.map(read)).toEqual(readByPython(texts));
  });
});

const toolkitFile = `
[DEFAULT]
paths = lib:/opt/common

[plain]
label = Plain
protocol = trax
command = ./run --model "big one" -x
env_cuda_visible_devices = 1
env_Weights = $HOME/w
arg_Alpha = 0.5
timeout = 120
linkpaths = native:/usr/local/lib
restart = True
socket = no
tags = fast, vot2016
version = 2

[module]
protocol = traxpython
command = tracker.main

[script]
protocol = traxpython
command = import tracker; tracker.run("vot")
python = /envs/a/bin/python

[matlab]
protocol = traxmatlab
command = my_tracker
matlab = /opt/matlab/bin/matlab
`;

async function fileOf(text: string): Promise<string> {
  const file = join(await temporaryFolder(), 'trackers.ini');
  await writeFile(file, text);
  return file;
}

describe('readTrackersIni(file)', () => {
  it("makes of each section what VOT's toolkit makes of it", async () => {
    const file = await fileOf(toolkitFile);
    const folder = join(file, '..');
    const trackers = await readTrackersIni(file);
    expect([...trackers.keys()]).toEqual(['plain', 'module', 'script', 'matlab']);
    expect([...trackers.values()].flatMap(({ notes }) => notes)).toEqual([]);
    expect(specificationOf(trackers.get('plain')!)).toEqual({
      label: 'plain',
      tracker: 'trax',
      external: {
        command: ['./run', '--model', 'big one', '-x'],
        folder: 'temporary',
        env: { CUDA_VISIBLE_DEVICES: '1', WEIGHTS: '$HOME/w' },
        arguments: { alpha: '0.5' },
        libraryFolders: [join(folder, 'native'), '/usr/local/lib'],
        restart: true,
        socket: false,
        timeoutSeconds: 120,
        retries: 1,
      },
    });
    const external = (name: string) => specificationOf(trackers.get(name)!).external;
    expect(external('module')).toMatchObject({
      command: ['python3', '-m', 'tracker.main'],
      env: { PYTHONUNBUFFERED: '1', PYTHONPATH: `/opt/common:${join(folder, 'lib')}` },
      timeoutSeconds: 30,
    });
    expect(external('script')!.command).toEqual([
      '/envs/a/bin/python',
      '-c',
      `import sys;sys.path.insert(0, '/opt/common'); sys.path.insert(0, '${join(folder, 'lib')}'); import tracker; tracker.run("vot")`,
    ]);
    expect(external('matlab')!.command).toEqual([
      '/opt/matlab/bin/matlab',
      '-nodesktop',
      '-nosplash',
      '-r',
      `try; diary runtime.log; addpath('${join(folder, 'lib')}'); addpath('/opt/common');my_tracker; catch ex; disp(getReport(ex)); end; quit;`,
    ]);
  });

  it('has the folder of the file on the path where none is named', async () => {
    const file = await fileOf('[mine]\nprotocol = traxpython\ncommand = tracker');
    const { external } = specificationOf((await readTrackersIni(file)).get('mine')!);
    expect(external!.env['PYTHONPATH']).toBe(join(file, '..'));
  });

  it('takes those of a tag, or one by its name', async () => {
    const file = await fileOf(toolkitFile);
    expect([...(await readTrackersIni(file, { tag: 'vot2016' })).keys()]).toEqual(['plain']);
    expect([...(await readTrackersIni(file, { label: 'script' })).keys()]).toEqual(['script']);
    await expect(readTrackersIni(file, { tag: 'slow' })).rejects.toThrow('missing trackers: none has the tag slow');
    await expect(readTrackersIni(file, { label: 'plan' })).rejects.toThrow('did you mean "plain"');
  });

  it('minds nothing in the sections of others', async () => {
    const file = await fileOf(
      '[mine]\nprotocol = trax\ncommand = x\ntags = a\n[theirs]\nprotocol = folder\n[half]\ntags = b',
    );
    expect([...(await readTrackersIni(file, { label: 'mine' })).keys()]).toEqual(['mine']);
    expect([...(await readTrackersIni(file, { tag: 'a' })).keys()]).toEqual(['mine']);
    await expect(readTrackersIni(file)).rejects.toThrow('invalid protocol of theirs: folder');
  });

  it('says which keys have no effect', async () => {
    const file = await fileOf('[mine]\nprotocol = trax\ncommand = x\ncondaenv = y\nmeta_a = b');
    expect([...(await readTrackersIni(file)).values()][0]!.notes).toEqual([
      `note: ${file}:4: condaenv of mine is not known and has no effect`,
    ]);
  });

  it.each([
    [
      '[a]\nprotocol = folderpython\ncommand = x',
      /invalid protocol of a: folderpython cannot be run here: .*\(.*trackers\.ini:2\)/,
    ],
    ['[a]\nprotocol = python\ncommand = x', /invalid protocol of a: python cannot be run here/],
    ['[a]\nprotocol = trex\ncommand = x', /unknown protocol: "trex" .*did you mean "trax"\?/],
    ['[a]\ncommand = x', /missing protocol: tracker a has none \(.*trackers\.ini:1\)/],
    ['[a]\nprotocol = trax', /missing command: tracker a has none/],
    ['[a]\nprotocol = trax\ncommand = x "y', /invalid command: x "y \(.*trackers\.ini:3\); a quote is not closed/],
    ['[a]\nprotocol = trax\ncommand = x\ntimeout = soon', /invalid timeout: "soon" \(.*trackers\.ini:4\)/],
    ['[a b]\nprotocol = trax\ncommand = x', /invalid tracker name: a b/],
    ['[a]\n[a]', /invalid section: a stands there twice \(.*trackers\.ini:2\)/],
    ['x = y', /invalid line: no \[section\] before it \(.*trackers\.ini:1\)/],
    ['', /invalid file of trackers: no \[tracker\]/],
  ])('refuses %j', async (text, message) => {
    const reading = readTrackersIni(await fileOf(text));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });
});
