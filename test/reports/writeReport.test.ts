import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeReport } from '../../reports/writeReport.ts';
import { madeUpDetails } from './details.ts';
import { emptyEvaluation, evaluationWithGaps, madeUpEvaluation } from './fixture.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const written = async (): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
};

describe('writeReport(evaluation, folder)', () => {
  test('writes the page, each chart three ways, each table as text and as a chart, and the evaluation, and lists them', async () => {
    const { page, files } = await writeReport(evaluationWithGaps(), folder);
    expect(page).toBe(join(folder, 'index.html'));
    expect(await written()).toEqual(files.toSorted());
    const names = files.map((file) => relative(folder, file).split(sep).join('/'));
    for (const chart of [
      'rankingPlot',
      'accuracyRobustnessPlot',
      'eaoRanking',
      'eaoCurves',
      'successPlot',
      'precisionPlot',
    ]) {
      for (const ending of ['svg', 'png', 'vl.json']) expect(names).toContain(`charts/${chart}.${ending}`);
    }
    for (const table of ['overview', 'tag-accuracy', 'tag-accuracyRank', 'sequence-failures', 'sequence-ao']) {
      for (const ending of ['csv', 'md', 'tex', 'svg', 'png', 'vl.json'])
        expect(names).toContain(`tables/${table}.${ending}`);
    }
    expect(names.at(-1)).toBe('index.html');
  });

  test('writes the evaluation so that it can be read back', async () => {
    await writeReport(evaluationWithGaps(), folder);
    expect(JSON.parse(await readFile(join(folder, 'evaluation.json'), 'utf8'))).toEqual(evaluationWithGaps());
  });

  test('writes the same bytes again over another report, of which nothing stays', async () => {
    const { files } = await writeReport(evaluationWithGaps(), folder);
    const before = await Promise.all(files.map((file) => readFile(file, 'base64')));
    await writeReport(emptyEvaluation(['KCF']), folder);
    await writeReport(evaluationWithGaps(), folder);
    expect(await Promise.all(files.map((file) => readFile(file, 'base64')))).toEqual(before);
    expect(await written()).toEqual(files.toSorted());
  });

  test('removes the charts of sequences that only the report before had, and no other file', async () => {
    const evaluation = madeUpEvaluation({ trackers: ['KCF'] });
    const sequences = Object.keys(evaluation.perSequence);
    const first = await writeReport(evaluation, folder, madeUpDetails({ trackers: ['KCF'], sequences }));
    const second = await writeReport(emptyEvaluation(['KCF']), folder);
    expect(first.files.length - second.files.length).toBe(3 * 2 * sequences.length);
    expect(await written()).toEqual(second.files.toSorted());
    const mine = join(folder, 'charts/overlap-baseline-mine.svg');
    await writeFile(mine, '<svg/>');
    await writeReport(emptyEvaluation(['KCF']), folder);
    expect(await written()).toEqual([...second.files, mine].toSorted());
  });

  test('writes to no folder whose page is no report', async () => {
    const page = join(folder, 'index.html');
    await writeFile(page, '<title>My home page</title>');
    await expect(writeReport(emptyEvaluation(['KCF']), folder)).rejects.toThrow(
      `invalid folder of a report: ${page} is there and is no report; give another folder with --out`,
    );
    expect(await written()).toEqual([page]);
  });
});
