import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { InputError } from '../../datasets/inputError.ts';
import { readInputFile } from '../../datasets/readers/inputFile.ts';
import { nearestName } from '../../datasets/unknownName.ts';

/** The text of a file of trackers. @throws InputError where there is none, with the file beside it that is nearest */
export async function readTrackersText(file: string): Promise<string> {
  const beside = await readdir(dirname(file)).catch((): string[] => []);
  if (beside.includes(basename(file))) return readInputFile(file);
  const near = nearestName(
    basename(file),
    beside.filter((name) => /\.(ya?ml|ini)$/.test(name)),
  );
  throw new InputError(
    `missing file of trackers: ${file}`,
    undefined,
    near === undefined ? 'there is no such file' : `did you mean ${JSON.stringify(near)}?`,
  );
}
