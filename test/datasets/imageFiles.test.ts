import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listImageFiles } from '../../datasets/imageFiles.ts';
import { temporaryFolders } from '../temporaryFolder.ts';

const temporaryFolder = temporaryFolders();

async function folderWith(...names: readonly string[]): Promise<string> {
  const folder = join(await temporaryFolder(), 'pictures');
  for (const name of names) {
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, name);
  }
  return folder;
}

describe('listImageFiles(folders)', () => {
  it('finds JPEG, PNG and WebP files at any depth, in the order of their names, and nothing else', async () => {
    const folder = await folderWith(
      'b.png',
      'a/deep/c.JPEG',
      'a/d.webp',
      'e.jpg',
      'f.txt',
      '.hidden.jpg',
      '.git/g.jpg',
    );
    const names = (await listImageFiles([folder])).map(({ name }) => name);
    expect(names).toEqual(['pictures/a/d.webp', 'pictures/a/deep/c.JPEG', 'pictures/b.png', 'pictures/e.jpg']);
  });

  it('takes all frames of a sequence, in its folder or below it, for one scene, and each photograph for its own', async () => {
    const folder = await folderWith(
      'bag/groundtruth.txt',
      'bag/1.jpg',
      'bag/2.jpg',
      'Skiing/groundtruth_rect.txt',
      'Skiing/img/1.jpg',
      'Skiing/img/2.jpg',
      'cat.jpg',
      'dog.jpg',
    );
    const scenes = (await listImageFiles([folder])).map(({ scene }) => scene);
    expect(new Set(scenes)).toEqual(
      new Set(['pictures/Skiing', 'pictures/bag', 'pictures/cat.jpg', 'pictures/dog.jpg']),
    );
    const frames = await listImageFiles([join(folder, 'Skiing/img')]);
    expect(new Set(frames.map(({ scene }) => scene)).size).toBe(1);
  });

  it('lists no file twice, not when folders lie in one another and not when links lead in circles', async () => {
    const folder = await folderWith('a/b.jpg');
    await symlink(folder, join(folder, 'a/circle'));
    expect(await listImageFiles([folder, join(folder, 'a'), folder])).toHaveLength(1);
  });

  it('refuses a folder that is not there, and a file', async () => {
    const folder = await folderWith('a.jpg');
    for (const path of [join(folder, 'none'), join(folder, 'a.jpg')]) {
      await expect(listImageFiles([path])).rejects.toThrow(`missing folder of images (${path}); a folder with`);
    }
  });
});
