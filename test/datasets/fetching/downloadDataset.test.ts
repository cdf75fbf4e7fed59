import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type DownloadDatasetOptions,
  type DownloadedDataset,
  downloadDataset,
} from '../../../datasets/fetching/downloadDataset.ts';
import { type PlanOptions, planDataset } from '../../../datasets/fetching/planDataset.ts';
import { openDataset } from '../../../datasets/readers/openDataset.ts';
import { verifyDataset } from '../../../datasets/verification/verifyDataset.ts';
import { type Answer, breakOff, cutAfter, status, whole, withoutRanges } from '../download/fileServer.ts';
import { temporaryFolder } from '../temporaryFolder.ts';
import { declareSize, makeLinkZip, makeZip, markEncrypted, markSecondPart, rename } from '../zip/makeZip.ts';
import { annotationFiles, colorFiles, frameCount, type VotServer, votServers } from './votServer.ts';

const votServer = votServers();

type FetchOptions = Partial<DownloadDatasetOptions> & Pick<PlanOptions, 'from'>;

async function fetchFrom(
  { address }: Pick<VotServer, 'address'>,
  folder: string,
  options: FetchOptions = {},
): Promise<DownloadedDataset & { readonly said: string[]; readonly pauses: number[] }> {
  const said: string[] = [];
  const pauses: number[] = [];
  const all = {
    folder,
    pause: async (ms: number): Promise<void> => void pauses.push(ms),
    observer: { say: (text: string) => void said.push(text) },
    ...options,
  };
  const downloaded = await downloadDataset(await planDataset(address, all), all);
  return { ...downloaded, said, pauses };
}

const refusal = (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'done',
    (error: Error) => error.message,
  );

const listOf = (folder: string): Promise<string> => readFile(join(folder, 'list.txt'), 'utf8');

/** Nothing is left but complete sequences, and all of them are whole, every pixel. */
async function expectWhole(folder: string, sequences: readonly string[]): Promise<void> {
  expect((await readdir(folder)).toSorted()).toEqual([...sequences, 'download.yaml', 'list.txt'].toSorted());
  expect(await listOf(folder)).toBe(sequences.map((name) => `${name}\n`).join(''));
  const verified = await verifyDataset(folder, { decode: true, sequences });
  expect(verified.sequences.map(({ name, frames, findings }) => ({ name, frames, findings }))).toEqual(
    sequences.map((name) => ({ name, frames: frameCount, findings: [] })),
  );
}

describe('downloadDataset(plan, options)', () => {
  it("fetches what VOT's index names, and leaves what VOT's tools read", async () => {
    const server = await votServer();
    const folder = join(await temporaryFolder(), 'vot2099');
    const progress: { bytes: number; totalBytes: number; left: number }[] = [];
    const result = await fetchFrom(server, folder, {
      observer: { onProgress: ({ bytes, totalBytes }, left) => progress.push({ bytes, totalBytes, left }) },
    });
    expect(result).toMatchObject({ complete: ['bag', 'ball1', 'book'], fetched: expect.any(Array), failed: [] });
    await expectWhole(folder, ['bag', 'ball1', 'book']);
    expect(await readFile(join(folder, 'bag/sequence'), 'utf8')).toBe(
      'channels.color=color/%08d.jpg\nformat=default\nfps=25\nname=bag\nuid=bag-1\n',
    );
    expect((await readdir(join(folder, 'bag'))).toSorted()).toEqual(
      ['color', 'sequence', ...Object.keys(annotationFiles())].toSorted(),
    );
    const { sequences, warnings } = await openDataset(folder);
    expect(sequences[0]).toMatchObject({ name: 'bag', length: frameCount, width: 64, height: 48, fps: 25 });
    expect(warnings).toEqual([]);
    const size = [...server.archives.values()].reduce((sum, { length }) => sum + length, 0);
    expect(progress.at(-1)).toEqual({ bytes: size, totalBytes: size, left: 0 });
    expect(server.requests).toHaveLength(6);
  });

  it('asks for nothing that is there already', async () => {
    const server = await votServer();
    const folder = await temporaryFolder();
    await fetchFrom(server, folder);
    const before = server.requests.length;
    expect(await fetchFrom(server, folder)).toMatchObject({ fetched: [], complete: ['bag', 'ball1', 'book'] });
    expect(server.requests).toHaveLength(before);
    expect((await fetchFrom(server, folder, { again: true, sequences: ['bag'] })).fetched).toEqual(['bag']);
    await expectWhole(folder, ['bag', 'ball1', 'book']);
  });

  it('fetches some sequences, lists only those, and says which it has not', async () => {
    const server = await votServer();
    const folder = await temporaryFolder();
    const some = await fetchFrom(server, folder, { sequences: ['book', 'bag'] });
    expect(some).toMatchObject({ complete: ['bag', 'book'], missing: ['ball1'], failed: [] });
    await expectWhole(folder, ['bag', 'book']);
    expect((await fetchFrom(server, folder)).fetched).toEqual(['ball1']);
    await expectWhole(folder, ['bag', 'ball1', 'book']);
    expect(await refusal(fetchFrom(server, folder, { sequences: ['bagg'] }))).toBe(
      'unknown sequence: "bagg"; did you mean "bag"? known: bag, ball1, book',
    );
  });

  it.each(['md5', 'sha1', 'sha256'] as const)('knows checksums of the kind %s by their length', async (checksum) => {
    const server = await votServer({ sequences: ['bag'], checksum });
    const folder = await temporaryFolder();
    await fetchFrom(server, folder);
    await expectWhole(folder, ['bag']);
  });

  const zip = (server: VotServer, path: string): Buffer => server.archives.get(path)!;
  const shortLength =
    (bytes: Buffer): Answer =>
    (_, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.end(bytes.subarray(0, 1000));
    };
  const longLength =
    (bytes: Buffer): Answer =>
    (_, response) => {
      response.writeHead(200, { 'content-length': bytes.length + 1000 });
      breakOff(response, bytes);
    };

  it.each<
    [string, (bytes: Buffer, part: () => string) => Answer[], (requests: readonly (string | undefined)[]) => void]
  >([
    [
      'cuts connections',
      (bytes, part) => [cutAfter(bytes, 3000, part), cutAfter(bytes, 3000, part), whole(bytes)],
      (ranges) => expect(ranges).toEqual([undefined, 'bytes=3000-', 'bytes=6000-']),
    ],
    [
      'ignores ranges',
      (bytes, part) => [cutAfter(bytes, 3000, part), withoutRanges(bytes)],
      (ranges) => expect(ranges).toEqual([undefined, 'bytes=3000-']),
    ],
    [
      'announces too long a file',
      (bytes) => [longLength(bytes), whole(bytes)],
      (ranges) => expect(ranges).toHaveLength(2),
    ],
    [
      'is busy and says for how long',
      (bytes) => [status(503, { 'retry-after': '3' }), status(429), whole(bytes)],
      (ranges) => expect(ranges).toHaveLength(3),
    ],
  ])('gets a sequence whole from a server that %s', async (_, answers, check) => {
    const server = await votServer({ sequences: ['bag'] });
    const { color } = server.paths('bag');
    const folder = await temporaryFolder();
    server.answer(color, ...answers(zip(server, color), () => join(folder, '.download/bag.color.zip.part')));
    expect((await fetchFrom(server, folder)).failed).toEqual([]);
    check(server.requests.filter(({ path }) => path === color).map(({ range }) => range));
    await expectWhole(folder, ['bag']);
  });

  it('waits as long as a busy server asks', async () => {
    const server = await votServer({ sequences: ['bag'] });
    const { color } = server.paths('bag');
    server.answer(color, status(503, { 'retry-after': '3' }), whole(zip(server, color)));
    expect((await fetchFrom(server, await temporaryFolder())).pauses).toEqual([3000]);
  });

  it.each<[string, (bytes: Buffer) => Answer, RegExp]>([
    [
      'other bytes',
      (bytes) => whole(Buffer.from(bytes.map((byte) => byte ^ 1))),
      /^invalid download: sha1 [0-9a-f]{40} where [0-9a-f]{40} is expected \(http.*\); nothing was kept; --mirror/,
    ],
    ['a shorter file than announced', shortLength, /^invalid download: sha1 .* nothing was kept/],
    ['nothing', () => status(404), /^unreachable address: the server answers 404 \(http.*\); --mirror/],
    ['nothing for days', () => status(503, { 'retry-after': '86400' }), /to be asked again in 1440 minutes/],
    ['connections that break at once', () => (_, response) => response.destroy(), /^unreachable address: .*5 tries/],
  ])(
    'says of a server that gives %s what is wrong, has the other sequences, and goes on later',
    async (_, answer, reason) => {
      const server = await votServer();
      const { color } = server.paths('ball1');
      server.answer(color, answer(zip(server, color)));
      const folder = await temporaryFolder();
      const result = await fetchFrom(server, folder);
      expect(result.complete).toEqual(['bag', 'book']);
      expect(result.failed).toEqual([{ name: 'ball1', reason: expect.stringMatching(reason) }]);
      expect(result.said).toEqual([`ball1: ${result.failed[0]!.reason}`]);
      expect(await listOf(folder)).toBe('bag\nbook\n');
      expect(await readdir(folder)).not.toContain('ball1');
      server.answer(color);
      const before = server.requests.length;
      expect((await fetchFrom(server, folder)).fetched).toEqual(['ball1']);
      // The annotations are kept from the first try.
      expect(server.requests.slice(before).map(({ path }) => path)).toEqual([color]);
      await expectWhole(folder, ['bag', 'ball1', 'book']);
    },
  );

  const zeros = Buffer.alloc(3_000_000);
  it.each<[string, () => Promise<Buffer>, RegExp]>([
    [
      'leads out of the folder',
      async () => rename(await makeZip({ 'xx/evil.jpg': 'x' }), 'xx/evil.jpg', '../evil.jpg'),
      /invalid archive: it has the path \.\.\/evil\.jpg, which leads out of it .*; nothing of such an archive is read/,
    ],
    [
      'has an absolute path',
      async () => rename(await makeZip({ 'x/evil.jpg': 'x' }), 'x/evil.jpg', '/xevil.jpg'),
      /invalid archive: it has the path \/xevil\.jpg, which leads out of it/,
    ],
    ['has a link', () => makeLinkZip('00000001.jpg', '/etc/passwd'), /"00000001.jpg" is a link or device/],
    [
      'is a bomb',
      () => makeZip({ '00000001.jpg': zeros }),
      /it would unpack to 3.0 MB where 1.\d MB at most are expected/,
    ],
    [
      'is a bomb that lies about its size',
      async () => declareSize(await makeZip({ '00000001.jpg': zeros }), 1000),
      /invalid file in archive: it has more bytes than it says/,
    ],
    [
      'has two files of one name',
      async () => rename(await makeZip({ 'a.jpg': 'x', 'b.jpg': 'y' }), 'b.jpg', 'a.jpg'),
      /invalid archive: two files of one name: a.jpg/,
    ],
    [
      'has a file in the way of another',
      async () => rename(await makeZip({ 'a.jpg': 'x', 'b.jpg/c': 'y' }), 'b.jpg/c', 'a.jpg/c'),
      /invalid archive: no place for "a.jpg\/c"/,
    ],
    [
      'is no archive',
      async () => Buffer.from('<html>please log in</html>'),
      /invalid archive: it is no zip archive, or is cut off .*; fetch it or pack it again/,
    ],
    [
      'is encrypted',
      async () => markEncrypted(await makeZip({ 'a.jpg': 'x' })),
      /invalid file in archive: it is encrypted .*a\.jpg\); pack it without a password/,
    ],
    [
      'is one part of several',
      async () => markSecondPart(await makeZip({ 'a.jpg': 'x' })),
      /invalid archive: it is one of several parts .*; put the parts together first/,
    ],
    [
      'has fewer frames than regions',
      () => colorFiles(0, frameCount - 1).then(makeZip),
      /invalid sequence in archive: invalid ground truth: 3 regions for 2 images/,
    ],
  ])('refuses an archive that %s, and has the other sequences', async (_, makeArchive, reason) => {
    const archive = await makeArchive();
    const server = await votServer({
      changeIndex({ sequences }) {
        // Without checksums, so that only the archive itself can tell.
        for (const { channels } of sequences) delete channels['color']!.checksum;
      },
    });
    const { color } = server.paths('ball1');
    server.answer(color, whole(archive));
    const parent = await temporaryFolder();
    const folder = join(parent, 'vot2099');
    const { complete, failed } = await fetchFrom(server, folder);
    expect(failed).toEqual([{ name: 'ball1', reason: expect.stringMatching(reason) }]);
    expect(complete).toEqual(['bag', 'book']);
    expect(await readdir(parent)).toEqual(['vot2099']);
    expect((await readdir(folder)).toSorted().filter((name) => !name.startsWith('.'))).toEqual([
      'bag',
      'book',
      'download.yaml',
      'list.txt',
    ]);
    server.answer(color);
    expect((await fetchFrom(server, folder)).fetched).toEqual(['ball1']);
    await expectWhole(folder, ['bag', 'ball1', 'book']);
  });

  it('goes on with what a killed process left, whenever that was', async () => {
    const server = await votServer({ sequences: ['bag'] });
    const { annotations, color } = server.paths('bag');
    const folder = await temporaryFolder({
      '.download/bag.annotations.zip': zip(server, annotations),
      '.download/bag.color.zip.part': zip(server, color).subarray(0, 2000),
      '.download/unpacked/bag/groundtruth.txt': '1,2,3,4\n',
      '.download/replaced/bag/groundtruth.txt': '1,2,3,4\n',
      '.list.txt.0.tmp': 'ba',
    });
    const received: number[] = [];
    await fetchFrom(server, folder, { observer: { onProgress: ({ receivedBytes }) => received.push(receivedBytes) } });
    expect(server.requests).toEqual([{ path: color, range: 'bytes=2000-' }]);
    expect(received.at(-1)).toBe(zip(server, color).length - 2000);
    await rm(join(folder, '.list.txt.0.tmp'));
    await expectWhole(folder, ['bag']);
  });

  it('does not trust an archive that an earlier try left', async () => {
    const server = await votServer({ sequences: ['bag'] });
    const folder = await temporaryFolder({ '.download/bag.color.zip': 'cut off' });
    await fetchFrom(server, folder);
    await expectWhole(folder, ['bag']);
  });

  it('replaces what is no whole sequence or of an older version, and says so', async () => {
    const server = await votServer();
    const folder = await temporaryFolder({ 'bag/groundtruth.txt': '1,2,3,4\n' });
    await fetchFrom(server, folder, { sequences: ['ball1'] });
    const properties = join(folder, 'ball1/sequence');
    await writeFile(properties, (await readFile(properties, 'utf8')).replace('ball1-1', 'ball1-0'));
    const { said, fetched } = await fetchFrom(server, folder);
    expect(fetched.toSorted()).toEqual(['bag', 'ball1', 'book']);
    expect(said).toEqual(['bag: fetched again, it has no frames', 'ball1: fetched again, it is of another version']);
    await expectWhole(folder, ['bag', 'ball1', 'book']);
  });

  it("leaves alone what is in a sequence's place and is no sequence", async () => {
    const server = await votServer();
    const folder = await temporaryFolder({ 'book/chapter1.txt': 'It was a dark and stormy night.' });
    const { failed, complete } = await fetchFrom(server, folder);
    expect(failed).toEqual([
      {
        name: 'book',
        reason: expect.stringContaining('invalid place for sequence "book": what is there is no sequence'),
      },
    ]);
    expect(complete).toEqual(['bag', 'ball1']);
    expect(await readdir(join(folder, 'book'))).toEqual(['chapter1.txt']);
  });

  it('keeps a sequence of somebody else in list.txt', async () => {
    const server = await votServer({ sequences: ['bag'] });
    const folder = await temporaryFolder({ 'list.txt': 'mine\ngone\n', 'mine/groundtruth.txt': '1,2,3,4\n' });
    await fetchFrom(server, folder);
    expect(await listOf(folder)).toBe('bag\nmine\n');
  });

  it('asks mirrors in turn for what lies on the host of the index', async () => {
    const server = await votServer({ sequences: ['bag'] });
    const mirror = await votServer({ sequences: ['bag'] });
    const { color, annotations } = server.paths('bag');
    // The first mirror has nothing, the second a wrong file; the publisher is asked last.
    mirror.answer(`/copy${color}`, whole(Buffer.from('other bytes')));
    mirror.answer(`/copy${annotations}`, whole(zip(server, annotations)));
    const folder = await temporaryFolder();
    const { failed } = await fetchFrom(server, folder, {
      mirrors: [`${mirror.origin}/none/`, `${mirror.origin}/copy`],
    });
    expect(failed).toEqual([]);
    expect(mirror.requests.map(({ path }) => path)).toEqual([
      `/none${annotations}`,
      `/copy${annotations}`,
      `/none${color}`,
      `/copy${color}`,
    ]);
    expect(server.requests.map(({ path }) => path)).toEqual([color]);
    await expectWhole(folder, ['bag']);
    server.answer(color, status(404));
    const again = await fetchFrom(server, folder, { mirrors: [`${mirror.origin}/none`], again: true });
    expect(again.failed[0]!.reason).toMatch(
      /the server answers 404 \(.*\/none\/sequences.*\); and unreachable address: the server answers 404 \(.*\); --mirror/,
    );
    // What was there is still there.
    expect(await listOf(folder)).toBe('bag\n');
    expect((await verifyDataset(folder)).sequences[0]!.findings).toEqual([]);
  });

  it('refuses to begin what the disk has no place for', async () => {
    const server = await votServer();
    const folder = await temporaryFolder();
    expect(await refusal(fetchFrom(server, folder, { freeBytes: async () => 20_000 }))).toMatch(
      /^missing space: \d+\.\d kB are needed, 20.0 kB are free \(.*\); free some, choose another folder, or fetch a part/,
    );
    expect(server.requests).toEqual([]);
  });

  it('says that a place cannot be written', async () => {
    const server = await votServer();
    const folder = join(await temporaryFolder({ file: '' }), 'file', 'vot2099');
    expect(await refusal(fetchFrom(server, folder))).toMatch(
      /^invalid place to write: a file is where a folder should be \(.*\); choose another folder$/,
    );
  });

  it('stops when the caller does, and goes on later', async () => {
    const server = await votServer({ sequences: ['bag'] });
    const { color } = server.paths('bag');
    const controller = new AbortController();
    const folder = await temporaryFolder();
    const stalled = server.stall(color, 2500, join(folder, '.download/bag.color.zip.part'));
    void stalled.then(() => controller.abort());
    await expect(fetchFrom(server, folder, { signal: controller.signal })).rejects.toThrow('aborted');
    expect(await readdir(folder)).not.toContain('bag');
    server.answer(color);
    await fetchFrom(server, folder);
    expect(server.requests.at(-1)).toEqual({ path: color, range: 'bytes=2500-' });
    await expectWhole(folder, ['bag']);
  });

  it('takes turns with another that fetches into the same folder', async () => {
    const server = await votServer();
    const folder = await temporaryFolder();
    const results = await Promise.all([fetchFrom(server, folder), fetchFrom(server, folder)]);
    expect(results.map(({ fetched }) => fetched.length).toSorted((a, b) => a - b)).toEqual([0, 3]);
    expect(results.map(({ complete }) => complete.length)).toEqual([3, 3]);
    expect(results.flatMap(({ said }) => said)).toEqual([
      `another process is downloading into ${folder}; waiting until it is done`,
    ]);
    expect(server.requests).toHaveLength(6);
    await expectWhole(folder, ['bag', 'ball1', 'book']);
  });
});
