import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpackedSize } from '../../../datasets/fetching/datasetPlan.ts';
import { readOrigin, writeOrigin } from '../../../datasets/fetching/datasetFolder.ts';
import { downloadDataset } from '../../../datasets/fetching/downloadDataset.ts';
import { datasetNames, planDataset } from '../../../datasets/fetching/planDataset.ts';
import { parseVotIndex } from '../../../datasets/fetching/votIndex.ts';
import { InputError } from '../../../datasets/inputError.ts';
import { openDataset } from '../../../datasets/readers/openDataset.ts';
import { servers, whole } from '../download/fileServer.ts';
import { temporaryFolder } from '../temporaryFolder.ts';
import { makeZip } from '../zip/makeZip.ts';
import { annotationFiles, colorFiles, votServers } from './votServer.ts';

const votServer = votServers();
const serve = servers();
const address = 'https://data.votchallenge.net/vot2016/main/description.json';

describe('parseVotIndex(text, address)', () => {
  const index = (change: Record<string, unknown> = {}): string =>
    JSON.stringify({
      name: 'VOT2016',
      sequences: [
        {
          name: 'bag',
          fps: 30,
          annotations: { url: 'bag.zip', checksum: 'a'.repeat(40), uid: 'u1', uncompressed: 100 },
          channels: { color: { url: '../../sequences/28b5.zip', checksum: 'B'.repeat(32), pattern: '%08d.jpg' } },
          metadata: { anything: true },
          ...change,
        },
      ],
    });

  it('resolves addresses against its own and takes sizes and checksums of any kind', () => {
    expect(parseVotIndex(index(), address).sequences).toEqual([
      {
        name: 'bag',
        properties: { name: 'bag', format: 'default', fps: '30', uid: 'u1', 'channels.color': 'color/%08d.jpg' },
        archives: [
          {
            label: 'annotations',
            into: '',
            root: '',
            from: { address: 'https://data.votchallenge.net/vot2016/main/bag.zip' },
            checksum: { algorithm: 'sha1', hex: 'a'.repeat(40) },
            unpackedBytes: 100,
          },
          {
            label: 'color',
            into: 'color',
            root: '',
            from: { address: 'https://data.votchallenge.net/sequences/28b5.zip' },
            checksum: { algorithm: 'md5', hex: 'b'.repeat(32) },
          },
        ],
      },
    ]);
  });

  it.each<[string, string, RegExp]>([
    ['is no JSON', '<html>', /^invalid index: .*JSON.*; JSON is expected$/],
    ['has no sequences', '{"sequences":[]}', /^invalid index: /],
    ['has a sequence that leads out', index({ name: '../bag' }), /a name of a folder is expected: no slash/],
    ['has a hidden sequence', index({ name: '.download' }), /no dot in front/],
    ['has a channel that leads out', index({ channels: { '..': { url: 'x.zip' } } }), /^invalid index: /],
    [
      'has a pattern that leads out',
      index({ channels: { color: { url: 'x.zip', pattern: '../%d.jpg' } } }),
      /a name of a folder is expected/,
    ],
    [
      'has an address of another kind',
      index({ annotations: { url: 'file:///etc/passwd' } }),
      /^invalid address: "file:\/\/\/etc\/passwd" \(https.*\); http or https is expected$/,
    ],
    [
      'has a checksum that is none',
      index({ annotations: { url: 'x.zip', checksum: 'abc' } }),
      /^invalid checksum: "abc" .*40 \(SHA-1\)/,
    ],
  ])('refuses an index that %s', (_, text, message) => {
    expect(() => parseVotIndex(text, address)).toThrow(message);
  });

  it('refuses a sequence that stands there twice', () => {
    const { sequences } = JSON.parse(index()) as { sequences: unknown[] };
    expect(() => parseVotIndex(JSON.stringify({ sequences: [...sequences, ...sequences] }), address)).toThrow(
      'invalid index: two sequences of name "bag"',
    );
  });

  it('throws nothing but an InputError, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseVotIndex(text, address);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });
});

describe('datasetNames(source)', () => {
  const datasetName = (source: string): string => datasetNames(source)[0];

  it('begins with that of the catalogue, also for its address, and else made from the address', () => {
    expect(datasetName('VOT2016')).toBe('vot2016');
    expect(datasetName('http://data.votchallenge.net/vot2016/main/description.json')).toBe('vot2016');
    expect(datasetName('https://data.votchallenge.net/vot2019/longterm/description.json')).toBe('vot2019-longterm');
    expect(datasetName('https://data.votchallenge.net/vot2019/rgbtir/meta/description.json')).toBe('vot2019-rgbtir');
    expect(datasetName('http://127.0.0.1:8000/description.json')).toBe('127.0.0.1-8000');
    // A name of the catalogue is that of no other address.
    expect(datasetName('https://example.org/vot2016/main/description.json')).toBe('vot2016-example.org');
    expect(() => datasetName('https://example.org/vot2016.zip')).toThrow(
      "that of VOT's description.json is expected; a zip with all of a dataset is taken by NAME --from ZIP",
    );
    expect(() => datasetName('vot206')).toThrow('did you mean "vot2016"?');
  });

  it.each([
    ['http://127.0.0.1:8000/a/description.json', 'http://127.0.0.1:8001/a/description.json'],
    ['http://127.0.0.1:8000/a/description.json', 'https://example.org/a/description.json'],
    ['https://example.org/a/main/description.json', 'https://example.org/a/meta/description.json'],
    ['https://example.org/a/description.json?v=1', 'https://example.org/a/description.json?v=2'],
  ])('has a name of its own for each of %s and %s', (one, other) => {
    const names = datasetNames(one);
    expect(datasetNames(other).filter((name) => !names.includes(name))).not.toEqual([]);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9][\w.-]*$/);
  });
});

describe('planDataset(source, { from })', () => {
  const oldSequence = async (prefix: string, seed: number): Promise<Record<string, string | Uint8Array>> =>
    Object.fromEntries(
      Object.entries({ ...annotationFiles(), ...(await colorFiles(seed)) }).map(([path, content]) => [
        `${prefix}/${path}`,
        content,
      ]),
    );

  it.each(['', 'vot2016/'])(
    "takes an archive in one piece, as VOT's older toolkits had it (under %j)",
    async (root) => {
      const bundle = await makeZip({
        [`${root}list.txt`]: 'bag\nball1\n',
        ...(await oldSequence(`${root}bag`, 1)),
        ...(await oldSequence(`${root}ball1`, 2)),
      });
      const from = await temporaryFolder({ 'vot2016.zip': bundle });
      const folder = join(await temporaryFolder(), 'vot2016');
      const planned = await planDataset('vot2016', { from: join(from, 'vot2016.zip') });
      expect(unpackedSize(planned.plan.sequences)).toMatchObject({ unknown: 0 });
      const { complete, failed } = await downloadDataset(planned, { folder });
      expect({ complete, failed }).toEqual({ complete: ['bag', 'ball1'], failed: [] });
      const { sequences, warnings } = await openDataset(folder);
      expect(sequences.map(({ name, length }) => [name, length])).toEqual([
        ['bag', 3],
        ['ball1', 3],
      ]);
      expect(warnings).toEqual([]);
      // Such an archive may hold a part: what was known of the dataset before stays known.
      expect(planned.plan.isWhole).toBe(false);
      await writeOrigin(folder, { ...planned.plan, sequences: [{ name: 'book', archives: [] }], isWhole: true });
      await downloadDataset(planned, { folder });
      expect((await readOrigin(folder))!.sequences).toEqual(['book', 'bag', 'ball1']);
      // The user's archive stays, and a folder that holds it is as good.
      expect(await readdir(from)).toEqual(['vot2016.zip']);
      expect((await planDataset('vot2016', { from })).plan).toEqual(planned.plan);
    },
  );

  it('takes archives that are here by the names that others gave them, and fetches the rest', async () => {
    const server = await votServer();
    const zip = (path: string): Buffer => server.archives.get(path)!;
    const [bag, ball1, book] = ['bag', 'ball1', 'book'].map(server.paths);
    const from = await temporaryFolder({
      // As published, as got10k's toolkit has them, and one that is damaged.
      'vot2099/main/bag.zip': zip(bag!.annotations),
      'sequences/bag00ff.zip': zip(bag!.color),
      'ball1_anno.zip': zip(ball1!.annotations),
      'ball1_color.zip': zip(ball1!.color),
      'book_color.zip': zip(book!.color).subarray(0, 1000),
    });
    const folder = await temporaryFolder();
    const said: string[] = [];
    const { complete } = await downloadDataset(await planDataset(server.address, { from }), {
      folder,
      observer: { say: (text) => said.push(text) },
    });
    expect(complete).toEqual(['bag', 'ball1', 'book']);
    expect(server.requests.map(({ path }) => path)).toEqual([book!.annotations, book!.color]);
    expect(said).toEqual([expect.stringMatching(/^warning: .*book_color.zip: not used, sha1 .* is expected$/)]);
  });

  it('needs no connection where the index is among the archives', async () => {
    const server = await votServer({ sequences: ['bag'] });
    const index = await (await fetch(server.address)).text();
    const { annotations, color } = server.paths('bag');
    const from = await temporaryFolder({
      'description.json': index,
      'bag.zip': server.archives.get(annotations)!,
      'bag00ff.zip': server.archives.get(color)!,
    });
    const gone = server.address.replace(/:\d+/, ':1');
    const { complete } = await downloadDataset(await planDataset(gone, { from }), { folder: await temporaryFolder() });
    expect(complete).toEqual(['bag']);
  });

  it('says what is wrong with the place of archives', async () => {
    const folder = await temporaryFolder({ 'bag/groundtruth.txt': '1,2,3,4\n' });
    await expect(planDataset('vot2016', { from: folder })).rejects.toThrow(
      'a dataset that is unpacked already needs no download: give its folder to --dataset',
    );
    await expect(planDataset('vot2016', { from: join(folder, 'none.zip') })).rejects.toThrow('missing archives:');
    await writeFile(join(folder, 'other.zip'), await makeZip({ 'readme.txt': 'nothing here' }));
    await expect(planDataset('vot2016', { from: join(folder, 'other.zip') })).rejects.toThrow(
      'missing sequences: the archive has no folder with a ground truth',
    );
  });
});

describe("OTB's archives", () => {
  it('are asked for by their names, and unpacked without what file managers leave', async () => {
    const images = Object.values(await colorFiles(3));
    const couple = await makeZip({
      'Couple/img/0001.jpg': images[0]!,
      'Couple/img/0002.jpg': images[1]!,
      'Couple/groundtruth_rect.txt': '1,2,3,4\n2,2,3,4\n',
      'Couple/.DS_Store': 'x',
      '__MACOSX/Couple/._groundtruth_rect.txt': 'x',
    });
    const jogging = await makeZip({
      'Jogging/img/0001.jpg': images[0]!,
      'Jogging/groundtruth_rect.1.txt': '1\t2\t3\t4\n',
      'Jogging/groundtruth_rect.2.txt': '5\t6\t3\t4\n',
    });
    const asked: string[] = [];
    const mirror = await serve((request, response) => {
      asked.push(request.url!);
      whole(request.url!.endsWith('/Couple.zip') ? couple : jogging)(request, response);
    });
    const folder = join(await temporaryFolder(), 'otb100');
    const planned = await planDataset('otb100');
    expect(planned.plan.sequences).toHaveLength(98);
    const { complete, failed } = await downloadDataset(planned, {
      folder,
      sequences: ['Couple', 'Jogging-2'],
      mirrors: [mirror],
    });
    expect({ complete, failed }).toEqual({ complete: ['Couple', 'Jogging'], failed: [] });
    expect(asked.toSorted()).toEqual(['/tracker_benchmark/seq/Couple.zip', '/tracker_benchmark/seq/Jogging.zip']);
    expect(await readFile(join(folder, 'list.txt'), 'utf8')).toBe('Couple\nJogging\n');
    expect((await readdir(join(folder, 'Couple'))).toSorted()).toEqual(['groundtruth_rect.txt', 'img']);
    const { sequences } = await openDataset(folder);
    expect(sequences.map(({ name }) => name)).toEqual(['Couple', 'Jogging-1', 'Jogging-2']);
  });
});
