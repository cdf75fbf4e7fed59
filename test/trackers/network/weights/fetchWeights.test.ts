import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addWeights } from '../../../../trackers/network/weights/addWeights.ts';
import { listWeights, readCachedWeights } from '../../../../trackers/network/weights/cachedWeights.ts';
import type { CatalogueEntry } from '../../../../trackers/network/weights/catalogue.ts';
import { type FetchOptions, fetchWeights } from '../../../../trackers/network/weights/fetchWeights.ts';
import { temporaryFolders } from '../../../temporaryFolder.ts';
import { untilSize } from '../../../datasets/download/arrival.ts';
import {
  type Answer,
  breakOff,
  cutAfter,
  fileServers,
  status,
  whole,
  withoutRanges,
} from '../../../datasets/download/fileServer.ts';

const temporaryFolder = temporaryFolders();
const serve = fileServers();

const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, index) => (index * index) >> 5));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function entryAt(address: string, size: number | undefined = content.length): CatalogueEntry {
  return {
    name: 'net',
    description: 'a network of this test',
    licence: 'none',
    origin: 'here',
    backbones: [],
    files: [{ name: 'net.bin', address, size, checksum: { algorithm: 'sha256', hex: sha256(content) } }],
  };
}

/** A server that answers as told, by the path of the file that is written where that matters, and an empty cache. */
async function fixture(answers: readonly Answer[] | ((part: () => string) => readonly Answer[])) {
  const cache = await temporaryFolder();
  const folder = join(cache, 'weights', 'net');
  const part = join(folder, 'net.bin.part');
  const server = await serve(typeof answers === 'function' ? answers(() => part) : answers);
  const entry = entryAt(server.address);
  const pauses: number[] = [];
  const pause = async (ms: number): Promise<void> => void pauses.push(ms);
  const options: FetchOptions = { cache, entries: [entry], pause };
  return { server, entry, cache, folder, options, pauses, part };
}

const refusal = async (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'done',
    (error: Error) => error.message,
  );

describe('fetchWeights(name, options)', () => {
  it('downloads, tells how far it is, and leaves nothing but the file', async () => {
    const { cache, entry, folder, options, server } = await fixture([whole(content)]);
    const seen: [string, number, number | undefined][] = [];
    const state = await fetchWeights('net', {
      ...options,
      progress: (file, bytes, total) => seen.push([file, bytes, total]),
    });
    expect(state.isComplete).toBe(true);
    expect(seen.at(-1)).toEqual(['net.bin', content.length, content.length]);
    expect(await readdir(folder)).toEqual(['net.bin']);
    const [file] = await readCachedWeights(cache, entry);
    expect(Buffer.compare(file!.bytes, content)).toBe(0);
    await fetchWeights('net', options);
    expect(server.ranges).toHaveLength(1);
  });

  it('goes on where a connection broke, as often as it breaks', async () => {
    const cuts = Array.from({ length: 9 }, (_, cut) => 30_000 * (cut + 1));
    const { folder, options, server } = await fixture((part) => [
      ...cuts.map(() => cutAfter(content, 30_000, part)),
      whole(content),
    ]);
    expect((await fetchWeights('net', options)).isComplete).toBe(true);
    expect(server.ranges).toEqual([undefined, ...cuts.map((position) => `bytes=${position}-`)]);
    expect(Buffer.compare(await readFile(join(folder, 'net.bin')), content)).toBe(0);
  });

  it('goes on with what a killed process left, also when that was all of it', async () => {
    for (const length of [1000, content.length]) {
      const { folder, options, server, part } = await fixture([whole(content)]);
      await mkdir(folder, { recursive: true });
      await writeFile(part, content.subarray(0, length));
      expect((await fetchWeights('net', options)).isComplete).toBe(true);
      expect(server.ranges).toEqual(length === content.length ? [] : ['bytes=1000-']);
      expect(await readdir(folder)).toEqual(['net.bin']);
    }
  });

  it('begins again when what was left is of another file, or too long', async () => {
    for (const left of [Buffer.alloc(5000, 1), Buffer.alloc(content.length + 5)]) {
      const { folder, options, part } = await fixture([whole(content)]);
      await mkdir(folder, { recursive: true });
      await writeFile(part, left);
      expect((await fetchWeights('net', options)).isComplete).toBe(true);
      expect(Buffer.compare(await readFile(join(folder, 'net.bin')), content)).toBe(0);
    }
  });

  it('takes the whole file from a server that knows no ranges', async () => {
    const { options, server } = await fixture((part) => [cutAfter(content, 5000, part), withoutRanges(content)]);
    expect((await fetchWeights('net', options)).isComplete).toBe(true);
    expect(server.ranges).toEqual([undefined, 'bytes=5000-']);
  });

  it('refuses a piece that begins elsewhere than asked', async () => {
    const elsewhere: Answer = (_, response) => {
      response.writeHead(206, { 'content-range': `bytes 7-${content.length - 1}/${content.length}` });
      response.end(content.subarray(7));
    };
    const { options } = await fixture((part) => [cutAfter(content, 5000, part), elsewhere, whole(content)]);
    expect((await fetchWeights('net', options)).isComplete).toBe(true);
  });

  it('keeps nothing of wrong bytes, and says both checksums', async () => {
    const wrong = Buffer.from(content);
    wrong[1234]! ^= 1;
    const { folder, options, server, cache, entry } = await fixture([whole(wrong)]);
    const message = await refusal(fetchWeights('net', options));
    expect(message).toContain(
      `invalid download: sha256 ${sha256(wrong)} where ${sha256(content)} is expected (${server.address}); nothing was kept`,
    );
    expect(message).toContain('"tracking-loss weights add net FILE"');
    expect(await readdir(folder)).toEqual([]);
    expect((await listWeights({ cache, entries: [entry] }))[0]!.files[0]!.state).toBe('missing');
  });

  it('refuses a server that announces another length, or lies about it', async () => {
    const page = Buffer.from('<html>please log in</html>');
    const announced = await fixture([whole(page)]);
    expect(await refusal(fetchWeights('net', announced.options))).toContain(
      `invalid download: the server announces ${page.length} bytes where ${content.length} are expected`,
    );
    const unannounced: Answer = (_, response) => {
      response.writeHead(200).end(page);
    };
    const chunked = await fixture([unannounced]);
    expect(await refusal(fetchWeights('net', chunked.options))).toContain('unreachable address: the connection ended');
    const lying = (length: number, part: () => string): Answer => {
      return (_, response) => {
        response.writeHead(200, { 'content-length': content.length });
        breakOff(response, content.subarray(0, length), () => untilSize(part(), length));
      };
    };
    // Bytes that were there before are no progress, however few the try before brought.
    const cut = await fixture((part) => [100, 60, 100, 60, 100].map((length) => lying(length, part)));
    expect(await refusal(fetchWeights('net', cut.options))).toMatch(/^unreachable address: .*\(5 tries\)/);
    expect(cut.pauses).toEqual([500, 1000, 2000, 4000]);
    expect(await readdir(cut.folder)).toEqual(['net.bin.part']);
  });

  it('needs no size where the catalogue has none: the checksum decides', async () => {
    const { options, entry, server } = await fixture((part) => [cutAfter(content, 70_000, part), whole(content)]);
    const sizeless = { ...entry, files: entry.files.map((file) => ({ ...file, size: undefined })) };
    expect((await fetchWeights('net', { ...options, entries: [sizeless] })).isComplete).toBe(true);
    expect(server.ranges).toEqual([undefined, 'bytes=70000-']);
  });

  it('says at once that a file is not there, and the way out', async () => {
    const { options, server } = await fixture([status(404)]);
    expect(await refusal(fetchWeights('net', options))).toBe(
      `unreachable address: the server answers 404 (${server.address}); where there is no connection, "tracking-loss weights add net FILE" takes a file from elsewhere`,
    );
    expect(server.ranges).toHaveLength(1);
  });

  it('asks a busy server again, when it says so', async () => {
    const date = new Date(Date.now() - 1000).toUTCString();
    const busy = [status(503, { 'retry-after': '7' }), status(429, { 'retry-after': date }), status(500)];
    const { options, server, pauses } = await fixture([...busy, whole(content)]);
    expect((await fetchWeights('net', options)).isComplete).toBe(true);
    expect(server.ranges).toHaveLength(4);
    expect(pauses).toEqual([7000, 0, 2000]);
    const tomorrow = await fixture([status(503, { 'retry-after': '86400' })]);
    expect(await refusal(fetchWeights('net', tomorrow.options))).toContain(
      'the server answers 503, to be asked again in 1440 minutes',
    );
  });

  it('gives up on an address that is never reached, or silent', async () => {
    const { options, entry } = await fixture([whole(content)]);
    const nowhere = { ...entry, files: entry.files.map((file) => ({ ...file, address: 'http://127.0.0.1:1/' })) };
    const message = await refusal(fetchWeights('net', { ...options, entries: [nowhere] }));
    expect(message).toMatch(
      /^unreachable address: fetch failed: .* \(5 tries\) \(http:\/\/127.0.0.1:1\/\); where there is no connection/,
    );
    const silent = await fixture([() => undefined]);
    expect(await refusal(fetchWeights('net', { ...silent.options, silenceMs: 20 }))).toContain(
      'the server was silent for 0.02 s',
    );
  });

  it('stops when the caller does', async () => {
    const { options } = await fixture([cutAfter(content, 100)]);
    const controller = new AbortController();
    const fetching = fetchWeights('net', { ...options, signal: controller.signal });
    controller.abort();
    await expect(fetching).rejects.toThrow('aborted');
  });

  it('lets several ask at once: one downloads, all have the file', async () => {
    const { options, server, folder } = await fixture((part) => [cutAfter(content, 1000, part), whole(content)]);
    const states = await Promise.all(Array.from({ length: 4 }, () => fetchWeights('net', options)));
    expect(states.every(({ isComplete }) => isComplete)).toBe(true);
    expect(server.ranges).toHaveLength(2);
    expect(await readdir(folder)).toEqual(['net.bin']);
  });

  it('takes over from a process that was killed: of this machine at once, of another when its lock gets old', async () => {
    // No process has this number: Linux gives at most 2^22, others fewer.
    const dead = JSON.stringify({ host: hostname(), process: 2 ** 30, token: 'x' });
    const elsewhere = JSON.stringify({ host: 'elsewhere', process: 1, token: 'x' });
    for (const [text, age] of [[dead, 0] as const, [elsewhere, 3_600_000] as const]) {
      const { options, folder } = await fixture([whole(content)]);
      await mkdir(folder, { recursive: true });
      const lock = join(folder, 'net.bin.lock');
      await writeFile(lock, text);
      const touched = new Date(Date.now() - age);
      await utimes(lock, touched, touched);
      expect((await fetchWeights('net', options)).isComplete).toBe(true);
      expect(await readdir(folder)).toEqual(['net.bin']);
    }
  });

  it('says that the cache cannot be written', async () => {
    const { options, cache } = await fixture([whole(content)]);
    const file = join(cache, 'file');
    await writeFile(file, '');
    expect(await refusal(fetchWeights('net', { ...options, cache: file }))).toMatch(
      /^invalid cache folder: it cannot be written \((ENOTDIR|EEXIST)\) \(.*\); choose another one with --cache$/,
    );
  });

  it('repairs a cached file that is damaged, and does not give it out before', async () => {
    const { options, entry, cache, folder } = await fixture([whole(content)]);
    await fetchWeights('net', options);
    const damaged = Buffer.from(content);
    damaged[0]! ^= 255;
    await writeFile(join(folder, 'net.bin'), damaged);
    expect(await refusal(readCachedWeights(cache, entry))).toContain('damaged weights: net');
    expect((await fetchWeights('net', options)).isComplete).toBe(true);
    await rm(join(folder, 'net.bin'));
    expect(await refusal(readCachedWeights(cache, entry))).toContain('missing weights: net');
  });

  it('names the weights that there are', async () => {
    const cache = await temporaryFolder();
    expect(await refusal(fetchWeights('squeezenett', { cache }))).toBe(
      'unknown weights: "squeezenett"; did you mean "squeezenet"? known: squeezenet, mobilenet-yolo, zf, zf-imagenet',
    );
  });
});

describe('addWeights(name, path, options)', () => {
  it('takes a file of any name that has the checksum, and no other', async () => {
    const { entry, cache } = await fixture([status(404)]);
    const folder = await temporaryFolder();
    const [good, bad] = [join(folder, 'downloaded'), join(folder, 'other')];
    await writeFile(good, content);
    await writeFile(bad, 'other');
    const message = await refusal(addWeights('net', bad, { cache, entries: [entry] }));
    expect(message).toContain(`invalid weights: none of the files of net, sha256 ${sha256(Buffer.from('other'))}`);
    expect(message).toContain(`expected: net.bin (sha256 ${sha256(content)})`);
    expect(await refusal(addWeights('net', join(folder, 'none'), { cache, entries: [entry] }))).toContain(
      'missing file',
    );
    expect((await addWeights('net', good, { cache, entries: [entry] })).isComplete).toBe(true);
    const [file] = await readCachedWeights(cache, entry);
    expect(Buffer.compare(file!.bytes, content)).toBe(0);
  });
});
