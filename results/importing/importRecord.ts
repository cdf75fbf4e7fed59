/** @file `results/<tracker>/import.yaml`: that a tracker's results are not of this workspace's runs, and where they came from. */
import { stringify } from 'yaml';
import { z } from 'zod';
import { join } from 'node:path';
import { checkedFileName, resultsFolder } from '../store.ts';
import { readYamlFile } from '../../datasets/yamlFile.ts';

export const importRecordName = 'import.yaml';

export const importRecordSchema = z.strictObject({
  /** Of this file's form. */
  version: z.literal(1),
  /** Program and version that made it. */
  madeBy: z.string(),
  /** Base name of the archive or folder. */
  source: z.string(),
  /** What the tracker is called there. */
  tracker: z.string(),
  layout: z.enum(['vot', 'one-pass']),
  /** ISO 8601, UTC. */
  importedAt: z.string(),
});

export type ImportRecord = Readonly<z.infer<typeof importRecordSchema>>;

export function formatImportRecord(record: ImportRecord): string {
  return stringify(record);
}

/** Undefined for a tracker that was not imported. @throws InputError for a file that cannot be read */
export async function readImportRecord(workspace: string, tracker: string): Promise<ImportRecord | undefined> {
  const file = join(resultsFolder(workspace), checkedFileName('tracker', tracker), importRecordName);
  return readYamlFile(file, importRecordSchema, 'record of an import', 'mend or remove the file');
}
