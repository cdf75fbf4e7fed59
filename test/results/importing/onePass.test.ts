import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { polygon } from '../../../datasets/region.ts';
import type { Dataset } from '../../../datasets/sequence.ts';
import { trajectory } from '../../../datasets/trajectory.ts';
import { evaluateResults } from '../../../results/evaluateResults.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { readResults, type ResultFiles, writeResults, zipResults } from '../resultFiles.ts';
import { twoSequences } from '../twoSequences.ts';
import { importInto } from './importing.ts';

const temporaryFolder = temporaryFolders();

/** Sequences of three frames with names as OTB has them, of which one holds an underscore. */
const dataset: Dataset = {
  ...twoSequences(3),
  sequences: ['Basketball', 'Jogging-1', 'ball_1'].map((name) => ({ ...twoSequences(3).sequences[0]!, name })),
};
const boxes = '20,20,20,20\n20,20,20,20\n21,20.25,20,20\n';
const stored = '1\n20.0000,20.0000,20.0000,20.0000\n21.0000,20.2500,20.0000,20.0000\n';

async function imported(files: ResultFiles, options: Parameters<typeof importInto>[2] = {}) {
  const folder = await temporaryFolder();
  const workspace = join(folder, 'workspace');
  const source = await zipResults(join(folder, 'KCF_2015-01-01.zip'), files);
  const outcome = await importInto(workspace, source, { dataset, ...options });
  const all = await readResults(join(workspace, 'results'));
  const kept = Object.fromEntries(Object.entries(all).filter(([path]) => !path.endsWith('import.yaml')));
  return { outcome, files: kept, workspace };
}

describe('importResults: one box a line', () => {
  it.each<[string, string[], string[]]>([
    ['<sequence>.txt, called after the archive', ['Basketball.txt', 'ball_1.txt'], ['KCF/Basketball', 'KCF/ball_1']],
    [
      '<tracker>/<sequence>.txt, as pysot writes them for OTB',
      ['OTB100/SiamRPN/Basketball.txt', 'OTB100/SiamRPN/ball_1.txt', 'OTB100/DaSiam/ball_1.txt'],
      ['DaSiam/ball_1', 'SiamRPN/Basketball', 'SiamRPN/ball_1'],
    ],
    [
      '<tracker>_<sequence>.txt',
      ['KCF_v2_ball_1.txt', 'x/KCF_v2_Basketball.csv'],
      ['KCF_v2/Basketball', 'KCF_v2/ball_1'],
    ],
    ['names in another case or punctuation', ['T/basketball.txt', 'T/jogging.1.txt'], ['T/Basketball', 'T/Jogging-1']],
    [
      '<tracker>/<sequence>/<sequence>_001.txt, as pysot writes them for GOT-10k',
      ['got/T/ball_1/ball_1_001.txt', 'got/T/ball_1/ball_1_002.txt'],
      ['T/ball_1', 'T/ball_1#2'],
    ],
  ])('is found as %s', async (_, sources, runs) => {
    const { outcome, files } = await imported(Object.fromEntries(sources.map((file) => [file, boxes])));
    expect(outcome.trackers.every(({ state }) => state === 'imported')).toBe(true);
    expect(Object.keys(files).toSorted()).toEqual(
      runs
        .map((run) => /^(.+)\/(.+?)(?:#(\d))?$/.exec(run)!)
        .map(
          ([, tracker, sequence, repetition = '1']) =>
            `${tracker}/unsupervised/${sequence}/${sequence}_00${repetition}.txt`,
        )
        .toSorted(),
    );
    for (const text of Object.values(files)) expect(text).toBe(stored);
  });

  it.each([
    ['tabs', boxes.replaceAll(',', '\t')],
    ['blanks', boxes.replaceAll(',', '  ')],
    ['commas and blanks, and line ends of Windows', boxes.replaceAll(',', ', ').replaceAll('\n', '\r\n')],
    ['semicolons', boxes.replaceAll(',', ';')],
    ['exponents', boxes.replaceAll(/20(?=[,\n])/g, '2.0e+01')],
    ['UTF-16, as Windows writes it', Buffer.from(`\ufeff${boxes}`, 'utf16le')],
    ['UTF-16 of the other order', Buffer.from(`\ufeff${boxes}`, 'utf16le').swap16()],
    ['UTF-16 without a byte-order mark', Buffer.from(boxes, 'utf16le')],
    ['decimal commas between semicolons', '20;20;20;20\r\n20,0;20,0;20,0;20,0\r\n21;20,25;20;20\r\n'],
    ['decimal commas between tabs', '20\t20\t20\t20\n20\t20\t20\t20\n21,000000\t20,25\t20\t20\n'],
    ['decimal commas below column names', 'x;y;w;h\n20;20;20;20\n20;20;20;20\n21;20,25;20;20\n'],
    ['a line of column names', `x,y,width,height\n${boxes}`],
    ['a line of quoted column names', `"left" "top" "w" "h"\n${boxes.replaceAll(',', ' ')}`],
  ])('is read with %s', async (_, text) => {
    const { files } = await imported({ 'Basketball.txt': text });
    expect(Object.values(files)).toEqual([stored]);
  });

  it('refuses commas that may be of decimals or between corners, and takes corners that can be nothing else', async () => {
    const pairs = '12,5;3,0;40,1;20,2\n'.repeat(3);
    const { outcome } = await imported({
      'A/Basketball.txt': pairs,
      'B/Basketball.txt': pairs.replaceAll(/(\d);/g, '$1.5;'),
    });
    expect(outcome.trackers).toMatchObject([
      {
        state: 'damaged',
        problems: [
          expect.stringMatching(
            /"12,5;3,0;40,1;20,2" may be a box with decimal commas or a polygon \(.*Basketball\.txt:1\); write decimals with points/,
          ),
        ],
      },
      { state: 'imported' },
    ]);
  });

  it('keeps all decimals, and makes of NaN a frame without a region, which is counted', async () => {
    const { files, outcome } = await imported({
      'Basketball.txt': '1,1,1,1\n0.123456789,1e-7,20,20\nNaN\tNaN\tNaN\tNaN\n',
    });
    expect(Object.values(files)).toEqual(['1\n0.123456789,1e-7,20.0000,20.0000\n0\n']);
    expect(outcome.trackers[0]!.notices).toContain(
      '1 frames of unsupervised runs have no region and count as overlap 0',
    );
  });

  it.each([
    ['coordinates seem to count from 0: all are a pixel off', '19,19,20,20', '19,19,20,20'],
    ['its boxes seem to be x1,y1,x2,y2 instead of x,y,width,height', '20,20,39,39', '20,20,39,39'],
    [
      'its decimal commas seem to part numbers: each box is read as a polygon',
      '20,25,19,75,20,0,20,0',
      '20,25,19,75,20,0,20,0',
    ],
    [
      'its coordinates seem to mean something else, or the dataset is of another version',
      '30\t20\t20\t20.5',
      '30,20,20,20.5',
    ],
  ])('says once that the first box is not the ground truth’s, and why: %s', async (cause, box, shown) => {
    const { outcome } = await imported({
      'T/Basketball.txt': `${box}\n`.repeat(3),
      'T/Jogging-1.txt': boxes,
      'T/ball_1.txt': `${box}\n`.repeat(3),
    });
    expect(outcome.trackers[0]).toMatchObject({ state: 'imported', runs: { unsupervised: 3 } });
    expect(outcome.trackers[0]!.notices).toEqual([
      `its first box on Basketball is ${shown} where the ground truth has 20,20,20,20 (others on 1 more): ${cause}`,
    ]);
  });

  it('says nothing of a first box that is rounded, or of the corners of the same box', async () => {
    const { outcome } = await imported({
      'T/Basketball.txt': '20.5,19.5,20.4999,20\n'.repeat(3),
      'T/ball_1.txt': '20,20,40,20,40,40,20,40\n'.repeat(3),
    });
    expect(outcome.trackers[0]!.notices).toEqual([expect.stringMatching(/^no unsupervised run of 1 of 3/)]);
  });

  it('says nothing of a ground truth of polygons, which trackers make boxes of in several ways', async () => {
    const truth = trajectory(Array.from({ length: 3 }, () => polygon(10, 10, 30, 12, 28, 40, 8, 38)));
    const turned = { ...dataset, sequences: [{ ...dataset.sequences[0]!, groundTruth: truth }] };
    const { outcome } = await imported({ 'T/Basketball.txt': boxes }, { dataset: turned });
    expect(outcome.trackers[0]).toMatchObject({ state: 'imported', notices: [] });
  });

  it('takes times beside it, in seconds or milliseconds', async () => {
    const { files } = await imported({ 'T/Basketball.txt': boxes, 'T/Basketball_time.txt': '10\n20\n30\n' });
    expect(files['T/unsupervised/Basketball/Basketball_001_time.value']).toBe('0.01\n0.02\n0.03\n');
    expect(files['T/unsupervised/Basketball/Basketball_time.txt']).toBe('0.01\n0.02\n0.03\n');
  });

  it("counts the first frame, whose box is given, as overlap 0, as in VOT's unsupervised experiment", async () => {
    const { workspace } = await imported({ 'T/Basketball.txt': '20,20,20,20\n'.repeat(3) });
    const sequences = dataset.sequences.slice(0, 1);
    const { trackers } = await evaluateResults({
      dataset: { ...dataset, sequences },
      sources: [join(workspace, 'results')],
      convention: 'current',
      interval: [1, 3],
    });
    expect(trackers.T!.ao).toBeCloseTo(2 / 3, 6);
  });

  it('names the line where boxes are wrong, and the sequence that a name was meant to be', async () => {
    const { outcome, files } = await imported({
      'T/Basketball.txt': `x,y,w,h\n20,20,20,20\n20,20,20\n20,20,20,20\n`,
      'U/ball_1.txt': '20,20,20,20\n',
      'V/Basketball.txt': boxes,
      'V/Joging-1.txt': boxes,
      'readme.txt': 'hello',
    });
    expect(outcome.trackers).toMatchObject([
      {
        name: 'T',
        state: 'damaged',
        problems: [expect.stringMatching(/invalid region: "20,20,20" \(.*Basketball\.txt:3\)/)],
      },
      {
        name: 'U',
        state: 'damaged',
        problems: [expect.stringMatching(/1 regions for the 3 frames of ball_1 \(.*ball_1\.txt:1\)/)],
      },
      { name: 'V', state: 'imported' },
    ]);
    expect(outcome.notices).toEqual([
      'left out, named after no sequence of two: V/Joging-1.txt, did you mean Jogging-1?',
      'left out, no results: 1 file (readme.txt)',
    ]);
    expect(Object.keys(files)).toEqual(['V/unsupervised/Basketball/Basketball_001.txt']);
  });

  it('names the sequence that was meant in <tracker>_<sequence>.txt, and where no file is named after any', async () => {
    const { outcome } = await imported({ 'KCF_ball_1.txt': boxes, 'KCF_Baskteball.txt': boxes });
    expect(outcome.notices).toEqual([
      'left out, named after no sequence of two: KCF_Baskteball.txt, did you mean Basketball?',
    ]);
    await expect(imported({ 'Baskteball.txt': boxes })).rejects.toThrow(
      /named after a sequence of two .*did you mean Basketball for Baskteball\.txt\?/,
    );
  });

  it('refuses two files of one run', async () => {
    await expect(imported({ 'x/T_ball_1.txt': boxes, 'y/T_ball_1.txt': boxes })).rejects.toThrow(
      /two runs of T on ball_1 \(.*x\/T_ball_1\.txt and y\/T_ball_1\.txt\)/,
    );
  });

  it('cannot be found without a dataset, which the message asks for', async () => {
    await expect(imported({ 'ball_1.txt': boxes }, { dataset: undefined })).rejects.toThrow(
      /say with --dataset of which/,
    );
  });

  it("reads pysot's folder of VOT as VOT's layout", async () => {
    const folder = await temporaryFolder();
    await writeResults(join(folder, 'VOT2018'), {
      'SiamRPN/baseline/ball_1/ball_1_001.txt': '1\n1.0000,2.0000,3.0000,4.0000\n2\n',
    });
    const { trackers } = await importInto(join(folder, 'w'), join(folder, 'VOT2018'), { dataset });
    expect(trackers).toMatchObject([{ name: 'SiamRPN', state: 'imported', runs: { baseline: 1, unsupervised: 0 } }]);
  });
});
