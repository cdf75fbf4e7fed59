import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../datasets/inputError.ts';
import { type Region, special } from '../../datasets/region.ts';
import { formatBinaryTrajectory } from '../../datasets/regionBinary.ts';
import { formatTrajectory } from '../../datasets/regionText.ts';
import { trajectory } from '../../datasets/trajectory.ts';
import { evaluateResults } from '../../results/evaluateResults.ts';
import { layOut } from '../../results/resultsLayout.ts';
import { openResults } from '../../results/resultsSource.ts';
import { type ResultFiles, writeResults, zipResults } from './resultFiles.ts';
import { truth, twoSequences } from './twoSequences.ts';

const frames = 30;
const dataset = twoSequences(frames);

/** A run that is `shift` pixels off in each frame: overlap (20 - shift) / (20 + shift). */
const run = (shift: number, length = frames): string =>
  formatTrajectory(
    trajectory([special(1), ...Array.from({ length: length - 1 }, (): Region => ({ ...truth, x: 20 + shift }))]),
  );
const overlapAt = (shift: number): number => (20 - shift) / (20 + shift);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'results-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const write = async (files: ResultFiles): Promise<string> => {
  const path = join(folder, 'results');
  await writeResults(path, files);
  return path;
};
const zip = async (files: ResultFiles, name = 'archive.zip'): Promise<string> => zipResults(join(folder, name), files);

const evaluate = (...sources: string[]) =>
  evaluateResults({ dataset, sources, convention: 'current', interval: [1, frames] });

describe('reading results', () => {
  it('finds trackers at any depth of a folder or archive', async () => {
    const files = {
      'deep/er/One/baseline/a/a_001.txt': run(0),
      'deep/er/One/baseline/b/b_001.txt': run(2),
      'Two/baseline/a/a_001.txt': run(5),
      'Two/baseline/b/b_001.txt': run(5),
      'Two/readme.txt': 'not a result',
    };
    for (const source of [await write(files), await zip(files)]) {
      const { trackers } = await evaluate(source);
      expect(Object.keys(trackers)).toEqual(['Two', 'One']);
      expect(trackers.Two!.accuracy).toBeCloseTo(overlapAt(5), 6);
      expect(trackers.One!.accuracy).toBeCloseTo((1 + overlapAt(2)) / 2, 6);
    }
  });
  it('warns of trackers that have settings and no runs, and refuses one of them by name', async () => {
    const both = { 'T/baseline/a/a_001.txt': run(0), 'T/baseline/b/b_001.txt': run(0), 'T/tracker.yaml': 'version: 1' };
    const source = await write({ ...both, 'Failed/tracker.yaml': 'version: 1', 'Begun/baseline/a/a_001.txt.tmp': '1' });
    const { trackers, warnings } = await evaluate(source);
    expect({ trackers: Object.keys(trackers), warnings }).toEqual({
      trackers: ['T'],
      warnings: expect.arrayContaining(['Failed: no runs, so it is left out']),
    });
    const of = (name: string) =>
      evaluateResults({ dataset, sources: [source], trackers: [name], convention: 'current' });
    expect((await of('T')).warnings.join()).not.toContain('Failed');
    await expect(of('Failed')).rejects.toThrow('missing results: Failed has no runs');
    const elsewhere = await zip({ 'Failed/baseline/a/a_001.txt': run(0) });
    expect((await evaluate(source, elsewhere)).warnings.join()).not.toContain('no runs,');
  });
  it('finds trackers in the archives of a folder, beside those in its folders', async () => {
    const source = await write({ 'One/baseline/a/a_001.txt': run(0), 'readme.txt': 'not a result' });
    await zipResults(join(source, 'packed/Two_2020-01-01T10-00-00.zip'), { 'baseline/a/a_001.txt': run(2) });
    await zipResults(join(source, 'other.zip'), { 'readme.txt': 'not a result' });
    expect(Object.keys((await evaluate(source)).trackers)).toEqual(['One', 'Two']);
    expect(Object.keys((await evaluate(join(source, 'packed'))).trackers)).toEqual(['Two']);
    await zipResults(join(source, 'again.zip'), { 'One/baseline/a/a_001.txt': run(0) });
    await expect(evaluate(source)).rejects.toThrow(/two trackers of one name: "One" \(.*results and .*again\.zip\)/);
    const empty = await zipResults(join(folder, 'none/other.zip'), { 'readme.txt': 'not a result' });
    await expect(evaluate(dirname(empty))).rejects.toThrow(/missing results: no <tracker>.* in 1 files \(.*none\)/);
  });
  it('takes the name of an archive that begins with the experiment from its manifest, else from the archive', async () => {
    const files = { 'baseline/a/a_001.txt': run(0), 'baseline/b/b_001.txt': run(0) };
    const packed = await zip({ ...files, 'manifest.yml': 'identifier: MyTracker\ntimestamp: 2020\n' }, 'x.zip');
    const unnamed = await zip(files, 'Fast_2019-05-01T10-00-00.zip');
    expect(Object.keys((await evaluate(packed)).trackers)).toEqual(['MyTracker']);
    expect(Object.keys((await evaluate(unnamed)).trackers)).toEqual(['Fast']);
  });
  it('reads mixed numbers of repetitions, as text or as the Python toolkit’s binary, text first', async () => {
    const binary = formatBinaryTrajectory(trajectory([special(1), ...Array.from({ length: frames - 1 }, () => truth)]));
    const source = await write({
      'T/baseline/a/a_001.txt': run(4),
      'T/baseline/a/a_001.bin': binary,
      'T/baseline/a/a_002.bin': binary,
      'T/baseline/b/b_001.txt': run(0),
    });
    const { trackers, perSequence } = await evaluate(source);
    expect(perSequence.a!.T!.repetitions).toBe(2);
    expect(perSequence.a!.T!.accuracy).toBeCloseTo((overlapAt(4) + 1) / 2, 6);
    expect(trackers.T!.runs).toBe(3);
  });
  it('takes times in seconds or milliseconds, by table or by run, and ignores columns of repetitions that were not run', async () => {
    const table = (time: string): string => `NaN,0,0\n${`${time},0,0\n`.repeat(frames - 1)}`;
    const both = (times: Record<string, string>): Record<string, string> => ({
      'T/baseline/a/a_001.txt': run(0),
      'T/baseline/b/b_001.txt': run(0),
      ...times,
    });
    const seconds = await zip(
      both({ 'T/baseline/a/a_time.txt': table('0.04'), 'T/baseline/b/b_time.txt': table('0.04') }),
      's.zip',
    );
    const milliseconds = await zip(both({ 'T/baseline/a/a_time.txt': table('40') }), 'ms.zip');
    const values = await zip(both({ 'T/baseline/a/a_001_time.value': `\n${'0.04\n'.repeat(frames - 1)}` }), 'v.zip');
    for (const source of [seconds, milliseconds, values])
      expect((await evaluate(source)).trackers.T!.fps).toBeCloseTo(25, 6);
    expect((await evaluate(milliseconds)).warnings).toContain('T: frame times are taken for milliseconds');
  });
  it('counts missing and unknown sequences and other experiments, and marks the score incomplete', async () => {
    const { trackers, warnings } = await evaluate(
      await zip({
        'T/baseline/a/a_001.txt': run(0),
        'T/baseline/c/c_001.txt': run(0),
        'T/realtime/a/a_001.txt': run(0),
      }),
    );
    expect(trackers.T).toMatchObject({ complete: false, sequences: { baseline: 1, unsupervised: 0 }, ao: null });
    expect(warnings).toEqual([
      'no tracker has results of 1 of 2 sequences; --sequences a leaves them out',
      '2 sequences of at least 6: too few for confidence intervals and tests of significance',
      'T: no baseline run of 1 of 2 sequences (b): its scores are incomplete',
      'T: baseline runs of 1 sequences that two lacks are left out (c)',
      'T: 1 result files of the experiment "realtime" are left out',
    ]);
  });
  it('evaluates only the trackers asked for, in the order asked for', async () => {
    const source = await write({
      'A/baseline/a/a_001.txt': run(0),
      'B/baseline/a/a_001.txt': run(0),
      'C/baseline/a/a_001.txt': run(0),
    });
    const options = { dataset, sources: [source], convention: 'current' as const };
    expect(Object.keys((await evaluateResults({ ...options, trackers: ['C', 'A'] })).trackers)).toEqual(['C', 'A']);
    await expect(evaluateResults({ ...options, trackers: ['D'] })).rejects.toThrow('unknown tracker: "D"');
  });
});

describe('bad results are refused with their file', () => {
  const refused = async (files: Record<string, string | Uint8Array>, message: string | RegExp): Promise<void> => {
    for (const source of [await write(files), await zip(files)]) {
      await expect(evaluate(source)).rejects.toThrow(message);
      await expect(evaluate(source)).rejects.toThrow(InputError);
      await rm(join(folder, 'results'), { recursive: true, force: true });
    }
  };
  it('of too few or too many lines', async () => {
    await refused(
      { 'T/baseline/a/a_001.txt': run(0, 29) },
      /29 regions for the 30 frames of a \(.*T\/baseline\/a\/a_001.txt\)/,
    );
    await refused({ 'T/unsupervised/a/a_001.txt': run(0, 31) }, '31 regions for the 30 frames');
  });
  it('with letters for numbers, naming the line', async () => {
    await refused({ 'T/baseline/a/a_001.txt': run(0).replace('20.0000', 'twenty') }, /a_001.txt:2/);
  });
  it('with times of another length or that are none', async () => {
    await refused({ 'T/baseline/a/a_001.txt': run(0), 'T/baseline/a/a_time.txt': '0.1\n' }, '1 lines for 30 frames');
    await refused({ 'T/baseline/a/a_001.txt': run(0), 'T/baseline/a/a_time.txt': 'soon\n'.repeat(30) }, /a_time.txt:1/);
  });
  it('cut off as binary', async () => {
    const bytes = formatBinaryTrajectory(trajectory([special(1), truth]));
    await refused({ 'T/baseline/a/a_001.bin': bytes.subarray(0, 20) }, 'cut off at byte 20');
  });
  it('empty, or of one tracker twice', async () => {
    await refused({ 'notes.txt': 'nothing here' }, 'missing results: no <tracker>/<experiment>');
    await refused(
      { 'T/x/T/baseline/a/a_001.txt': run(0), 'T/y/T/baseline/a/a_001.txt': run(0) },
      'two trackers of one name: "T"',
    );
    const one = await zip({ 'T/baseline/a/a_001.txt': run(0) }, 'one.zip');
    const two = await zip({ 'T/baseline/a/a_001.txt': run(0) }, 'two.zip');
    await expect(evaluate(one, two)).rejects.toThrow('two trackers of one name: "T"');
  });
  it('of one name in two places, where that tracker is wanted', async () => {
    const sources = [
      await zip({ 'T/baseline/a/a_001.txt': run(0), 'One/baseline/a/a_001.txt': run(0) }, 'one.zip'),
      await zip({ 'T/baseline/a/a_001.txt': run(0), 'Two/baseline/a/a_001.txt': run(5) }, 'two.zip'),
    ];
    const of = async (...trackers: string[]): Promise<string[]> =>
      Object.keys((await evaluateResults({ dataset, sources, trackers, convention: 'current' })).trackers);
    expect(await of('Two', 'One')).toEqual(['Two', 'One']);
    await expect(of('Two', 'T')).rejects.toThrow(
      /two trackers of one name: "T" \(.*one\.zip and .*two\.zip\); name others with --trackers, or .* --as$/,
    );
  });
  it('missing, no archive, or cut short', async () => {
    await expect(openResults(join(folder, 'nowhere.zip'))).rejects.toThrow('missing results');
    const whole = await zip({ 'T/baseline/a/a_001.txt': run(0) });
    const bytes = await readFile(whole);
    for (const length of [0, 10, bytes.length - 30]) {
      await writeFile(join(folder, 'cut.zip'), bytes.subarray(0, length));
      await expect(openResults(join(folder, 'cut.zip'))).rejects.toThrow(/invalid archive/);
    }
  });
  it('with a path that leads out of the archive', async () => {
    const path = await zip({ 'xx/T/baseline/a/a_001.txt': run(0) });
    const evil = Buffer.from((await readFile(path)).toString('latin1').replaceAll('xx/T/', '../T/'), 'latin1');
    await writeFile(join(folder, 'evil.zip'), evil);
    await expect(openResults(join(folder, 'evil.zip'))).rejects.toThrow(/invalid archive: .*\.\.\/T/);
  });
  it('damaged inside the archive', async () => {
    const path = await zip({ 'T/baseline/a/a_001.txt': run(3) });
    const bytes = await readFile(path);
    bytes.fill(0xff, 54, 58);
    await writeFile(path, bytes);
    await expect(
      openResults(path)
        .then(layOut)
        .then(() => evaluate(path)),
    ).rejects.toThrow(/invalid file in archive/);
  });
});

describe('what cannot be compared', () => {
  const tagged = (name: string, frameCount: number, tags: Record<string, Uint8Array>) => ({
    ...dataset.sequences[0]!,
    name,
    length: frameCount,
    groundTruth: trajectory(Array.from({ length: frameCount }, () => truth)),
    tags,
  });
  it('is not ranked: a tag without frames, whatever the order of the trackers', async () => {
    const none = new Uint8Array(frames);
    const some = new Uint8Array(frames).fill(1, 10);
    const sequences = ['a', 'b'].map((name) => tagged(name, frames, { never: none, late: some }));
    const source = await write({
      'A/baseline/a/a_001.txt': run(0),
      'A/baseline/b/b_001.txt': run(1),
      'B/baseline/a/a_001.txt': run(4),
      'B/baseline/b/b_001.txt': run(6),
    });
    const options = { dataset: { ...dataset, sequences }, sources: [source], convention: 'current' as const };
    for (const trackers of [
      ['A', 'B'],
      ['B', 'A'],
    ]) {
      const evaluation = await evaluateResults({ ...options, trackers });
      expect(evaluation.perTag.never!.A).toMatchObject({ frames: 0, accuracyRank: null, robustnessRank: null });
      expect(evaluation.perTag.late!.A!.accuracyRank).toBe(1);
      expect(evaluation.trackers.A!.accuracyRank).toBe(1);
      expect(evaluation.trackers.B!.accuracyRank).toBe(2);
    }
  });
  it('is not ranked: a tracker that lacks a sequence', async () => {
    const source = await write({
      'A/baseline/a/a_001.txt': run(0),
      'A/baseline/b/b_001.txt': run(0),
      'B/baseline/a/a_001.txt': run(4),
      'B/baseline/b/b_001.txt': run(4),
      'Part/baseline/a/a_001.txt': run(0),
    });
    const { trackers } = await evaluate(source);
    expect([trackers.A, trackers.B, trackers.Part].map((tracker) => tracker!.accuracyRank)).toEqual([1, 2, null]);
    expect(trackers.A!.robustnessRank).toBe(1.5);
  });
  it('is said: practical differences of some sequences only, an interval beyond the data, sequences that nobody ran', async () => {
    const [first, second] = dataset.sequences;
    const sequences = [{ ...first!, practical: new Float64Array(frames) }, second!];
    const source = await write({ 'A/baseline/a/a_001.txt': run(0) });
    const { warnings, practicalDifferences, trackers } = await evaluateResults({
      dataset: { ...dataset, sequences },
      sources: [source],
      convention: 'current',
      interval: [31, 40],
    });
    expect(practicalDifferences).toBe(false);
    expect(trackers.A!.eao).toBeNull();
    expect(warnings.slice(0, 3)).toEqual([
      'the interval 31 to 40 goes beyond the longest sequence, 30 frames, so there is no EAO',
      '1 of 2 sequences have no practical differences, so the ranks use none',
      'no tracker has results of 1 of 2 sequences; --sequences a leaves them out',
    ]);
  });
});

describe('a trajectory that ends without a line break', () => {
  it('is read, and said, since its last line may be cut', async () => {
    const source = await write({ 'A/baseline/a/a_001.txt': run(2).slice(0, -4), 'A/baseline/b/b_001.txt': run(2) });
    expect((await evaluate(source)).warnings).toContain(
      'A: 1 trajectories end without a line break: their last line may be cut (A/baseline/a/a_001.txt)',
    );
    await write({ 'A/baseline/a/a_001.txt': run(2) });
    expect((await evaluate(source)).warnings.join()).not.toContain('line break');
  });
});

describe('frames without a region', () => {
  const box = '20.0000,20.0000,20.0000,20.0000';
  const lines = (...texts: readonly string[]): string => `${['1', ...texts].join('\n')}\n`;
  const after = (count: number): string[] => Array.from({ length: frames - 1 - count }, () => box);

  it('are said of both experiments, but not those that are skipped after a failure', async () => {
    const source = await write({
      'A/baseline/a/a_001.txt': lines('NaN,NaN,NaN,NaN', '0', '2', '0', '0', '0', '0', '1', '0', ...after(9)),
      'A/unsupervised/a/a_001.txt': lines('0', 'NaN', ...after(2)),
      'B/baseline/a/a_001.txt': lines(box, '2', '0', '0', '0', '0', '1', ...after(7)),
    });
    const { warnings } = await evaluate(source);
    expect(warnings.filter((warning) => warning.includes('no region'))).toEqual([
      'A: 3 frames of baseline runs have no region without a failure: accuracy leaves them out, EAO counts them as overlap 0',
      'A: 2 frames of unsupervised runs have no region and count as overlap 0',
    ]);
  });
});

describe('the interval of an evaluation', () => {
  it('ends with the longest sequence, and the one that was asked for stands beside it', async () => {
    const source = await write({ 'A/baseline/a/a_001.txt': run(2), 'A/baseline/b/b_001.txt': run(2) });
    const wide = { dataset, sources: [source], convention: 'current', interval: [5, 1000] } as const;
    const { interval, intervalAsked, warnings, trackers } = await evaluateResults(wide);
    expect([interval, intervalAsked]).toEqual([
      [5, frames],
      [5, 1000],
    ]);
    expect(warnings[0]).toBe(
      'the interval 5 to 1000 goes beyond the longest sequence, 30 frames, so the EAO is averaged over 5 to 30',
    );
    const reached = await evaluateResults({ ...wide, interval: [5, frames] });
    expect(trackers.A!.eao).toBe(reached.trackers.A!.eao);
    expect(reached.intervalAsked).toEqual([5, frames]);
  });
});

describe('confidence intervals and tests of significance', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const six = { ...dataset, sequences: names.map((name) => ({ ...dataset.sequences[0]!, name })) };
  const results = (tracker: string, shift: number, sequences: readonly string[]): ResultFiles =>
    Object.fromEntries(
      sequences.flatMap((name, index) =>
        ['baseline', 'unsupervised'].map((experiment) => [
          `${tracker}/${experiment}/${name}/${name}_001.txt`,
          run(shift + index),
        ]),
      ),
    );

  it('are of at least six sequences, and it is said where there are fewer', async () => {
    const source = await write({ ...results('A', 0, names), ...results('B', 5, names) });
    const options = { sources: [source], convention: 'current', interval: [1, frames] } as const;
    const enough = await evaluateResults({ ...options, dataset: six });
    expect(enough.trackers.A!.confidence.eao!.high).toBeGreaterThan(enough.trackers.A!.confidence.eao!.low);
    expect(enough.significance.eao[0]![1]).toEqual({ p: 2 / 1001, better: 'row' });
    expect(enough.curves.A!.eaoBand.lengths.length).toBeGreaterThan(0);
    expect(enough.warnings).toEqual([]);
    const few = await evaluateResults({ ...options, dataset: { ...six, sequences: six.sequences.slice(1) } });
    expect(few.trackers.A!.confidence).toEqual({ eao: null, accuracy: null, robustness: null, ao: null });
    expect(few.curves.A!.eaoBand.lengths).toEqual([]);
    expect(Object.values(few.significance).flat(2)).toEqual(Array.from({ length: 16 }, () => null));
    expect(few.warnings[0]).toBe(
      '5 sequences of at least 6: too few for confidence intervals and tests of significance',
    );
  });

  it('are not there of a tracker that has fewer of them', async () => {
    const source = await write({ ...results('A', 0, names), ...results('B', 5, names.slice(1)) });
    const { trackers, significance } = await evaluateResults({
      dataset: six,
      sources: [source],
      convention: 'current',
      interval: [1, frames],
    });
    expect(trackers.A!.confidence.accuracy).not.toBeNull();
    expect(trackers.B!.confidence).toEqual({ eao: null, accuracy: null, robustness: null, ao: null });
    expect(significance.eao[0]![1]).toBeNull();
  });
});

describe('links in a results folder', () => {
  it('are followed, and a circle of them ends', async () => {
    const source = await write({ 'real/A/baseline/a/a_001.txt': run(0), 'results/B/baseline/a/a_001.txt': run(1) });
    await symlink(join(source, 'real/A'), join(source, 'results/A'));
    await symlink(join(source, 'results'), join(source, 'results/again'));
    expect(Object.keys((await evaluate(join(source, 'results'))).trackers)).toEqual(['A', 'B']);
  });
});
