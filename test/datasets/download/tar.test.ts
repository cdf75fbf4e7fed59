import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readTarMember } from '../../../datasets/download/tar.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { type TarMember, writeTar } from './writeTar.ts';

const temporaryFolder = temporaryFolders();
const wanted = Buffer.from(Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7919) >> 3));
const folder: TarMember = { name: 'models/', content: Buffer.alloc(0), type: '5' };
const other: TarMember = { name: 'models/other.bin', content: Buffer.alloc(70_000, 3) };

async function archive(members: readonly TarMember[], cut = Infinity): Promise<string> {
  const path = join(await temporaryFolder(), 'models.tgz');
  await writeFile(path, gzipSync(writeTar(members)).subarray(0, cut));
  return path;
}

const refusal = async (path: string): Promise<string> =>
  readTarMember(path, 'net.bin').then(
    () => 'done',
    (error: Error) => error.message,
  );

describe('readTarMember(archive, member)', () => {
  it('gives the bytes of the file of that name, in whatever folder', async () => {
    const path = await archive([folder, other, { name: 'models/deep/net.bin', content: wanted }, other]);
    expect(Buffer.compare(await readTarMember(path, 'net.bin'), wanted)).toBe(0);
  });

  it('reads an archive that is not gzipped', async () => {
    const path = join(await temporaryFolder(), 'models.tar');
    await writeFile(path, writeTar([folder, other, { name: 'models/net.bin', content: wanted }]));
    expect(Buffer.compare(await readTarMember(path, 'net.bin'), wanted)).toBe(0);
  });

  it('knows long names, of GNU tar and of POSIX', async () => {
    const long = `${'long/'.repeat(40)}net.bin`;
    const gnu: TarMember = { name: '././@LongLink', content: Buffer.from(`${long}\0`), type: 'L' };
    const record = `path=${long}\n`;
    const pax: TarMember = { name: 'pax', content: Buffer.from(`${record.length + 4} ${record}`), type: 'x' };
    for (const header of [gnu, pax]) {
      const path = await archive([other, header, { name: 'cut', content: wanted }]);
      expect(Buffer.compare(await readTarMember(path, 'net.bin'), wanted)).toBe(0);
    }
  });

  it('says what an archive holds that has not the member', async () => {
    const path = await archive([folder, other]);
    expect(await refusal(path)).toBe(`missing in the archive: net.bin (${path}); it holds models/other.bin`);
  });

  it('refuses an archive that is cut off, and a file that is none', async () => {
    const members = [other, { name: 'net.bin', content: wanted }];
    const { length } = gzipSync(writeTar(members));
    for (const cut of [5, 200, length >> 1, length - 1000]) {
      expect(await refusal(await archive(members, cut))).toMatch(/^(invalid archive|missing in the archive)/);
    }
    const path = join(await temporaryFolder(), 'text.tgz');
    await writeFile(path, 'no archive');
    expect(await refusal(path)).toBe(
      `invalid archive: no tar header where one belongs (${path}); the file is damaged or of another kind`,
    );
    await writeFile(path, gzipSync(Buffer.alloc(2048, 7)));
    expect(await refusal(path)).toContain('no tar header where one belongs');
    expect(await refusal(join(await temporaryFolder(), 'none.tgz'))).toContain('invalid archive: ENOENT');
  });
});
