import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { addWeights } from '../../../../trackers/network/weights/addWeights.ts';
import { listWeights, readCachedWeights } from '../../../../trackers/network/weights/cachedWeights.ts';
import { readCaffemodel } from '../../../../trackers/network/weights/caffe/caffemodel.ts';
import { type CatalogueEntry, catalogueEntry } from '../../../../trackers/network/weights/catalogue.ts';
import { fetchWeights } from '../../../../trackers/network/weights/fetchWeights.ts';
import { readSafetensors } from '../../../../trackers/network/weights/safetensors.ts';
import type { Tensor } from '../../../../trackers/network/tensor.ts';
import { temporaryFolders } from '../../../temporaryFolder.ts';
import { writeCaffemodel } from './caffe/writeCaffemodel.ts';
import { fileServers, whole } from '../../../datasets/download/fileServer.ts';
import { writeTar } from '../../../datasets/download/writeTar.ts';
import { randomZfCaffemodel, zfShapes } from './zfWeights.ts';

const temporaryFolder = temporaryFolders();
const serve = fileServers();
const zf = catalogueEntry('zf');

/** The catalogue's entry of ZF, but for an archive of this test. */
function zfEntry(archive: Uint8Array, address: string): CatalogueEntry {
  const checksum = { algorithm: 'md5', hex: createHash('md5').update(archive).digest('hex') } as const;
  return { ...zf, files: zf.files.map((file) => ({ ...file, address, checksum })) };
}

function archiveOf(caffemodel: Uint8Array): Buffer {
  const name = 'faster_rcnn_models/ZF_faster_rcnn_final.caffemodel';
  return gzipSync(
    writeTar([
      { name: 'faster_rcnn_models/VGG16_faster_rcnn_final.caffemodel', content: Buffer.alloc(3000, 1) },
      { name, content: caffemodel },
    ]),
    { level: 1 },
  );
}

/** Millions of numbers, compared as bytes. */
function expectSame(tensor: Tensor, shape: readonly number[], data: Float32Array): void {
  expect(tensor.shape).toEqual(shape);
  expect(Buffer.compare(Buffer.from(tensor.data.buffer), Buffer.from(data.buffer))).toBe(0);
}

describe('the weights of ZF', () => {
  it('are taken out of their archive, and only the five convolutions are kept, as safetensors', async () => {
    const caffemodel = randomZfCaffemodel({ old: true });
    const archive = archiveOf(caffemodel);
    const cache = await temporaryFolder();
    const { address } = await serve([whole(archive)]);
    const entry = zfEntry(archive, address);
    const state = await fetchWeights('zf', { cache, entries: [entry] });
    expect(state.isComplete).toBe(true);
    expect((await readdir(join(cache, 'weights', 'zf'))).toSorted()).toEqual([
      'zf.safetensors',
      'zf.safetensors.sha256',
    ]);

    const [file] = await readCachedWeights(cache, entry);
    const { tensors, metadata } = readSafetensors(file!.bytes, file!.path);
    const written = readCaffemodel(caffemodel, 'written');
    expect([...tensors.keys()]).toEqual(Object.keys(zfShapes).flatMap((name) => [`${name}.weight`, `${name}.bias`]));
    for (const [name, shape] of Object.entries(zfShapes)) {
      const blobs = written.get(name)!.blobs;
      expectSame(tensors.get(`${name}.weight`)!, shape, blobs[0]!.data);
      expectSame(tensors.get(`${name}.bias`)!, [shape[0]], blobs[1]!.data);
    }
    expect(metadata['sourceSha256']).toBe(createHash('sha256').update(caffemodel).digest('hex'));
  });

  it('may be added as the archive or as the caffemodel in it; both give the same', async () => {
    const caffemodel = randomZfCaffemodel();
    const archive = archiveOf(caffemodel);
    const entry = zfEntry(archive, 'http://nowhere.invalid/');
    const files = await temporaryFolder();
    await writeFile(join(files, 'models.tgz'), archive);
    await writeFile(join(files, 'ZF_faster_rcnn_final.caffemodel'), caffemodel);
    const tensors = [];
    for (const name of ['models.tgz', 'ZF_faster_rcnn_final.caffemodel']) {
      const cache = await temporaryFolder();
      expect((await addWeights('zf', join(files, name), { cache, entries: [entry] })).isComplete).toBe(true);
      const [file] = await readCachedWeights(cache, entry);
      tensors.push(readSafetensors(file!.bytes, name).tensors);
    }
    for (const [name, { shape, data }] of tensors[0]!) expectSame(tensors[1]!.get(name)!, shape, data);
  });

  it('are refused from another archive, from a caffemodel of another network, and when damaged later', async () => {
    const archive = archiveOf(randomZfCaffemodel());
    const [cache, files] = [await temporaryFolder(), await temporaryFolder()];
    const [other, net] = [join(files, 'other.tgz'), join(files, 'net.caffemodel')];
    await writeFile(other, archive);
    await expect(addWeights('zf', other, { cache })).rejects.toThrow(
      /^invalid weights: none of the files of zf, md5 .* expected: faster_rcnn_models.tgz \(md5 ac116844f66aefe29587214272054668\)/,
    );
    await writeFile(net, writeCaffemodel({ conv1: [{ shape: [1, 1, 1, 1], data: [1] }] }));
    await expect(addWeights('zf', net, { cache })).rejects.toThrow('invalid weights of the layer conv1: 1x1x1x1');
    await writeFile(net, writeCaffemodel({ conv_1: [{ shape: [1], data: [1] }] }));
    await expect(addWeights('zf', net, { cache })).rejects.toThrow(
      /^unknown layer of weights: "conv1" .*did you mean "conv_1"/,
    );
    expect((await listWeights({ cache })).map(({ isComplete }) => isComplete)).toEqual([false, false, false, false]);

    const entry = zfEntry(archive, 'http://nowhere.invalid/');
    await addWeights('zf', other, { cache, entries: [entry] });
    const kept = join(cache, 'weights', 'zf', 'zf.safetensors');
    const bytes = await readFile(kept);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(kept, bytes);
    await expect(readCachedWeights(cache, entry)).rejects.toThrow('damaged weights: zf');
  });
});
