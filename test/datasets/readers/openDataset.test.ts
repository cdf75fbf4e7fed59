import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../datasets/inputError.ts';
import { openDataset } from '../../../datasets/readers/openDataset.ts';
import { framesWithTag, tagsOf } from '../../../datasets/sequence.ts';
import { sharedData } from '../../sharedData.ts';
import { frames, jpeg, padded } from '../pictures.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

const image = await jpeg();

function vot(name: string): Record<string, string | Uint8Array> {
  return {
    [`${name}/groundtruth.txt`]: '1,2,3,4\n1,2,3,4\n',
    ...frames(2, image, (number) => `${name}/color/${padded(number, 8)}.jpg`),
  };
}

function otb(name: string): Record<string, string | Uint8Array> {
  return {
    [`${name}/groundtruth_rect.txt`]: '1\t2\t3\t4\n1\t2\t3\t4\n',
    ...frames(2, image, (number) => `${name}/img/${padded(number, 4)}.jpg`),
  };
}

const namesOf = async (path: string, sequences?: readonly string[]): Promise<string[]> =>
  (await openDataset(path, sequences === undefined ? {} : { sequences })).sequences.map(({ name }) => name);

describe('openDataset(path)', () => {
  it('reads the sequences that list.txt names, in its order, and says which folders it left out', async () => {
    const root = await temporaryFolder({ ...vot('a'), ...vot('b'), ...otb('c'), 'list.txt': 'c\nb\r\n\n' });
    const { name, sequences, warnings } = await openDataset(root);
    expect(name).toBe(basename(root));
    expect(sequences.map((sequence) => sequence.name)).toEqual(['c', 'b']);
    expect(warnings).toEqual([`${join(root, 'list.txt')}: left out, not in the list: a`]);
  });

  it('reads VOT and OTB folders side by side in alphabetical order without a list, and says what is neither', async () => {
    const root = await temporaryFolder({ ...vot('b'), ...otb('a'), 'notes/readme.txt': 'x', '.cache/x': 'x' });
    const { sequences, warnings } = await openDataset(root);
    expect(sequences.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(warnings).toEqual([`${join(root, 'notes')}: left out, it has no ground truth`]);
  });

  it('reads one sequence from its own folder, also with a slash at the end', async () => {
    const root = await temporaryFolder({ ...vot('b'), ...otb('a') });
    expect(await namesOf(join(root, 'b'))).toEqual(['b']);
    expect(await namesOf(`${join(root, 'a')}/`)).toEqual(['a']);
    expect((await openDataset(`${join(root, 'a')}/`)).name).toBe('a');
  });

  it('restricts to the named sequences, in the order of the dataset, and reads no others', async () => {
    const root = await temporaryFolder({ ...vot('a'), ...vot('b'), ...vot('c'), 'c/groundtruth.txt': 'broken' });
    expect(await namesOf(root, ['b', 'a', 'b'])).toEqual(['a', 'b']);
    await expect(namesOf(root)).rejects.toThrow(/invalid region/);
  });

  it('names the nearest sequence and all of them where one is unknown', async () => {
    const root = await temporaryFolder({ ...vot('basketball'), ...vot('bolt1') });
    await expect(namesOf(root, ['basketbal'])).rejects.toThrow(
      `unknown sequence: "basketbal" (${root}); did you mean "basketball"? known: basketball, bolt1`,
    );
  });

  it.each([
    [
      'a list that names a missing folder',
      { 'list.txt': 'a\nbb\n' },
      /unknown sequence folder: "bb" \(.*list.txt:2\).*"b"/,
    ],
    [
      'a list that names one twice',
      { 'list.txt': 'a\nb\na\n' },
      /invalid list: "a" stands there twice \(.*list.txt:3\)/,
    ],
    ['a list that is empty', { 'list.txt': '\n' }, /missing sequences: /],
    [
      'a listed folder without ground truth',
      { 'list.txt': 'n\n', 'n/x': '' },
      /missing ground truth: .*n; groundtruth.txt/,
    ],
    ['frames without ground truth', { 'c/img/0001.jpg': 'x' }, /missing ground truth: .*c; groundtruth.txt/],
    [
      'two sequences of one name',
      { ...vot('J-1'), 'J/groundtruth_rect.1.txt': '1,2,3,4' },
      /two sequences of name "J-1"/,
    ],
  ])('refuses %s', async (_, files, message) => {
    const root = await temporaryFolder({ ...vot('a'), ...vot('b'), ...files });
    await expect(openDataset(root)).rejects.toThrow(message);
    await expect(openDataset(root)).rejects.toThrow(InputError);
  });

  it('says what it looked for in a folder without sequences', async () => {
    const root = await temporaryFolder({ 'photos/a.jpg': image });
    await expect(openDataset(root)).rejects.toThrow(
      /missing sequences: .*list.txt.*groundtruth.txt.*groundtruth_rect.txt/,
    );
  });

  it('names what is near a path that is not there', async () => {
    const root = await temporaryFolder({ ...vot('bag'), 'VOT2018.json': '{}', 'notes.txt': '' });
    await expect(openDataset(join(root, 'bga'))).rejects.toThrow(
      `missing dataset: ${join(root, 'bga')}; ${root} has no bga; did you mean "bag"?`,
    );
    await expect(openDataset(join(root, 'bga', 'color'))).rejects.toThrow(`${root} has no bga`);
  });

  it('refuses a file that is no JSON', async () => {
    const root = await temporaryFolder({ 'vot2016.zip': 'PK' });
    await expect(openDataset(join(root, 'vot2016.zip'))).rejects.toThrow(/unknown dataset form: .*vot2016.zip/);
  });

  it('reads the real folder of VOT and OTB sequences', async () => {
    const root = sharedData('sequences');
    const { sequences } = await openDataset(root);
    expect(sequences.map(({ name, length }) => [name, length])).toEqual([
      ['Couple', 140],
      ['Crossing', 120],
      ['Human7', 250],
      ['Jumping', 120],
      ['Skiing', 81],
      ['bag_vot', 196],
      ['ball1_vot', 30],
    ]);
    expect(await namesOf(root, ['bag_vot'])).toEqual(['bag_vot']);
  });

  it('reads the six synthetic sequences of the oracle, which have their first image only', async () => {
    const { sequences, warnings } = await openDataset(sharedData('oracles/eao_case1/sequences'));
    expect(sequences.map(({ name, length, width, height }) => [name, length, width, height])).toEqual([
      ['alpha', 371, 320, 240],
      ['bravo', 120, 640, 480],
      ['charlie', 41, 320, 240],
      ['delta', 262, 480, 360],
      ['echo', 196, 400, 300],
      ['foxtrot', 420, 640, 360],
    ]);
    expect(warnings).toHaveLength(6);
    for (const warning of warnings) expect(warning).toMatch(/1 image for \d+ regions; it can be evaluated but not run/);
    expect(tagsOf(sequences)).toEqual([
      'camera_motion',
      'illum_change',
      'motion_change',
      'occlusion',
      'size_change',
      'empty',
    ]);
    for (const { length, practical, framePaths } of sequences) {
      expect(practical).toHaveLength(length);
      expect(framePaths).toBeUndefined();
    }
  });

  it("gives the same regions and tags from the oracle's folders as from its JSON", async () => {
    const folders = await openDataset(sharedData('oracles/eao_case1/sequences'));
    const json = await openDataset(sharedData('oracles/eao_case1/sequences/VOT2016.json'));
    expect(json.sequences.map(({ name }) => name)).toEqual(folders.sequences.map(({ name }) => name));
    for (const [index, sequence] of json.sequences.entries()) {
      const other = folders.sequences[index]!;
      expect(sequence.groundTruth).toEqual(other.groundTruth);
      for (const tag of tagsOf(folders.sequences)) {
        expect(framesWithTag(sequence, tag)).toEqual(framesWithTag(other, tag));
      }
    }
  });
});
