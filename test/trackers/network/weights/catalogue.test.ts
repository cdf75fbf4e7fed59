import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addWeights } from '../../../../trackers/network/weights/addWeights.ts';
import { cacheFolder } from '../../../../trackers/network/weights/cacheFolder.ts';
import { weightsInfo } from '../../../../trackers/network/weights/cachedWeights.ts';
import { catalogue, catalogueEntry } from '../../../../trackers/network/weights/catalogue.ts';
import { sharedData } from '../../../sharedData.ts';
import { temporaryFolders } from '../../../temporaryFolder.ts';

const temporaryFolder = temporaryFolders();

describe('the catalogue', () => {
  it('says of all weights where they come from, under which licence, and how they are recognised', () => {
    for (const { files, licence, origin, backbones } of catalogue) {
      expect(licence).not.toBe('');
      expect(origin).toMatch(/^https:/);
      expect(backbones).not.toEqual([]);
      for (const { address, checksum } of files) {
        expect(address).toMatch(/^https:/);
        expect(checksum.hex).toMatch(checksum.algorithm === 'sha256' ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{32}$/);
      }
    }
  });

  it('has the sizes and checksums of the real files', () => {
    const folders: Record<string, string> = { squeezenet: 'squeezenet', 'mobilenet-yolo': 'mobilenet_yolo_voc' };
    for (const [name, folder] of Object.entries(folders)) {
      for (const { name: file, size, checksum } of catalogueEntry(name).files) {
        const bytes = readFileSync(sharedData(`weights/${folder}/${file}`));
        expect(bytes.length).toBe(size);
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(checksum.hex);
      }
    }
  });

  it('takes the files of one entry one by one', async () => {
    const cache = await temporaryFolder();
    const entry = catalogueEntry('mobilenet-yolo');
    const path = (file: string): string => sharedData(`weights/mobilenet_yolo_voc/${file}`);
    const after = [];
    for (const { name } of entry.files) after.push((await addWeights(entry.name, path(name), { cache })).isComplete);
    expect(after).toEqual([false, true]);
    expect(await weightsInfo(entry.name, { cache })).toMatchObject({
      files: [{ bytes: 41_075 }, { bytes: 3_102_331 }],
    });
  });
});

describe('cacheFolder(place)', () => {
  const place = { environment: {}, platform: 'linux', home: '/home/me' } as const;

  it('is what the user chooses, else TRACKING_LOSS_CACHE, else where the system keeps caches', () => {
    expect(cacheFolder({ ...place, chosen: '/a', environment: { TRACKING_LOSS_CACHE: '/b' } })).toBe('/a');
    expect(cacheFolder({ ...place, environment: { TRACKING_LOSS_CACHE: '/b', XDG_CACHE_HOME: '/c' } })).toBe('/b');
    expect(cacheFolder({ ...place, environment: { TRACKING_LOSS_CACHE: '', XDG_CACHE_HOME: '/c' } })).toBe(
      '/c/tracking-loss',
    );
    expect(cacheFolder({ ...place, platform: 'darwin' })).toBe('/home/me/.cache/tracking-loss');
    expect(cacheFolder({ ...place, platform: 'win32', environment: { LOCALAPPDATA: '/l' } })).toBe('/l/tracking-loss');
  });
});
