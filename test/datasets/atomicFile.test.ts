import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFileAtomically } from '../../datasets/atomicFile.ts';
import { temporaryFolder } from './temporaryFolder.ts';

describe('writeFileAtomically(path, data)', () => {
  it('makes the folder, and replaces what was there', async () => {
    const path = join(await temporaryFolder(), 'a/b/file');
    await writeFileAtomically(path, 'one');
    await writeFileAtomically(path, 'two');
    expect(await readFile(path, 'utf8')).toBe('two');
  });

  it.each(['file', 'file/inside'])('says of %s as a folder that a file is there', async (place) => {
    const path = join(await temporaryFolder({ file: '' }), place, 'new');
    await expect(writeFileAtomically(path, '')).rejects.toThrow(
      `invalid place to write: a file is where a folder should be (${path}); choose another folder`,
    );
  });

  it('says of a read-only disk that it is, also where a folder would have to be made', async () => {
    const folder = await temporaryFolder();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', folder], { stdio: 'ignore' });
    } catch {
      if (process.env['CI'] === 'true') throw new Error('missing right: this test mounts a file system, as root');
      console.warn('skipped: only root may mount the file system that is not written');
      return;
    }
    try {
      for (const path of [join(folder, 'file'), join(folder, 'new/folder/file')]) {
        await expect(writeFileAtomically(path, '')).rejects.toThrow(
          `invalid place to write: the disk is read-only (${path}); choose another folder`,
        );
      }
    } finally {
      execFileSync('umount', ['-l', folder]);
    }
  });
});
