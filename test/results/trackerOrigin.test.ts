import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keepConfiguration } from '../../results/trackerConfiguration.ts';
import { trackerOrigin } from '../../results/trackerOrigin.ts';
import { temporaryFolders } from '../temporaryFolder.ts';
import { importInto } from './importing/importing.ts';
import { writeResults } from './resultFiles.ts';

const temporaryFolder = temporaryFolders();

it('trackerOrigin(workspace, label) tells native, external and imported results apart, and says nothing of others', async () => {
  const workspace = await temporaryFolder();
  await keepConfiguration(workspace, 'fast', { madeBy: 'x', tracker: 'kcf', configuration: {} });
  await keepConfiguration(workspace, 'mine', { madeBy: 'x', tracker: 'trax', configuration: { command: ['x'] } });
  await writeResults(join(workspace, 'source'), { 'T/baseline/a/a_001.txt': '1\n' });
  await importInto(workspace, join(workspace, 'source'));
  const origins = ['fast', 'mine', 'T', 'other'].map((label) => trackerOrigin(workspace, label));
  expect(await Promise.all(origins)).toEqual(['native', 'external', 'imported', undefined]);
});
