import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { WrongRequest } from '../../datasets/inputError.ts';
import { type ExternalConfiguration, temporaryFolder } from './externalConfiguration.ts';
import { environment } from './externalTracker.ts';

/**
 * Looks for a tracker's program and folder, so that a typing mistake is one error and not one of each run.
 * @param label of the tracker, for errors
 * @throws WrongRequest when one of them is missing
 */
export async function checkCommand(configuration: ExternalConfiguration, label: string): Promise<void> {
  const { command, folder } = configuration;
  const program = command[0]!;
  if (folder !== temporaryFolder && !(await isFolder(folder))) {
    throw new WrongRequest(`missing folder: ${folder}`, `tracker ${label}`, 'its setting `folder` says where it runs');
  }
  if (program.includes('/')) {
    const file = folder === temporaryFolder ? program : resolve(folder, program);
    if (await isExecutable(file)) return;
    throw new WrongRequest(`missing program: ${file}`, `tracker ${label}`, 'it must be there and executable');
  }
  const folders = (environment(configuration)['PATH'] ?? '').split(delimiter).filter(Boolean);
  for (const candidate of folders) if (await isExecutable(join(candidate, program))) return;
  throw new WrongRequest(`missing program: ${program}`, `tracker ${label}`, 'no folder of PATH has it');
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function isExecutable(path: string): Promise<boolean> {
  if (await isFolder(path)) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
