import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readWorkspace, type Workspace, workspaceFile, writeWorkspace } from '../../results/workspace.ts';
import { temporaryFolders } from '../temporaryFolder.ts';

const temporaryFolder = temporaryFolders();
const workspace: Workspace = {
  version: 1,
  madeBy: 'tracking-loss 0.1.0',
  dataset: { name: 'vot2016', path: '/data/vot 2016: "new"' },
  convention: 'vot2016',
  seed: 7,
};

describe('readWorkspace(folder)', () => {
  it('gives what writeWorkspace wrote', async () => {
    const folder = await temporaryFolder();
    await writeWorkspace(folder, workspace);
    expect(await readWorkspace(folder)).toEqual(workspace);
  });

  it('gives undefined where nothing was run', async () => {
    expect(await readWorkspace(await temporaryFolder())).toBeUndefined();
  });

  it.each([
    ['no YAML', 'version: [', /invalid YAML/],
    ['another version', 'version: 2', /invalid workspace/],
    ['a key that is not known', 'version: 1\nsed: 3', /"sed"/],
  ])('refuses a file with %s, and names it', async (_, text, message) => {
    const folder = await temporaryFolder();
    await writeFile(workspaceFile(folder), text);
    await expect(readWorkspace(folder)).rejects.toThrow(message);
    await expect(readWorkspace(folder)).rejects.toThrow(workspaceFile(folder));
  });
});
