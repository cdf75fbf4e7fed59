import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { special } from '../../../datasets/region.ts';
import { formatBinaryTrajectory } from '../../../datasets/regionBinary.ts';
import { trajectory } from '../../../datasets/trajectory.ts';
import { evaluateResults } from '../../../results/evaluateResults.ts';
import { contrastTrackers } from '../../../results/published/contrastTrackers.ts';
import { keepConfiguration } from '../../../results/trackerConfiguration.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { readResults, type ResultFiles, writeResults, zipResults } from '../resultFiles.ts';
import { truth, twoSequences } from '../twoSequences.ts';
import { importInto } from './importing.ts';

const temporaryFolder = temporaryFolders();
const dataset = twoSequences(4);
const run = '1\n20.123456,20,20,20\n2\n0\n';
const unsupervised = '1\n20,20,20,20\n20,20,20,20\n21,20,20,20\n';

/** A workspace that does not exist yet, and a source of the files as a folder and as an archive beside it. */
async function prepared(files: ResultFiles): Promise<{ workspace: string; sources: readonly string[] }> {
  const folder = await temporaryFolder();
  await writeResults(join(folder, 'source'), files);
  return {
    workspace: join(folder, 'workspace'),
    sources: [join(folder, 'source'), await zipResults(join(folder, 'source.zip'), files)],
  };
}

const stored = (workspace: string): Promise<Record<string, string>> => readResults(join(workspace, 'results'));

describe("importResults: results in VOT's layout", () => {
  it('stores them as they stand: regions with all decimals, times, other values a frame, manifests', async () => {
    const files = {
      'T/baseline/a/a_001.txt': run,
      'T/baseline/a/a_001_time.value': '0.5\n0.25\n\n\n',
      'T/baseline/a/a_001_confidence.value': '\n0.9\nhigh\n\n',
      'T/baseline/a/a_time.txt': '0.5,0,0\n0.25,0,0\nNaN,0,0\nNaN,0,0\n',
      'T/baseline/b/b_002.txt': run,
      'T/unsupervised/a/a_001.txt': unsupervised,
      'T/manifest.txt': 'tracker.identifier=T\nplatform=PCWIN64\n',
      'T/performance.txt': 'reading=0.0056144\n',
    };
    const { workspace, sources } = await prepared(files);
    for (const source of sources) {
      await rm(workspace, { recursive: true, force: true });
      const { trackers } = await importInto(workspace, source, { dataset });
      expect(trackers).toMatchObject([
        {
          name: 'T',
          state: 'imported',
          runs: { baseline: 2, unsupervised: 1 },
          sequences: { baseline: 2, unsupervised: 1 },
          problems: [],
          notices: ['no unsupervised run of 1 of 2 sequences (b)'],
        },
      ]);
      const { 'T/import.yaml': record, ...others } = await stored(workspace);
      expect(others).toEqual(files);
      expect(record).toBe(
        'version: 1\nmadeBy: tracking-loss test\nsource: source\ntracker: T\nlayout: vot\nimportedAt: 2016-10-08T00:00:00.000Z\n',
      );
      expect(await readdir(workspace)).toEqual(['results']);
    }
  });

  it("gives an archive of one tracker as `vot pack` makes it the manifest's name, and with --as another", async () => {
    const { workspace, sources } = await prepared({
      'baseline/a/a_001.txt': run,
      'manifest.yml': 'identifier: Packed\ntimestamp: 2020\n',
      'manifest.txt': 'tracker.identifier=Older\n',
    });
    await importInto(workspace, sources[1]!);
    await importInto(workspace, sources[1]!, { as: 'mine: too' });
    const files = await stored(workspace);
    expect(files['Packed/manifest.yml']).toBe('identifier: Packed\ntimestamp: 2020\n');
    expect(files['Packed/manifest.txt']).toBe('tracker.identifier=Packed\n');
    expect(files['mine: too/manifest.yml']).toBe('identifier: "mine: too"\ntimestamp: 2020\n');
  });

  it("takes the Python toolkit's binary form as text, with the decimals that single precision has", async () => {
    const values = [292.23, 128.36, 1 / 3, 2000.0626].map(Math.fround);
    const [x = 0, y = 0, width = 0, height = 0] = values;
    const regions = trajectory([
      special(1),
      { type: 'rectangle', x, y, width, height },
      { type: 'polygon', points: [1, 2, 3, 4, 5, 6.5] },
      special(2),
    ]);
    const { workspace, sources } = await prepared({ 'T/baseline/a/a_001.bin': formatBinaryTrajectory(regions) });
    await importInto(workspace, sources[0]!, { dataset });
    expect((await stored(workspace))['T/baseline/a/a_001.txt']).toBe(
      '1\n292.2300,128.3600,0.33333334,2000.0626\n1.0000,2.0000,3.0000,4.0000,5.0000,6.5000\n2\n',
    );
  });

  it.each([
    [
      'line ends of Windows and tabs',
      '1\r\n20.5\t20\t20\t20\r\n2\r\n0\r\n',
      '1\n20.5000,20.0000,20.0000,20.0000\n2\n0\n',
    ],
    ['a byte-order mark', `\ufeff${run}`, '1\n20.123456,20.0000,20.0000,20.0000\n2\n0\n'],
    ['an empty line for a frame without region', '1\n\n2\n0\n', '1\n0\n2\n0\n'],
    ['no line break at the end', run.trimEnd(), '1\n20.123456,20.0000,20.0000,20.0000\n2\n0\n'],
    ['NaN for a frame without region', '1\nNaN,NaN,NaN,NaN\n2\n0\n', '1\nNaN,NaN,NaN,NaN\n2\n0\n'],
  ])('stores text with %s so that all of VOT’s tools read it', async (_, text, expected) => {
    const { workspace, sources } = await prepared({ 'T/baseline/a/a_001.txt': text });
    await importInto(workspace, sources[0]!, { dataset });
    expect((await stored(workspace))['T/baseline/a/a_001.txt']).toBe(expected);
  });

  it('counts the frames of baseline runs that have no region though nothing failed', async () => {
    const nothing = '1\nNaN,NaN,NaN,NaN\n0\n2\n';
    const { workspace, sources } = await prepared({ 'T/baseline/a/a_001.txt': nothing, 'T/baseline/b/b_001.txt': run });
    const { trackers } = await importInto(workspace, sources[0]!, { dataset });
    expect(trackers[0]!.notices).toEqual([
      '2 frames of baseline runs have no region without a failure: accuracy leaves them out, EAO counts them as overlap 0',
    ]);
  });

  it('names the files that end without a line break, whose last line may be cut', async () => {
    const { workspace, sources } = await prepared({
      'T/baseline/a/a_001.txt': run.trimEnd(),
      'T/baseline/a/a_002.txt': run,
    });
    const { trackers } = await importInto(workspace, sources[0]!, { dataset });
    expect(trackers[0]!.notices).toContainEqual(
      expect.stringMatching(/^1 trajectories end without a line break: their last line may be cut \(.*a_001\.txt\)$/),
    );
  });

  it('stores times in seconds for each run, from tables in seconds or milliseconds', async () => {
    const table = (time: string): string => `${time},0\nNaN,0\n${time},0\n${time},0\n`;
    for (const [time, options] of [
      ['0.04', {}],
      ['40', {}],
      ['2', { timeUnit: 'milliseconds' }],
    ] as const) {
      const { workspace, sources } = await prepared({
        'T/baseline/a/a_001.txt': run,
        'T/baseline/a/a_time.txt': table(time),
      });
      await importInto(workspace, sources[0]!, { dataset, ...options });
      const files = await stored(workspace);
      const seconds = time === '2' ? '0.002' : '0.04';
      expect(files['T/baseline/a/a_001_time.value']).toBe(`${seconds}\n\n${seconds}\n${seconds}\n`);
      expect(files['T/baseline/a/a_time.txt']).toBe(table(seconds));
    }
  });

  it('counts what it leaves out: sequences that the dataset lacks, other experiments, times without runs, other files', async () => {
    const { workspace, sources } = await prepared({
      'T/baseline/a/a_001.txt': run,
      'T/baseline/a/a_002_time.value': '1\n1\n1\n1\n',
      'T/baseline/a/a_001.bin': 'never read',
      'T/baseline/bb/bb_001.txt': run,
      'T/realtime/a/a_001.txt': run,
      'readme.md': 'hello',
    });
    const { trackers, notices } = await importInto(workspace, sources[0]!, { dataset });
    expect(notices).toEqual(['left out, no results: 1 file (readme.md)']);
    expect(trackers[0]!.notices).toEqual([
      'baseline runs of 1 sequences are left out, which are none of the 2 of two (bb); did you mean b for bb?',
      'no baseline run of 1 of 2 sequences (b)',
      '1 result files of the experiment "realtime" are left out',
      '1 files are left out: the same runs are there in another file',
      '1 times are left out: their runs are not there',
    ]);
    expect(Object.keys(await stored(workspace))).toEqual(['T/import.yaml', 'T/baseline/a/a_001.txt']);
  });

  it('says when runs do not begin with an initialisation, and when frames of one pass have no region', async () => {
    const { workspace, sources } = await prepared({
      'T/baseline/a/a_001.txt': '20,20,20,20\n20,20,20,20\n2\n0\n',
      'T/unsupervised/a/a_001.txt': '1\n20,20,20,20\nNaN,NaN,NaN,NaN\n0\n',
    });
    const { trackers } = await importInto(workspace, sources[0]!);
    expect(trackers[0]!.notices).toEqual([
      '1 runs do not begin with the code 1 of an initialisation: their first frame counts',
      '2 frames of unsupervised runs have no region and count as overlap 0',
    ]);
  });
});

describe('importResults: trackers in archives inside', () => {
  it('takes them from a folder of archives and from one large archive', async () => {
    const folder = await temporaryFolder();
    for (const name of ['One', 'Two']) {
      await zipResults(join(folder, `all/${name}.zip`), {
        'baseline/a/a_001.txt': run,
        'manifest.yml': `identifier: ${name}`,
      });
    }
    await writeFile(join(folder, 'all/Cut.zip'), (await readFile(join(folder, 'all/One.zip'))).subarray(0, 50));
    const large = await zipResults(join(folder, 'large.zip'), {
      'x/One.zip': await readFile(join(folder, 'all/One.zip')),
      'x/Two.zip': await readFile(join(folder, 'all/Two.zip')),
      'x/Cut.zip': await readFile(join(folder, 'all/Cut.zip')),
    });
    for (const [index, source] of [join(folder, 'all'), large].entries()) {
      const { trackers, problems } = await importInto(join(folder, `w${index}`), source, { dataset });
      expect(trackers.map(({ name, state }) => [name, state])).toEqual([
        ['One', 'imported'],
        ['Two', 'imported'],
      ]);
      expect(problems).toEqual([expect.stringMatching(/invalid archive: .*Cut\.zip/)]);
    }
  });

  it('refuses two of one name, unless another is asked for', async () => {
    const folder = await temporaryFolder();
    for (const [archive, name] of [
      ['x', 'One'],
      ['y', 'One'],
      ['z', 'Two'],
    ] as const) {
      await zipResults(join(folder, `all/${archive}.zip`), { [`${name}/baseline/a/a_001.txt`]: run });
    }
    const workspace = join(folder, 'workspace');
    await expect(importInto(workspace, join(folder, 'all'))).rejects.toThrow(
      /two trackers of one name: "One" \(.*x\.zip and .*y\.zip\)/,
    );
    expect(await stored(workspace)).toEqual({});
    expect((await importInto(workspace, join(folder, 'all'), { trackers: ['Two'] })).trackers).toMatchObject([
      { state: 'imported' },
    ]);
  });

  it("takes the paper's contrast trackers however they are spelt, and says which are not there", async () => {
    const spellings = ['CCOT', 'T_CNN', 'ssat', 'Staple', 'STAPLE+', 'EBT', 'MDNet_N', 'KCF2014'];
    const { workspace, sources } = await prepared(
      Object.fromEntries(spellings.map((name) => [`vot2016/${name}/baseline/a/a_001.txt`, run])),
    );
    const { trackers, notFound } = await importInto(workspace, sources[1]!, { dataset, named: contrastTrackers });
    expect(trackers.map(({ name, tracker }) => `${tracker} as ${name}`)).toEqual([
      'CCOT as CCOT',
      'T_CNN as TCNN',
      'ssat as SSAT',
      'Staple as Staple',
      'EBT as EBT',
      'MDNet_N as MDNet-N',
    ]);
    expect(notFound).toEqual(['MLDF', 'DDC', 'SRBT']);
    const evaluated = async (source: string) =>
      evaluateResults({
        dataset,
        sources: [source],
        trackers: ['paper-contrast'],
        convention: 'vot2016',
        interval: [1, 4],
      });
    const evaluation = await evaluated(join(workspace, 'results'));
    expect(Object.keys(evaluation.trackers)).toEqual(['CCOT', 'TCNN', 'SSAT', 'Staple', 'EBT', 'MDNet-N']);
    expect(evaluation.warnings).toContain('of paper-contrast there are no results of MLDF, DDC, SRBT');
    // The same from the archive itself, by its own spellings.
    expect(Object.keys((await evaluated(sources[1]!)).trackers)).toContain('MDNet_N');
  });

  it('refuses to guess between two spellings', async () => {
    const { workspace, sources } = await prepared({ 'EBT/baseline/a/a_001.txt': run, 'ebt/baseline/a/a_001.txt': run });
    await expect(importInto(workspace, sources[1]!, { named: contrastTrackers })).rejects.toThrow(
      /several trackers may be EBT: EBT, ebt .*--trackers and --as EBT/,
    );
  });
});

describe('importResults: what is there already', () => {
  const first = { 'T/baseline/a/a_001.txt': run };

  it('leaves equal results as they are, and adds runs that were not there', async () => {
    const { workspace, sources } = await prepared({ ...first, 'T/manifest.txt': 'timestamp=1\n' });
    const again = await prepared({ ...first, 'T/manifest.txt': 'timestamp=2\n' });
    const more = await prepared({
      ...first,
      'T/baseline/b/b_001.txt': run,
      'T/baseline/b/b_001_time.value': '1\n1\n\n\n',
    });
    const states: unknown[] = [];
    for (const source of [sources[0]!, again.sources[1]!, more.sources[0]!, more.sources[1]!]) {
      states.push((await importInto(workspace, source, { dataset })).trackers[0]!.state);
    }
    expect(states).toEqual(['imported', 'unchanged', 'extended', 'unchanged']);
    expect(await stored(workspace)).toMatchObject({
      'T/manifest.txt': 'timestamp=1\n',
      'T/baseline/a/a_001.txt': run,
      'T/baseline/b/b_001.txt': run,
      'T/baseline/b/b_001_time.value': '1\n1\n\n\n',
    });
  });

  it('refuses other results under the same name, changes nothing, and takes them under another', async () => {
    const { workspace, sources } = await prepared(first);
    const other = await prepared({
      'T/baseline/a/a_001.txt': run.replace('20.1', '20.2'),
      'T/baseline/b/b_001.txt': run,
    });
    await importInto(workspace, sources[0]!);
    const before = await stored(workspace);
    const { trackers } = await importInto(workspace, other.sources[0]!);
    expect(trackers).toMatchObject([
      { state: 'refused', problems: [expect.stringMatching(/other results of T \(.*a_001\.txt\); .*--as/)] },
    ]);
    expect(await stored(workspace)).toEqual(before);
    expect((await importInto(workspace, other.sources[0]!, { as: 'T2' })).trackers).toMatchObject([
      { state: 'imported' },
    ]);
  });

  it("refuses further runs of a tracker that has runs of the workspace's own, which may not be continued by others", async () => {
    const { workspace, sources } = await prepared(first);
    await writeResults(workspace, { 'results/T/baseline/b/b_001.txt': run });
    expect((await importInto(workspace, sources[0]!)).trackers).toMatchObject([
      { state: 'refused', problems: [expect.stringContaining('the workspace has runs of its own of T')] },
    ]);
    expect(Object.keys(await stored(workspace))).toEqual(['T/baseline/b/b_001.txt']);
  });

  it('lets no run of the program go on under the name of imported results', async () => {
    const { workspace, sources } = await prepared({ 'kcf/baseline/a/a_001.txt': run });
    await importInto(workspace, sources[0]!);
    await expect(
      keepConfiguration(workspace, 'kcf', { madeBy: 'x', tracker: 'kcf', configuration: {} }),
    ).rejects.toThrow(/the results of kcf were imported, from source \(.*results.kcf\); give this one another label/);
  });

  it('never shows what a killed import left, and removes it after an hour', async () => {
    const { workspace, sources } = await prepared(first);
    const left = join(workspace, '.import-1.tmp');
    await writeResults(left, { 'baseline/a/a_001.txt': run });
    await mkdir(join(workspace, '.import-2.tmp'));
    const nowMs = Date.now();
    const longAgo = nowMs / 1000 - 3601;
    await utimes(left, longAgo, longAgo);
    await importInto(workspace, sources[0]!, { nowMs });
    expect((await readdir(workspace)).toSorted()).toEqual(['.import-2.tmp', 'results']);
  });

  it('looks at no further tracker once it is stopped, and says how many are left', async () => {
    const { workspace, sources } = await prepared({
      ...first,
      'U/baseline/a/a_001.txt': run,
      'V/baseline/a/a_001.txt': run,
    });
    let asked = 0;
    const { trackers, left } = await importInto(workspace, sources[0]!, { isStopped: () => asked++ > 0 });
    expect([trackers.map(({ name }) => name), left]).toEqual([['T'], 2]);
  });
});

describe('importResults refuses a tracker whose files are damaged', () => {
  const whole = { 'T/baseline/a/a_001.txt': run };
  it.each<[string, ResultFiles, RegExp]>([
    [
      'of too few lines',
      { 'T/baseline/b/b_001.txt': '1\n1,2,3,4\n' },
      /2 regions for the 4 frames of b \(.*b_001\.txt:2\); the file ends there/,
    ],
    [
      'of too many lines',
      { 'T/baseline/b/b_001.txt': `${run}0\n` },
      /5 regions for the 4 frames of b \(.*b_001\.txt:5\); the file goes on/,
    ],
    ['that are empty', { 'T/baseline/b/b_001.txt': '' }, /the file is empty \(.*b_001\.txt\)/],
    [
      'with letters',
      { 'T/baseline/b/b_001.txt': run.replace('20.123456', 'twenty') },
      /invalid region: "twenty,20,20,20" \(.*b_001\.txt:2\)/,
    ],
    [
      'with a line that breaks off',
      { 'T/baseline/b/b_001.txt': '1\n20,20,20,20\n2\n20,20,2' },
      /3 numbers are neither .*/,
    ],
    [
      'cut off as binary',
      { 'T/baseline/b/b_001.bin': formatBinaryTrajectory(trajectory([special(1), truth])).subarray(0, 20) },
      /cut off at byte 20/,
    ],
    [
      'with times of another length',
      { 'T/baseline/a/a_001_time.value': '1\n' },
      /1 lines for 4 frames \(.*a_001_time\.value\)/,
    ],
    [
      'with confidences of another length',
      { 'T/baseline/a/a_001_confidence.value': '1\n1\n1\n1\n1\n' },
      /5 lines for 4 frames/,
    ],
    ['with a table of times of another length', { 'T/baseline/a/a_time.txt': '1\n' }, /1 lines for 4 frames/],
  ])('%s, and stores nothing of it; or with skipDamaged what is whole', async (_, damaged, message) => {
    const { workspace, sources } = await prepared({ ...whole, ...damaged, 'U/baseline/a/a_001.txt': run });
    for (const source of sources) {
      await rm(workspace, { recursive: true, force: true });
      const { trackers } = await importInto(workspace, source, { dataset });
      expect(trackers).toMatchObject([
        { name: 'T', state: 'damaged', problems: [expect.stringMatching(message)] },
        { name: 'U', state: 'imported', problems: [] },
      ]);
      expect(Object.keys(await stored(workspace)).filter((file) => file.startsWith('T'))).toEqual([]);
    }
    const { trackers } = await importInto(workspace, sources[0]!, { dataset, skipDamaged: true, trackers: ['T'] });
    expect(trackers).toMatchObject([{ state: 'imported', problems: [expect.stringMatching(message)] }]);
    const files = await stored(workspace);
    expect(files['T/baseline/a/a_001.txt']).toBe(run);
    expect(Object.keys(files).some((file) => Object.keys(damaged).includes(file))).toBe(false);
  });

  it('without a dataset by the lengths of its other runs', async () => {
    const { workspace, sources } = await prepared({ ...whole, 'T/baseline/a/a_002.txt': '1\n1,2,3,4\n' });
    const { trackers } = await importInto(workspace, sources[0]!);
    expect(trackers).toMatchObject([
      { state: 'damaged', problems: [expect.stringContaining('2 regions for the 4 frames')] },
    ]);
  });

  it('or of other sequences, which are not called damaged, and counts no runs of what is not stored', async () => {
    const none = { baseline: 0, unsupervised: 0 };
    const { workspace, sources } = await prepared({
      'T/baseline/c/c_001.txt': run,
      'U/baseline/a/a_001.txt': run,
      'U/baseline/b/b_001.txt': '1\n',
      'V/baseline/a/a_001.txt': '1\n',
    });
    const { trackers } = await importInto(workspace, sources[0]!, { dataset });
    expect(trackers).toMatchObject([
      {
        state: 'other sequences',
        problems: [expect.stringContaining('no run of T is of a sequence of two')],
        runs: none,
      },
      { state: 'damaged', runs: none, sequences: none, wholeRuns: 1 },
      { state: 'damaged', runs: none, sequences: none, wholeRuns: 0 },
    ]);
    const skipping = await importInto(workspace, sources[0]!, { dataset, skipDamaged: true });
    expect(skipping.trackers.map(({ state }) => state)).toEqual(['other sequences', 'imported', 'damaged']);
  });

  it('inside the archive', async () => {
    const { workspace, sources } = await prepared(whole);
    const bytes = await readFile(sources[1]!);
    bytes.fill(0xff, 54, 58);
    await writeFile(sources[1]!, bytes);
    const { trackers } = await importInto(workspace, sources[1]!, { dataset });
    expect(trackers).toMatchObject([
      { state: 'damaged', problems: [expect.stringContaining('invalid file in archive')] },
    ]);
  });
});

describe('importResults refuses a source', () => {
  it('that is not there, no archive, cut short, or leads out of itself', async () => {
    const folder = await temporaryFolder();
    const whole = await zipResults(join(folder, 'whole.zip'), { 'xx/T/baseline/a/a_001.txt': run });
    const bytes = await readFile(whole);
    await writeFile(join(folder, 'cut.zip'), bytes.subarray(0, bytes.length - 30));
    await writeFile(join(folder, 'text.zip'), 'results');
    await writeFile(
      join(folder, 'evil.zip'),
      Buffer.from(bytes.toString('latin1').replaceAll('xx/T/', '../T/'), 'latin1'),
    );
    for (const [name, message] of [
      ['nowhere.zip', /missing results: .*nowhere\.zip/],
      ['cut.zip', /invalid archive/],
      ['text.zip', /invalid archive/],
      ['evil.zip', /invalid archive: .*\.\.\/T/],
    ] as const) {
      await expect(importInto(join(folder, 'workspace'), join(folder, name))).rejects.toThrow(message);
    }
    expect(await readdir(folder)).not.toContain('workspace');
  });

  it('without results, and says what it looked for', async () => {
    const { workspace, sources } = await prepared({ 'notes.txt': 'nothing here', 'aa.txt': 'x' });
    await expect(importInto(workspace, sources[0]!)).rejects.toThrow(/none of 2 files is in VOT's layout .*--dataset/);
    await expect(importInto(workspace, sources[1]!, { dataset })).rejects.toThrow(
      /none of 2 files is in VOT's layout or named after a sequence of two .*did you mean a for aa\.txt\?/,
    );
  });

  it('with an unknown tracker, or one name for several', async () => {
    const { workspace, sources } = await prepared({ 'Tom/baseline/a/a_001.txt': run, 'Tim/baseline/a/a_001.txt': run });
    await expect(importInto(workspace, sources[0]!, { trackers: ['Toms'] })).rejects.toThrow(
      /unknown tracker: "Toms" .*did you mean "Tom"/,
    );
    await expect(importInto(workspace, sources[0]!, { as: 'T' })).rejects.toThrow(/invalid --as: .*Tim, Tom/);
  });
});
