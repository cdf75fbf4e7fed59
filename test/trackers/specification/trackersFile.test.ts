import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../datasets/inputError.ts';
import { specificationOf } from '../../../trackers/specification/parseSpecification.ts';
import { readTrackersFile } from '../../../trackers/specification/trackersFile.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';

const temporaryFolder = temporaryFolders();

async function fileOf(text: string): Promise<string> {
  const file = join(await temporaryFolder(), 'trackers.yaml');
  await writeFile(file, text);
  return file;
}

describe('readTrackersFile(file)', () => {
  it('has each entry under its name, with what it extends', async () => {
    const entries = await readTrackersFile(
      await fileOf(`
squeezed: { extends: Ours_softmax, backbone: squeezenet, alpha: 1 }
few:
  extends: squeezed
  alpha: 2
  online: { candidates: { count: 32 } }
fewer:
  extends: few
  online: { candidates: { best: 3 } }
kcf:
`),
    );
    expect([...entries.keys()]).toEqual(['squeezed', 'few', 'fewer', 'kcf']);
    expect(entries.get('fewer')).toMatchObject({
      tracker: 'Ours_softmax',
      label: 'fewer',
      overrides: { backbone: 'squeezenet', alpha: 2, online: { candidates: { count: 32, best: 3 } } },
    });
    expect(specificationOf(entries.get('few')!)).toMatchObject({
      label: 'few',
      configuration: { backbone: 'squeezenet', branches: [{ alpha: 2 }], online: { candidates: { count: 32 } } },
    });
    expect(specificationOf(entries.get('kcf')!)).toEqual({ label: 'kcf', tracker: 'kcf' });
  });

  it.each([
    ['a: { extends: b }\nb: { extends: a }', /invalid extends: a extends b extends a \(.*trackers\.yaml:1\)/],
    ['\na: { extends: a }', /invalid extends: a extends a \(.*trackers\.yaml:2\)/],
    ['a: { extends: kcf }\nb: { extends: kfc }', /unknown tracker: "kfc" \(.*trackers\.yaml:2\); did you mean "kcf"\?/],
    ['mine: { alpha: 1 }', /missing extends: mine \(.*trackers\.yaml:1\)/],
    ['mine: { extends: [a, b] }', /invalid extends: \["a","b"\]/],
    ['a: { extends: kcf }\na: { extends: ncc }', /invalid YAML: Map keys must be unique \(.*trackers\.yaml:2\)/],
    ['a: {extends: kcf, extends: ncc}', /Map keys must be unique/],
    ['a: [', /invalid YAML: .*trackers\.yaml:1/],
    ['- kcf', /invalid file of trackers: no entries/],
    ['', /invalid file of trackers: no entries/],
    ['a: 3', /invalid tracker a: 3 \(.*trackers\.yaml:1\)/],
  ])('refuses %j', async (text, message) => {
    const reading = readTrackersFile(await fileOf(text));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });

  it('says file and line of a setting that is wrong', async () => {
    const entries = await readTrackersFile(await fileOf('# mine\nmine: { extends: Ours_softmax, bet: 1 }'));
    expect(() => specificationOf(entries.get('mine')!)).toThrow(
      /unknown setting of Ours_softmax: "bet" \(.*trackers\.yaml:2\); did you mean "beta"\?/,
    );
  });

  it.each([
    [
      'command: python3 tracker.py',
      'command "python3 tracker.py", where a list of words, as [python3, tracker.py, --fast], is expected',
    ],
    ['command: []', 'command [], where a list of words'],
    ['command: [x, 3]', 'command.1 3, where a list of words'],
    ['command: [x], timeoutSeconds: soon', 'timeoutSeconds "soon", where a number of seconds above 0 is expected'],
    ['command: [x], restart: "yes"', 'restart "yes", where true or false is expected'],
    ['command: [x], image: jpeg', 'image "jpeg", where one of path, '],
    ['command: [x], env: [A]', 'env ["A"], where a mapping of names to texts or numbers'],
    ['command: [x], folder: 3', 'folder 3, where the path of a folder or temporary is expected'],
    ['command: [x], retries: -1', 'retries -1, where a whole number from 0 is expected'],
  ])('says what is wanted of a program in place of %j', async (settings, message) => {
    const entries = await readTrackersFile(await fileOf(`mine: { extends: trax, ${settings} }`));
    const specify = () => specificationOf(entries.get('mine')!);
    expect(specify).toThrow(InputError);
    expect(specify).toThrow(`invalid setting of trax: ${message}`);
    expect(specify).toThrow(/\(.*trackers\.yaml:1\)$/);
  });

  it('says which file is missing, and which beside it was meant', async () => {
    await expect(readTrackersFile('/no/such/trackers.yaml')).rejects.toThrow(
      'missing file of trackers: /no/such/trackers.yaml; there is no such file',
    );
    const file = await fileOf('kcf:');
    await expect(readTrackersFile(file.replace('trackers', 'tracker'))).rejects.toThrow(
      'did you mean "trackers.yaml"?',
    );
  });
});
