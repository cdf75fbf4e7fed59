import { createReadStream } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../datasets/readers/openDataset.ts';
import { polygon, rectangle, type Region, special } from '../../../datasets/region.ts';
import { parseBinaryTrajectory } from '../../../datasets/regionBinary.ts';
import { parseTrajectory } from '../../../datasets/regionText.ts';
import type { Dataset } from '../../../datasets/sequence.ts';
import { regionsOf, trajectory } from '../../../datasets/trajectory.ts';
import { type ExportOptions, exportResults, ExportStopped } from '../../../harness/exporting/exportResults.ts';
import { openResults } from '../../../results/resultsSource.ts';
import { storeRun, updateTimeTable } from '../../../results/store.ts';
import { keepConfiguration } from '../../../results/trackerConfiguration.ts';
import { importInto } from '../../results/importing/importing.ts';
import { readResults, zipResults } from '../../results/resultFiles.ts';
import { twoSequences } from '../../results/twoSequences.ts';
import { sharedData } from '../../sharedData.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';

const temporaryFolder = temporaryFolders();
const dataset = twoSequences(3);

/** Exports with what tests do not care about filled in. */
const exportFrom = (workspace: string, options: Partial<ExportOptions> = {}) =>
  exportResults({
    workspace,
    dataset,
    experiments: ['baseline', 'unsupervised'],
    repetitions: { baseline: 15, unsupervised: 1 },
    convention: 'vot2016',
    out: join(workspace, 'export'),
    isBinary: false,
    isIncompleteAllowed: false,
    nowMs: Date.UTC(2016, 9, 8, 9, 30),
    machine: { toolkit: 'tracking-loss 1.2.3', platform: 'linux', node: 'v22.0.0' },
    seed: 7,
    details: { convention: 'vot2016' },
    isStopped: () => false,
    ...options,
  });

/** Stores complete runs of a tracker without chance. */
async function storeTracker(workspace: string, tracker: string, regions: readonly Region[]): Promise<void> {
  await keepConfiguration(workspace, tracker, { madeBy: 'test', tracker: 'kcf', configuration: {} });
  const values = Float64Array.from(regions, (_, frame) => (frame === 1 ? NaN : 0.001234567));
  const output = { trajectory: trajectory(regions), timesInSeconds: values, confidences: values };
  for (const { name } of dataset.sequences) {
    const series = { tracker, sequence: name, experiment: 'baseline' } as const;
    for (const repetition of [1, 2, 3]) await storeRun(workspace, { ...series, repetition }, output);
    await updateTimeTable(workspace, series, regions.length, 15);
    await storeRun(workspace, { ...series, experiment: 'unsupervised', repetition: 1 }, output);
  }
}

const regions = [special(1), rectangle(20, 20, 20.12345, 20), polygon(1, 2, 3, 4, 5, 6)];

async function entriesOf(archive: string): Promise<Record<string, string>> {
  const source = await openResults(archive);
  const entries: Record<string, string> = {};
  for (const file of source.files) entries[file] = Buffer.from(await source.read(file)).toString('latin1');
  source.close();
  return entries;
}

describe('exportResults', () => {
  it('packs each tracker as `vot pack` does: <id>_<timestamp>.zip of experiments and manifests', async () => {
    const workspace = await temporaryFolder();
    await storeTracker(workspace, 'mine', regions);
    const [exported] = await exportFrom(workspace);
    expect(exported).toMatchObject({ name: 'mine', runs: 8, missing: [] });
    expect(await readdir(join(workspace, 'export'))).toEqual(['mine_2016-10-08T09-30-00.000000.zip']);
    const { 'manifest.yml': yml, 'manifest.txt': txt, ...entries } = await entriesOf(exported!.archive!);
    expect(entries).toEqual(await readResults(join(workspace, 'results/mine')));
    expect(yml).toBe(
      [
        'identifier: mine',
        'timestamp: 2016-10-08T09-30-00.000000',
        'platform: linux',
        'node: v22.0.0',
        'toolkit: tracking-loss 1.2.3',
        'convention: vot2016',
        'seed: 7',
        'experiments:',
        '  baseline: 2',
        '  unsupervised: 2',
        'complete: true',
        'tracker: kcf',
        'configuration: {}',
        '',
      ].join('\n'),
    );
    expect(txt).toBe(
      [
        'toolkit.version=tracking-loss 1.2.3',
        'tracker.identifier=mine',
        'timestamp=2016-10-08 09:30:00',
        'platform=linux',
        'environment=node',
        'environment.version=v22.0.0',
        '',
      ].join('\n'),
    );
  });

  it('says which trajectories break off in their last line, and packs them', async () => {
    const workspace = await temporaryFolder();
    await storeTracker(workspace, 'mine', [special(1), rectangle(20, 20, 20, 20), rectangle(20, 20, 20, 20)]);
    const file = 'mine/unsupervised/a/a_001.txt';
    const path = join(workspace, 'results', file);
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, -6));
    const [exported] = await exportFrom(workspace);
    expect(exported).toMatchObject({
      runs: 8,
      missing: [],
      notices: [`1 trajectories end without a line break: their last line may be cut (${file})`],
    });
  });

  it('gives the same bytes for the same results and time, in any time zone', async () => {
    const workspace = await temporaryFolder();
    await storeTracker(workspace, 'mine', regions);
    const zone = process.env['TZ'];
    const sums = new Set<string>();
    try {
      for (const [index, timeZone] of ['UTC', 'Asia/Tokyo', 'America/New_York'].entries()) {
        process.env['TZ'] = timeZone;
        const [exported] = await exportFrom(workspace, { out: join(workspace, String(index)) });
        const hash = createHash('sha256');
        await pipeline(createReadStream(exported!.archive!), hash);
        sums.add(hash.digest('hex'));
      }
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
    expect(sums.size).toBe(1);
  });

  it('packs several trackers into one archive, each in its folder', async () => {
    const workspace = await temporaryFolder();
    await storeTracker(workspace, 'one', regions);
    await storeTracker(workspace, 'two', regions);
    const out = join(workspace, 'both.zip');
    expect((await exportFrom(workspace, { out })).map(({ archive }) => archive)).toEqual([out, out]);
    const files = Object.keys(await entriesOf(out));
    expect(files).toContain('one/baseline/a/a_001.txt');
    expect(files).toContain('two/manifest.yml');
    const copy = await temporaryFolder();
    expect((await importInto(copy, out, { dataset })).trackers.map(({ name }) => name)).toEqual(['one', 'two']);
  });

  it('refuses a tracker that lacks runs, says which, and packs the others', async () => {
    const workspace = await temporaryFolder();
    await storeTracker(workspace, 'whole', regions);
    await storeTracker(workspace, 'part', regions);
    await rm(join(workspace, 'results/part/unsupervised/a'), { recursive: true });
    await rm(join(workspace, 'results/part/baseline/b/b_002.txt'));
    await writeFile(join(workspace, 'results/part/baseline/b/b_003.txt'), '1\n');
    const [part, whole] = await exportFrom(workspace);
    expect(whole).toMatchObject({ name: 'whole', runs: 8, missing: [] });
    expect(part).toEqual({
      name: 'part',
      notices: [],
      archive: undefined,
      runs: 0,
      missing: [
        expect.stringMatching(/1 regions for the 3 frames of b \(.*b_003\.txt\)/),
        'baseline repetitions are missing of 1 sequences (b: 2 3)',
        'no unsupervised run of 1 of 2 sequences (a)',
      ],
      incompleteSequences: ['b', 'a'],
      tracker: 'kcf',
      isImported: false,
    });
    const out = join(workspace, 'all.zip');
    expect((await exportFrom(workspace, { out })).map(({ archive }) => archive)).toEqual([undefined, undefined]);
    expect(await readdir(workspace)).not.toContain('all.zip');
    const [incomplete] = await exportFrom(workspace, { trackers: ['part'], isIncompleteAllowed: true });
    const files = Object.keys(await entriesOf(incomplete!.archive!));
    expect(files.filter((file) => /_\d+\.txt$/.test(file))).toEqual([
      'baseline/a/a_001.txt',
      'baseline/a/a_002.txt',
      'baseline/a/a_003.txt',
      'baseline/b/b_001.txt',
      'unsupervised/b/b_001.txt',
    ]);
    expect((await entriesOf(incomplete!.archive!))['manifest.yml']).toContain('complete: false');
  });

  it('asks for all repetitions where the first three differ, and for as many as are wanted', async () => {
    const workspace = await temporaryFolder();
    await storeTracker(workspace, 'chance', regions);
    const other = {
      trajectory: trajectory([special(1), rectangle(0, 0, 5, 5), special(2)]),
      timesInSeconds: new Float64Array(3),
      confidences: new Float64Array(3),
    };
    await storeRun(workspace, { tracker: 'chance', experiment: 'baseline', sequence: 'a', repetition: 2 }, other);
    expect((await exportFrom(workspace))[0]!.missing).toEqual([
      'baseline repetitions are missing of 1 sequences (a: 4 5 6 7 8 9 10 11 12 13 14 15)',
    ]);
    const three = await exportFrom(workspace, { repetitions: { baseline: 3, unsupervised: 1 } });
    expect(three[0]).toMatchObject({ missing: [], runs: 8 });
  });

  it('never writes over an archive, and leaves none behind when it is stopped', async () => {
    const workspace = await temporaryFolder();
    await storeTracker(workspace, 'mine', regions);
    const out = join(workspace, 'out/mine.zip');
    let asked = 0;
    await expect(exportFrom(workspace, { out, isStopped: () => asked++ > 3 })).rejects.toThrow(ExportStopped);
    expect(await readdir(join(workspace, 'out'))).toEqual([]);
    await exportFrom(workspace, { out });
    const before = await readFile(out);
    await expect(exportFrom(workspace, { out })).rejects.toThrow(
      /the archive is there already: .*mine\.zip; give another name/,
    );
    expect(await readFile(out)).toEqual(before);
  });

  it('names the known trackers for one that is not there', async () => {
    const workspace = await temporaryFolder();
    await storeTracker(workspace, 'mine', regions);
    await expect(exportFrom(workspace, { trackers: ['mime'] })).rejects.toThrow('did you mean "mine"');
  });
});

describe('exporting and importing again', () => {
  it.each([
    ['UDT', 'results/UDT-vot2016.zip'],
    ['MCCT', 'results/MCCT-vot2016.zip'],
  ])(
    '%s gives the same regions and codes, and then the store byte for byte',
    { timeout: 180_000 },
    async (tracker, archive) => {
      const workspace = await temporaryFolder();
      const sources = await openResults(sharedData(archive));
      const original = await importInto(workspace, sharedData(archive));
      expect(original.trackers).toMatchObject([
        { name: tracker, state: 'imported', runs: { baseline: 180, unsupervised: 60 } },
      ]);
      // Its ground truth is not here; names and lengths are enough to pack.
      const vot2016 = await datasetLike(workspace, tracker);
      const [exported] = await exportFrom(workspace, { dataset: vot2016 });
      expect(exported).toMatchObject({ missing: [], runs: 240 });
      const packed = await openResults(exported!.archive!);
      const differing: string[] = [];
      let compared = 0;
      for (const file of sources.files.filter((name) => name.endsWith('.txt') && !/manifest|performance/.test(name))) {
        const name = file.slice(tracker.length + 1);
        if (!Buffer.from(await packed.read(name)).equals(await sources.read(file))) differing.push(name);
        compared++;
      }
      expect({ compared, differing }).toEqual({ compared: 360, differing: [] });
      packed.close();
      sources.close();
      // Of three sequences all files, tables, values and manifests come back.
      const three: Dataset = { ...vot2016, sequences: vot2016.sequences.slice(0, 3) };
      const [part] = await exportFrom(workspace, { dataset: three, out: join(workspace, 'three') });
      const copy = await temporaryFolder();
      await importInto(copy, part!.archive!, { dataset: three });
      const { 'manifest.yml': made, 'import.yaml': _, ...files } = await readResults(join(copy, 'results', tracker));
      expect(made).toContain(`source: ${tracker}-vot2016`);
      const { 'import.yaml': _record, ...before } = await readResults(join(workspace, 'results', tracker));
      const names = three.sequences.map(({ name }) => name);
      const ofThree = Object.entries(before).filter(
        ([path]) => !path.includes('/') || names.includes(path.split('/')[1]!),
      );
      expect(files).toEqual(Object.fromEntries(ofThree));
      expect(ofThree.length).toBe(3 * (3 + 3 + 1 + 1 + 1 + 1) + 2);
    },
  );

  /** Of four decimals, as the store has them. */
  const coordinate = fc.integer({ min: -50_000_000, max: 50_000_000 }).map((tenThousandths) => tenThousandths / 10_000);
  const region = fc.oneof(
    fc.constantFrom(0, 1, 2).map(special),
    fc
      .tuple(coordinate, coordinate, coordinate, coordinate)
      .map(([x, y, width, height]) => rectangle(x, y, width, height)),
    fc
      .array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 5 })
      .map((points) => polygon(...points.flat())),
    fc
      .record({ x: fc.nat(99), y: fc.nat(99), runs: fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }) })
      .map((mask): Region => ({ type: 'mask', width: 4, height: 4, ...mask })),
  );
  const threeRegions = fc.array(region, { minLength: 3, maxLength: 3 });

  it('any trajectory gives the store byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(threeRegions, async (random) => {
        const workspace = await temporaryFolder();
        await storeTracker(workspace, 'mine', random);
        const [exported] = await exportFrom(workspace);
        const copy = await temporaryFolder();
        await importInto(copy, exported!.archive!, { dataset });
        expect(await readResults(join(copy, 'results'))).toMatchObject(await readResults(join(workspace, 'results')));
      }),
      { numRuns: 8 },
    );
  });

  it('any trajectory in binary form gives its coordinates in single precision, and then the same bytes again', async () => {
    await fc.assert(
      fc.asyncProperty(threeRegions, async (random) => {
        const workspace = await temporaryFolder();
        await storeTracker(workspace, 'mine', random);
        const copies = [workspace, await temporaryFolder(), await temporaryFolder()];
        const archives: Record<string, string>[] = [];
        for (const [index, copy] of copies.entries()) {
          const [exported] = await exportFrom(copy, { isBinary: true, out: join(copy, 'packed.zip') });
          archives.push(await entriesOf(exported!.archive!));
          if (index + 1 < copies.length) await importInto(copies[index + 1]!, exported!.archive!, { dataset });
        }
        const single = (path: string): unknown => {
          const bytes = Buffer.from(archives[0]![path]!, 'latin1');
          return regionsOf(parseBinaryTrajectory(bytes, path));
        };
        const text = await readFile(join(workspace, 'results/mine/baseline/a/a_001.txt'), 'utf8');
        const rounded = JSON.stringify(regionsOf(parseTrajectory(text, 'text')), (key, value: unknown) =>
          typeof value === 'number' && key !== 'code' ? Math.fround(value) : value,
        );
        expect(JSON.stringify(single('baseline/a/a_001.bin'))).toBe(rounded);
        expect(archives[2]).toEqual(archives[1]);
        expect(archives[1]!['baseline/a/a_001.bin']).toBe(archives[0]!['baseline/a/a_001.bin']);
      }),
      { numRuns: 8 },
    );
  });

  it('keeps the manifest of who made the results, with the name that they are stored under', async () => {
    const folder = await temporaryFolder();
    const run = '1\n20,20,20,20\n2\n';
    const source = await zipResults(join(folder, 'x.zip'), {
      'baseline/a/a_001.txt': run,
      'manifest.yml': 'configuration: {lr: 0.1}\nidentifier: Theirs\npython: 3.8\n',
    });
    const options = { as: 'Renamed', dataset };
    await importInto(join(folder, 'w'), source, options);
    const [exported] = await exportFrom(join(folder, 'w'), { isIncompleteAllowed: true });
    expect(await entriesOf(exported!.archive!)).toMatchObject({
      'manifest.yml': 'configuration: {lr: 0.1}\nidentifier: Renamed\npython: 3.8\n',
      'manifest.txt': expect.stringContaining('tracker.identifier=Renamed\n'),
    });
  });
});

/** The sequences that a tracker was run on, with their lengths and nothing else. */
async function datasetLike(workspace: string, tracker: string): Promise<Dataset> {
  const files = await readResults(join(workspace, 'results', tracker, 'unsupervised'));
  const runs = Object.entries(files).filter(([path]) => path.endsWith('_001.txt'));
  const sequences = runs.map(([path, text]) => ({
    ...twoSequences(text.split('\n').length - 1).sequences[0]!,
    name: path.split('/')[0]!,
    width: 1920,
    height: 1080,
  }));
  return { name: 'vot2016', sequences, warnings: [] };
}

it('packs results of a real dataset', async () => {
  const workspace = await temporaryFolder();
  const vot2018 = await openDataset(sharedData('annotations/VOT2018.json'));
  await importInto(workspace, sharedData('results/LightTrack-SiamAPN-vot2018.zip'), { dataset: vot2018 });
  const exported = await exportFrom(workspace, {
    dataset: vot2018,
    experiments: ['baseline'],
    repetitions: { baseline: 1, unsupervised: 1 },
  });
  expect(exported).toMatchObject([
    { name: 'LightTrack', runs: 60, missing: [] },
    { name: 'SiamAPN', runs: 60, missing: [] },
  ]);
});
