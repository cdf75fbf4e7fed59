import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../datasets/inputError.ts';
import {
  checkConfiguration,
  configurationFile,
  keepConfiguration,
  readConfiguration,
} from '../../results/trackerConfiguration.ts';
import { temporaryFolders } from '../temporaryFolder.ts';

const temporaryFolder = temporaryFolders();
const own = { madeBy: 'tracking-loss 1', tracker: 'T', configuration: { alpha: 1, online: { best: 5, clip: null } } };

const network = { weights: 'a28f', normalization: '29 photographs (1234)' };

/** A file of the results of `mine`. */
async function writeResult(workspace: string, name = 'baseline/ball/ball_001.txt'): Promise<void> {
  const file = join(dirname(configurationFile(workspace, 'mine')), name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, '1\n');
}

describe('keepConfiguration(workspace, label, own)', () => {
  it('writes the configuration beside the results, readable by people', async () => {
    const workspace = await temporaryFolder();
    await keepConfiguration(workspace, 'mine', own);
    const file = configurationFile(workspace, 'mine');
    expect(file).toMatch(/results.mine.tracker\.yaml$/);
    expect(await readFile(file, 'utf8')).toContain('  alpha: 1\n');
    expect(await readConfiguration(workspace, 'mine')).toEqual({ version: 1, ...own });
  });

  it('leaves an equal one of results as it is, whatever version of the program made it', async () => {
    const workspace = await temporaryFolder();
    await keepConfiguration(workspace, 'mine', own);
    await writeResult(workspace);
    await keepConfiguration(workspace, 'mine', { ...own, madeBy: 'tracking-loss 2' });
    expect(await readConfiguration(workspace, 'mine')).toMatchObject({ madeBy: 'tracking-loss 1' });
  });

  it('refuses another one than that of the results, and says which settings differ and the way out', async () => {
    const workspace = await temporaryFolder();
    await keepConfiguration(workspace, 'mine', own);
    await writeResult(workspace);
    const other = { alpha: 2, beta: 1, online: { best: 5, clip: 3 } };
    const keeping = keepConfiguration(workspace, 'mine', { ...own, configuration: other });
    await expect(keeping).rejects.toThrow(InputError);
    await expect(keeping).rejects.toThrow(
      /made with others: alpha: 1 -> 2; online\.clip: null -> 3; beta: undefined -> 1 \(.*tracker\.yaml\); give this one another label.*--workspace/,
    );
  });

  it('writes it anew as long as no run is stored, whatever else a run that came to nothing has left', async () => {
    const workspace = await temporaryFolder();
    await keepConfiguration(workspace, 'mine', { ...own, network });
    for (const name of ['_001_time.value', '_001.txt.damaged']) await writeResult(workspace, `baseline/a/a${name}`);
    await writeResult(workspace, 'unsupervised/a/.a_001.txt.1.tmp');
    const other = { ...own, madeBy: 'tracking-loss 2', configuration: { alpha: 2 } };
    await keepConfiguration(workspace, 'mine', other);
    expect(await readConfiguration(workspace, 'mine')).toEqual({ version: 1, ...other });
  });

  it('refuses another one while another process is about to store results, and keeps an equal one', async () => {
    const workspace = await temporaryFolder();
    await keepConfiguration(workspace, 'mine', own);
    await keepConfiguration(workspace, 'mine', { ...own, madeBy: 'tracking-loss 2' }, 'process 7');
    const keeping = keepConfiguration(workspace, 'mine', { ...own, configuration: { alpha: 2 } }, 'process 7');
    await expect(keeping).rejects.toThrow(
      /invalid settings of mine: process 7 makes its first results with others: alpha: 1 -> 2; .* \(.*tracker\.yaml\); wait for it, or give this one another label/,
    );
    expect(await readConfiguration(workspace, 'mine')).toEqual({ version: 1, ...own });
  });

  it('refuses a network with other weights or another normalisation, and says which', async () => {
    const workspace = await temporaryFolder();
    await keepConfiguration(workspace, 'mine', { ...own, network });
    await writeResult(workspace);
    await keepConfiguration(workspace, 'mine', { ...own, network });
    const keeping = (other: Partial<typeof network>) =>
      keepConfiguration(workspace, 'mine', { ...own, network: { ...network, ...other } });
    await expect(keeping({ weights: 'b000' })).rejects.toThrow(
      /^invalid network of mine: its results were made with another: network\.weights: "a28f" -> "b000" \(.*tracker\.yaml\); bring back the weights and normalisation of then, or give this one another label/,
    );
    await expect(keeping({ normalization: '24 procedural pictures' })).rejects.toThrow(
      'another: network.normalization: "29 photographs (1234)" -> "24 procedural pictures"',
    );
  });

  it('does not check networks where one side does not say them', async () => {
    const workspace = await temporaryFolder();
    await keepConfiguration(workspace, 'mine', own);
    await writeResult(workspace);
    await keepConfiguration(workspace, 'mine', { ...own, network });
    expect(await readConfiguration(workspace, 'mine')).toEqual({ version: 1, ...own });
    const { weights } = network;
    const another = await temporaryFolder();
    await keepConfiguration(another, 'mine', { ...own, network: { weights } });
    await writeResult(another);
    await keepConfiguration(another, 'mine', { ...own, network });
    await checkConfiguration(another, 'mine', own);
  });

  it('refuses another tracker under the same label', async () => {
    const workspace = await temporaryFolder();
    await keepConfiguration(workspace, 'mine', own);
    await writeResult(workspace);
    await expect(keepConfiguration(workspace, 'mine', { ...own, tracker: 'U' })).rejects.toThrow('tracker: "T" -> "U"');
  });

  it('refuses results of a tracker with settings that do not say what made them', async () => {
    const workspace = await temporaryFolder();
    await mkdir(`${dirname(configurationFile(workspace, 'mine'))}/baseline/ball`, { recursive: true });
    await checkConfiguration(workspace, 'mine', own);
    await writeResult(workspace);
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
