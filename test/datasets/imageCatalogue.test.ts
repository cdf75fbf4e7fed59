import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogueImages, type CatalogueImages, fetchImages, imageCatalogue } from '../../datasets/imageCatalogue.ts';
import { temporaryFolders } from '../temporaryFolder.ts';
import { cutAfter, fileServers, whole } from './download/fileServer.ts';
import { writeTar } from './download/writeTar.ts';

const temporaryFolder = temporaryFolders();
const serve = fileServers();

const picture = Buffer.alloc(3000, 7);
const archive = writeTar([
  { name: 'kit/2012/JPEGImages/', content: Buffer.alloc(0), type: '5' },
  { name: 'kit/2012/JPEGImages/1.jpg', content: picture },
  { name: 'kit/2012/Masks/1.png', content: Buffer.alloc(900) },
  { name: 'kit/2012/JPEGImages/2.jpg', content: Buffer.alloc(100_000, 3) },
]);

function entryAt(address: string, folder = 'kit/2012/JPEGImages'): CatalogueImages {
  const hex = createHash('md5').update(archive).digest('hex');
  const checksum = { algorithm: 'md5', hex } as const;
  return { ...imageCatalogue[0]!, address, size: archive.length, checksum, folder, images: 2 };
}

describe('fetchImages(entry, options)', () => {
  it('goes on where a connection broke, and keeps the images of the folder alone', async () => {
    const { address } = await serve([cutAfter(archive, 50_000), whole(archive)]);
    const cache = await temporaryFolder();
    const folder = await fetchImages(entryAt(address), { cache, pause: async () => undefined });
    expect(folder).toBe(join(cache, 'images', 'voc2012'));
    expect((await readdir(folder)).toSorted()).toEqual(['1.jpg', '2.jpg']);
    expect(await readFile(join(folder, '1.jpg'))).toEqual(picture);
    // Nothing is left beside it, and what is here is not fetched again: the server has no more answers.
    expect(await readdir(join(cache, 'images'))).toEqual(['voc2012']);
    expect(await fetchImages(entryAt(address), { cache })).toBe(folder);
  });

  it('refuses an archive without such images, and leaves no folder', async () => {
    const { address } = await serve([whole(archive)]);
    const cache = await temporaryFolder();
    const fetched = fetchImages(entryAt(address, 'kit/2007/JPEGImages'), { cache });
    await expect(fetched).rejects.toThrow('missing in the archive: kit/2007/JPEGImages');
    expect(await readdir(join(cache, 'images'))).not.toContain('voc2012');
  });
});

describe('the catalogue of images', () => {
  it('has address, size and checksum of PASCAL VOC 2012, and names what it has', () => {
    expect(catalogueImages('voc2012')).toMatchObject({ size: 1_999_639_040, checksum: { algorithm: 'md5' } });
    expect(() => catalogueImages('voc2013')).toThrow('unknown images: "voc2013"');
  });
});
