import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../datasets/inputError.ts';
import { configurationFile, keepConfiguration, readConfiguration } from '../../results/trackerConfiguration.ts';
import { temporaryFolders } from '../temporaryFolder.ts';

const temporaryFolder = temporaryFolders();
const own = { madeBy: 'tracking-loss 1', tracker: 'T', configuration: { alpha: 1, online: { best: 5, clip: null } } };

describe('keepConfiguration(workspace, label, own)', () => {
  it('writes the configuration beside the results, readable by people', async () => {
    const workspace = await temporaryFolder();
    await keepConfiguration(workspace, 'mine', own);
    const file = configurationFile(workspace, 'mine');
    expect(file).toMatch(/results.mine.tracker\.yaml$/);
    expect(await readFile(file, 'utf8')).toContain('  alpha: 1\n');
    expect(await readConfiguration(workspace, 'mine')).toEqual({ version: 1, ...own });
  });

  it('leaves an equal one as it is, whatever version of the program made it', async () => {
    const workspace = await temporaryFolder();
    await keepConfiguration(workspace, 'mine', own);
    await keepConfiguration(workspace, 'mine', { ...own, madeBy: 'tracking-loss 2' });
    expect(await readConfiguration(workspace, 'mine')).toMatchObject({ madeBy: 'tracking-loss 1' });
  });

  it('refuses another one, and says which settings differ and the way out', async () => {
    const workspace = await temporaryFolder();
    await keepConfiguration(workspace, 'mine', own);
    const other = { alpha: 2, beta: 1, online: { best: 5, clip: 3 } };
    const keeping = keepConfiguration(workspace, 'mine', { ...own, configuration: other });
    await expect(keeping).rejects.toThrow(InputError);
    await expect(keeping).rejects.toThrow(
      /made with others: alpha: 1 -> 2; online\.clip: null -> 3; beta: undefined -> 1 \(.*tracker\.yaml\); give this one another label.*--workspace/,
    );
  });

  it('refuses another tracker under the same label', async () => {
    const workspace = await temporaryFolder();
    await keepConfiguration(workspace, 'mine', own);
    await expect(keepConfiguration(workspace, 'mine', { ...own, tracker: 'U' })).rejects.toThrow('tracker: "T" -> "U"');
  });

  it('refuses results of a tracker with settings that do not say what made them', async () => {
    const workspace = await temporaryFolder();
    await mkdir(`${dirname(configurationFile(workspace, 'mine'))}/baseline`, { recursive: true });
    await expect(keepConfiguration(workspace, 'mine', own)).rejects.toThrow('invalid results of mine');
    // Without settings there is only one way to make them.
    await keepConfiguration(workspace, 'mine', { ...own, configuration: {} });
    expect(await readConfiguration(workspace, 'mine')).toMatchObject({ tracker: 'T', configuration: {} });
  });

  it.each([
    ['version: 1\nmadeBy: [', 'invalid YAML'],
    ['version: 2', 'invalid configuration'],
  ])('refuses a file that is none: %j', async (text, message) => {
    const workspace = await temporaryFolder();
    const file = configurationFile(workspace, 'mine');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    await expect(keepConfiguration(workspace, 'mine', own)).rejects.toThrow(message);
  });

  it('refuses a label that can be no folder', async () => {
    await expect(keepConfiguration(await temporaryFolder(), '../mine', own)).rejects.toThrow('invalid tracker name');
  });
});
