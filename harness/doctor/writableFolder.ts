import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Whether files can be written below a folder, which need not exist yet: the reason why not, else undefined. */
export async function writingProblem(folder: string): Promise<string | undefined> {
  const path = resolve(folder);
  try {
    if (!(await stat(path)).isDirectory()) return `${path} is not a folder`;
    await access(path, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const above = dirname(path);
    return code === 'ENOENT' && above !== path ? writingProblem(above) : message;
  }
}
